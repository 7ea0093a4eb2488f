// What sealing costs, a figure a line as JSON (tests/benchmark.sh):
//   security.envelope_ratio    64 MiB into a sealed stream; floor: the cipher alone over them
//   security.save_scan_3mb     a scan of 3 MB into a sealed store, durable; floor: 3 MB and an
//                              fsync
//   security.open_10k_cases    log-in at a sealed station and the list of all its cases (and 100k);
//                              floor: the password's own cost, and every page of the file opened
//                              once
//   security.first_find        the first find after it, security.find the slowest of the others;
//                              floor: the names alone, looked through for a piece of text
// Usage: bench_security FOLDER [CASES]...
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "client/control/station_identity.h"
#include "client/control/station_keys.h"
#include "client/control/station_session.h"
#include "sync/base/hex.h"
#include "sync/casework/draft.h"
#include "sync/envelope/page_cipher.h"
#include "sync/store/sealing_vfs.h"
#include "sync/store/sqlite_store.h"
#include "tests/benchmarks/figure.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::benchmarks;
using namespace jiujin::client;

namespace {

constexpr std::uint8_t kSuite = 1;
constexpr const char* kPassword = "a usual password";

double median_ms(int times, const std::function<void()>& work) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) all.push_back(1000 * seconds_of(work));
  std::nth_element(all.begin(), all.begin() + times / 2, all.end());
  return all[static_cast<std::size_t>(times / 2)];
}

base::Bytes noise(std::size_t size) {
  base::Bytes bytes(size, '\0');
  envelope::system_random()({reinterpret_cast<std::uint8_t*>(bytes.data()), size});
  return bytes;
}

// The cipher over `bytes` in pieces of `piece`, and nothing else.
double cipher_ms(std::size_t bytes, std::size_t piece) {
  auto cipher =
      must(envelope::PageCipher::create(kSuite, noise(32), noise(16), envelope::system_random()));
  std::vector<std::uint8_t> page(piece);
  std::array<std::uint8_t, envelope::PageCipher::kTrailerBytes> trailer{};
  return 1000 * seconds_of([&] {
           for (std::size_t at = 0; at < bytes; at += piece) cipher->seal(page, "d", trailer);
         });
}

void envelope_figure() {
  constexpr std::size_t kBytes = 64u << 20;
  const auto pair =
      must(envelope::find_sealing(kSuite))->generate_opening_key(envelope::system_random());
  const auto plain = noise(1u << 20);
  const double sealed = 1000 * seconds_of([&] {
                          auto writer = must(envelope::SealedWriter::create(
                              {kSuite, pair.public_key}, "bench", envelope::system_random(),
                              [](base::BytesView) -> Result<void> { return {}; }));
                          for (std::size_t at = 0; at < kBytes; at += plain.size())
                            must(writer->write(plain));
                          must(writer->finish());
                        });
  report("security.envelope_ratio", sealed, "ms", kBytes,
         cipher_ms(kBytes, envelope::kSegmentBytes));
}

struct SealedFolder {
  explicit SealedFolder(std::string where)
      : folder(std::move(where)),
        key(envelope::DataKey::random(envelope::system_random())),
        page_key(must(store::PageKey::from_bytes(key.bytes(), kSuite))) {}
  std::unique_ptr<store::SqliteStore> open() const {
    store::SqliteStoreOptions disk;
    disk.page_key = &page_key;
    return must(store::SqliteStore::open(folder, store::StoreRole::kStation, disk));
  }
  std::string folder;
  envelope::DataKey key;
  store::PageKey page_key;
};

void save_figure(const std::string& folder) {
  constexpr std::size_t kScanBytes = 3'000'000;
  constexpr int kTimes = 21;
  const SealedFolder sealed(folder + "/scans");
  auto store = sealed.open();
  const double saved =
      median_ms(kTimes, [&] { must(store->put_file(noise(kScanBytes), "image/jpeg")); });
  const auto scan = noise(kScanBytes);
  int number = 0;
  const double floor = median_ms(kTimes, [&] {
    const auto path = folder + "/floor-" + std::to_string(number++);
    const int file = open(path.c_str(), O_CREAT | O_WRONLY, 0600);
    if (write(file, scan.data(), scan.size()) != static_cast<ssize_t>(scan.size()) ||
        fsync(file) != 0)
      std::exit(1);
    close(file);
  });
  report("security.save_scan_3mb", saved, "ms", kTimes, floor);
}

// An enrolled station whose one clerk has a slot.
base::IncarnationId begin_station(const SealedFolder& sealed, store::LogStore& store,
                                  const envelope::StaffKeys& keys) {
  const auto random = envelope::system_random();
  const auto log = wire::make_new_log(envelope::default_suite(), random);
  control::Enrolled enrolled;
  auto& answer = enrolled.answer;
  answer.station = base::StationId::random(random);
  answer.incarnation = log.id;
  answer.number_block = 1;
  answer.station_name = "枫林村便民服务站";
  answer.division = answer.scope = "430190101201";
  answer.county_incarnation = base::IncarnationId::random(random);
  answer.county_public_key = log.keys.public_key + "c";
  answer.staff = {{"limin", "李敏", {"intake"}, keys}};
  must(control::write_enrolled(store, log, enrolled));
  must(control::write_first_slots(sealed.folder, sealed.key, answer, "https://127.0.0.1", random));
  return log.id;
}

// 30 x 40 x 40 names, the common ones of a county.
std::string name_of(std::size_t number) {
  static const std::string kFamily =
      "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹";
  static const std::string kGiven =
      "桂英秀兰玉梅建国志强丽华红军海燕永春生长乐重明小平文龙凤金福贵荣花月香云芳霞娟敏静";
  const auto at = [](const std::string& from, std::size_t i) { return from.substr(3 * i, 3); };
  const std::size_t mixed = number * 7919;
  return at(kFamily, mixed % 30) + at(kGiven, mixed / 30 % 40) + at(kGiven, mixed / 1200 % 40);
}

void hand_in(store::LogStore& store, const base::IncarnationId& log, std::size_t number) {
  const auto random = envelope::system_random();
  casework::Draft draft;
  draft.id = base::CaseId::random(random).hex();
  draft.item = draft.form = "QX-001";
  draft.item_version = draft.form_version = 1;
  draft.division = "430190101201";
  draft.applicant = {name_of(number), "111", "430190196203041222", "13800000000"};
  draft.answers["/data/applicant_name"] = "\"" + draft.applicant.name + "\"";
  draft.answers["/data/live_address"] = "\"石桥镇枫林村七组 12 号\"";
  draft.delivery.mode = "station";
  draft.owner = "limin";
  const auto serial = std::to_string(100'000 + number);
  const casework::PrintedNumbers numbers{base::Bytes(40, '1') + serial, "0001" + serial, "123456",
                                         "2026-11-20"};
  store::AppendBatch batch;
  batch.ops = must(casework::intake_ops(draft, numbers, base::CaseKey::random(random)));
  batch.time.wall_ms = 1'795'401'120'000;
  must(store.append(log, batch));
}

std::unique_ptr<control::StationSession> log_in(const std::string& folder) {
  control::SessionOptions options;
  options.folder = folder;
  auto session = must(control::StationSession::open(std::move(options)));
  must(session->perform(control::LogIn{"limin", kPassword}));
  return session;
}

void find_figures(const std::string& folder, std::size_t cases) {
  const auto session = log_in(folder);
  must(session->perform(control::AskOverview{}));
  const auto find = [&](const char* words) {
    return 1000 * seconds_of([&] { must(session->ask<control::Found>(control::Find{words})); });
  };
  std::vector<std::string> names;
  for (std::size_t number = 0; number < cases; ++number) names.push_back(name_of(number));
  std::size_t hits = 0;
  const double floor = median_ms(5, [&] {
    for (const auto& name : names) hits += name.find("桂英") != std::string::npos;
  });
  if (hits == 0) std::exit(1);
  report("security.first_find", find("wgy"), "ms", cases, floor);
  double slowest = 0;
  for (const char* words : {"王桂英", "wangguiy", "1222", "zzzz", "ying", "changle", "QX-001"})
    slowest = std::max(slowest, median_ms(5, [&] { find(words); }));
  report("security.find", slowest, "ms", cases, floor);
}

void open_figures(const std::string& folder, std::size_t cases) {
  const SealedFolder sealed(folder + "/station-" + std::to_string(cases));
  const auto keys =
      must(envelope::make_staff_keys(kSuite, "limin", kPassword, envelope::system_random()));
  {
    auto store = sealed.open();
    const auto log = begin_station(sealed, *store, keys);
    for (std::size_t number = 0; number < cases;) {
      must(store->begin_group());
      for (const auto end = std::min(cases, number + 1000); number < end; ++number)
        hand_in(*store, log, number);
      must(store->commit_group());
    }
  }
  const auto log_in_and_list = [&] {
    const auto session = log_in(sealed.folder);
    const auto index = must(session->ask<control::IndexReady>(control::AskIndex{}));
    if (index.index->entries.size() != cases) std::exit(1);
  };
  log_in_and_list();  // folds every case once; from then on they are kept
  const double opened = median_ms(5, log_in_and_list);
  const double password =
      median_ms(3, [&] { must(envelope::open_staff_keys(keys, "limin", kPassword)); });
  const auto size = std::filesystem::file_size(sealed.folder + "/station.db");
  const auto name = "security.open_" + std::to_string(cases / 1000) + "k_cases";
  report(name.c_str(), opened, "ms", cases, password + cipher_ms(size, 4096));
  find_figures(sealed.folder, cases);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_security FOLDER [CASES]...\n");
    return 2;
  }
  const std::string folder = argv[1];
  std::filesystem::create_directories(folder);
  envelope_figure();
  save_figure(folder);
  std::vector<std::size_t> sizes{10'000, 100'000};
  if (argc > 2) sizes.clear();
  for (int i = 2; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
  for (const auto cases : sizes) open_figures(folder, cases);
}
