#include "client/presenters/exit_presenter.h"

#include "client/presenters/field_kinds.h"
#include "client/presenters/wording.h"
#include "forms/identifiers/contact_numbers.h"
#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/states.h"

namespace jiujin::client::presenters {

using namespace sync::casework;

namespace {

struct CarrierRow {
  const char* code;
  const char* words;
};
constexpr CarrierRow kCarriers[] = {{"EMS", _mark("EMS, China Post")},
                                    {"post", _mark("Post, ordinary parcel")},
                                    {"other", _mark("Another courier")}};

std::string parcel_word(Parcel::State state) {
  switch (state) {
    case Parcel::State::kUnderway: return _t("on its way");
    case Parcel::State::kDelivered: return _t("delivered");
    case Parcel::State::kReturned: return _t("came back");
  }
  return {};
}

}  // namespace

ExitPresenter::ExitPresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {}

void ExitPresenter::show(std::string case_id) {
  m_view = {};
  m_view.case_id = std::move(case_id);
  m_view.dispatch.label = _t("Record the parcel");
  m_view.hand_out.label = _t("Record that it was handed out");
  m_view.carrier = "EMS";
  m_collector_id_no.clear();
  m_workplace.ask(control::AskCase{m_view.case_id}, m_token,
                  [this](control::Reply reply) { loaded(std::move(reply)); });
}

void ExitPresenter::loaded(control::Reply reply) {
  const auto* ready = reply.get<control::CaseReady>();
  if (!ready) {
    m_view.notice = error_notice(_t("The case could not be opened"), reply.result.error());
    if (on_changed) on_changed();
    return;
  }
  const auto& c = *ready->the_case;
  m_view.loaded = true;
  // Whom it goes to stands in full below: an envelope is written and a card compared with it.
  m_view.title = localization::mask_name(c.applicant.name) + " · " + receipt_text(c.receipt);
  m_view.headline = state_label(c.state);
  m_view.to_name = c.delivery_name.empty() ? c.applicant.name : c.delivery_name;
  m_view.to_mobile = c.delivery_mobile.empty() ? c.applicant.mobile : c.delivery_mobile;
  m_view.to_address = localization::Divisions::built_in().full_name(c.delivery_division) +
                      c.delivery_address;
  m_division = c.delivery_division;
  // Outside the envelope nothing may hint at poverty, illness or disability.
  m_view.contents = {_t("Documents")};
  m_view.collector = c.applicant.name;
  m_view.parcels.clear();
  for (const auto& parcel : c.parcels)
    m_view.parcels.push_back({parcel.waybill, parcel.carrier, parcel_word(parcel.state),
                              day_text(parcel.dispatched_on, m_workplace.today()),
                              day_text(parcel.closed_on, m_workplace.today()),
                              localization::mask_name(parcel.signer),
                              parcel.state == Parcel::State::kUnderway});
  check();
}

void ExitPresenter::check() {
  m_view.carriers.clear();
  for (const auto& row : kCarriers)
    m_view.carriers.push_back({row.code, _t(row.words), m_view.carrier == row.code});
  m_view.waybill_error.clear();
  m_view.waybill_warning.clear();
  if (!m_view.waybill.empty()) {
    const auto check = forms::identifiers::check_waybill(m_view.waybill);
    if (!check.acceptable()) m_view.waybill_error = describe_reason(check);
    else if (!check.ok()) m_view.waybill_warning = describe_reason(check);
  }
  m_view.to_error = m_view.to_name.empty() || m_view.to_address.empty()
                        ? _t("Name and address of the recipient are needed.") : "";
  m_view.dispatch.enabled = m_view.loaded && !m_view.busy.active && !m_view.waybill.empty() &&
                            m_view.waybill_error.empty() && m_view.to_error.empty();
  m_view.dispatch.why_not = m_view.waybill.empty() ? _t("Scan or type the waybill number.")
                                                   : m_view.waybill_error;
  m_view.collector_error.clear();
  if (m_view.collected_by_proxy && !m_collector_id_no.empty())
    m_view.collector_error =
        check_number(FieldKind::kIdNo, m_collector_id_no, "", m_workplace.today()).error;
  const bool proxy_ok = !m_view.collected_by_proxy || !m_collector_id_no.empty();
  m_view.hand_out.enabled = m_view.loaded && !m_view.busy.active && !m_view.collector.empty() &&
                            m_view.collector_error.empty() && proxy_ok;
  m_view.hand_out.why_not =
      proxy_ok ? "" : _t("Somebody who collects for the applicant shows an ID card.");
  if (on_changed) on_changed();
}

void ExitPresenter::set_waybill(std::string text) {
  m_view.waybill = forms::identifiers::normalise_compact(text);
  check();
}

void ExitPresenter::set_carrier(std::string carrier) {
  m_view.carrier = std::move(carrier);
  check();
}

void ExitPresenter::set_recipient(std::string name, std::string mobile, std::string address) {
  m_view.to_name = std::move(name);
  m_view.to_mobile = std::move(mobile);
  m_view.to_address = std::move(address);
  check();
}

void ExitPresenter::append(control::Command command) {
  if (m_view.busy.active) return;
  m_view.busy = {true, _t("Saving"), -1, false};
  m_view.notice = {};
  check();
  m_workplace.ask(std::move(command), m_token, [this](control::Reply reply) {
    m_view.busy = {};
    if (!reply.result.ok()) {
      const bool twice = reply.result.error().code == ErrorCode::kAlreadyExists;
      m_view.notice =
          twice ? Notice{Tone::kRed, _t("This waybill number is used already"),
                         _t("Another parcel has it. Scan the label again; nothing was recorded.")}
                : error_notice(_t("It could not be recorded; nothing has changed"),
                               reply.result.error());
      return check();
    }
    const auto id = m_view.case_id;
    show(id);
    if (on_done) on_done();
  });
}

void ExitPresenter::dispatch() {
  if (!m_view.dispatch.enabled) return;
  ParcelDispatched parcel;
  parcel.carrier = m_view.carrier;
  parcel.waybill = m_view.waybill;
  parcel.contents = m_view.contents;
  parcel.to = AddressPart{m_view.to_name, m_view.to_mobile, m_division, m_view.to_address};
  append(control::AppendOps{m_view.case_id, {draft_op({}, 0, "", parcel)},
                            Action::kDispatchParcel, m_view.waybill, ""});
}

void ExitPresenter::delivered(std::string waybill, std::string signer, std::string proxy_name,
                              std::string proxy_relation) {
  ParcelDelivered body;
  body.waybill = std::move(waybill);
  body.signer = std::move(signer);
  if (!proxy_name.empty()) body.proxy = ProxyPart{std::move(proxy_name), std::move(proxy_relation)};
  body.date = m_workplace.today_iso();
  append(control::AppendOps{m_view.case_id, {draft_op({}, 0, "", body)}, Action::kCloseParcel,
                            "", ""});
}

void ExitPresenter::returned(std::string waybill, std::string reason) {
  append(control::AppendOps{
      m_view.case_id,
      {draft_op({}, 0, "", ParcelReturned{std::move(waybill), std::move(reason)})},
      Action::kCloseParcel, "", ""});
}

void ExitPresenter::set_collector(std::string name, std::string id_no, bool proxy) {
  m_view.collector = std::move(name);
  m_collector_id_no = stored_value(FieldKind::kIdNo, id_no);
  m_view.collected_by_proxy = proxy;
  check();
}

void ExitPresenter::hand_out() {
  if (!m_view.hand_out.enabled) return;
  ResultCollected body;
  body.by.name = m_view.collector;
  if (m_collector_id_no.size() >= 4)
    body.by.id_tail = m_collector_id_no.substr(m_collector_id_no.size() - 4);
  body.proxy = m_view.collected_by_proxy;
  append(control::AppendOps{m_view.case_id, {draft_op({}, 0, "", body)}, Action::kHandOut, "",
                            ""});
}

}  // namespace jiujin::client::presenters
