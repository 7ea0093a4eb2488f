#include "sync/county/case_queue.h"

#include <boost/test/unit_test.hpp>

#include "county_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;
using county::QueueTab;

namespace {

// Lines in memory, as the registry would have them. Today is Monday 2026-11-23.
struct Lines {
  std::map<std::string, casework::CaseSummary> lines;
  county::CaseQueue queue;
  const localization::HolidayCalendar& calendar = localization::HolidayCalendar::built_in();
  const std::chrono::sys_days today = localization::make_date(2026, 11, 23);
  std::size_t read = 0;

  void put(unsigned number, const std::string& due, casework::CaseState state,
           const std::string& division = "430190101201", const std::string& item = "QX-900") {
    casework::CaseSummary line;
    base::CaseId id;
    id.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[15] = static_cast<std::uint8_t>(number);
    line.id = id.hex();
    line.due = due;
    line.state = state;
    line.division = division;
    line.item = item;
    line.submitted_on = "2026-11-20";
    line.started_ms = 1000 + number;
    line.changed_ms = 2000 + number;
    lines[line.id] = line;
    queue.put(lines[line.id]);
  }
  county::QueuePage page(const county::QueueQuery& query) {
    return queue.page(
        query, calendar, today,
        [this](const std::string& id) {
          ++read;
          return &lines.at(id);
        },
        nullptr);
  }
  std::vector<int> numbers(const county::QueuePage& page) const {
    std::vector<int> numbers;
    for (const auto& line : page.lines) numbers.push_back(static_cast<int>(line.started_ms - 1000));
    return numbers;
  }
};

using Numbers = std::vector<int>;
constexpr auto kReceived = casework::CaseState::kReceived;

}  // namespace

BOOST_AUTO_TEST_SUITE(case_queue_tests)

BOOST_AUTO_TEST_CASE(pages_go_forth_and_back_by_due_date_over_villages) {
  Lines desk;
  desk.put(1, "2026-12-04", kReceived, "430190101201");
  desk.put(2, "2026-11-30", kReceived, "430190101202");
  desk.put(3, "", kReceived, "430190102201");
  desk.put(4, "2026-11-30", kReceived, "430190102201");
  desk.put(5, "2026-11-27", kReceived, "430190101201");
  county::QueueQuery query;
  query.limit = 2;
  const auto first = desk.page(query);
  BOOST_TEST(desk.numbers(first) == (Numbers{5, 2}), boost::test_tools::per_element());
  BOOST_TEST(first.total == 5u);
  BOOST_TEST(!first.newer.has_value());
  query.after = county::QueuePlace::parse(first.older->text());
  const auto second = desk.page(query);
  BOOST_TEST(desk.numbers(second) == (Numbers{4, 1}), boost::test_tools::per_element());
  BOOST_TEST(second.first == 2u);
  query.after = second.older;
  const auto last = desk.page(query);
  BOOST_TEST(desk.numbers(last) == (Numbers{3}), boost::test_tools::per_element());
  BOOST_TEST(!last.older.has_value());
  query.after.reset();
  query.before = last.newer;
  BOOST_TEST(desk.numbers(desk.page(query)) == (Numbers{4, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_left_while_one_turned_the_page_leaves_no_gap) {
  Lines desk;
  for (unsigned n = 1; n <= 6; ++n) desk.put(n, "2026-11-30", kReceived);
  county::QueueQuery query;
  query.limit = 2;
  query.after = desk.page(query).older;  // behind 2
  desk.put(1, "", casework::CaseState::kWithdrawn);
  desk.put(2, "2026-12-31", casework::CaseState::kAccepted);
  BOOST_TEST(desk.numbers(desk.page(query)) == (Numbers{3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lamps_items_and_scopes_narrow_lists_and_counts) {
  Lines desk;
  desk.put(1, "2026-11-20", kReceived);                  // overdue
  desk.put(2, "2026-11-25", kReceived);                  // two working days left: yellow
  desk.put(3, "2026-11-26", kReceived);                  // three: green
  desk.put(4, "2026-11-20", casework::CaseState::kInHandling, "430190102201", "QX-901");
  county::QueueQuery query;
  query.lamp = localization::Lamp::kRed;
  const auto red = desk.page(query);
  BOOST_TEST(desk.numbers(red) == (Numbers{1}), boost::test_tools::per_element());
  BOOST_TEST(red.counts[static_cast<std::size_t>(QueueTab::kHandling)] == 1u);
  BOOST_TEST(red.counts[static_cast<std::size_t>(QueueTab::kAll)] == 2u);
  query.lamp = localization::Lamp::kYellow;
  BOOST_TEST(desk.numbers(desk.page(query)) == (Numbers{2}), boost::test_tools::per_element());
  query.lamp = localization::Lamp::kGreen;
  BOOST_TEST(desk.numbers(desk.page(query)) == (Numbers{3}), boost::test_tools::per_element());
  query = {};
  query.scope = "430190101000";
  BOOST_TEST(desk.page(query).counts[static_cast<std::size_t>(QueueTab::kAll)] == 3u);
  query.scope = "";
  query.item = "QX-901";
  query.tab = QueueTab::kAll;
  BOOST_TEST(desk.numbers(desk.page(query)) == (Numbers{4}), boost::test_tools::per_element());
  query.lamp = localization::Lamp::kYellow;
  BOOST_TEST(desk.page(query).total == 0u);
}

BOOST_AUTO_TEST_CASE(neighbours_are_those_of_the_list_also_after_leaving_it) {
  Lines desk;
  for (unsigned n = 1; n <= 3; ++n) desk.put(n, "2026-11-3" + std::to_string(n - 1), kReceived);
  const auto two = std::next(desk.lines.begin())->second;
  auto around = desk.queue.neighbours(two, QueueTab::kPrereview, "");
  BOOST_TEST(around.before == desk.lines.begin()->first);
  BOOST_TEST(around.after == desk.lines.rbegin()->first);
  desk.put(2, "2026-11-31", casework::CaseState::kAccepted);
  around = desk.queue.neighbours(two, QueueTab::kPrereview, "");
  BOOST_TEST(around.before == desk.lines.begin()->first);
  BOOST_TEST(around.after == desk.lines.rbegin()->first);
}

// Twenty thousand cases: what a request touches is counted, not timed.
BOOST_FIXTURE_TEST_CASE(a_page_of_a_long_queue_reads_its_own_lines_only, CountyFixture) {
  constexpr unsigned kCases = 20'000;
  must(service->publish_catalogue(catalogue_file(), "admin"));
  enrol_station();
  for (unsigned n = 1; n <= kCases; ++n) {
    const auto serial = std::to_string(n);
    casework::Draft draft;
    base::CaseId id;
    for (int i = 0; i < 4; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    draft.id = id.hex();
    draft.item = draft.form = "QX-900";
    draft.item_version = draft.form_version = 1;
    draft.division = "430190101201";
    draft.applicant = {"王桂英", "111", "430190195803120173", ""};
    draft.delivery.mode = "station";
    draft.owner = "clerk";
    const auto ops = casework::intake_ops(
        draft,
        {std::string(46 - serial.size(), '1') + serial, "R" + serial, "123456", "2026-11-20"},
        base::CaseKey{});
    must(ops);
    store::AppendBatch batch;
    batch.ops = *ops;
    batch.time.wall_ms = clock.wall_ms - 3600'000 + n;
    must(station.append(incarnation, batch));
  }
  while (sent < station.head(incarnation)->seq) deliver();
  county::QueueQuery query;
  BOOST_TEST(service->queue_page(query)->total == kCases);  // folds each once
  const auto before = *service->desk_work();
  BOOST_TEST(before.cases == kCases);
  BOOST_TEST(before.folds == kCases);
  auto page = service->queue_page(query);
  BOOST_TEST(page->lines.size() == 50u);
  query.after = page->older;
  page = service->queue_page(query);
  BOOST_TEST(page->first == 50u);
  query.item = "QX-900";
  query.lamp = {};
  BOOST_TEST(service->queue_page(query)->total == kCases);
  const auto id = *base::CaseId::from_hex(page->lines.front().id);
  BOOST_TEST(service->queue_neighbours(id, QueueTab::kPrereview, "")->after ==
             page->lines[1].id);
  auto after = *service->desk_work();
  BOOST_TEST(after.folds == before.folds);
  BOOST_TEST(after.lines_read == before.lines_read + 150u);  // three pages
  // One op more: one fold. Another station or an old hand's new role: none.
  must(service->append({casework::draft_op(id, 0, "admin", casework::NoteAdded{"请看"})}, ""));
  add_staff("clerk", {casework::Role::kIntake, casework::Role::kExit}, "430190101201");
  must(service->add_station({"桃源社区", "430190101001", "", 6}, "admin"));
  BOOST_TEST(service->queue_page(query)->total == kCases);
  after = *service->desk_work();
  BOOST_TEST(after.folds == before.folds + 1);
}

BOOST_AUTO_TEST_SUITE_END()
