#include "client/presenters/kiosk_presenter.h"

#include <algorithm>

#include "client/control/catalogue_cache.h"
#include "client/presenters/login_presenter.h"
#include "client/presenters/wording.h"
#include "localization/formats.h"
#include "sync/casework/resident_words.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::presenters {
namespace {

using Page = KioskView::Page;

constexpr std::int64_t kWipeMs = 60'000;  // privacy floor: screens for residents blank at 60 s
constexpr std::int64_t kCountedMs = 15'000;
// Longer than any look-up takes, so that the time of an answer tells nothing.
constexpr std::int64_t kAnswerMs = 1000;
constexpr std::size_t kReceiptDigits = 10;
constexpr std::size_t kCodeDigits = 6;
constexpr int kFreeTries = 5;
constexpr std::int64_t kFirstWaitMs = 30'000;
constexpr std::int64_t kLongestWaitMs = 900'000;
constexpr std::int64_t kForgivenAfterMs = 600'000;  // one wrong try

// That was the question.
std::vector<Section> what_to_bring_first(std::vector<Section> sections) {
  const auto materials = std::find_if(sections.begin(), sections.end(), [](const Section& section) {
    return section.title == _t("Materials");
  });
  if (materials != sections.end()) std::rotate(sections.begin(), materials, materials + 1);
  return sections;
}

// Both are hashed, so that not even a common beginning shows in the time.
bool same_secret(const std::string& a, const std::string& b) {
  const auto x = sync::envelope::content_hash(a), y = sync::envelope::content_hash(b);
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < x.bytes.size(); ++i) difference |= x.bytes[i] ^ y.bytes[i];
  return difference == 0;
}

// What a resident has typed or seen does not stay behind in memory that is free again.
void forget(KioskView& view) {
  using sync::envelope::wipe;
  for (auto* each : {&view.title, &view.text, &view.receipt, &view.code, &view.mark.word})
    wipe(*each);
  for (auto& fact : view.facts) wipe(fact.value);
  view = {};
}

}  // namespace

KioskPresenter::Asked::~Asked() {
  forget(found);
  for (auto* each : {&receipt, &code, &case_id}) sync::envelope::wipe(*each);
}

void KioskPresenter::clear() {
  forget(m_view);
}

KioskPresenter::KioskPresenter(Workplace& workplace, std::string station_name, std::string staff)
    : m_workplace(workplace),
      m_station(std::move(station_name)),
      m_staff(std::move(staff)),
      m_guide(workplace),
      m_rating(workplace, "kiosk"),
      m_touched_ms(workplace.now_ms()),
      m_token(std::make_shared<int>(0)) {
  m_guide.items().on_changed = [this] {
    if (m_view.page == Page::kOffices) show_offices();
    if (m_view.page == Page::kItems) show_items();
  };
  m_guide.on_changed = [this] {
    if (m_view.page != Page::kGuide) return;
    const auto& guide = m_guide.view();
    m_view.title = guide.title;
    m_view.text = guide.subtitle;
    m_view.sections = what_to_bring_first(guide.sections);
    m_view.notice = guide.notice;
    m_view.busy = guide.busy;
    m_view.print.enabled = !guide.busy.active;
    changed();
  };
  m_rating.on_closed = [this] {
    if (m_view.page == Page::kRating) home();
  };
  m_ticks = workplace.on_tick([this] { tick(); });
  m_guide.items().refresh();
  show_start();
}

void KioskPresenter::changed() {
  if (on_changed) on_changed();
}

void KioskPresenter::touched() {
  m_touched_ms = m_workplace.now_ms();
  if (std::exchange(m_view.seconds_left, 0) != 0 && on_counted) on_counted();
}

void KioskPresenter::tick() {
  if (m_asked && m_asked->judged && m_workplace.now_ms() >= m_asked->at_ms + kAnswerMs) answer();
  if (m_view.page == Page::kStart || m_view.page == Page::kRating) return;
  const std::int64_t left = m_touched_ms + kWipeMs - m_workplace.now_ms();
  if (left <= 0) return home();
  const int seconds = left <= kCountedMs ? static_cast<int>((left + 999) / 1000) : 0;
  if (seconds == m_view.seconds_left) return;
  m_view.seconds_left = seconds;
  if (on_counted) on_counted();
}

void KioskPresenter::home() {
  m_asked.reset();
  sync::envelope::wipe(m_case);
  m_office.clear();
  touched();
  show_start();
}

void KioskPresenter::show_start() {
  clear();
  m_view.title = m_station;
  m_view.text = _t("What would you like to do?");
  show_page({{"progress", "progress", _t("How far is my application?"),
              _t("With the receipt number and the query code of your receipt")},
             {"guides", "guide", _t("What do I have to bring?"),
              _t("Service guides, to read and to print")}});
}

void KioskPresenter::show_page(std::vector<KioskView::Choice> all) {
  m_choices = std::move(all);
  if (m_first >= m_choices.size()) m_first = 0;
  const auto end = std::min(m_first + kKioskChoicesMax, m_choices.size());
  m_view.choices.assign(m_choices.begin() + static_cast<std::ptrdiff_t>(m_first),
                        m_choices.begin() + static_cast<std::ptrdiff_t>(end));
  m_view.earlier = {_t("Previous page"), m_choices.size() > kKioskChoicesMax, m_first > 0, ""};
  m_view.later = {_t("Next page"), m_choices.size() > kKioskChoicesMax, end < m_choices.size(), ""};
  changed();
}

void KioskPresenter::show_offices() {
  std::vector<KioskView::Choice> offices;
  for (const auto& entry : m_guide.items().view().entries) {
    if (entry.joint || entry.authority.empty()) continue;
    auto same = std::find_if(offices.begin(), offices.end(),
                             [&](const auto& office) { return office.code == entry.authority; });
    if (same == offices.end())
      offices.push_back({entry.authority, "office", entry.authority, entry.name});
    else if (same->hint.size() < 60)
      same->hint += localization::current_translator()._t(", ") + entry.name;
  }
  clear();
  m_view.page = Page::kOffices;
  m_view.title = _t("Which office is it about?");
  show_page(std::move(offices));
}

void KioskPresenter::show_items() {
  std::vector<KioskView::Choice> items;
  for (const auto& entry : m_guide.items().view().entries)
    if (!entry.joint && entry.authority == m_office)
      items.push_back(
          {entry.code, "paper", entry.name, entry.can_take ? entry.promise : entry.why_not});
  clear();
  m_view.page = Page::kItems;
  m_view.title = m_office;
  show_page(std::move(items));
}

void KioskPresenter::choose(std::string code) {
  touched();
  const auto page = m_view.page;
  m_first = 0;
  if (page == Page::kOffices) {
    m_office = std::move(code);
    return show_items();
  }
  if (page == Page::kItems) {
    clear();
    m_view.page = Page::kGuide;
    m_view.print = {_t("Print the guide"), true, true, ""};
    return m_guide.show(std::move(code));
  }
  if (code == "guides") return show_offices();
  clear();
  m_view.page = Page::kNumbers;
  m_view.title = _t("How far is my application?");
  m_view.text = _t("Both numbers stand on your receipt.");
  m_view.ask = {_t("Look it up"), true, false, _t("Type both numbers first.")};
  changed();
}

void KioskPresenter::earlier() {
  touched();
  m_first -= std::min(m_first, kKioskChoicesMax);
  show_page(m_choices);
}

void KioskPresenter::later() {
  touched();
  if (m_first + kKioskChoicesMax < m_choices.size()) m_first += kKioskChoicesMax;
  show_page(m_choices);
}

void KioskPresenter::type(char digit) {
  touched();
  if (m_view.page != Page::kNumbers || digit < '0' || digit > '9' || m_asked) return;
  auto& to = m_view.at_code ? m_view.code : m_view.receipt;
  if (to.size() < (m_view.at_code ? kCodeDigits : kReceiptDigits)) to += digit;
  if (m_view.receipt.size() == kReceiptDigits) m_view.at_code = true;
  m_view.ask.enabled = m_view.receipt.size() == kReceiptDigits && m_view.code.size() == kCodeDigits;
  m_view.notice = {};
  changed();
}

void KioskPresenter::rub_out() {
  touched();
  if (m_view.page != Page::kNumbers || m_asked) return;
  if (m_view.at_code && m_view.code.empty()) m_view.at_code = false;
  auto& from = m_view.at_code ? m_view.code : m_view.receipt;
  if (!from.empty()) from.pop_back();
  m_view.ask.enabled = false;
  changed();
}

void KioskPresenter::go_to_code(bool code) {
  touched();
  if (m_view.page != Page::kNumbers) return;
  m_view.at_code = code;
  changed();
}

std::int64_t KioskPresenter::wait_ms() const {
  if (m_wrong < kFreeTries) return 0;
  const auto wait = std::min(kFirstWaitMs << std::min(m_wrong - kFreeTries, 10), kLongestWaitMs);
  const auto passed = std::max<std::int64_t>(m_workplace.now_ms() - m_wrong_ms, 0);
  return std::max<std::int64_t>(wait - passed, 0);
}

void KioskPresenter::ask() {
  touched();
  if (m_view.page != Page::kNumbers || !m_view.ask.enabled || m_asked) return;
  if (const auto wait = wait_ms(); wait > 0) {
    m_view.notice = {
        Tone::kAmber, _t("Too many wrong numbers"),
        format(_t("Please wait {0} seconds, or ask at the counter."), (wait + 999) / 1000)};
    return changed();
  }
  // A try counts before it is judged. What lies far back is forgiven, a right one in between
  // forgives nothing: whoever has a receipt could try others for ever.
  const auto now = m_workplace.now_ms();
  const auto forgiven = std::clamp<std::int64_t>((now - m_wrong_ms) / kForgivenAfterMs, 0, m_wrong);
  m_wrong -= static_cast<int>(forgiven);
  m_asked = std::make_shared<Asked>();
  m_asked->at_ms = now;
  m_asked->wrong_before_ms = m_wrong_ms + forgiven * kForgivenAfterMs;
  ++m_wrong;
  m_wrong_ms = now;
  m_view.busy = {true, _t("Looking it up"), -1, false};
  m_view.notice = {};
  changed();
  m_asked->receipt = m_view.receipt;
  m_asked->code = m_view.code;
  m_workplace.ask(control::AskIndex{sync::casework::Place::kAll, m_view.receipt}, m_asked,
                  [this](control::Reply reply) {
                    std::string id;
                    if (const auto* ready = reply.get<control::IndexReady>()) {
                      for (const auto& entry : ready->index->entries) {
                        const auto& line = entry.summary;
                        // Two cases may bear one receipt number: the code tells them apart.
                        const bool fits = same_secret(line.receipt, m_asked->receipt) &
                                          same_secret(line.query_code, m_asked->code);
                        if (!line.draft && fits) id = line.id;
                      }
                    } else {
                      m_asked->error = reply.result.error();
                    }
                    judge(id);
                  });
}

void KioskPresenter::judge(const std::string& id) {
  if (id.empty()) {
    m_asked->judged = true;
    return;
  }
  m_workplace.ask(control::AskCase{id}, m_asked, [this, id](control::Reply reply) {
    m_asked->judged = true;
    const auto* ready = reply.get<control::CaseReady>();
    if (!ready) {
      m_asked->error = reply.result.error();
      return;
    }
    const auto& c = *ready->the_case;
    const auto* item = ready->catalogue ? ready->catalogue->catalogue.item(c.item) : nullptr;
    auto& found = m_asked->found;
    m_asked->case_id = id;
    found.page = Page::kProgress;
    found.title = item ? item->name.get(language()) : _t("How far is my application?");
    found.mark = state_mark(c.state, std::nullopt);
    found.text = sync::casework::resident_sentence(c, localization::current_translator());
    found.facts = {{_t("Receipt number"), receipt_text(c.receipt)},
                   {_t("Applicant"), localization::mask_name(c.applicant.name)},
                   {_t("Handed in"), day_text(c.submitted_on, m_workplace.today())}};
    const auto& actions = ready->actions;
    const bool may =
        std::find(actions.begin(), actions.end(), sync::casework::Action::kRate) != actions.end();
    found.rate = {_t("Rate how it went"), may && !c.delivered_on.empty(), true, ""};
  });
}

void KioskPresenter::answer() {
  const auto asked = std::exchange(m_asked, nullptr);
  m_view.busy = {};
  if (!asked->case_id.empty()) {
    --m_wrong;
    m_wrong_ms = asked->wrong_before_ms;
    m_case = asked->case_id;
    clear();
    m_view = asked->found;
  } else if (asked->error) {
    m_view.notice = error_notice(_t("It could not be looked up"), *asked->error);
  } else {
    m_view.notice = {Tone::kRed, _t("The two numbers do not fit together"),
                     _t("Please compare them with your receipt.")};
  }
  changed();
}

void KioskPresenter::rate() {
  touched();
  if (m_view.page != Page::kProgress || !m_view.rate.visible) return;
  clear();
  m_view.page = Page::kRating;
  m_rating.show(std::exchange(m_case, ""));
  changed();
}

void KioskPresenter::print() {
  touched();
  if (m_view.page == Page::kGuide) m_guide.print();
}

void KioskPresenter::back() {
  touched();
  if (m_view.page == Page::kItems) return show_offices();
  if (m_view.page == Page::kGuide) return show_items();
  home();
}

void KioskPresenter::ask_staff() {
  touched();
  clear();
  m_view.page = Page::kStaff;
  m_view.title = _t("For staff: leave the self-service screen");
  m_view.text = _t("Password of the self-service account");
  changed();
}

void KioskPresenter::end(std::string password) {
  touched();
  if (m_view.page != Page::kStaff || m_view.busy.active) return;
  m_view.busy = {true, _t("Checking the password"), -1, false};
  changed();
  m_workplace.ask(control::LogIn{m_staff, std::move(password)}, m_token,
                  [this](control::Reply reply) {
                    m_view.busy = {};
                    if (m_view.page != Page::kStaff) return;
                    if (reply.result.ok()) {
                      if (on_end) on_end();
                      return;
                    }
                    m_view.notice = login_refusal(reply.result.error());
                    changed();
                  });
}

}  // namespace jiujin::client::presenters
