#include "tests/support/demo_station.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

// jpeglib.h needs FILE and size_t before it.
#include <cstdio>

#include <jpeglib.h>

#include "client/control/station_identity.h"
#include "forms/catalogue/published.h"
#include "sync/base/hex.h"
#include "sync/envelope/staff_keys.h"
#include "sync/envelope/suite.h"

namespace jiujin::tests {
namespace {

using namespace sync;
using casework::Role;

const std::string& published_catalogue() {
  static const std::string bytes = [] {
    auto built = forms::catalogue::build_published(JIUJIN_DEMO_CATALOGUE, 1, "2026-11-20");
    BOOST_REQUIRE_MESSAGE(built.ok(), (built.ok() ? "" : built.error().line()));
    return *built;
  }();
  return bytes;
}

const std::string& verifier() {
  static const std::string text =
      envelope::hash_password(kPassword, envelope::system_random(), 1024, 1);
  return text;
}

base::RandomSource seeded() {
  auto dice = std::make_shared<std::mt19937>(20261123u);
  return [dice](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>((*dice)());
  };
}

oplog::OpDraft staff(const char* id, const char* name, std::vector<Role> roles,
                     const char* division) {
  casework::StaffGranted grant;
  grant.id = id;
  grant.name = name;
  grant.roles = std::move(roles);
  grant.unit = "石桥镇人民政府";
  grant.division = division;
  grant.verifier = verifier();
  grant.opening = staff_opening(id, kPassword);
  return casework::draft_op({}, 0, "", grant);
}

}  // namespace

casework::StaffOpening staff_opening(const std::string& id, const std::string& password) {
  static std::map<std::string, casework::StaffOpening> made;  // one word of the county each
  const auto known = made.find(id + ' ' + password);
  if (known != made.end()) return known->second;
  const auto keys = envelope::make_staff_keys(1, id, password, envelope::system_random(), {8, 1});
  BOOST_REQUIRE(keys.ok());
  return made[id + ' ' + password] = {keys->suite, base::to_hex(keys->public_key),
                                      base::to_hex(keys->wrapped)};
}

DemoStation::DemoStation(store::SqliteStoreOptions disk)
    : m_folder(m_temporary.path() + "/station"),
      m_now_ms(std::make_shared<std::int64_t>(kMondayMorningMs)),
      m_disk(std::move(disk)),
      m_county(store::StoreRole::kCounty) {
  const auto random = seeded();
  const auto& suite = envelope::default_suite();
  const auto own_keys = suite.generate_signing_key(random);
  const auto county_keys = suite.generate_signing_key(random);
  const auto suite_id = static_cast<std::uint8_t>(suite.id());
  m_own = base::IncarnationId::random(random);
  m_county_log = base::IncarnationId::random(random);
  client::control::StationIdentity identity;
  identity.station = base::StationId::random(random);
  identity.incarnation = m_own;
  identity.county_incarnation = m_county_log;
  identity.private_key = own_keys.private_key;
  identity.name = "枫林村便民服务站";
  identity.division = identity.scope = "430190101201";
  identity.county_name = "青溪县";
  const store::Incarnation own{m_own, identity.station, suite_id, own_keys.public_key, 12};
  const store::Incarnation county{m_county_log, {}, suite_id, county_keys.public_key, 0};
  auto opened = store::SqliteStore::open(m_folder, store::StoreRole::kStation, m_disk);
  BOOST_REQUIRE(opened.ok());
  auto& station = **opened;
  for (auto* side : {static_cast<store::LogStore*>(&m_county),
                     static_cast<store::LogStore*>(&station)}) {
    BOOST_REQUIRE(side->add_incarnation(county).ok());
    BOOST_REQUIRE(side->add_incarnation(own).ok());
  }
  BOOST_REQUIRE(client::control::write_identity(station, identity).ok());
  auto file = station.put_file(published_catalogue(), "application/json");
  BOOST_REQUIRE(file.ok());
  county_writes({staff(kClerk, "李敏", {Role::kIntake, Role::kPrereview, Role::kExit},
                       "430190101201"),
                 staff("zhaoqiang", "赵强", {Role::kReview, Role::kExit}, "430190101000"),
                 staff("sunli", "孙丽", {Role::kDecide}, "430190000000"),
                 casework::draft_op(
                     {}, 0, "",
                     casework::CataloguePublished{
                         1, {file->hash, file->size, "application/json", "catalogue.json"}})});
  exchange(station);
}

void DemoStation::county_writes(std::vector<oplog::OpDraft> ops) {
  store::AppendBatch batch;
  batch.ops = std::move(ops);
  batch.time.wall_ms = *m_now_ms;
  auto appended = m_county.append(m_county_log, batch);
  BOOST_REQUIRE_MESSAGE(appended.ok(), (appended.ok() ? "" : appended.error().line()));
}

void DemoStation::publish(int version, const std::function<void(nlohmann::json& item)>& edit) {
  auto catalogue = nlohmann::json::parse(published_catalogue());
  catalogue["version"] = version;
  for (auto& item : catalogue.at("items")) edit(item);
  auto opened = store::SqliteStore::open(m_folder, store::StoreRole::kStation, m_disk);
  BOOST_REQUIRE(opened.ok());
  auto file = (*opened)->put_file(catalogue.dump(), "application/json");
  BOOST_REQUIRE(file.ok());
  county_writes({casework::draft_op(
      {}, 0, "",
      casework::CataloguePublished{
          version, {file->hash, file->size, "application/json", "catalogue.json"}})});
  exchange(**opened);
}

void DemoStation::exchange(store::LogStore& station) {
  auto head = m_county.head(m_own);
  BOOST_REQUIRE(head.ok());
  auto ops = station.ops_after(m_own, head->seq, 1u << 24);
  BOOST_REQUIRE(ops.ok());
  if (!ops->empty()) BOOST_REQUIRE(m_county.receive_ops(m_own, *ops).ok());
  std::uint64_t scanned = 0;
  auto cursor = station.feed_cursor();
  BOOST_REQUIRE(cursor.ok());
  auto feed = m_county.feed_after(*cursor, 1u << 24, [](const auto&) { return true; }, &scanned);
  BOOST_REQUIRE(feed.ok());
  for (auto& entry : *feed)
    if (entry.address.incarnation == m_own) entry.op.reset();
  auto applied = station.apply_feed(*feed, scanned);
  BOOST_REQUIRE_MESSAGE(applied.ok(), (applied.ok() ? "" : applied.error().line()));
}

client::control::SessionOptions DemoStation::options() const {
  client::control::SessionOptions options;
  options.folder = m_folder;
  options.random = seeded();
  options.open_store = [disk = m_disk](const std::string& folder)
      -> Result<std::unique_ptr<store::LogStore>> {
    auto opened = store::SqliteStore::open(folder, store::StoreRole::kStation, disk);
    if (!opened.ok()) return opened.error();
    return std::unique_ptr<store::LogStore>(std::move(*opened));
  };
  options.time = [now = m_now_ms] { return oplog::AuthorTime{*now, {}, 0, 0}; };
  return options;
}

std::unique_ptr<client::control::StationSession> DemoStation::session() const {
  auto opened = client::control::StationSession::open(options());
  BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().line()));
  auto in = (*opened)->perform(client::control::LogIn{kClerk, kPassword});
  BOOST_REQUIRE_MESSAGE(in.ok(), (in.ok() ? "" : in.error().line()));
  return std::move(*opened);
}

DemoWindow::DemoWindow(DemoStation& of, bool logged_in)
    : station(of), control(of.options()), workplace(control, [&of] { return of.now_ms(); }) {
  control.post(client::control::OpenStation{});
  if (!logged_in) {
    settle();
    return;
  }
  control.post(client::control::LogIn{kClerk, kPassword});
  workplace.set_me({kClerk, "李敏", "", "", true});
  settle();
}

void DemoWindow::settle() {
  for (int i = 0; i < 8; ++i) workplace.drain();
}

void DemoWindow::wait(std::int64_t ms) {
  station.advance(ms);
  workplace.tick();
  settle();
}

namespace {

template <typename Sample>
std::string jpeg_of(int width, int height, Sample sample) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(width) * 3);
  JSAMPROW rows[] = {row.data()};
  while (info.next_scanline < info.image_height) {
    for (auto& value : row) value = sample();
    jpeg_write_scanlines(&info, rows, 1);
  }
  jpeg_finish_compress(&info);
  std::string picture(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&info);
  free(bytes);
  return picture;
}

}  // namespace

std::string small_jpeg() {
  return jpeg_of(16, 8, [] { return JSAMPLE{200}; });
}

std::string noise_jpeg(int width, int height) {
  return jpeg_of(width, height,
                 [dice = std::mt19937(7)]() mutable { return static_cast<JSAMPLE>(dice()); });
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace jiujin::tests
