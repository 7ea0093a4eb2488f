// Whatever a store has said "ok" to is there after a power cut at any call of the disk; the call in
// which the power went is there whole or not at all; chains verify. Faults:
// tests/support/crash_vfs.h.
#include <boost/test/unit_test.hpp>

#include "tests/support/crash_vfs.h"
#include "tests/sync/store/store_fixture.h"
#include "tests/sync/store/store_story.h"

using namespace jiujin::tests;

namespace {

struct Disk {
  CrashDisk disk;
  TemporaryFolder folder;  // its name only: the files are on the crash disk
  store::SqliteStoreOptions options;
  std::uint64_t last_serial = 0;

  Disk() { options.vfs = disk.vfs(); }
  auto open() { return store::SqliteStore::open(folder.path(), StoreRole::kStation, options); }

  // Tells the story, the store opened anew in the middle (which empties the WAL into the
  // database); returns how many steps were said to be done.
  std::size_t run() {
    const auto steps = store_story();
    std::size_t told = 0;
    for (const std::size_t end : {steps.size() / 2, steps.size()}) {
      auto store = open();
      if (!store.ok()) return told;
      while (told < end) {
        if (!steps[told](**store).ok()) return told;
        ++told;
        const auto serial = (*store)->next_serial("receipt");
        if (!serial.ok()) return told;
        last_serial = *serial;
      }
    }
    return told;
  }

  // "" when what is there is what was told, or one step more; else what is wrong.
  std::string broken_promise(const std::vector<std::string>& states, std::size_t told) {
    auto store = open();
    if (!store.ok()) return "does not open: " + store.error().line();
    const auto found = describe(**store);
    if (!found.ok()) return "cannot be read: " + found.error().line();
    if (*found != states[told] && (told + 1 == states.size() || *found != states[told + 1]))
      return "holds something else after step " + std::to_string(told);
    const auto serial = (*store)->next_serial("receipt");
    if (!serial.ok() || *serial <= last_serial) return "gives a serial twice";
    return "";
  }
};

struct Tally {
  std::size_t cuts = 0, broken = 0;
  std::string first;
};

Tally cut_everywhere(const store::PageKey* key, store::Synchronous synchronous,
                     bool lying = false) {
  const auto states = story_states();
  Disk whole;
  whole.options.page_key = key;
  BOOST_REQUIRE_EQUAL(whole.run() + 1, states.size());
  const std::uint64_t calls = whole.disk.calls();
  Tally tally;
  for (std::uint64_t call = 1; call <= calls + 1; ++call)
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Disk disk;
      disk.options.page_key = key;
      disk.options.synchronous = synchronous;
      disk.disk.set_lying(lying);
      disk.disk.cut_power_at(call);
      const std::size_t told = disk.run();
      disk.disk.power_cut(seed * 1000 + call);
      disk.disk.set_lying(false);
      const auto wrong = disk.broken_promise(states, told);
      ++tally.cuts;
      if (wrong.empty()) continue;
      if (!tally.broken++)
        tally.first =
            "call " + std::to_string(call) + " seed " + std::to_string(seed) + ": " + wrong;
    }
  BOOST_TEST_MESSAGE(tally.cuts << " cuts, " << tally.broken << " broken promises");
  return tally;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(power_cut_tests)

BOOST_AUTO_TEST_CASE(what_was_saved_survives_in_a_plain_file) {
  const auto tally = cut_everywhere(nullptr, store::Synchronous::kFull);
  BOOST_CHECK_GT(tally.cuts, 300u);
  BOOST_CHECK_EQUAL(tally.first, "");
}

BOOST_AUTO_TEST_CASE(what_was_saved_survives_in_a_sealed_file) {
  const auto key = must(store::PageKey::from_bytes(std::string(32, 'k'), 1));
  const auto tally = cut_everywhere(&key, store::Synchronous::kFull);
  BOOST_CHECK_GT(tally.cuts, 300u);
  BOOST_CHECK_EQUAL(tally.first, "");
}

// Would these tests notice? With commits that do not wait for the disk they must fail.
BOOST_AUTO_TEST_CASE(a_store_that_does_not_sync_is_caught) {
  const auto tally = cut_everywhere(nullptr, store::Synchronous::kOffForTests);
  BOOST_CHECK_GT(tally.broken, 0u);
}

BOOST_AUTO_TEST_CASE(a_disk_that_lies_about_syncing_is_caught) {
  const auto tally = cut_everywhere(nullptr, store::Synchronous::kFull, true);
  BOOST_CHECK_GT(tally.broken, 0u);
}

BOOST_AUTO_TEST_SUITE_END()
