// What a person waits for in a window over large forms: from a key until the screen is up to date.
//
// Needs the stress forms (JIUJIN_CORPUS/stress); without them the cases are skipped. Each prints a
// figure as a JSON line and fails beyond a tenth of a second, in which a key seems to come at once.
// Times are the window's own processor time, which other programs on the machine do not spoil.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

#include "tests/client/views/form_window.h"

using namespace jiujin;
using tests::environment;
using tests::text_of;

namespace {

std::string stress(const std::string& file = {}) {
  const auto corpus = environment("JIUJIN_CORPUS");
  return (corpus.empty() ? JIUJIN_TEST_SOURCE_DIR "/../../../shared/corpus" : corpus) + "/stress/" +
         file;
}

const auto kWithForms = boost::unit_test::precondition(
    [](auto) { return std::filesystem::exists(stress("s1_1000q.xml")); });

double milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Figure {
 public:
  explicit Figure(std::string name) : m_name(std::move(name)) {}
  void take(const std::function<void()>& work) {
    const double start = milliseconds_now();
    work();
    m_all.push_back(milliseconds_now() - start);
  }
  void tell(double most) {
    BOOST_REQUIRE(!m_all.empty());
    std::sort(m_all.begin(), m_all.end());
    const double p95 = m_all[std::min(m_all.size() - 1, m_all.size() * 95 / 100)];
    std::printf(
        "{\"name\":\"window.%s\",\"p50\":%.2f,\"p95\":%.2f,\"max\":%.2f,\"unit\":\"ms\","
        "\"n\":%zu}\n",
        m_name.c_str(), m_all[m_all.size() / 2], p95, m_all.back(), m_all.size());
    std::fflush(stdout);
    BOOST_TEST(p95 < most, m_name << ": " << p95 << " ms");
  }

 private:
  std::string m_name;
  std::vector<double> m_all;
};

struct StressWindow : tests::FormWindow {
  explicit StressWindow(const std::string& file)
      : tests::FormWindow(text_of(stress(file)), "", nullptr,
                          forms::xforms::folder_resources(stress())) {}
  // Until nothing is left to be done, so that the screen shows what is.
  void drain() {
    bool more = true;
    while (more) {
      while (loop.Pending()) loop.Dispatch();
      wxTheApp->ProcessPendingEvents();
      more = loop.ProcessIdle() || loop.Pending();
    }
  }
  // One key in the field that has the keyboard.
  void press(const std::string& key) {
    auto* entry = dynamic_cast<wxTextCtrl*>(wxWindow::FindFocus());
    BOOST_REQUIRE(entry);
    entry->WriteText(key);
    drain();
  }
  // A pause in typing: what waits for one is done then.
  void pause() {
    window.wait(300);
    drain();
  }
  void go_to(const std::string& path) {
    BOOST_REQUIRE_MESSAGE(view->focus_path(path), path);
    settle();
  }
};

constexpr double kAtOnceMs = 100;

}  // namespace

BOOST_AUTO_TEST_SUITE(form_speed_tests)

BOOST_AUTO_TEST_CASE(a_key_in_a_form_of_a_thousand_questions_does_not_wait, *kWithForms) {
  Figure load("s1.open"), jump("s1.jump"), key("s1.key"), pause("s1.pause");
  std::unique_ptr<StressWindow> open;
  load.take([&] { open = std::make_unique<StressWindow>("s1_1000q.xml"); });
  std::mt19937 dice(11);
  for (int i = 0; i < 40; ++i) {
    const auto path =
        "/data/g" + std::to_string(dice() % 20) + "/q" + std::to_string(dice() % 25 * 2);
    if (!open->form->field_at(path)) continue;  // hangs on an answer elsewhere
    jump.take([&] { open->go_to(path); });
    for (const char* digit : {"1", "2", "3"}) key.take([&] { open->press(digit); });
    pause.take([&] { open->pause(); });
    BOOST_TEST(!open->form->field_at(path)->value.empty());
  }
  // The head of the longest chain of calculations.
  open->go_to("/data/g0/q0");
  Figure chain("s1.chain_key");
  for (int i = 0; i < 3; ++i) chain.take([&] { open->press("7"); });
  load.tell(5000);
  jump.tell(5 * kAtOnceMs);
  key.tell(kAtOnceMs);
  chain.tell(kAtOnceMs);
  pause.tell(3 * kAtOnceMs);
}

BOOST_AUTO_TEST_CASE(a_key_at_the_head_of_a_chain_of_a_thousand_does_not_wait, *kWithForms) {
  StressWindow open("s1b_chain1000.xml");
  Figure key("s1b.key");
  open.go_to("/data/q0");
  for (int i = 0; i < 8; ++i) key.take([&] { open.press("1"); });
  key.tell(kAtOnceMs);
}

BOOST_AUTO_TEST_CASE(a_key_in_a_series_of_five_hundred_does_not_wait, *kWithForms) {
  Figure load("s2.open"), key("s2.key"), add("s2.add"), remove("s2.remove");
  std::unique_ptr<StressWindow> open;
  load.take([&] { open = std::make_unique<StressWindow>("s2_repeat500.xml"); });
  for (const int row : {1, 250, 499}) {
    open->go_to("/data/r[" + std::to_string(row) + "]/f1");
    for (int i = 0; i < 4; ++i) key.take([&] { open->press("1"); });
    BOOST_TEST(
        open->form->field_at("/data/r[" + std::to_string(row) + "]/f1")->value.ends_with("1111"));
  }
  const auto series = static_cast<std::uint32_t>(open->form->session().series("/data/r"));
  for (int i = 0; i < 5; ++i)
    add.take([&] {
      open->form->add_instance(series);
      open->drain();
    });
  for (int i = 0; i < 5; ++i) {
    const auto last = open->form->field_at("/data/r[501]");
    BOOST_REQUIRE(last);
    remove.take([&] {
      open->form->remove_instance(last->id);
      open->drain();
    });
  }
  load.tell(5000);
  key.tell(kAtOnceMs);
  add.tell(10 * kAtOnceMs);
  remove.tell(10 * kAtOnceMs);
}

BOOST_AUTO_TEST_CASE(a_choice_out_of_twenty_thousand_does_not_wait, *kWithForms) {
  Figure load("s3.open"), pick("s3.pick");
  std::unique_ptr<StressWindow> open;
  load.take([&] { open = std::make_unique<StressWindow>("s3_cascade20k.xml"); });
  for (std::size_t round = 0; round < 10; ++round) {
    for (const char* level : {"province", "county", "township", "village"}) {
      const auto* field = open->form->field_at(std::string("/data/") + level);
      BOOST_REQUIRE((field && !field->options.empty()));
      const auto value = field->options[round % field->options.size()].value;
      pick.take([&] {
        open->form->choose(field->id, value);
        open->drain();
      });
    }
    BOOST_TEST(!open->form->session().value_at("/data/vlabel").empty());
  }
  load.tell(5000);
  pick.tell(kAtOnceMs);
}

BOOST_AUTO_TEST_SUITE_END()
