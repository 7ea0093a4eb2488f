// How fast ops are packed, and how fast a store takes in ops and files durably.
//
// Each line of output is one figure as JSON (tests/benchmark.sh). Floors: writing the same bytes to
// a plain file on the same disk with one fsync for each group. Usage: bench_sync FOLDER [EVENTS]
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "sync/bundle/limits.h"
#include "sync/bundle/ops_frame.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/store/sqlite_store.h"
#include "tests/benchmarks/figure.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::benchmarks;

namespace {

constexpr std::size_t kGroupBytes = 4u << 20;
constexpr std::size_t kPartBytes = 48u << 10;
constexpr std::size_t kFileBytes = 1u << 20;

// Seconds that the disk takes for `bytes` when each group is waited for.
double disk_seconds(const std::string& folder, std::size_t bytes, std::size_t group) {
  const std::string path = folder + "/floor", block(group, 'x');
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  if (file < 0) std::exit(1);
  const double took = seconds_of([&] {
    for (std::size_t at = 0; at < bytes; at += group)
      if (write(file, block.data(), std::min(group, bytes - at)) < 0 || fdatasync(file))
        std::exit(1);
  });
  close(file);
  std::filesystem::remove(path);
  return took;
}

oplog::OpDraft event(std::mt19937& dice, std::size_t number) {
  static const char* const kStatus[] = {"accepted", "corrected", "checked", "sent", "signed"};
  char text[256];
  std::snprintf(text, sizeof text,
                R"({"at":"2026-06-%02uT%02u:%02u:%02u.%03u+08:00","case":"ST01-2026-%06u",)"
                R"("id":"ST01-%08zu","status":"%s","who":"%06x"})",
                unsigned(dice() % 30 + 1), unsigned(dice() % 24), unsigned(dice() % 60),
                unsigned(dice() % 60), unsigned(dice() % 1000), unsigned(dice() % 5000), number,
                kStatus[dice() % 5], unsigned(dice() & 0xffffff));
  return {.type = oplog::kEventRecordedType, .body = text};
}

struct Log {
  envelope::KeyPair keys;
  store::Incarnation incarnation;
  std::vector<oplog::StoredOp> ops;
  std::size_t bytes = 0;  // headers and bodies
};

Log write_log(const std::string& folder, std::size_t count) {
  const auto& suite = envelope::default_suite();
  const auto random = envelope::system_random();
  Log log;
  log.keys = suite.generate_signing_key(random);
  log.incarnation = {base::IncarnationId::random(random), base::StationId::random(random),
                     static_cast<std::uint8_t>(suite.id()), log.keys.public_key, 1};
  auto store = must(store::SqliteStore::open(folder, store::StoreRole::kStation));
  must(store->add_incarnation(log.incarnation));
  std::mt19937 dice(20260622);
  store::AppendBatch batch;
  batch.time.wall_ms = 1'795'320'000'000;
  for (std::size_t i = 1; i <= count; ++i) batch.ops.push_back(event(dice, i));
  const double took = seconds_of([&] { must(store->append(log.incarnation.id, batch)); });
  log.ops = must(store->ops_after(log.incarnation.id, 0, SIZE_MAX));
  for (const auto& op : log.ops) log.bytes += op.header.size() + op.body.size();
  report("sync.append_ops_per_s", count / took, "1/s", count,
         count / disk_seconds(folder, log.bytes, log.bytes));
  return log;
}

void pack(const Log& log) {
  const auto& suite = envelope::default_suite();
  const auto sign = [&](base::BytesView message) {
    return suite.sign(log.keys.private_key, message, envelope::system_random());
  };
  std::size_t wire = 0;
  const double took = seconds_of([&] {
    for (std::span<const oplog::StoredOp> rest(log.ops); !rest.empty();) {
      std::size_t many = 0;
      for (std::size_t bytes = 0; many < rest.size() && bytes < bundle::kOpsPackedTarget; ++many)
        bytes += rest[many].header.size() + rest[many].body.size();
      const auto packed = must(bundle::pack_ops(rest.first(many), sign, bundle::Commitment::kOmit));
      wire += packed.frame.size();
      rest = rest.subspan(packed.count);
    }
  });
  const double copy = seconds_of([&] {
    std::string all;
    for (const auto& op : log.ops) all += op.header + op.body;
    if (all.size() != log.bytes) std::exit(1);
  });
  report("sync.encode_ops_per_s", log.ops.size() / took, "1/s", log.ops.size(),
         log.ops.size() / copy);
  report("sync.packed_event_bytes", double(wire) / log.ops.size(), "B", log.ops.size(),
         double(log.bytes) / log.ops.size());
}

void take_ops(const Log& log, const std::string& folder) {
  auto county = must(store::SqliteStore::open(folder, store::StoreRole::kCounty));
  must(county->add_incarnation(log.incarnation));
  const double took = seconds_of([&] {
    must(county->begin_group());
    for (std::span<const oplog::StoredOp> rest(log.ops); !rest.empty();) {
      const std::size_t many = std::min<std::size_t>(rest.size(), 500);
      must(county->receive_ops(log.incarnation.id, rest.first(many)));
      rest = rest.subspan(many);
    }
    must(county->commit_group());
  });
  report("sync.apply_ops_per_s", log.ops.size() / took, "1/s", log.ops.size(),
         log.ops.size() / disk_seconds(folder, log.bytes, log.bytes));
}

void take_files(const std::string& folder, std::size_t files) {
  auto county = must(store::SqliteStore::open(folder, store::StoreRole::kCounty));
  std::mt19937_64 dice(7);
  std::vector<std::string> contents(files, std::string(kFileBytes, '\0'));
  for (auto& content : contents)
    for (std::size_t at = 0; at < content.size(); at += 8) {
      const std::uint64_t word = dice();
      content.replace(at, 8, reinterpret_cast<const char*>(&word), 8);
    }
  std::vector<base::ContentHash> hashes;
  for (const auto& content : contents) hashes.push_back(envelope::content_hash(content));
  const double took = seconds_of([&] {
    std::size_t in_group = 0;
    must(county->begin_group());
    for (std::size_t i = 0; i < files; ++i)
      for (std::size_t at = 0; at < kFileBytes; at += kPartBytes) {
        const auto part = std::string_view(contents[i]).substr(at, kPartBytes);
        must(county->put_file_part(hashes[i], kFileBytes, "image/jpeg", at, part));
        in_group += part.size();
        if (in_group < kGroupBytes) continue;
        must(county->commit_group());
        must(county->begin_group());
        in_group = 0;
      }
    must(county->commit_group());
  });
  const double bytes = double(files) * kFileBytes;
  report("sync.store_files_mb_per_s", bytes / took / 1e6, "MB/s", files,
         bytes / disk_seconds(folder, files * kFileBytes, kGroupBytes) / 1e6);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: bench_sync FOLDER [EVENTS]\n");
    return 2;
  }
  const std::string folder = arguments[1];
  std::filesystem::create_directories(folder);
  const Log log = write_log(folder + "/station", count > 2 ? std::atol(arguments[2]) : 10'000);
  pack(log);
  take_ops(log, folder + "/county");
  take_files(folder + "/files", 168);
  return 0;
}
