// Effects of the station's ops on a case (types 1..11).
#include <algorithm>

#include "forms/catalogue/catalogue.h"
#include "sync/casework/fold_work.h"
#include "sync/casework/material_modes.h"

namespace jiujin::sync::casework {
namespace {

Refusal open_case(FoldWork* work, const OpView& view) {
  CaseOpened body;
  if (work->opened) return "duplicate_open";
  if (!take_body(work, view, &body)) return "body";
  if (Refusal place = check_place(*work, view, body.division); !place.empty()) return place;
  Case& c = work->c;
  work->opened = true;
  if (work->context.station) {
    const auto station = work->context.station(view.op->address.incarnation);
    if (station) work->opener = station->id;
  }
  c.item = body.item;
  c.item_version = body.item_version;
  c.division = body.division;
  c.channel = body.channel;
  if (body.joint) {
    c.joint_code = body.joint->code;
    c.joint_group = body.joint->group;
  }
  if (body.agent) {
    c.agent = Person{body.agent->name, "", body.agent->id_no, body.agent->mobile};
    c.agent_kind = body.agent->kind;
    c.agent_relation = body.agent->relation;
  }
  c.applicant = body.applicant;
  c.owner = c.handler = view.header.actor;
  if (work->context.item) work->item = work->context.item(c.item, c.item_version);
  work->detail = c.item;
  return "";
}

Material& slot_of(Case* c, const std::string& slot) {
  for (Material& m : c->materials)
    if (m.slot == slot) return m;
  Material& added = c->materials.emplace_back();
  added.slot = slot;
  return added;
}

// A gap that is closed lets the case go on.
void after_material(FoldWork* work) {
  if (has_open_gap(work->c)) return;
  if (work->c.state == CaseState::kAwaitingDeferred) move_to(work, CaseState::kInHandling);
  if (work->c.state == CaseState::kDeferralReceived) move_to(work, CaseState::kReceived);
}

Refusal add_material(FoldWork* work, const OpView& view) {
  MaterialAdded body;
  if (!take_body(work, view, &body)) return "body";
  if (Refusal lock = check_material_lock(work->c, view.header.actor, body.slot); !lock.empty())
    return lock;
  Material& slot = slot_of(&work->c, body.slot);
  slot.files = body.files;
  slot.mode = body.files.empty() ? MaterialMode::kMissing : MaterialMode::kFiles;
  work->detail = body.slot + " " + std::to_string(body.files.size());
  after_material(work);
  return "";
}

Refusal declare_material(FoldWork* work, const OpView& view) {
  MaterialDeclared body;
  if (!take_body(work, view, &body)) return "body";
  const MaterialMode mode = declared_mode(body.mode).value_or(MaterialMode::kMissing);
  const bool deferred = mode == MaterialMode::kDeferred;
  if (deferred && work->immediate()) return "no_deferral";
  // What was deferred at intake is not deferred again by the one who promised it.
  const bool may_fill = !deferred && mode != MaterialMode::kMissing;
  const Refusal lock = may_fill ? check_material_lock(work->c, view.header.actor, body.slot)
                                : check_answer_lock(work->c, view.header.actor);
  if (!lock.empty()) return lock;
  Material& slot = slot_of(&work->c, body.slot);
  if (mode == MaterialMode::kMissing || mode == MaterialMode::kNotNeeded) slot.files.clear();
  slot.mode = mode;
  const LicencePart licence = body.licence.value_or(LicencePart{});
  slot.licence_type = licence.type;
  slot.licence_number = licence.number;
  slot.licence_grade = licence.grade;
  slot.licence_holder = licence.holder;
  slot.licence_valid_until = licence.valid_until;
  slot.due = body.due;
  slot.note = body.note;
  slot.signed_commitment = body.signed_commitment;
  work->detail = body.slot + " " + body.mode;
  after_material(work);
  return "";
}

Refusal record_prereview(FoldWork* work, const OpView& view) {
  PrereviewRecorded body;
  if (!take_body(work, view, &body)) return "body";
  work->c.findings.clear();
  for (const FindingPart& f : body.findings) {
    const bool confirmed =
        std::find(body.confirmed.begin(), body.confirmed.end(), f.rule) != body.confirmed.end();
    work->c.findings.push_back({f.rule, f.severity, f.place, confirmed});
    work->detail += (work->detail.empty() ? "" : " ") + f.rule;
  }
  return "";
}

Refusal submit(FoldWork* work, const OpView& view) {
  CaseSubmitted body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  if (c.state != CaseState::kDraft || !work->opened) {
    // A cloned disk may have printed a second number for the same paper: both stay findable.
    if (!c.number.empty() && body.number != c.number) c.number_aliases.push_back(body.number);
    return "state";
  }
  c.state = CaseState::kReceived;
  if (has_open_gap(c)) move_to(work, CaseState::kDeferralReceived);
  c.number = body.number;
  c.receipt = body.receipt;
  c.query_code = body.query_code;
  c.submitted_on = body.date;
  c.submitted_by = view.header.actor;
  c.owner = view.header.actor;
  c.handler = "";
  c.delivery_mode = body.delivery.mode;
  c.delivery_name = body.delivery.name;
  c.delivery_mobile = body.delivery.mobile;
  c.delivery_division = body.delivery.division;
  c.delivery_address = body.delivery.address;
  open_stretch(&c.clocks.circulation, view.time_ms);
  work->detail = body.receipt;
  return "";
}

// Withdrawn and voided cases stand still.
void end_case(FoldWork* work, const OpView& view, const std::string& reason) {
  work->c.closing_reason = work->detail = reason;
  work->c.handler = "";
  close_stretch(&work->c.clocks.handling, view.time_ms);
  close_stretch(&work->c.clocks.circulation, view.time_ms);
}

Refusal withdraw(FoldWork* work, const OpView& view) {
  CaseWithdrawn body;
  if (!take_body(work, view, &body)) return "body";
  if (!move_to(work, CaseState::kWithdrawn)) return "state";
  end_case(work, view, body.reason);
  return "";
}

Refusal void_case(FoldWork* work, const OpView& view) {
  CaseVoided body;
  if (!take_body(work, view, &body)) return "body";
  const FoldContext& context = work->context;
  const bool known = context.staff_at ? context.staff_at(body.second_actor, 0) != nullptr
                     : context.staff  ? context.staff(body.second_actor) != nullptr
                                      : true;
  if (body.second_actor.empty() || body.second_actor == view.header.actor || !known)
    return "second_person";
  if (!move_to(work, CaseState::kVoided)) return "state";
  end_case(work, view, body.reason);
  return "";
}

Refusal answer_correction(FoldWork* work, const OpView& view) {
  CorrectionAnswered body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  const auto request = std::find_if(c.corrections.begin(), c.corrections.end(), [&](auto& one) {
    return one.request == body.request && !one.answered;
  });
  if (request == c.corrections.end()) return "no_request";
  if (!move_to(work, CaseState::kReceived)) return "state";
  request->answered = true;
  request->answered_on = view.day;
  c.handler = "";
  work->detail = body.note;
  return "";
}

Refusal hand_over(FoldWork* work, const OpView& view) {
  CaseHandedOver body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  if (is_final(c.state)) return "state";
  const bool office = view.who && holds_any(*view.who, {Role::kReview, Role::kDecide});
  const bool at_window =
      c.state == CaseState::kDraft || c.state == CaseState::kAwaitingCorrection || !office;
  if (at_window) c.owner = body.to;
  if (!at_window || c.handler == view.header.actor) c.handler = body.to;
  work->detail = body.to + (body.note.empty() ? "" : " " + body.note);
  return "";
}

Refusal add_note(FoldWork* work, const OpView& view) {
  NoteAdded body;
  if (!take_body(work, view, &body)) return "body";
  work->detail = body.text;
  return "";
}

// Changes nothing of the case; it stands in the timeline, who had its numbers shown.
Refusal record_reveal(FoldWork* work, const OpView& view) {
  CaseRevealed body;
  return take_body(work, view, &body) ? "" : "body";
}

// Changes nothing of the case: another system's word, shown beside the rest.
Refusal record_event(FoldWork* work, const OpView& view) {
  EventRecorded body;
  if (!take_body(work, view, &body)) return "body";
  for (const std::string* part : {&body.status, &body.who, &body.text, &body.at})
    if (!part->empty()) work->detail += (work->detail.empty() ? "" : " ") + *part;
  return work->events.insert(body.id).second ? "" : "duplicate_event";
}

}  // namespace

Refusal apply_case_op(FoldWork* work, const OpView& view) {
  const auto type = static_cast<OpType>(view.header.type);
  if (!work->opened && type != OpType::kCaseOpened) return "state";
  switch (type) {
    case OpType::kCaseOpened:
      return open_case(work, view);
    case OpType::kFormAnswered: {
      FormAnswered body;
      return take_body(work, view, &body) ? apply_answers(work, view, body) : "body";
    }
    case OpType::kMaterialAdded:
      return add_material(work, view);
    case OpType::kMaterialDeclared:
      return declare_material(work, view);
    case OpType::kPrereviewRecorded:
      return record_prereview(work, view);
    case OpType::kCaseSubmitted:
      return submit(work, view);
    case OpType::kCaseWithdrawn:
      return withdraw(work, view);
    case OpType::kCaseVoided:
      return void_case(work, view);
    case OpType::kCorrectionAnswered:
      return answer_correction(work, view);
    case OpType::kCaseHandedOver:
      return hand_over(work, view);
    case OpType::kNoteAdded:
      return add_note(work, view);
    case OpType::kEventRecorded:
      return record_event(work, view);
    case OpType::kCaseRevealed:
      return record_reveal(work, view);
    default:
      return "state";
  }
}

}  // namespace jiujin::sync::casework
