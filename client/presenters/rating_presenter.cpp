#include "client/presenters/rating_presenter.h"

#include "client/control/catalogue_cache.h"
#include "client/presenters/wording.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::client::presenters {
namespace {

constexpr std::int64_t kWipeMs = 60'000;  // privacy floor: screens for residents blank at 60 s
// Long enough to be read; the clerk has eight people waiting.
constexpr std::int64_t kThanksMs = 5000;

struct GradeRow {
  const char* code;
  const char* words;
  const char* picture;
};
constexpr GradeRow kGrades[] = {
    {"very_satisfied", _mark("Very satisfied"), "face-laugh"},
    {"satisfied", _mark("Satisfied"), "face-smile"},
    {"fair", _mark("Fairly satisfied"), "face-plain"},
    {"dissatisfied", _mark("Dissatisfied"), "face-sad"},
    {"very_dissatisfied", _mark("Very dissatisfied"), "face-crying"}};

}  // namespace

RatingPresenter::RatingPresenter(Workplace& workplace, std::string channel)
    : m_workplace(workplace), m_channel(std::move(channel)), m_token(std::make_shared<int>(0)) {
  m_ticks = workplace.on_tick([this] {
    if (m_view.stage == RatingView::Stage::kWiped) return;
    const auto stays = m_view.stage == RatingView::Stage::kThanks ? kThanksMs : kWipeMs;
    const auto left = (m_touched_ms + stays - m_workplace.now_ms() + 999) / 1000;
    if (left <= 0) return wipe();
    if (left == m_view.seconds_left) return;
    m_view.seconds_left = static_cast<int>(left);
    if (on_changed) on_changed();
  });
}

void RatingPresenter::show(std::string case_id) {
  m_view = {};
  m_case_id = std::move(case_id);
  m_sending = false;
  m_view.stage = RatingView::Stage::kAsking;
  m_view.question = _t("How did it go for you today?");
  m_view.send = {_t("Send the rating"), true, false, _t("Choose one of the faces first.")};
  m_view.skip = {_t("I would rather not say"), true, true, ""};
  for (const auto& row : kGrades)
    m_view.grades.push_back({row.code, _t(row.words), row.picture, false});
  touched();
  m_workplace.ask(control::AskCase{m_case_id}, m_token, [this](control::Reply reply) {
    const auto* ready = reply.get<control::CaseReady>();
    if (!ready || !ready->catalogue || m_view.stage != RatingView::Stage::kAsking) return;
    if (const auto* item = ready->catalogue->catalogue.item(ready->the_case->item))
      m_view.item = item->name.get(language());
    if (on_changed) on_changed();
  });
  if (on_changed) on_changed();
}

void RatingPresenter::choose(std::string grade) {
  touched();
  for (auto& each : m_view.grades) each.selected = each.code == grade;
  m_view.send.enabled = true;
  m_view.send.why_not.clear();
  if (on_changed) on_changed();
}

void RatingPresenter::set_text(std::string text) {
  touched();
  m_view.text = std::move(text);
}

void RatingPresenter::send() {
  touched();
  if (m_sending || !m_view.send.enabled) return;
  sync::casework::RatingGiven body;
  for (const auto& each : m_view.grades)
    if (each.selected)
      if (auto grade = sync::casework::rating_of_name(each.code)) body.grade = *grade;
  body.text = m_view.text;
  body.channel = m_channel;
  m_sending = true;
  m_workplace.ask(control::AppendOps{m_case_id,
                                     {sync::casework::draft_op({}, 0, "", body)},
                                     std::nullopt, "", ""},
                  m_token, [this](control::Reply reply) {
                    m_sending = false;
                    if (!reply.result.ok()) {
                      m_view.notice = error_notice(_t("It could not be sent"),
                                                   reply.result.error());
                    } else {
                      m_view = {};
                      m_view.stage = RatingView::Stage::kThanks;
                      m_view.question = _t("Thank you. Your answer has been kept.");
                      m_view.seconds_left = kThanksMs / 1000;
                      touched();
                    }
                    if (on_changed) on_changed();
                  });
}

void RatingPresenter::skip() { wipe(); }

void RatingPresenter::touched() { m_touched_ms = m_workplace.now_ms(); }

void RatingPresenter::wipe() {
  m_view = {};
  m_case_id.clear();
  m_sending = false;
  if (on_changed) on_changed();
  if (on_closed) on_closed();
}

}  // namespace jiujin::client::presenters
