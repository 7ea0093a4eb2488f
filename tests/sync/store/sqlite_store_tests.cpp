// What only a store on disk can show: released files, other processes, damage.
#include "sync/store/sqlite_store.h"

#include <boost/test/unit_test.hpp>
#include <sqlite3.h>

#include <fstream>

#include "tests/support/golden_log.h"
#include "tests/sync/store/store_fixture.h"

using namespace jiujin::tests;

namespace {

const std::string kGolden = JIUJIN_TEST_SOURCE_DIR "/../../golden";

void run_sql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  BOOST_REQUIRE_EQUAL(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  BOOST_REQUIRE_EQUAL(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}

auto open_station(const TemporaryFolder& folder, int timeout_ms = 5000) {
  return store::SqliteStore::open(folder.path(), StoreRole::kStation,
                                  {.busy_timeout_ms = timeout_ms});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_store_tests)

// The file was written by tests/golden/make_vectors.py from PROTOCOL.md.
BOOST_AUTO_TEST_CASE(a_station_of_format_1_opens_and_goes_on) {
  TemporaryFolder folder;
  std::filesystem::copy_file(kGolden + "/station_v1.db", folder.file("station.db"));
  auto store = must(open_station(folder));
  const auto log = golden_logs(kGolden).front();
  const auto head = must(store->head(log.incarnation));
  BOOST_CHECK_EQUAL(head.seq, 4u);
  BOOST_CHECK(head.hash == log.ops.back().hash);
  const auto ops = must(store->ops_after(log.incarnation, 0, 1'000'000));
  for (std::size_t i = 0; i < ops.size(); ++i) BOOST_CHECK(ops[i].header == log.ops[i].bytes);
  const auto in_case = must(store->ops_of_case(log.ops[1].header.case_id));
  BOOST_REQUIRE_EQUAL(in_case.size(), 3u);
  BOOST_CHECK_EQUAL(in_case[0].county_position, 41u);
  BOOST_CHECK_EQUAL(must(store->feed_cursor()), 41u);
  BOOST_CHECK_EQUAL(must(store->next_serial("receipt")), 10u);
  BOOST_CHECK_EQUAL(*must(store->row("draft/1")), "石");
  BOOST_CHECK_EQUAL(must(store->acknowledgement(log.incarnation)).backed_up_seq, 1u);
  std::string scan;
  for (int i = 0; i < 512; ++i) scan += static_cast<char>(i % 256);
  const auto hash = envelope::content_hash(scan);
  BOOST_CHECK(must(store->read_file(hash, 0, 1000)) == scan);
  BOOST_CHECK_EQUAL(must(store->file_acknowledged(hash)), 300u);
  auto next = answer("goes on", log.ops[1].header.case_id);
  BOOST_CHECK_EQUAL(must(store->append(log.incarnation, batch({next}))).front().address.seq, 5u);
}

BOOST_AUTO_TEST_CASE(a_newer_format_is_refused_and_left_alone) {
  TemporaryFolder folder;
  { must(open_station(folder)); }
  run_sql(folder.file("station.db"), "PRAGMA user_version = 2");
  const auto opened = open_station(folder);
  BOOST_REQUIRE_EQUAL(code_of(opened), "unsupported");
  BOOST_CHECK_EQUAL(opened.error().cause,
                    "written by a newer version (format 2, this program knows up to 1)");
}

BOOST_AUTO_TEST_CASE(files_that_are_not_ours_are_corrupt) {
  TemporaryFolder folder;
  run_sql(folder.file("station.db"), "CREATE TABLE recipes (x)");
  BOOST_CHECK_EQUAL(code_of(open_station(folder)), "corrupt");
  TemporaryFolder text;
  std::ofstream(text.file("station.db")) << std::string(5000, 'x');
  BOOST_CHECK_EQUAL(code_of(open_station(text)), "corrupt");
}

BOOST_AUTO_TEST_CASE(two_connections_append_to_one_chain) {
  TemporaryFolder folder;
  auto one = must(open_station(folder));
  auto two = must(open_station(folder));
  must(one->add_incarnation(incarnation(kOwn)));
  must(one->append(kOwn, batch({opening()})));
  const auto seen = must(two->change_counter());
  for (int i = 0; i < 20; ++i)
    must((i % 2 ? one : two)->append(kOwn, batch({answer(std::to_string(i))})));
  const auto ops = must(two->ops_after(kOwn, 0, 1'000'000));
  BOOST_REQUIRE_EQUAL(ops.size(), 21u);
  BOOST_CHECK_EQUAL(ops.back().address.seq, 21u);
  BOOST_CHECK_NE(must(two->change_counter()), seen);
  const auto before = must(two->change_counter());
  must(one->append(kOwn, batch({answer("elsewhere")})));
  BOOST_CHECK_NE(must(two->change_counter()), before);
}

BOOST_AUTO_TEST_CASE(a_locked_file_is_busy_and_unchanged) {
  TemporaryFolder folder;
  auto store = must(open_station(folder, 0));
  must(store->add_incarnation(incarnation(kOwn)));
  sqlite3* other = nullptr;
  sqlite3_open(folder.file("station.db").c_str(), &other);
  sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  BOOST_CHECK_EQUAL(code_of(store->append(kOwn, batch({opening()}))), "busy");
  sqlite3_close(other);
  BOOST_CHECK_EQUAL(must(store->append(kOwn, batch({opening()}))).front().address.seq, 1u);
}

BOOST_AUTO_TEST_CASE(the_promised_pragmas_hold) {
  TemporaryFolder folder;
  { must(open_station(folder)); }
  std::ifstream file(folder.file("station.db"), std::ios::binary);
  std::string header(100, 0);
  file.read(header.data(), 100);
  BOOST_CHECK_EQUAL(header.substr(0, 15), "SQLite format 3");
  BOOST_CHECK_EQUAL(header[18], 2);  // written by WAL
  BOOST_CHECK_EQUAL(header[63], 1);  // user_version
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_an_error) {
  BOOST_CHECK_EQUAL(code_of(store::SqliteStore::open("/proc/nowhere", StoreRole::kStation)), "io");
}

BOOST_AUTO_TEST_SUITE_END()
