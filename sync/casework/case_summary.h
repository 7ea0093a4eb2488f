// CaseSummary: one line of a list, small enough to keep for every case (row "fold/<case>").
//
// Holds what lists show and search; the applicant's name is masked here already, the full name only
// enters the search keys. Lamps depend on the day and are not kept: see lamp().
// Thread rule: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "localization/language_map.h"
#include "localization/working_days.h"
#include "sync/casework/case.h"
#include "sync/casework/fold.h"

namespace jiujin::sync::casework {

struct CaseSummary {
  std::string id;  // 32 hex digits: a case's or a draft's
  bool draft = false;
  std::string number, receipt, query_code;
  std::string item;
  localization::LanguageMap item_name;
  std::string applicant_masked;  // 张*
  std::string applicant_key;     // for search: name and last four of the number, never shown
  std::string division, channel, joint_group;
  CaseState state = CaseState::kDraft;
  std::string submitted_on, accepted_on, decided_on, delivered_on;
  std::string due;  // due_of(case)
  bool stopped = false, provisional = false;
  std::string owner, handler;  // staff ids
  std::string delivery_mode;
  std::optional<bool> granted;
  bool correction_open = false, conflict = false, deferral_open = false, newer = false;
  std::uint64_t ops = 0;
  std::uint64_t waiting_ops = 0;    // not yet acknowledged by the county
  std::uint64_t waiting_bytes = 0;  // of these ops; files come on top and the store knows them
  std::uint64_t file_bytes = 0;     // all files of the case
  std::int64_t started_ms = 0;      // first op, author's wall clock
  std::int64_t changed_ms = 0;      // last op, author's wall clock
  std::vector<std::string> files;   // hex addresses, so that callers can ask what still waits
};

// Name and last four of the number, for search and for finding a person's cases.
std::string applicant_key(const Person& applicant);
CaseSummary summarise(const Case& c, const forms::catalogue::Item* item);

// The lamp of a line on a day; nothing when no date runs.
std::optional<localization::Lamp> lamp(const CaseSummary& line,
                                       const localization::HolidayCalendar& calendar,
                                       std::chrono::sys_days today);

base::Bytes encode_summary(const CaseSummary& line, std::string_view stamp);
// kConflict when it was made with another stamp (fold, catalogue, calendar): fold again.
Result<CaseSummary> decode_summary(base::BytesView row, std::string_view stamp);

}  // namespace jiujin::sync::casework
