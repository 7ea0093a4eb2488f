#include "client/presenters/login_presenter.h"

#include <charconv>
#include <utility>

#include "client/presenters/wording.h"

namespace jiujin::client::presenters {

using Stage = LoginView::Stage;

namespace {

// The lock's own words end with the number of the process that holds it.
std::string holder(const std::string& cause) {
  const auto number = cause.substr(cause.find_last_not_of("0123456789") + 1);
  return number.empty() ? cause : format(_t("process {0}"), number);
}

std::string waiting_text(const control::LeftToSend& left) {
  const auto count = static_cast<long long>(left.waiting);
  if (!left.refusal.empty())
    return format(_tn("{0} sealed file waits to be sent, but the county does not take it: {1}",
                      "{0} sealed files wait to be sent, but the county does not take them: {1}",
                      count),
                  count, left.refusal);
  if (left.error && left.next_try_ms > 0)
    return format(_tn("{0} sealed file waits to be sent. The county could not be reached; the next "
                      "try is at {1}.",
                      "{0} sealed files wait to be sent. The county could not be reached; the "
                      "next try is at {1}.",
                      count),
                  count, clock_text(left.next_try_ms));
  if (left.held > 0 && left.held == left.waiting)
    return format(_tn("{0} sealed file with scans waits for the hours in which scans travel, from "
                      "{1}. Nobody has to log in for that.",
                      "{0} sealed files with scans wait for the hours in which scans travel, from "
                      "{1}. Nobody has to log in for that.",
                      count),
                  count, clock_text(left.next_try_ms));
  return format(_tn("{0} sealed file is being sent to the county. Nobody has to log in for that.",
                    "{0} sealed files are being sent to the county. Nobody has to log in for that.",
                    count),
                count);
}

// Only what is certain without opening the station.
std::string left_text(const control::LeftToSend& left, std::int64_t now_ms) {
  if (left.waiting > 0) return waiting_text(left);
  if (left.answered > 0 && left.whole)
    return format(_t("Everything was sent by {0}, and the county has answered. Log in to read it."),
                  moment_text(left.answered_ms, now_ms));
  if (left.answered > 0)
    return format(_t("What was left to be sent was sent by {0}, and the county has answered. Log "
                     "in to read it."),
                  moment_text(left.answered_ms, now_ms));
  return left.whole ? _t("Nothing waits to be sent.") : "";
}

}  // namespace

Notice login_refusal(const Error& error) {
  if (error.code == ErrorCode::kUnauthenticated)
    return {Tone::kRed, _t("The password is not right"),
            _t("Type it again; upper and lower case matter.")};
  if (error.code == ErrorCode::kBusy && error.place == "log-in")
    return {Tone::kAmber, _t("Too many wrong passwords"),
            format(_t("Wait {0} seconds, then type it again. If it is forgotten, the county sets "
                      "a new one."),
                   error.cause)};
  if (error.code == ErrorCode::kCorrupt)
    return {Tone::kRed, _t("The station's keys are damaged"),
            _t("The password may be right, but the file with the keys cannot be read. Nothing was "
               "lost that the county has received; ask the county's administrator for help.")};
  return error_notice(_t("You could not be logged in"), error);
}

LoginPresenter::LoginPresenter(Workplace& workplace)
    : m_workplace(workplace), m_touched_ms(workplace.now_ms()), m_token(std::make_shared<int>(0)) {
  m_events = workplace.on_event([this](const control::Event& event) {
    if (std::holds_alternative<control::StationChanged>(event)) show_station();
    if (const auto* left = std::get_if<control::LeftToSend>(&event)) show_left(*left);
  });
  m_ticks = workplace.on_tick([this] {
    const std::int64_t idle_max = std::int64_t{m_idle_minutes} * 60'000;
    if (idle_max == 0 || m_workplace.now_ms() - m_touched_ms < idle_max) return;
    if (m_view.stage == Stage::kLoggedIn) lock();
    // Open since the enrolment, and nobody has logged in.
    if (m_view.stage == Stage::kChoosePerson && std::exchange(m_open, false))
      m_workplace.ask(control::LogOut{}, m_token, [](control::Reply) {});
  });
}

void LoginPresenter::changed() {
  if (on_changed) on_changed();
}

void LoginPresenter::show_left(const control::LeftToSend& left) {
  m_view.left = left_text(left, m_workplace.now_ms());
  if (on_left) on_left();
}

void LoginPresenter::open() {
  m_view.stage = Stage::kOpening;
  m_view.notice = {};
  m_view.busy = {true, _t("Opening the station's data"), -1, false};
  changed();
  show_station();
}

// Whoever was logged in is out, and what is on the screen goes.
void LoginPresenter::show_wiped(const control::StationInfo& info) {
  m_view.station_name = info.name;
  m_view.stage = Stage::kWiped;
  m_view.people.clear();
  m_view.chosen.clear();
  m_view.name.clear();
  m_view.left.clear();
  m_open = false;
  m_workplace.set_me({});
  m_view.notice = {
      Tone::kRed, _t("The county has had this computer locked for good"),
      (info.wiped_reason.empty() ? "" : format(_t("Reason: {0}"), info.wiped_reason) + "\n") +
          _t("Nobody can open the data here any more, with no password. What was taken in and not "
             "sent yet is not lost: it lies on this computer, sealed, and the county can have it "
             "opened again. Call the county's administrator, and leave this computer as it is.")};
  changed();
  if (on_wiped) on_wiped();
}

void LoginPresenter::show_station() {
  m_workplace.ask(control::OpenStation{}, m_token, [this](control::Reply reply) {
    m_view.busy = {};
    const auto* opened = reply.get<control::StationInfo>();
    if (opened && opened->wiped) return show_wiped(*opened);
    if (m_view.stage == Stage::kWiped) m_view.stage = Stage::kOpening;  // let in again
    if (const auto* info = opened) {
      m_view.station_name = info->name;
      m_view.practice = info->practice;
      m_open = info->enrolled && !info->locked;
      m_view.people.clear();
      for (const auto& person : info->staff) {
        const std::vector kiosk{sync::casework::Role::kKiosk};
        if (m_only_kiosks && person.roles != kiosk) continue;
        m_view.people.push_back({person.id, person.name, roles_text(person.roles)});
      }
      if (m_view.stage == Stage::kOpening || m_view.stage == Stage::kNotEnrolled ||
          m_view.stage == Stage::kCannotOpen)
        m_view.stage = info->enrolled ? Stage::kChoosePerson : Stage::kNotEnrolled;
      const bool waits = m_view.stage == Stage::kChoosePerson && m_view.people.empty();
      if (waits && m_only_kiosks && !info->staff.empty())
        m_view.notice = {Tone::kAmber, _t("No self-service account works here"),
                         _t("The county adds one: a member of staff of this place whose only role "
                            "is self-service.")};
      else if (waits)
        m_view.notice = {Tone::kAmber, _t("The list of staff has not arrived yet"),
                         _t("It comes with the first contact with the county; keep the network "
                            "connected.")};
      else
        m_view.notice = {};
    } else {
      m_view.stage = Stage::kCannotOpen;
      m_view.notice = error_notice(_t("The station's data could not be opened"),
                                   reply.result.error());
      if (reply.result.error().code == ErrorCode::kBusy)
        m_view.notice = {Tone::kAmber, _t("This program is open already"),
                         format(_t("Another window uses the same data ({0}). Go on working there, "
                                   "or close it and try again."),
                                holder(reply.result.error().cause))};
    }
    changed();
  });
}

void LoginPresenter::enrol(std::string server_url, std::string code) {
  if (m_view.busy.active) return;
  m_view.busy = {true, _t("Asking the county"), -1, false};
  m_view.notice = {};
  changed();
  m_workplace.ask(control::Enrol{std::move(server_url), std::move(code)}, m_token,
                  [this](control::Reply reply) {
                    m_view.busy = {};
                    if (!reply.result.ok())
                      m_view.notice = error_notice(_t("The station could not be enrolled"),
                                                   reply.result.error());
                    else
                      m_view.stage = Stage::kOpening;
                    changed();
                    if (reply.result.ok()) show_station();
                  });
}

void LoginPresenter::choose(std::string staff_id) {
  m_view.chosen = std::move(staff_id);
  m_view.name.clear();
  for (const auto& person : m_view.people)
    if (person.id == m_view.chosen) m_view.name = person.name;
  m_view.notice = {};
  changed();
}

void LoginPresenter::log_in(std::string password) {
  if (m_view.busy.active || m_view.chosen.empty()) return;
  m_view.busy = {true, _t("Checking the password"), -1, false};
  changed();
  m_workplace.ask(
      control::LogIn{m_view.chosen, std::move(password)}, m_token, [this](control::Reply reply) {
        m_view.busy = {};
        if (const auto* in = reply.get<control::LoggedIn>()) {
          Me me{in->person.id, in->person.name, in->person.unit, "", true};
          if (!in->person.roles.empty()) me.role_word = role_word(in->person.roles.front());
          m_workplace.set_me(std::move(me));
          m_view.stage = Stage::kLoggedIn;
          m_view.notice = {};
          m_view.left.clear();
          m_touched_ms = m_workplace.now_ms();
          changed();
          read_idle_minutes();
          if (on_logged_in) on_logged_in();
          return;
        }
        m_view.notice = login_refusal(reply.result.error());
        changed();
      });
}

void LoginPresenter::read_idle_minutes() {
  m_workplace.ask(control::LoadRow{kIdleMinutesRow}, m_token, [this](control::Reply reply) {
    const auto* row = reply.get<control::RowLoaded>();
    if (!row || !row->value) return;
    int minutes = 0;
    const auto& text = *row->value;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), minutes);
    if (read.ec == std::errc() && minutes <= kIdleMinutesMax) set_idle_minutes(minutes);
  });
}

void LoginPresenter::log_out() {
  m_workplace.ask(control::LogOut{}, m_token, [](control::Reply) {});
  m_workplace.set_me({});
  m_view.stage = Stage::kChoosePerson;
  m_view.chosen.clear();
  m_view.name.clear();
  changed();
  if (on_locked) on_locked();
}

void LoginPresenter::lock() {
  if (m_view.stage != Stage::kLoggedIn) return;
  m_view.stage = Stage::kLocked;
  m_view.notice = {};
  if (on_locked) on_locked();  // drafts are saved while the person is still logged in
  m_workplace.ask(control::LogOut{}, m_token, [](control::Reply) {});
  auto me = m_workplace.me();
  me.logged_in = false;
  m_workplace.set_me(me);
  changed();
}

void LoginPresenter::touched() { m_touched_ms = m_workplace.now_ms(); }

void LoginPresenter::set_idle_minutes(int minutes) { m_idle_minutes = minutes < 0 ? 0 : minutes; }

}  // namespace jiujin::client::presenters
