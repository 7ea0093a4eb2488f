// Effects of the county's ops on a case (types 20..29).
#include <algorithm>

#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework {
namespace {

// The handling clock runs from acceptance; what waited between window and office ends there.
void start_handling(FoldWork* work, const OpView& view, const std::string& day) {
  Case& c = work->c;
  c.accepted_on = day;
  c.deferral = has_open_gap(c);
  close_stretch(&c.clocks.circulation, view.time_ms);
  open_stretch(&c.clocks.handling, view.time_ms);
  if (c.deferral) {
    move_to(work, CaseState::kInHandling);
    move_to(work, CaseState::kAwaitingDeferred);
  }
}

Refusal start_review(FoldWork* work, const OpView& view) {
  ReviewStarted body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  if (!is_in_progress(c.state) || c.state == CaseState::kAwaitingCorrection) return "state";
  if (c.state == CaseState::kReceived) move_to(work, CaseState::kInPrereview);
  if (c.state == CaseState::kAccepted || c.state == CaseState::kExtended)
    move_to(work, CaseState::kInHandling);
  c.handler = view.header.actor;
  return "";
}

Refusal request_correction(FoldWork* work, const OpView& view) {
  CorrectionRequested body;
  if (!take_body(work, view, &body) || body.items.empty()) return "body";
  if (!move_to(work, CaseState::kAwaitingCorrection)) return "state";
  Correction correction;
  correction.request = view.op->address;
  correction.reason = body.reason;
  correction.due = body.due;
  correction.document = body.document;
  correction.items = body.items;
  correction.requested_on = view.day;
  work->c.corrections.push_back(std::move(correction));
  work->c.handler = work->c.owner;
  work->detail = body.reason;
  return "";
}

Refusal decide_acceptance(FoldWork* work, const OpView& view) {
  AcceptanceDecided body;
  if (!take_body(work, view, &body)) return "body";
  if (body.accepted && body.deferral && work->immediate()) return "no_deferral";
  Case& c = work->c;
  if (!move_to(work, body.accepted ? CaseState::kAccepted : CaseState::kNotAccepted))
    return "state";
  c.accepted_by = view.header.actor;
  c.handler = view.header.actor;
  c.acceptance_reason = body.reason;
  c.acceptance_basis = body.basis;
  c.acceptance_remedy = body.remedy;
  c.acceptance_document = body.document;
  work->detail = body.accepted ? "accepted" : "not_accepted " + body.reason;
  if (body.accepted) {
    start_handling(work, view, view.day);
  } else {
    c.handler = "";
    close_stretch(&c.clocks.circulation, view.time_ms);
  }
  return "";
}

Refusal check_gap(const FoldWork& work, const DecisionMade& body) {
  if (!has_open_gap(work.c)) return "";
  return !body.granted && work.c.deferral_expired ? "" : "deferred_open";
}

// An electronic result is in the applicant's hands with the decision; all others wait at the exit.
void hand_to_exit(FoldWork* work, const OpView& view) {
  move_to(work, CaseState::kAwaitingDelivery);
  if (work->c.delivery_mode == "electronic") {
    move_to(work, CaseState::kDelivered);
    work->c.delivered_on = view.day;
    return;
  }
  open_stretch(&work->c.clocks.circulation, view.time_ms);
}

Refusal decide(FoldWork* work, const OpView& view) {
  DecisionMade body;
  if (!take_body(work, view, &body)) return "body";
  if (Refusal refusal = check_separation(*work, view.header.actor); !refusal.empty())
    return refusal;
  Case& c = work->c;
  const CaseState target = body.granted ? CaseState::kGranted : CaseState::kDenied;
  if (!may_reach(c.state, target, work->immediate())) return "state";
  if (Refusal gap = check_gap(*work, body); !gap.empty()) return gap;
  if (c.accepted_on.empty()) {  // on the spot: acceptance and decision are one act
    start_handling(work, view, view.day);
    c.accepted_by = view.header.actor;
  }
  c.state = target;
  close_stretch(&c.clocks.handling, view.time_ms);
  c.granted = body.granted;
  c.decided_on = view.day;
  c.decided_by = view.header.actor;
  c.handler = "";
  c.decision_opinion = body.opinion;
  c.decision_reason = body.reason;
  c.decision_basis = body.basis;
  c.decision_remedy = body.remedy;
  c.decision_document = body.document;
  c.result_name = body.result_name;
  c.licence_no = body.licence_no;
  c.valid_until = body.valid_until;
  c.result_files = body.files;
  work->detail = (body.granted ? "granted " : "denied ") + body.opinion;
  hand_to_exit(work, view);
  return "";
}

Refusal start_special(FoldWork* work, const OpView& view) {
  SpecialStarted body;
  if (!take_body(work, view, &body)) return "body";
  if (work->immediate() || !move_to(work, CaseState::kSpecialProcedure)) return "state";
  work->c.specials.push_back(
      {body.name, body.kind, body.reason, body.basis, "", body.days.value_or(0), view.day, ""});
  close_stretch(&work->c.clocks.handling, view.time_ms);
  work->detail = body.name;
  return "";
}

Refusal end_special(FoldWork* work, const OpView& view) {
  SpecialEnded body;
  if (!take_body(work, view, &body)) return "body";
  if (work->c.state != CaseState::kSpecialProcedure) return "state";
  move_to(work, CaseState::kInHandling);
  if (has_open_gap(work->c)) move_to(work, CaseState::kAwaitingDeferred);
  work->c.specials.back().ended_on = view.day;
  work->c.specials.back().result = body.result;
  open_stretch(&work->c.clocks.handling, view.time_ms);
  work->detail = body.result;
  return "";
}

Refusal extend(FoldWork* work, const OpView& view) {
  ExtensionGranted body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  if (c.extension_days > 0) return "extended_twice";
  if (!move_to(work, CaseState::kExtended)) return "state";
  c.extension_days = body.days;
  c.extension_reason = body.reason;
  c.extension_approver = body.approver;
  work->detail = std::to_string(body.days) + " " + body.reason;
  return "";
}

// Administrative Licensing Law art. 32: told nothing in time, it counts as accepted on receipt.
Refusal deem_accepted(FoldWork* work, const OpView& view) {
  Case& c = work->c;
  const bool waits = c.state == CaseState::kReceived || c.state == CaseState::kInPrereview ||
                     c.state == CaseState::kDeferralReceived;
  if (!waits || !move_to(work, CaseState::kAccepted)) return "state";
  c.deemed_accepted = true;
  start_handling(work, view, c.submitted_on);
  return "";
}

Refusal pass_deadline(FoldWork* work, const OpView& view) {
  DeadlinePassed body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  work->detail = body.what + " " + body.date;
  if (body.what == "notice") return deem_accepted(work, view);
  if (body.what == "deferral") {
    if (!has_open_gap(c)) return "state";
    c.deferral_expired = true;
  }
  if (body.what == "correction") {
    if (c.state != CaseState::kAwaitingCorrection) return "state";
    move_to(work, CaseState::kWithdrawn);
    c.closing_reason = "correction_overdue";
    c.handler = "";
    close_stretch(&c.clocks.circulation, view.time_ms);
  }
  return "";
}

// The target was found at the first reading; here the op only has to be readable.
Refusal refuse_op(FoldWork* work, const OpView& view) {
  OpRefused body;
  if (!take_body(work, view, &body)) return "body";
  work->detail = body.reason;
  return "";
}

}  // namespace

Refusal apply_county_op(FoldWork* work, const OpView& view) {
  if (!work->opened) return "state";
  switch (static_cast<OpType>(view.header.type)) {
    case OpType::kReviewStarted:
      return start_review(work, view);
    case OpType::kCorrectionRequested:
      return request_correction(work, view);
    case OpType::kAcceptanceDecided:
      return decide_acceptance(work, view);
    case OpType::kDecisionMade:
      return decide(work, view);
    case OpType::kSpecialStarted:
      return start_special(work, view);
    case OpType::kSpecialEnded:
      return end_special(work, view);
    case OpType::kExtensionGranted:
      return extend(work, view);
    case OpType::kDeadlinePassed:
      return pass_deadline(work, view);
    case OpType::kOpRefused:
      return refuse_op(work, view);
    case OpType::kConflictSettled: {
      ConflictSettled body;
      return take_body(work, view, &body) ? settle_conflict(work, view, body) : "body";
    }
    default:
      return "state";
  }
}

}  // namespace jiujin::sync::casework
