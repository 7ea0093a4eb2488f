// A full or read-only disk leaves everything as it was, says so, and the store goes on afterwards.
#include <boost/test/unit_test.hpp>

#include "tests/support/crash_vfs.h"
#include "tests/sync/store/store_fixture.h"
#include "tests/sync/store/store_story.h"

using namespace jiujin::tests;

namespace {

store::SqliteStoreOptions on(const CrashDisk& disk, const store::PageKey* key) {
  store::SqliteStoreOptions options;
  options.vfs = disk.vfs();
  options.page_key = key;
  return options;
}

std::uint64_t size_of_the_story(const store::PageKey* key) {
  CrashDisk disk;
  TemporaryFolder folder;
  auto store = must(store::SqliteStore::open(folder.path(), StoreRole::kStation, on(disk, key)));
  for (const auto& step : store_story()) must(step(*store));
  return disk.used();
}

// Steps until the disk is full, then checks, makes room and tells the rest.
void fill_up(std::uint64_t capacity, const store::PageKey* key,
             const std::vector<std::string>& states) {
  CrashDisk disk;
  TemporaryFolder folder;
  disk.set_capacity(capacity);
  auto opened = store::SqliteStore::open(folder.path(), StoreRole::kStation, on(disk, key));
  if (!opened.ok()) {
    BOOST_CHECK_EQUAL(code_of(opened), "disk_full");
    disk.set_capacity(UINT64_MAX);
    opened = store::SqliteStore::open(folder.path(), StoreRole::kStation, on(disk, key));
  }
  auto store = must(std::move(opened));
  const auto steps = store_story();
  for (std::size_t told = 0; told < steps.size(); ++told) {
    const auto result = steps[told](*store);
    if (result.ok()) continue;
    BOOST_REQUIRE_EQUAL(error_code_name(result.error().code), "disk_full");
    BOOST_REQUIRE(must(describe(*store)) == states[told]);
    disk.set_capacity(UINT64_MAX);
    must(steps[told](*store));
  }
  BOOST_REQUIRE(must(describe(*store)) == states.back());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(disk_faults_tests)

BOOST_AUTO_TEST_CASE(a_full_disk_changes_nothing) {
  const auto key = must(store::PageKey::from_bytes(std::string(32, 'k'), 1));
  const auto states = story_states();
  for (const store::PageKey* used : {static_cast<const store::PageKey*>(nullptr), &key}) {
    const std::uint64_t size = size_of_the_story(used);
    for (std::uint64_t capacity = 3'000; capacity < size; capacity += 2'777) {
      BOOST_TEST_CONTEXT("capacity " << capacity << " of " << size) {
        fill_up(capacity, used, states);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_read_only_disk_changes_nothing) {
  const auto states = story_states();
  CrashDisk disk;
  TemporaryFolder folder;
  auto store =
      must(store::SqliteStore::open(folder.path(), StoreRole::kStation, on(disk, nullptr)));
  const auto steps = store_story();
  for (std::size_t told = 0; told < steps.size(); ++told) {
    disk.set_read_only(true);
    const auto refused = steps[told](*store);
    BOOST_REQUIRE(!refused.ok());
    BOOST_CHECK_EQUAL(error_code_name(refused.error().code), "io");
    BOOST_REQUIRE(must(describe(*store)) == states[told]);
    disk.set_read_only(false);
    must(steps[told](*store));
  }
  BOOST_CHECK(must(describe(*store)) == states.back());
}

BOOST_AUTO_TEST_SUITE_END()
