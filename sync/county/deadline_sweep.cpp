#include "sync/county/deadline_sweep.h"

#include <set>
#include <string>
#include <utility>

#include "localization/working_days.h"
#include "sync/casework/states.h"

namespace jiujin::sync::county {

using casework::Case;
using casework::CaseState;

bool may_have_passed(const casework::CaseSummary& line, std::chrono::sys_days today) {
  if (line.draft || line.submitted_on.empty() || casework::is_final(line.state)) return false;
  if (!casework::is_in_progress(line.state)) return false;
  // ISO dates compare as text. A deferral may be due before the date that the line shows.
  return line.deferral_open || (!line.due.empty() && line.due < localization::iso_date(today));
}

std::vector<casework::DeadlinePassed> passed_deadlines(const Case& c,
                                                       std::span<const oplog::StoredOp> ops,
                                                       std::chrono::sys_days today) {
  const std::string day = localization::iso_date(today);
  std::set<std::pair<std::string, std::string>> said;
  for (const auto& op : ops) {
    const auto header = oplog::decode_header(op.header);
    if (!header.ok() ||
        header->type != static_cast<std::uint32_t>(casework::OpType::kDeadlinePassed)) {
      continue;
    }
    const auto body = casework::read_body<casework::DeadlinePassed>(op.body);
    if (body.ok()) said.emplace(body->what, body->date);
  }
  std::vector<casework::DeadlinePassed> passed;
  const auto check = [&](const char* what, const std::string& date) {
    if (date.empty() || date >= day || !said.emplace(what, date).second) return;
    passed.push_back({what, date});
  };
  const bool before_acceptance =
      c.state == CaseState::kReceived || c.state == CaseState::kInPrereview;
  if (before_acceptance) check("notice", c.clocks.notice_due);
  if (c.state == CaseState::kAwaitingCorrection && !c.corrections.empty() &&
      !c.corrections.back().answered) {
    check("correction", c.corrections.back().due);
  }
  if (c.deferral) {
    for (const auto& material : c.materials) {
      if (material.mode == casework::MaterialMode::kDeferred) check("deferral", material.due);
    }
  }
  if (!c.accepted_on.empty() && c.decided_on.empty() && !c.clocks.stopped) {
    check("promised", c.clocks.promised_due);
    check("statutory", c.clocks.statutory_due);
  }
  return passed;
}

}  // namespace jiujin::sync::county
