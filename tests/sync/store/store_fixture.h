// The stores that the contract suite runs over, and builders that default everything.
#pragma once

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <tuple>

#include "sync/base/hex.h"
#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"
#include "sync/store/op_writing.h"
#include "sync/store/sealing_vfs.h"
#include "sync/store/sqlite_store.h"
#include "tests/support/temporary_folder.h"

namespace jiujin::tests {

using namespace jiujin::sync;  // NOLINT: a header of tests only
using store::StoreRole;

template <typename Id>
Id id_of(std::uint8_t byte) {
  Id id;
  id.bytes.fill(byte);
  return id;
}

inline const base::IncarnationId kOwn = id_of<base::IncarnationId>(0x11);
inline const base::IncarnationId kOther = id_of<base::IncarnationId>(0x22);
inline const base::IncarnationId kCounty = id_of<base::IncarnationId>(0xcc);
inline const base::CaseId kCase = id_of<base::CaseId>(0xca);

inline store::Incarnation incarnation(const base::IncarnationId& id, std::uint8_t suite = 1) {
  return {.id = id,
          .owner = id == kCounty ? base::StationId{} : id_of<base::StationId>(id.bytes[0]),
          .suite = suite,
          .public_key = "key of " + id.hex(),
          .number_block = id.bytes[0]};
}

inline oplog::OpDraft opening(const base::CaseId& case_id = kCase, std::uint8_t key = 7) {
  return {.type = 1,
          .case_id = case_id,
          .actor = "S001",
          .body = R"({"key":")" + id_of<base::CaseKey>(key).hex() + R"(","item":"QX-001"})"};
}

inline oplog::OpDraft answer(const std::string& text, const base::CaseId& case_id = kCase) {
  return {.type = 2, .case_id = case_id, .actor = "S001", .body = R"({"a":")" + text + R"("})"};
}

inline oplog::AuthorTime some_time() {
  return {.wall_ms = 1'795'320'000'000, .boot = id_of<base::BootId>(3), .mono_ms = 5};
}

inline store::AppendBatch batch(std::vector<oplog::OpDraft> ops) {
  return {.ops = std::move(ops), .time = some_time(), .rows = {}};
}

// An unconditional value: the test ends here when there is none.
template <typename T>
T must(Result<T> result) {
  if (!result.ok())
    BOOST_FAIL(error_code_name(result.error().code) << ": " << result.error().line());
  return *std::move(result);
}
inline void must(Result<void> result) {
  if (!result.ok())
    BOOST_FAIL(error_code_name(result.error().code) << ": " << result.error().line());
}

template <typename T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "ok" : std::string(error_code_name(result.error().code));
}

// --- the stores ---
struct InMemory {
  std::unique_ptr<store::LogStore> open(StoreRole role) {
    return std::make_unique<store::MemoryStore>(role);
  }
};

struct InSqlite {
  TemporaryFolder folder;
  std::unique_ptr<store::LogStore> open(StoreRole role) {
    return must(store::SqliteStore::open(folder.path(), role));
  }
};

template <std::uint8_t suite>
struct InSealedSqlite {
  TemporaryFolder folder;
  store::PageKey key = must(store::PageKey::from_bytes(std::string(32, 'k'), suite));
  std::unique_ptr<store::LogStore> open(StoreRole role) {
    return must(store::SqliteStore::open(folder.path(), role, {.page_key = &key}));
  }
};

// The one list of stores that must all behave alike.
using Stores = std::tuple<InMemory, InSqlite, InSealedSqlite<1>, InSealedSqlite<2>>;

// A station with a log of its own, and a county that knows it.
template <typename Where>
struct World {
  Where station_disk, county_disk;
  std::unique_ptr<store::LogStore> station = station_disk.open(StoreRole::kStation);
  std::unique_ptr<store::LogStore> county = county_disk.open(StoreRole::kCounty);
  World() {
    must(station->add_incarnation(incarnation(kOwn)));
    must(county->add_incarnation(incarnation(kCounty)));
    must(county->add_incarnation(incarnation(kOwn)));
  }
};

}  // namespace jiujin::tests
