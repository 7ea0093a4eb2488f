// Effects of the exit window's ops and of the resident's rating (types 40..50).
#include <algorithm>

#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework {
namespace {

Parcel* find_underway(Case* c, const std::string& waybill) {
  for (Parcel& parcel : c->parcels)
    if (parcel.waybill == waybill && parcel.state == Parcel::State::kUnderway) return &parcel;
  return nullptr;
}

// Courier stretches stand beside the parcels, one each, because two parcels may be underway at
// once.
void end_parcel(FoldWork* work, const OpView& view, Parcel* parcel) {
  const auto index = static_cast<std::size_t>(parcel - work->c.parcels.data());
  ClockStretch& stretch = work->c.clocks.courier[index];
  stretch.to_ms = std::max(stretch.from_ms, view.time_ms);
}

void hand_out(FoldWork* work, const OpView& view, const std::string& day) {
  work->c.delivered_on = day;
  close_stretch(&work->c.clocks.circulation, view.time_ms);
}

Refusal dispatch(FoldWork* work, const OpView& view) {
  ParcelDispatched body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  if (find_underway(&c, body.waybill)) return "state";
  if (body.direction == "out") {
    if (!move_to(work, CaseState::kDispatched)) return "state";
    close_stretch(&c.clocks.circulation, view.time_ms);
  } else if (is_final(c.state)) {
    return "state";
  }
  Parcel parcel;
  parcel.direction = body.direction;
  parcel.carrier = body.carrier;
  parcel.waybill = body.waybill;
  parcel.contents = body.contents;
  parcel.dispatched_on = view.day;
  c.parcels.push_back(std::move(parcel));
  c.clocks.courier.push_back({view.time_ms, std::nullopt});
  work->detail = body.carrier + " " + body.waybill;
  return "";
}

Refusal deliver(FoldWork* work, const OpView& view) {
  ParcelDelivered body;
  if (!take_body(work, view, &body)) return "body";
  Parcel* parcel = find_underway(&work->c, body.waybill);
  if (!parcel) return "state";
  if (parcel->direction == "out" && !move_to(work, CaseState::kDelivered)) return "state";
  parcel->state = Parcel::State::kDelivered;
  parcel->signer = body.signer;
  parcel->proxy = body.proxy ? body.proxy->name : "";
  parcel->closed_on = body.date;
  end_parcel(work, view, parcel);
  if (parcel->direction == "out") hand_out(work, view, body.date);
  work->detail = body.waybill + " " + body.signer;
  return "";
}

Refusal take_back(FoldWork* work, const OpView& view) {
  ParcelReturned body;
  if (!take_body(work, view, &body)) return "body";
  Parcel* parcel = find_underway(&work->c, body.waybill);
  if (!parcel) return "state";
  if (parcel->direction == "out" && !move_to(work, CaseState::kReturned)) return "state";
  parcel->state = Parcel::State::kReturned;
  parcel->closed_on = view.day;
  end_parcel(work, view, parcel);
  if (parcel->direction == "out") open_stretch(&work->c.clocks.circulation, view.time_ms);
  work->detail = body.waybill + " " + body.reason;
  return "";
}

Refusal collect(FoldWork* work, const OpView& view) {
  ResultCollected body;
  if (!take_body(work, view, &body)) return "body";
  if (!move_to(work, CaseState::kDelivered)) return "state";
  hand_out(work, view, view.day);
  for (Parcel& parcel : work->c.parcels) {
    if (parcel.direction != "out" || parcel.state != Parcel::State::kUnderway) continue;
    parcel.state = Parcel::State::kDelivered;  // it came to the counter where it was collected
    parcel.signer = body.by.name;
    parcel.closed_on = view.day;
    end_parcel(work, view, &parcel);
  }
  work->detail = body.by.name;
  return "";
}

// One visit, one rating: the last stands. A case that is delivered is thereby finished.
Refusal rate(FoldWork* work, const OpView& view) {
  RatingGiven body;
  if (!take_body(work, view, &body)) return "body";
  Case& c = work->c;
  if (c.state == CaseState::kDraft || c.state == CaseState::kVoided) return "state";
  if (c.state == CaseState::kArchived) return "state";
  if (c.state == CaseState::kDelivered) move_to(work, CaseState::kArchived);
  c.rating = body.grade;
  c.rating_text = body.text;
  c.rating_channel = body.channel;
  c.visits = body.visits.value_or(0);
  work->detail = std::string(rating_name(body.grade));
  return "";
}

}  // namespace

Refusal apply_exit_op(FoldWork* work, const OpView& view) {
  if (!work->opened) return "state";
  switch (static_cast<OpType>(view.header.type)) {
    case OpType::kParcelDispatched:
      return dispatch(work, view);
    case OpType::kParcelDelivered:
      return deliver(work, view);
    case OpType::kParcelReturned:
      return take_back(work, view);
    case OpType::kResultCollected:
      return collect(work, view);
    case OpType::kRatingGiven:
      return rate(work, view);
    default:
      return "state";
  }
}

}  // namespace jiujin::sync::casework
