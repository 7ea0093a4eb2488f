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
    for (const auto& [path, fact] : stated.items()) {
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
      const bool fits = found != facts.end() &&
                        flags_fit(fact[1].get<std::string>(), found->second) &&
                        (!found->second.leaf || value_fits(fact[0], found->second.value));
      const bool fresh = m_fresh.contains(path);
      if (fits && fresh) ++m_tally.passed;
      if (fits) {
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

void play_step(Play& play, const json& step, const std::string& what) {
  const std::string op = step.value("op", "");
  const std::string ref = step.value("ref", "");
  if (op == "answer") refuse_nothing(play, play.player.answer(ref, text_of(step["value"])), what);
  if (op == "add_repeat" && !step.value("auto", false)) {
    refuse_nothing(play, play.player.add_repeat(ref), what);
  }
  if (op == "remove_repeat") refuse_nothing(play, play.player.remove_repeat(ref), what);
  if (op == "language") play.player.speak(text_of(step["value"]));
  if (op == "new_instance") refuse_nothing(play, play.player.start_again(), what);
}

void compare_choices(Play& play, const json& expected, const std::string& ref,
                     const std::string& what) {
  judge(play.tally, play.id, what + " choices", expected.dump(),
        json(play.player.choices(ref)).dump());
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
    for (const json& path : step.value("gone", json::array())) {
      play.ledger.forget(path.get<std::string>());
      judge(play.tally, play.id, what + " " + path.get<std::string>(), "gone",
            facts.contains(path.get<std::string>()) ? "there" : "gone");
    }
    play.ledger.expect(step.value("expect", json::object()));
    const json disputed = step.value("disputed", json::object());
    for (const auto& [path, either] : disputed.items()) {
      play.ledger.leave_open(path);
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
    for (const json& path : step.value("del", json::array())) {
      play.ledger.forget(path.get<std::string>());
      judge(play.tally, play.id, what + " " + path.get<std::string>(), "gone",
            facts.contains(path.get<std::string>()) ? "there" : "gone");
    }
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
        judge(tally, id, "open", "opens", player.error().line());
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
