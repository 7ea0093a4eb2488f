// The work in hand while a case is folded (private to casework).
//
// One FoldWork lives for one call of fold_case. Rules (fold_rules.cpp) say whether an op counts;
// effects (fold_effects.cpp, fold_county.cpp, fold_answers.cpp) change the case.
// Thread rule: belongs to one call.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sync/casework/case.h"
#include "sync/casework/fold.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/states.h"

namespace jiujin::sync::casework {

// "" = the op counts; else the reason code with which it stands refused.
using Refusal = std::string;

// An op under judgement.
struct OpView {
  const oplog::StoredOp* op = nullptr;
  oplog::OpHeader header;
  std::uint64_t index = 0;   // place among the case's ops, from 1
  std::int64_t time_ms = 0;  // author's clock, but never before the last county time heard
  std::string day;           // of time_ms at UTC+8, YYYY-MM-DD
  const StaffMember* who = nullptr;
  // Logs in which this op was written; more than one after a fork (PROTOCOL 3).
  const std::set<base::IncarnationId>* writers = nullptr;
};

// The last value written to one path, and by whom: for telling concurrent answers apart.
struct Written {
  std::uint64_t index = 0;
  base::OpAddress op;
  std::set<base::IncarnationId> writers;
  std::string value;  // JSON text
};

struct FoldWork {
  explicit FoldWork(const FoldContext& world) : context(world) {}

  Case c;
  const FoldContext& context;
  const forms::catalogue::Item* item = nullptr;
  bool opened = false;
  std::map<std::string, Written> written;  // by path
  std::set<std::string> events;            // outside ids of the events seen
  std::string detail;                      // of the op in hand, for the timeline
  bool newer = false;                      // the op in hand has members unknown here
  base::StationId opener{};                // whose log opened the case; zero: not known

  bool immediate() const;
};

// A slot that is promised for later and still empty.
bool has_open_gap(const Case& c);

// --- rules ---
Refusal check_rights(const FoldWork& work, const OpView& view);
// A station's log: by who works there, and about what lies in its scope or was taken in there.
Refusal check_place(const FoldWork& work, const OpView& view, std::string_view division);
// Whether the person may hold acceptance (or decision) of this case besides what he did before.
Refusal check_separation(const FoldWork& work, const std::string& actor);
Refusal check_answer_lock(const Case& c, const std::string& actor);
Refusal check_material_lock(const Case& c, const std::string& actor, const std::string& slot);
// A village decides nothing, unless the item's own table says so.
bool is_village(const StaffMember& who);
bool holds_any(const StaffMember& who, std::initializer_list<Role> roles);
// Who administers staff and stations, and the kiosk, have no hand in other people's cases.
bool has_to_do_with_cases(const StaffMember& who);

// --- effects: check what needs the body, then change the case ---
Refusal apply_case_op(FoldWork* work, const OpView& view);    // types 1..11
Refusal apply_county_op(FoldWork* work, const OpView& view);  // types 20..29
Refusal apply_exit_op(FoldWork* work, const OpView& view);    // types 40..50
Refusal apply_answers(FoldWork* work, const OpView& view, const FormAnswered& body);
Refusal settle_conflict(FoldWork* work, const OpView& view, const ConflictSettled& body);

// Moves the case if the table allows it.
bool move_to(FoldWork* work, CaseState to);

void open_stretch(std::vector<ClockStretch>* clock, std::int64_t at_ms);
void close_stretch(std::vector<ClockStretch>* clock, std::int64_t at_ms);

// Reads the body into `*body`; on failure the refusal is "body".
template <typename Body>
bool take_body(FoldWork* work, const OpView& view, Body* body) {
  auto read = read_body<Body>(view.op->body, &work->newer);
  if (!read) {
    work->detail = read.error().line();
    return false;
  }
  *body = std::move(*read);
  return true;
}

}  // namespace jiujin::sync::casework
