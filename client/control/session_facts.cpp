// What the station holds that the rules of an item may ask about.
//
// Earlier cases come from the station's own store. It holds no registers of the county and lists
// none: rules that read one say that they could not be checked (待核验).
#include <nlohmann/json.hpp>
#include <set>

#include "client/control/session_state.h"
#include "forms/prereview/facts.h"
#include "sync/casework/states.h"

namespace jiujin::client::control {
namespace {

using forms::prereview::EarlierCase;
using sync::casework::Case;

// Codes of the items whose earlier cases the rules read.
std::set<std::string> items_asked_about(const forms::catalogue::Catalogue& catalogue,
                                        const forms::catalogue::Item& item) {
  std::string tests;
  const auto add = [&](const std::string& test) {
    if (test.find("earlier-cases") != std::string::npos) tests += test + "\n";
  };
  for (const auto& rule : item.prechecks) {
    add(rule.when);
    add(rule.holds);
  }
  for (const auto& slot : item.materials) add(slot.need_test);
  std::set<std::string> codes;
  for (const auto& each : catalogue.items)
    if (tests.find("'" + each.code + "'") != std::string::npos ||
        tests.find("\"" + each.code + "\"") != std::string::npos)
      codes.insert(each.code);
  return codes;
}

EarlierCase earlier_case(const Case& c) {
  EarlierCase earlier;
  earlier.item = c.item;
  earlier.subject = c.applicant.id_no;
  earlier.opened = c.submitted_on;
  earlier.state = static_cast<int>(c.state);
  earlier.open = sync::casework::is_in_progress(c.state);
  earlier.granted = c.granted.value_or(false);
  for (const auto& [path, text] : c.answers) {
    const auto value = nlohmann::json::parse(text, nullptr, false);
    if (value.is_string())
      earlier.answers[path.substr(path.rfind('/') + 1)] = value.get<std::string>();
  }
  return earlier;
}

}  // namespace

Result<Answer> held_facts(SessionState& state, const AskHeldFacts& command,
                          const ProgressSink& progress) {
  auto facts = std::make_shared<forms::prereview::Facts>();
  auto handle = state.catalogue.holding(command.item, command.version);
  if (!handle.ok()) return handle.error();
  const auto asked =
      items_asked_about((*handle)->catalogue, *(*handle)->catalogue.item(command.item));
  if (asked.empty()) return Answer(HeldFactsReady{std::move(facts)});
  auto list = state.registry->list({}, state.today());
  if (!list.ok()) return list.error();
  std::uint64_t done = 0;
  for (const auto& line : list->lines) {
    if (progress && !progress(done++, list->lines.size()))
      return Error{ErrorCode::kCancelled, "", "cancelled"};
    if (line.draft || line.id == command.except || !asked.contains(line.item)) continue;
    auto loaded = load_case(state, line.id);
    if (!loaded.ok()) return loaded.error();
    facts->earlier_cases.push_back(earlier_case(*loaded));
  }
  return Answer(HeldFactsReady{std::move(facts)});
}

}  // namespace jiujin::client::control
