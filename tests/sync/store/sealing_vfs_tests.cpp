#include "sync/store/sealing_vfs.h"

#include <boost/test/unit_test.hpp>
#include <sqlite3.h>

#include "tests/support/crash_vfs.h"
#include "tests/sync/store/store_fixture.h"
#include "tests/sync/store/store_story.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

struct Sealed {
  CrashDisk disk;
  TemporaryFolder folder;
  store::PageKey key = must(store::PageKey::from_bytes(std::string(32, 'k'), 1));
  std::string database = folder.file("station.db");

  Result<std::unique_ptr<store::SqliteStore>> open(const store::PageKey* with) {
    store::SqliteStoreOptions options;
    options.vfs = disk.vfs();
    options.page_key = with;
    return store::SqliteStore::open(folder.path(), StoreRole::kStation, options);
  }
  std::unique_ptr<store::SqliteStore> told_story() {
    auto store = must(open(&key));
    for (const auto& step : store_story()) must(step(*store));
    return store;
  }
  bool on_disk(const std::string& text) const {
    for (const auto& path : disk.paths())
      if (disk.contents(path).find(text) != std::string::npos) return true;
    return false;
  }
};

const char* kTelltale[] = {"QX-001",  "S001",     "first",        "image/jpeg",
                           "draft/1", "ssssssss", "CREATE TABLE", "incarnations"};

}  // namespace

BOOST_AUTO_TEST_SUITE(sealing_vfs_tests)

BOOST_FIXTURE_TEST_CASE(nothing_is_readable_in_database_and_wal, Sealed) {
  auto store = told_story();
  BOOST_CHECK_GT(disk.contents(database + "-wal").size(), 50'000u);
  for (const char* text : kTelltale) BOOST_CHECK_MESSAGE(!on_disk(text), text);
  store.reset();  // checkpoint: everything is in the database now
  BOOST_CHECK_GT(disk.contents(database).size(), 50'000u);
  for (const char* text : kTelltale) BOOST_CHECK_MESSAGE(!on_disk(text), text);
}

// The same search finds everything where nothing is sealed.
BOOST_FIXTURE_TEST_CASE(the_search_itself_works, Sealed) {
  auto store = must(open(nullptr));
  for (const auto& step : store_story()) must(step(*store));
  for (const char* text : kTelltale) BOOST_CHECK_MESSAGE(on_disk(text), text);
}

BOOST_FIXTURE_TEST_CASE(the_wrong_key_and_no_key_are_refused, Sealed) {
  told_story();
  const auto wrong = must(store::PageKey::from_bytes(std::string(32, 'x'), 1));
  const auto other_suite = must(store::PageKey::from_bytes(std::string(32, 'k'), 2));
  BOOST_CHECK_EQUAL(code_of(open(&wrong)), "corrupt");
  BOOST_CHECK_EQUAL(code_of(open(&other_suite)), "corrupt");
  BOOST_CHECK_EQUAL(code_of(open(nullptr)), "corrupt");
  BOOST_CHECK(must(describe(*must(open(&key)))) == story_states().back());
}

BOOST_FIXTURE_TEST_CASE(a_changed_byte_is_an_error_or_nothing_at_all, Sealed) {
  told_story();
  const auto expected = story_states().back();
  const std::size_t size = disk.contents(database).size();
  std::size_t refused = 0, tried = 0;
  for (std::size_t offset = 5; offset < size; offset += 331, ++tried) {
    disk.change_byte(database, offset);
    auto store = open(&key);
    auto found = store.ok() ? describe(**store) : Result<std::string>(store.error());
    if (found.ok()) {
      BOOST_CHECK(*found == expected);  // a free page, or one of SQLite's reserved zeros
    } else {
      ++refused;
      BOOST_CHECK_EQUAL(error_code_name(found.error().code), "corrupt");
    }
    store = Error{};  // closed
    disk.change_byte(database, offset);
  }
  BOOST_CHECK_GT(refused, tried / 2);
  BOOST_CHECK(must(describe(*must(open(&key)))) == expected);
}

// A page of the same file in the place of another, or an old one's in a new file, does not open.
BOOST_FIXTURE_TEST_CASE(two_files_of_one_key_look_nothing_alike, Sealed) {
  told_story();
  Sealed other;
  other.told_story();
  const auto one = disk.contents(database), two = other.disk.contents(other.database);
  BOOST_CHECK(one.substr(0, 16) != two.substr(0, 16));
  BOOST_CHECK(one.substr(0, 16) != std::string("SQLite format 3\0", 16));
  BOOST_CHECK(one.substr(16, 8) == two.substr(16, 8));  // page size and the like stay plain
  for (std::size_t page = 4096; page < std::min(one.size(), two.size()); page += 4096)
    BOOST_CHECK(one.substr(page, 4096) != two.substr(page, 4096));
}

// Sorting more than the cache holds, statement journals, full-text search: above the seam is all of
// SQLite, and its temporary files do not reach the disk.
BOOST_FIXTURE_TEST_CASE(plain_sql_works_above_the_seam, Sealed) {
  const auto vfs = must(store::SealingVfs::create(key, disk.vfs()));
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  BOOST_REQUIRE_EQUAL(sqlite3_open_v2(database.c_str(), &db, flags, vfs->name().c_str()), 0);
  int reserved = store::SealingVfs::reserved_bytes();
  sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  const auto run = [&](const char* sql) {
    char* message = nullptr;
    BOOST_CHECK_MESSAGE(sqlite3_exec(db, sql, nullptr, nullptr, &message) == SQLITE_OK,
                        sql << ": " << (message ? message : ""));
    sqlite3_free(message);
  };
  run("PRAGMA cache_size = 20; PRAGMA temp_store = FILE; PRAGMA journal_mode = DELETE");
  run("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE)");
  run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      " INSERT INTO t SELECT i, 'telltale' || ((i * 7919) % 5003) FROM n");
  run("CREATE INDEX tb ON t (b, a)");
  run("BEGIN; SAVEPOINT s; UPDATE t SET b = b || 'x'; ROLLBACK TO s; COMMIT");
  run("PRAGMA journal_mode = WAL");
  run("CREATE VIRTUAL TABLE f USING fts5 (words); INSERT INTO f SELECT b FROM t");
  run("CREATE TEMP TABLE sorted AS SELECT b FROM t ORDER BY b DESC");
  std::string found;
  sqlite3_exec(
      db,
      "SELECT count(*) || (SELECT '/' || count(*) FROM t) FROM f WHERE f MATCH 'telltale77'"
      " UNION ALL SELECT * FROM pragma_integrity_check",
      [](void* out, int, char** column, char**) {
        *static_cast<std::string*>(out) += std::string(column[0]) + " ";
        return 0;
      },
      &found, nullptr);
  BOOST_CHECK_EQUAL(found, "1/5000 ok ");
  BOOST_CHECK(!on_disk("telltale"));
  BOOST_CHECK_EQUAL(sqlite3_close(db), SQLITE_OK);
  BOOST_CHECK(!on_disk("telltale"));
  for (const auto& path : disk.paths()) BOOST_CHECK_MESSAGE(path.starts_with(database), path);
}

BOOST_AUTO_TEST_CASE(keys_of_another_length_are_refused) {
  BOOST_CHECK_EQUAL(code_of(store::PageKey::from_bytes("short", 1)), "invalid_data");
  BOOST_CHECK_EQUAL(code_of(store::PageKey::from_bytes(std::string(32, 'k'), 9)), "unsupported");
}

BOOST_AUTO_TEST_SUITE_END()
