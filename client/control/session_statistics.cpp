// Figures over this station's cases of a period, and the ledger.
//
// Codes of figures and their formulas: see kFigures. Declared and real visits are two figures,
// since what an item promises and what happened may differ. The ledger holds no number of a person,
// no address, telephone or account, and names are masked.
#include <map>

#include "client/control/session_state.h"
#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/base/atomic_file.h"
#include "sync/casework/states.h"

namespace jiujin::client::control {
namespace {

using namespace sync::casework;

class Count {
 public:
  Count(const char* code, std::vector<Figure>* out) : m_index(out->size()), m_out(*out) {
    m_out.push_back({code, 0, 0});
  }
  void add(bool part) {
    ++m_out[m_index].whole;
    if (part) ++m_out[m_index].part;
  }
  void add(std::int64_t part, std::int64_t whole) {
    m_out[m_index].part += part;
    m_out[m_index].whole += whole;
  }

 private:
  std::size_t m_index;
  std::vector<Figure>& m_out;
};

bool sent_out(const Case& c) {
  for (const auto& parcel : c.parcels)
    if (parcel.direction == "out") return true;
  return false;
}

bool overdue(const CaseSummary& line, const SessionState& state) {
  const auto colour = lamp(line, state.calendar, state.today());
  return colour && *colour == localization::Lamp::kRed;
}

struct Counts {
  std::vector<Figure> figures;
  Count same_day{"same_day", &figures};
  Count nearby{"nearby", &figures};
  Count declared_once{"declared_once", &figures};
  Count real_once{"real_once", &figures};
  Count told_once{"told_once", &figures};
  Count gaps_closed{"gaps_closed", &figures};
  Count licence_reuse{"licence_reuse", &figures};
  Count courier{"courier", &figures};
  Count in_time{"in_time", &figures};

  void take(const Case& c, const forms::catalogue::Item* item) {
    const auto full = localization::full_division_code(c.division);
    if (!full.empty()) nearby.add(static_cast<int>(localization::division_level(full)) >= 5);
    if (item) declared_once.add(item->onsite_visits <= 1);
    if (c.visits > 0) real_once.add(c.visits <= 1);
    if (!c.corrections.empty()) told_once.add(c.corrections.size() == 1);
    if (c.deferral) gaps_closed.add(!c.deferral_expired && deferred_left(c) == 0);
    std::int64_t reused = 0, all = 0;
    for (const auto& material : c.materials) {
      if (material.mode == MaterialMode::kMissing || material.mode == MaterialMode::kNotNeeded)
        continue;
      ++all;
      if (material.mode == MaterialMode::kLicence) ++reused;
    }
    licence_reuse.add(reused, all);
    if (c.decided_on.empty()) return;
    same_day.add(c.decided_on == c.submitted_on);
    if (!c.clocks.promised_due.empty()) in_time.add(c.decided_on <= c.clocks.promised_due);
    if (!c.delivered_on.empty()) courier.add(sent_out(c));
  }

  static int deferred_left(const Case& c) {
    int left = 0;
    for (const auto& material : c.materials)
      if (material.mode == MaterialMode::kDeferred) ++left;
    return left;
  }
};

std::string csv_cell(const std::string& text) {
  std::string cell = "\"";
  // A spreadsheet takes a leading = + - @ for a formula.
  if (!text.empty() && std::string_view("=+-@\t").find(text[0]) != std::string_view::npos)
    cell += '\'';
  for (char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const auto& cell : cells) {
    if (!line.empty()) line += ',';
    line += csv_cell(cell);
  }
  return line + "\r\n";
}

std::string ledger_head() {
  return "\xef\xbb\xbf" + csv_line({_t("Receipt number"), _t("Case number"), _t("Item"),
                                    _t("Applicant"), _t("Received on"), _t("Accepted on"),
                                    _t("Decided on"), _t("Delivered on"), _t("State")});
}

std::string ledger_line(const CaseSummary& line) {
  // Receipt numbers as text: a spreadsheet would cut leading zeros.
  return csv_line({line.receipt.empty() ? "" : " " + line.receipt, line.number,
                   line.item_name.get(localization::current_language()), line.applicant_masked,
                   line.submitted_on, line.accepted_on, line.decided_on, line.delivered_on,
                   state_label(line.state)});
}

void count_item(ItemCounts* counts, const CaseSummary& line, const SessionState& state) {
  ++counts->submitted;
  if (!line.accepted_on.empty()) ++counts->accepted;
  if (is_in_progress(line.state)) ++counts->running;
  if (line.granted && *line.granted) ++counts->granted;
  if ((line.granted && !*line.granted) || line.state == CaseState::kNotAccepted) ++counts->denied;
  if (overdue(line, state)) ++counts->overdue;
}

std::uint64_t items_total(const std::map<std::string, ItemCounts>& items) {
  std::uint64_t total = 0;
  for (const auto& [code, counts] : items) total += static_cast<std::uint64_t>(counts.submitted);
  return total;
}

// A list that leaves the program: for those who take in and those who supervise.
Result<void> may_export(const SessionState& state) {
  if (auto who = logged_in(state); !who.ok()) return who.error();
  const auto* member = state.staff_member();
  const auto may = [&](sync::casework::Role role) {
    return member && std::find(member->roles.begin(), member->roles.end(), role) !=
                         member->roles.end();
  };
  if (!may(sync::casework::Role::kIntake) && !may(sync::casework::Role::kSupervise)) {
    return Error{ErrorCode::kForbidden, "ledger", "this role exports no lists"};
  }
  return {};
}

// On the record before it is written.
Result<void> record_export(SessionState& state, int lines) {
  auto who = logged_in(state);
  if (!who.ok()) return who.error();
  auto own = own_log(state);
  if (!own.ok()) return {};  // a practice: nobody's data
  sync::store::AppendBatch batch;
  batch.ops = {sync::casework::draft_op({}, 0, who->id,
                                        sync::casework::ListExported{"ledger", lines})};
  batch.time = state.time();
  auto written = state.store->append(*own, batch);
  return written.ok() ? Result<void>() : written.error();
}

}  // namespace

Result<Answer> statistics(SessionState& state, const AskStatistics& command,
                          const ProgressSink& progress) {
  if (!command.ledger_path.empty()) {
    if (auto may = may_export(state); !may.ok()) return may.error();
  }
  auto list = state.registry->list({}, state.today());
  if (!list.ok()) return list.error();
  Counts counts;
  std::map<std::string, ItemCounts> items;
  std::string ledger = ledger_head();
  std::uint64_t done = 0;
  for (const auto& line : list->lines) {
    if (progress && ++done % 64 == 0 && !progress(done, list->lines.size()))
      return Error{ErrorCode::kCancelled, "statistics", "cancelled"};
    if (line.draft || line.submitted_on.empty()) continue;
    if (!command.from.empty() && line.submitted_on < command.from) continue;
    if (!command.to.empty() && line.submitted_on > command.to) continue;
    auto& row = items[line.item];
    row.item = line.item;
    row.item_name = line.item_name.get(localization::current_language());
    count_item(&row, line, state);
    auto loaded = load_case(state, line.id);
    if (!loaded.ok()) return loaded.error();
    counts.take(*loaded, state.catalogue.item(loaded->item, loaded->item_version));
    if (!command.ledger_path.empty()) ledger += ledger_line(line);
  }
  if (!command.ledger_path.empty()) {
    if (auto kept = record_export(state, static_cast<int>(items_total(items))); !kept.ok())
      return kept.error();
  }
  StatisticsReady ready;
  ready.figures = counts.figures;
  for (auto& [code, row] : items) ready.items.push_back(std::move(row));
  if (!command.ledger_path.empty()) {
    if (auto written = sync::base::write_file_atomically(command.ledger_path, ledger);
        !written.ok())
      return written.error();
    ready.ledger_path = command.ledger_path;
  }
  return Answer(std::move(ready));
}

}  // namespace jiujin::client::control
