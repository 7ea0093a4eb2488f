#include "sync/casework/fold.h"

#include <algorithm>

#include "forms/catalogue/catalogue.h"
#include "localization/formats.h"
#include "localization/working_days.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework {
namespace {

using base::OpAddress;

std::string day_of(std::int64_t unix_ms) {
  const localization::Instant at{std::chrono::seconds{unix_ms / 1000}};
  return localization::iso_date(localization::local_date(at));
}

// What an op is called wherever it was copied to: the address of its first writing.
OpAddress first_address(const OpView& view) {
  return view.header.origin ? view.header.origin->address : view.op->address;
}

struct Survey {
  std::vector<OpView> views;
  std::map<OpAddress, std::set<base::IncarnationId>> writers;  // by first address
  std::map<OpAddress, std::string> refused;                    // by op.refused, any address
  bool has_newer = false;                                      // a header of a newer version
};

const StaffMember* find_staff(const FoldContext& context, const OpView& view) {
  if (view.header.actor.empty()) return nullptr;
  if (context.staff_at) return context.staff_at(view.header.actor, view.op->county_position);
  return context.staff ? context.staff(view.header.actor) : nullptr;
}

OpView make_view(const oplog::StoredOp& op, oplog::OpHeader header, std::uint64_t index,
                 const FoldContext& context) {
  OpView view;
  view.op = &op;
  view.header = std::move(header);
  view.index = index;
  const auto county_ms =
      static_cast<std::int64_t>(std::min<std::uint64_t>(view.header.time.county_ms, INT64_MAX));
  view.time_ms = std::max(view.header.time.wall_ms, county_ms);
  view.day = day_of(view.time_ms);
  view.who = find_staff(context, view);
  return view;
}

// A copy that stood in the feed of a county that was set back since, and not in its feed now: it
// says nothing of who knew what.
bool is_forgotten(const oplog::StoredOp& op) {
  return op.superseded && op.county_position == 0;
}

// First reading: headers, copies of one op in several logs, and what the county refused.
Survey survey(std::span<const oplog::StoredOp> ops, const FoldContext& context) {
  Survey result;
  std::uint64_t index = 0;
  for (const oplog::StoredOp& op : ops) {
    ++index;
    if (is_forgotten(op)) continue;
    auto header = oplog::decode_header(op.header);
    if (!header) {
      result.has_newer = true;
      continue;
    }
    result.views.push_back(make_view(op, std::move(*header), index, context));
    const OpView& view = result.views.back();
    result.writers[first_address(view)].insert(op.address.incarnation);
  }
  const FoldWork none(context);
  for (const OpView& view : result.views) {
    if (view.header.type != static_cast<std::uint32_t>(OpType::kOpRefused)) continue;
    if (!check_rights(none, view).empty()) continue;
    const auto body = read_body<OpRefused>(view.op->body);
    if (!body) continue;
    result.refused[body->op] = body->rule.empty() ? body->reason : "rule:" + body->rule;
  }
  return result;
}

// A case begins with its opening, wherever that came to stand: a county that was set back hears it
// again behind what was said of the case since.
void opening_first(std::vector<OpView>* views) {
  const auto opening = std::find_if(views->begin(), views->end(), [](const OpView& view) {
    return view.header.type == static_cast<std::uint32_t>(OpType::kCaseOpened) &&
           !view.op->superseded;
  });
  if (opening != views->end()) std::rotate(views->begin(), opening, std::next(opening));
}

TimelineEntry make_entry(const OpView& view) {
  TimelineEntry entry;
  entry.op = view.op->address;
  entry.type = view.header.type;
  entry.wall_ms = view.header.time.wall_ms;
  entry.actor = view.header.actor;
  if (view.who) {
    entry.actor_name = view.who->name;
    entry.unit = view.who->unit;
  }
  entry.transit = view.op->county_position ? Transit::kReceived : Transit::kWaiting;
  return entry;
}

Refusal apply(FoldWork* work, const OpView& view) {
  if (const Refusal refusal = check_rights(*work, view); !refusal.empty()) return refusal;
  const std::uint32_t type = view.header.type;
  if (work->opened) {
    const Refusal refusal = check_place(*work, view, work->c.division);
    if (!refusal.empty()) return refusal;
  }
  if (type < 20) return apply_case_op(work, view);
  if (type < 40) return apply_county_op(work, view);
  return apply_exit_op(work, view);
}

// Ops about no case and types of a newer version change nothing here.
bool is_case_type(std::uint32_t type) {
  return type < 60 && !op_type_name(type).empty();
}

void fold_one(FoldWork* work, const OpView& view, const Survey& known) {
  TimelineEntry entry = make_entry(view);
  work->detail.clear();
  work->newer = false;
  auto refused = known.refused.find(view.op->address);
  if (refused == known.refused.end()) refused = known.refused.find(first_address(view));
  if (!is_case_type(entry.type)) {
    entry.newer_version = op_type_name(entry.type).empty();
  } else if (view.op->body_destroyed) {
    entry.detail = "destroyed";
  } else if (refused != known.refused.end()) {
    entry.refused = true;
    entry.refusal = refused->second;
  } else {
    entry.refusal = apply(work, view);
    entry.refused = !entry.refusal.empty();
    entry.detail = work->detail;
    entry.newer_version = work->newer;
  }
  work->c.has_newer = work->c.has_newer || entry.newer_version;
  work->c.timeline.push_back(std::move(entry));
}

}  // namespace

bool FoldWork::immediate() const {
  return item && item->is_immediate();
}

bool has_open_gap(const Case& c) {
  return std::any_of(c.materials.begin(), c.materials.end(),
                     [](const Material& m) { return m.mode == MaterialMode::kDeferred; });
}

bool move_to(FoldWork* work, CaseState to) {
  if (!may_reach(work->c.state, to, work->immediate())) return false;
  work->c.state = to;
  return true;
}

void open_stretch(std::vector<ClockStretch>* clock, std::int64_t at_ms) {
  if (clock->empty() || clock->back().to_ms) clock->push_back({at_ms, std::nullopt});
}

void close_stretch(std::vector<ClockStretch>* clock, std::int64_t at_ms) {
  if (!clock->empty() && !clock->back().to_ms)
    clock->back().to_ms = std::max(at_ms, clock->back().from_ms);
}

Case fold_case(std::span<const oplog::StoredOp> ops, const FoldContext& context) {
  FoldWork work(context);
  Survey known = survey(ops, context);
  opening_first(&known.views);
  std::set<OpAddress> applied;
  for (OpView& view : known.views) {
    const OpAddress first = first_address(view);
    view.writers = &known.writers[first];
    if (work.c.id.is_zero()) work.c.id = view.header.case_id;
    // A copy of an op after a fork: applied once, whichever came first.
    if (view.op->superseded || !applied.insert(first).second) continue;
    fold_one(&work, view, known);
  }
  work.c.ops = ops.size();
  work.c.county_ops = static_cast<std::uint64_t>(std::count_if(
      ops.begin(), ops.end(), [](const auto& op) { return op.county_position != 0; }));
  if (known.has_newer) work.c.has_newer = true;
  if (context.calendar) project_deadlines(&work.c, work.item, *context.calendar, context.as_of);
  return std::move(work.c);
}

}  // namespace jiujin::sync::casework
