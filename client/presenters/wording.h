// Words that several screens share: roles, lamps, moments, sync states, notices of errors.
// Thread rule: pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/control/control.h"
#include "client/presenters/form_presenter.h"
#include "client/presenters/view_types.h"
#include "localization/error.h"
#include "localization/working_days.h"

namespace jiujin::client::presenters {

std::string role_word(sync::casework::Role role);
std::string roles_text(const std::vector<sync::casework::Role>& roles);

// The state's word with the lamp's colour and icon.
Mark state_mark(sync::casework::CaseState state, std::optional<localization::Lamp> lamp);
Mark state_mark(const control::CaseEntry& entry);

// 12月4日前 · 还剩 9 个工作日 / 已超期 2 个工作日; "" without a date.
std::string deadline_text(const std::string& due, int days_left, bool stopped, bool provisional,
                          std::chrono::sys_days today);

std::string moment_text(std::int64_t at_ms, std::int64_t now_ms);  // 今天 10:32
std::string clock_text(std::int64_t at_ms);                        // 10:32
std::string day_text(const std::string& iso_day, std::chrono::sys_days today);

std::string transit_word(sync::casework::Transit transit);
// The same of a whole case: text and scans travel apart. 已送达文字，扫描件 2/5
std::string transit_word(const control::CaseEntry& entry);
std::string receipt_text(const std::string& receipt);  // 12345 67890
std::string language();

// What happened as a title, what was kept and what to do as text.
Notice error_notice(const std::string& what_failed, const Error& error);

// The lists for a division, from the province down; `code` may be short or "".
std::vector<FieldView::DivisionLevel> division_levels(const std::string& code,
                                                      const std::string& today);
// After the list `level` was set to `choice`: the code that this gives (12 digits).
std::string division_after_pick(const std::vector<FieldView::DivisionLevel>& levels,
                                std::size_t level, const std::string& choice);

std::string certificate_name(const std::string& type_code);
std::string delivery_word(const std::string& mode);

}  // namespace jiujin::client::presenters
