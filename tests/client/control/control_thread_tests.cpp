#include "client/control/control_thread.h"

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>

#include "sync/base/hex.h"
#include "sync/envelope/sealing.h"
#include "sync/wire/outbox.h"
#include "tests/support/sealed_station.h"

using namespace jiujin;
using namespace jiujin::client::control;

namespace {

// A window's event loop: waits to be woken, then takes until there is no more.
class Loop {
 public:
  explicit Loop(SessionOptions options)
      : m_control(std::move(options), [this] {
          const std::lock_guard lock(m_mutex);
          m_woken = true;
          m_signal.notify_one();
        }) {}

  Control& control() { return m_control; }

  Reply reply_to(Ticket ticket) {
    for (;;) {
      while (auto next = m_control.take()) {
        if (auto* reply = std::get_if<Reply>(&*next); reply && reply->ticket == ticket)
          return std::move(*reply);
      }
      wait();
    }
  }
  // The next one for which `wanted` is true.
  SyncStatus status(const std::function<bool(const SyncStatus&)>& wanted) {
    return event<SyncStatus>(wanted);
  }
  template <typename T>
  T event(const std::function<bool(const T&)>& wanted) {
    for (;;) {
      while (auto next = m_control.take()) {
        const auto* event = std::get_if<Event>(&*next);
        const auto* told = event ? std::get_if<T>(event) : nullptr;
        if (told && wanted(*told)) return *told;
      }
      wait();
    }
  }

 private:
  void wait() {
    std::unique_lock lock(m_mutex);
    const bool woken =
        m_signal.wait_for(lock, std::chrono::seconds(60), [this] { return m_woken; });
    BOOST_REQUIRE_MESSAGE(woken, "nothing was told within a minute");
    m_woken = false;
  }
  std::mutex m_mutex;
  std::condition_variable m_signal;
  bool m_woken = false;
  ControlThread m_control;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(control_thread_tests)

BOOST_AUTO_TEST_CASE(every_command_gets_one_reply) {
  tests::DemoStation station;
  Loop loop(station.options());
  auto& control = loop.control();
  BOOST_TEST(loop.reply_to(control.post(OpenStation{})).result.ok());
  BOOST_TEST(loop.reply_to(control.post(LogIn{tests::kClerk, tests::kPassword})).result.ok());
  auto overview = loop.reply_to(control.post(AskOverview{}));
  BOOST_REQUIRE(overview.get<Overview>());
  BOOST_TEST(overview.get<Overview>()->all == 0);
  auto form = loop.reply_to(control.post(AskForm{"QX-001", 0}));  // done by a worker
  BOOST_TEST(form.get<FormReady>() != nullptr);
}

BOOST_AUTO_TEST_CASE(a_second_window_on_the_same_data_is_refused) {
  tests::DemoStation station;
  Loop first(station.options()), second(station.options());
  BOOST_TEST(first.reply_to(first.control().post(OpenStation{})).result.ok());
  auto refused = second.reply_to(second.control().post(OpenStation{}));
  BOOST_REQUIRE(!refused.result.ok());
  BOOST_TEST((refused.result.error().code == ErrorCode::kBusy));
}

BOOST_AUTO_TEST_CASE(what_was_asked_to_be_saved_is_saved_though_the_window_closes) {
  tests::DemoStation station;
  const std::string id(32, 'b');
  {
    Loop loop(station.options());
    auto& control = loop.control();
    BOOST_TEST(loop.reply_to(control.post(OpenStation{})).result.ok());
    BOOST_TEST(loop.reply_to(control.post(LogIn{tests::kClerk, tests::kPassword})).result.ok());
    for (int i = 0; i < 20; ++i) control.post(AskOverview{});  // it does not come first
    sync::casework::Draft draft;
    draft.id = id;
    draft.item = draft.form = "QX-001";
    draft.item_version = draft.form_version = 1;
    control.post(SaveDraft{draft, "{}", 1});
  }
  BOOST_TEST(station.session()->ask<DraftLoaded>(LoadDraft{id}).ok());
}

BOOST_AUTO_TEST_CASE(a_pause_and_a_limit_outlive_the_window_and_sync_now_goes_through_once) {
  tests::DemoStation station;  // its county does not exist: every exchange fails
  using State = SyncStatus::State;
  const auto in = [](State state) {
    return [state](const SyncStatus& told) { return told.state == state; };
  };
  {
    Loop loop(station.options());
    auto& control = loop.control();
    BOOST_TEST(loop.reply_to(control.post(OpenStation{})).result.ok());
    LineUse line{16'000};
    line.scans.kind = sync::engine::ScanTimes::Kind::kWindow;
    control.post(UseLine{line});
    control.post(PauseSync{true});
    BOOST_TEST(loop.status(in(State::kPaused)).line.bytes_per_second_max == 16'000u);
  }
  Loop loop(station.options());
  auto& control = loop.control();
  control.post(OpenStation{});
  // The first that is told: nothing has run in between.
  const auto first = loop.status([](const SyncStatus&) { return true; });
  BOOST_TEST((first.state == State::kPaused));
  BOOST_TEST(first.line.bytes_per_second_max == 16'000u);
  BOOST_TEST(to_text(first.line.scans) == "22:00-06:00");
  BOOST_TEST(first.next_try_ms == 0);
  control.post(SyncNow{});
  loop.status(in(State::kRunning));
  const auto after = loop.status(in(State::kPaused));
  BOOST_TEST((after.wait == SyncStatus::Wait::kNotReached));
  BOOST_TEST(after.next_try_ms == 0);
  control.post(PauseSync{false});
  loop.status(in(State::kRunning));
}

BOOST_AUTO_TEST_CASE(commands_before_opening_fail_at_once) {
  tests::DemoStation station;
  Loop loop(station.options());
  auto reply = loop.reply_to(loop.control().post(AskOverview{}));
  BOOST_REQUIRE(!reply.result.ok());
  BOOST_TEST((reply.result.error().code == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(one_log_in_opens_all_sessions_and_locking_closes_them) {
  tests::SealedStation station;
  Loop loop(station.options());
  auto& control = loop.control();
  const auto opened = loop.reply_to(control.post(OpenStation{}));
  BOOST_REQUIRE(opened.get<StationInfo>());
  BOOST_TEST(opened.get<StationInfo>()->locked);
  BOOST_TEST(!loop.reply_to(control.post(AskForm{"QX-001", 0})).result.ok());  // by a worker
  BOOST_TEST(!loop.reply_to(control.post(AskOverview{})).result.ok());
  for (int i = 0; i < 2; ++i) {
    BOOST_REQUIRE(loop.reply_to(control.post(LogIn{tests::kClerk, tests::kPassword})).result.ok());
    BOOST_TEST(loop.reply_to(control.post(AskForm{"QX-001", 0})).result.ok());
    BOOST_TEST(loop.reply_to(control.post(AskOverview{})).result.ok());
    // An exchange may be under way by now, with a county that cannot be reached: it ends.
    BOOST_REQUIRE(loop.reply_to(control.post(LogOut{})).result.ok());
    BOOST_TEST(!loop.reply_to(control.post(AskForm{"QX-001", 0})).result.ok());
    BOOST_TEST(!loop.reply_to(control.post(AskOverview{})).result.ok());
  }
}

BOOST_AUTO_TEST_CASE(a_locked_window_hands_over_its_outbox_and_says_how_that_goes) {
  using sync::casework::OpeningKeyPublished;
  tests::SealedStation station;
  const auto county = (*sync::envelope::find_sealing(1))
                          ->generate_opening_key(sync::envelope::system_random());
  station.county_writes({sync::casework::draft_op(
      {}, 0, "", OpeningKeyPublished{1, sync::base::to_hex(county.public_key)})});
  station.hear_county();
  {
    Loop loop(station.options());
    auto& control = loop.control();
    BOOST_REQUIRE(loop.reply_to(control.post(OpenStation{})).result.ok());
    BOOST_REQUIRE(loop.reply_to(control.post(LogIn{tests::kClerk, tests::kPassword})).result.ok());
    BOOST_REQUIRE(loop.reply_to(control.post(LogOut{})).result.ok());
    // This county has no address that could be reached: it is tried again later.
    const auto left = loop.event<LeftToSend>(
        [](const LeftToSend& told) { return told.error.has_value(); });
    BOOST_TEST(left.waiting == 1u);  // its transport key, which the county has not heard of yet
    BOOST_TEST(left.whole);
    BOOST_TEST(left.next_try_ms > 0);
    BOOST_REQUIRE(loop.reply_to(control.post(LogIn{tests::kClerk, tests::kPassword})).result.ok());
    BOOST_TEST(!sync::wire::outbox_standing(station.folder()).whole);
  }
  // The window was closed while somebody was logged in.
  const auto standing = sync::wire::outbox_standing(station.folder());
  BOOST_TEST(standing.waiting == 1u);
  BOOST_TEST(standing.whole);
  Loop next(station.options());
  BOOST_REQUIRE(next.reply_to(next.control().post(OpenStation{})).result.ok());
  const auto left =
      next.event<LeftToSend>([](const LeftToSend& told) { return told.error.has_value(); });
  BOOST_TEST(left.waiting == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
