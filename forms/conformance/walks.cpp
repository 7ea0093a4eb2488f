// Walks and traces: forms filled in step by step elsewhere. Both name, after each step, the nodes
// that changed; whatever a row does not name must stay as it was.
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "forms/conformance/player.h"

namespace jiujin::forms::conformance {

namespace {

using nlohmann::json;

// The state that a row expects by now, and its comparison with the engine's.
class Ledger {
 public:
  Ledger(Tally& tally, std::string id) : m_tally(tally), m_id(std::move(id)) {}

  // `stated`: path to [value, flags], as changed by this step.
  void expect(const json& stated) {
    m_fresh.clear();
    for (const auto& [written, fact] : stated.items()) {
      const std::string path = without_prefixes(written);
      m_expected[path] = fact;
      m_fresh.insert(path);
    }
  }
  void leave_open(const std::string& path) { m_expected.erase(path); }
  // Of a subtree that is gone, and what has moved up into its place, nothing is known but what the
  // step says.
  void forget(const std::string& path) {
    std::erase_if(m_expected, [&](const auto& each) {
      return each.first == path || each.first.starts_with(path + "/");
    });
  }

  void compare(const Facts& facts, const std::string& step) {
    for (auto at = m_expected.begin(); at != m_expected.end();) {
      const auto& [path, fact] = *at;
      const auto found = facts.find(path);
      const bool fresh = m_fresh.contains(path);
      if (found != facts.end() && fits(fact, found->second, fresh)) {
        m_tally.passed += fresh ? 1 : 0;
        ++at;
        continue;
      }
      const std::string actual = found == facts.end()
                                     ? "no such node"
                                     : json{found->second.value, flags_of(found->second)}.dump();
      ++m_tally.failed;
      m_tally.failures.push_back(
          {m_id, step + (fresh ? "" : " (unchanged)") + " " + path, fact.dump(), actual});
      at = m_expected.erase(at);  // told once
    }
    m_fresh.clear();
  }

 private:
  // What is not relevant has no value that implementations agree on, and rows do not always say
  // when it goes.
  static bool fits(const json& fact, const NodeFacts& facts, bool fresh) {
    if (!facts.relevant && !fresh) return true;
    if (!flags_fit(fact[1].get<std::string>(), facts)) return false;
    return !facts.leaf || !facts.relevant || value_fits(fact[0], facts.value);
  }

  Tally& m_tally;
  std::string m_id;
  std::map<std::string, json> m_expected;
  std::set<std::string> m_fresh;
};

std::string shown(const json& step, std::size_t number) {
  std::string text = "#" + std::to_string(number) + " " + step.value("op", step.value("read", ""));
  if (step.contains("ref")) text += " " + step["ref"].get<std::string>();
  if (step.contains("value")) text += "=" + step["value"].dump();
  return text;
}

std::string text_of(const json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// What one row plays on: the engine, the ledger and where to count.
struct Play {
  Player& player;
  Ledger& ledger;
  Tally& tally;
  const std::string& id;
};

void refuse_nothing(Play& play, const Result<void>& done, const std::string& what) {
  if (!done) judge(play.tally, play.id, what, "done", done.error().line());
}

// What a step answers: a file by the name it got, a trigger by its mark.
std::string answered(const Play& play, const json& step, const std::string& ref) {
  const std::string type = step.value("vtype", "");
  const json stored = step.value("set", json::object()).value(ref, json());
  if (type == "File" && stored.is_array()) return text_of(stored[0]);
  const std::string value = text_of(step["value"]);
  if (type == "boolean" || step.value("dtype", "") == "BooleanData") {
    const bool yes = value == "true" || value == "1";
    if (play.player.is_trigger(ref)) return yes ? "OK" : "";
    return yes ? "1" : "0";
  }
  return value;
}

void play_step(Play& play, const json& step, const std::string& what) {
  const std::string op = step.value("op", "");
  const std::string ref = step.value("ref", "");
  if (op == "answer") {
    const std::string before = play.player.value(ref);
    refuse_nothing(play, play.player.answer(ref, answered(play, step, ref)), what);
    if (step.value("result", "ok") != "ok") {
      // An implementation that does not store what it refuses; here it is stored and marked.
      judge(play.tally, play.id, what, "refused",
            play.player.invalid().contains(ref) ? "refused" : "taken");
      refuse_nothing(play, play.player.answer(ref, before), what);
    }
  }
  if (op == "add_repeat" && !step.value("auto", false)) {
    refuse_nothing(play, play.player.add_repeat(ref), what);
  }
  if (op == "remove_repeat") refuse_nothing(play, play.player.remove_repeat(ref), what);
  if (op == "language") play.player.speak(text_of(step["value"]));
  if (op == "new_instance") refuse_nothing(play, play.player.start_again(), what);
}

// Rows list values, or pairs of value and label.
void compare_choices(Play& play, json expected, const std::string& ref, const std::string& what) {
  json actual = json::array();
  const bool pairs = !expected.empty() && expected[0].is_array();
  for (const auto& each : play.player.choices(ref)) {
    actual.push_back(pairs ? json{each.value, each.label} : json(each.value));
  }
  if (play.player.shuffled(ref)) {
    std::sort(expected.begin(), expected.end());
    std::sort(actual.begin(), actual.end());
  }
  judge(play.tally, play.id, what + " choices", expected.dump(), actual.dump());
}

// Nodes that went: instances of repeats must be gone. Rows also say so of values that hang on the
// clock or on chance; those are left open.
void compare_gone(Play& play, const json& gone, const Facts& facts, const std::string& what) {
  for (const json& each : gone) {
    const std::string path = without_prefixes(each.get<std::string>());
    play.ledger.forget(path);
    if (!path.ends_with(']')) continue;
    judge(play.tally, play.id, what + " " + path, "gone", facts.contains(path) ? "there" : "gone");
  }
}

void run_walk(const json& row, Play& play) {
  std::size_t number = 0;
  for (const json& step : row["steps"]) {
    const std::string what = shown(step, number++);
    const std::string ref = step.value("ref", "");
    if (step.contains("options_before")) compare_choices(play, step["options_before"], ref, what);
    play_step(play, step, what);
    if (step.contains("constraint_ok") && !text_of(step["value"]).empty()) {
      judge(play.tally, play.id, what + " constraint", step["constraint_ok"].dump(),
            play.player.constraint_holds(ref) ? "true" : "false");
    }
    const Facts facts = play.player.facts();
    compare_gone(play, step.value("gone", json::array()), facts, what);
    play.ledger.expect(step.value("expect", json::object()));
    const json disputed = step.value("disputed", json::object());
    for (const auto& [path, either] : disputed.items()) {
      play.ledger.leave_open(without_prefixes(path));
      ++play.tally.skipped;
    }
    play.ledger.compare(facts, what);
  }
}

void run_trace(const json& row, Play& play) {
  std::size_t number = 0;
  for (const json& step : row["steps"]) {
    const std::string what = shown(step, number++);
    const std::string ref = step.value("ref", "");
    if (step.value("read", "") == "choices") compare_choices(play, step["value"], ref, what);
    if (step.value("read", "") == "count_repeat") {
      judge(play.tally, play.id, what, step["value"].dump(),
            std::to_string(play.player.instances(ref)));
    }
    if (!step.contains("op")) continue;
    play_step(play, step, what);
    const Facts facts = play.player.facts();
    compare_gone(play, step.value("del", json::array()), facts, what);
    play.ledger.expect(step.value("set", json::object()));
    play.ledger.compare(facts, what);
    if (step.contains("invalid")) {
      judge(play.tally, play.id, what + " invalid", step["invalid"].dump(),
            json(play.player.invalid()).dump());
    }
  }
}

std::map<std::string, std::string> attachments_of(const json& row, const std::string& folder) {
  std::map<std::string, std::string> named;
  for (const json& each : row.value("attachments", json::array())) {
    const std::string uri = each.value("uri", "");
    const std::string file = each["file"].is_string() ? each["file"].get<std::string>() : "absent";
    named[uri.substr(uri.rfind('/') + 1)] = folder + "/att/" + file;
  }
  return named;
}

// Forms that a careful reader does not take, whatever others do with them.
std::string refused_on_purpose(const Error& error) {
  const std::string& cause = error.cause;
  const auto says = [&](std::string_view part) { return cause.find(part) != std::string::npos; };
  if (says("StartTag") || says("Extra content")) return "the form is not well-formed XML";
  if (says("unknown function")) return "the form calls a function of one product";
  return {};
}

using RunRow = void (*)(const json&, Play&);

Result<Tally> verify_rows(const std::string& file, const ReplayOptions& options, RunRow run) {
  std::ifstream in(file);
  if (!in) return Error{ErrorCode::kIo, file, "cannot be read"};
  const auto forms = std::filesystem::path(file).parent_path() / "forms";
  Tally tally;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const json row = json::parse(line, nullptr, false);
    const std::string place = file + ":" + std::to_string(number);
    if (!row.is_object() || !row.contains("form") || !row.contains("steps")) {
      return Error{ErrorCode::kInvalidData, place, "not a row"};
    }
    try {
      const std::string form = row["form"].get<std::string>();
      const std::string origin = row.value("source", form);
      if (origin.find(options.origin) == std::string::npos) {
        ++tally.skipped;
        ++tally.skip_reasons["other origin"];
        continue;
      }
      const std::string id = std::to_string(number) + " " + form;
      auto player = Player::open((forms / form).string(), row.value("tz", ""),
                                 attachments_of(row, (forms / "javarosa/scenario").string()));
      if (!player) {
        const std::string reason = refused_on_purpose(player.error());
        if (reason.empty()) judge(tally, id, "open", "opens", player.error().line());
        if (!reason.empty()) ++tally.skipped, ++tally.skip_reasons[reason];
        continue;
      }
      Ledger ledger(tally, id);
      Play play{**player, ledger, tally, id};
      run(row, play);
    } catch (const std::exception& failure) {  // wrong types inside the row
      return Error{ErrorCode::kInvalidData, place, failure.what()};
    }
  }
  return tally;
}

}  // namespace

Result<Tally> verify_walks(const std::string& file, const ReplayOptions& options) {
  return verify_rows(file, options, run_walk);
}

Result<Tally> verify_traces(const std::string& file, const ReplayOptions& options) {
  return verify_rows(file, options, run_trace);
}

}  // namespace jiujin::forms::conformance
