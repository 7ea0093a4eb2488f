// Which deadlines of a case have passed without the county having said so.
//
// A passed deadline is an op of the county (PROTOCOL 6). Knows no clock and no store.
// Thread rule: pure functions.
#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "sync/casework/case_summary.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::sync::county {

// Cheap look at a list's line: false when nothing of it can have passed.
bool may_have_passed(const casework::CaseSummary& line, std::chrono::sys_days today);

// A deadline passes with the end of its day; each (what, date) is said once.
std::vector<casework::DeadlinePassed> passed_deadlines(const casework::Case& c,
                                                       std::span<const oplog::StoredOp> ops,
                                                       std::chrono::sys_days today);

}  // namespace jiujin::sync::county
