// What other systems saw: read, taken in once, listed as it came.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "sync/casework/recorded_events.h"
#include "sync/oplog/chain.h"
#include "sync/store/memory_store.h"

using namespace jiujin;
using namespace jiujin::sync;
using casework::EventIntake;
using casework::EventRecorded;
using nlohmann::json;

namespace {

const base::IncarnationId kOwn = *base::IncarnationId::from_hex(std::string(32, '1'));
const base::CaseId kCase = *base::CaseId::from_hex(std::string(32, 'c'));

struct Station {
  store::MemoryStore store{store::StoreRole::kStation};
  Station() {
    BOOST_REQUIRE(store.add_incarnation({kOwn, {}, 1, "key", 1}).ok());
    oplog::OpDraft opening{.type = oplog::kCaseOpenedType, .case_id = kCase};
    opening.body = R"({"key":")" + std::string(64, '7') + R"("})";
    BOOST_REQUIRE(store.append(kOwn, {.ops = {opening}, .time = {}, .rows = {}}).ok());
  }
  EventIntake intake() {
    return EventIntake(
        store, "",
        [](const std::string& name) -> Result<std::optional<base::CaseId>> {
          return name == "N-1" ? std::optional(kCase) : std::nullopt;
        },
        [this](store::AppendBatch batch) -> Result<void> {
          auto appended = store.append(kOwn, batch);
          if (!appended.ok()) return appended.error();
          return {};
        });
  }
  std::vector<std::string> ids() {
    std::vector<std::string> ids;
    BOOST_REQUIRE(store
                      .visit_events([&](const oplog::StoredOp& op) {
                        ids.push_back(json::parse(op.body)["id"]);
                      })
                      .ok());
    return ids;
  }
};

EventRecorded event(const std::string& id, const std::string& case_name = "") {
  EventRecorded made;
  made.id = id;
  made.case_name = case_name;
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recorded_events_tests)

BOOST_AUTO_TEST_CASE(a_line_comes_out_as_it_went_in) {
  const auto line = json::parse(R"({"id":"ST01-1","case":"N-1","status":"signed","seq":7,
      "at":"2026-11-22T08:00:00+08:00","who":"石秀英","text":"门口","box":{"n":[1,null]}})");
  const auto read = casework::read_event_line(line.dump());
  BOOST_REQUIRE(read.ok());
  BOOST_TEST((casework::event_json(*read) == line));
  const auto again = casework::read_body<EventRecorded>(casework::write_body(*read));
  BOOST_REQUIRE(again.ok());
  BOOST_TEST((casework::event_json(*again) == line));
}

BOOST_AUTO_TEST_CASE(a_wrong_line_names_its_member) {
  const auto place = [](const char* line) {
    const auto read = casework::read_event_line(line);
    return read.ok() ? "fine" : read.error().place + ": " + read.error().cause;
  };
  BOOST_TEST(place("[]") == ": not a JSON object");
  BOOST_TEST(place("{") == ": not a JSON object");
  BOOST_TEST(place(R"({"case":"x"})") == "id: is missing");
  BOOST_TEST(place(R"({"id":7})") == "id: not a text");
  BOOST_TEST(place(R"({"id":"a","station":"枫林"})") ==
             "station: not an identifier in hexadecimal");
}

BOOST_AUTO_TEST_CASE(an_event_is_taken_in_once_by_its_id) {
  Station station;
  auto first = station.intake();
  const std::vector events{event("a"), event("b"), event("a")};
  auto tally = first.take(events);
  BOOST_REQUIRE(tally.ok());
  BOOST_TEST(tally->taken == 2u);
  BOOST_TEST(tally->known == 1u);
  // Another program, begun before or after: its own knowledge is looked at again.
  auto second = station.intake();
  const std::vector more{event("b"), event("c")};
  BOOST_TEST(second.take(more)->taken == 1u);
  const std::vector late{event("c"), event("d")};
  BOOST_TEST(first.take(late)->taken == 1u);
  BOOST_TEST((station.ids() == std::vector<std::string>{"a", "b", "c", "d"}));
}

BOOST_AUTO_TEST_CASE(an_event_belongs_to_the_case_that_is_known) {
  Station station;
  auto intake = station.intake();
  const std::vector events{event("known", "N-1"), event("unknown", "N-2")};
  BOOST_REQUIRE(intake.take(events).ok());
  BOOST_TEST(station.store.ops_of_case(kCase)->size() == 2u);
  BOOST_TEST(station.store.ops_of_case({})->size() == 1u);
  BOOST_TEST(station.store.register_ops()->empty());
}

BOOST_AUTO_TEST_SUITE_END()
