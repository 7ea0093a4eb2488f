#include "sync/county/county_service.h"

#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/server_certificate.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"

namespace jiujin::sync::county {
namespace {

constexpr std::size_t kKeyBytesMax = 64 * 1024;
constexpr std::size_t kPooledStoresMax = 8;
constexpr std::size_t kFeedPieceBytes = 1u << 20;

std::string key_path(const std::string& folder) { return folder + "/county.key"; }
std::string database_path(const std::string& folder) { return folder + "/county.db"; }

Result<void> check_setup(const CountySetup& setup) {
  const auto bad = [](const char* place, const char* cause) {
    return Error{ErrorCode::kInvalidArgument, place, cause};
  };
  if (setup.name.empty()) return bad("name", "a county needs a name");
  if (setup.division.size() != 12 ||
      setup.division.find_first_not_of("0123456789") != std::string::npos) {
    return bad("division", "a division has 12 digits");
  }
  if (setup.admin_id.empty() || setup.admin_id.size() > 64) return bad("admin", "1 to 64 bytes");
  if (setup.admin_password.size() < kPasswordLengthMin) {
    return bad("password", "at least 8 characters");
  }
  return {};
}

// PKCS#8 first with its length, then the public key.
std::string pack_keys(const envelope::KeyPair& keys) {
  return std::to_string(keys.private_key.size()) + "\n" + keys.private_key + keys.public_key;
}

Result<envelope::KeyPair> unpack_keys(const std::string& bytes, const std::string& place) {
  const auto line = bytes.find('\n');
  const auto length = line == std::string::npos ? 0 : std::strtoull(bytes.c_str(), nullptr, 10);
  if (length == 0 || line + 1 + length >= bytes.size()) {
    return Error{ErrorCode::kCorrupt, place, "this is no key of a county"};
  }
  return envelope::KeyPair{bytes.substr(line + 1, length), bytes.substr(line + 1 + length)};
}

}  // namespace

oplog::OpTypeCode type_of(const oplog::StoredOp& op) {
  const auto header = oplog::decode_header(op.header);
  return header.ok() ? header->type : 0;
}

base::CaseId case_of(const oplog::StoredOp& op) {
  const auto header = oplog::decode_header(op.header);
  return header.ok() ? header->case_id : base::CaseId{};
}

bool is_register_op(const oplog::StoredOp& op) {
  const auto header = oplog::decode_header(op.header);
  return !header.ok() ||
         (header->case_id.is_zero() && header->type >= oplog::kRegisterTypeMin);
}

Result<void> CountyService::init(const std::string& folder, const CountySetup& setup,
                                 const ServiceOptions& options) {
  if (auto fine = check_setup(setup); !fine.ok()) return fine.error();
  std::error_code ignored;
  if (std::filesystem::create_directories(folder, ignored))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  if (std::filesystem::exists(key_path(folder), ignored)) {
    return Error{ErrorCode::kAlreadyExists, folder, "this folder holds a county already"};
  }
  const auto suite = envelope::find_suite(setup.suite);
  if (!suite.ok()) return suite.error();
  const auto random = options.random ? options.random : envelope::system_random();
  const auto keys = (*suite)->generate_signing_key(random);
  CountyInfo info{setup.name, setup.division, base::IncarnationId::random(random), setup.suite, {}};
  info.log = info.incarnation;
  {
    auto store = store::SqliteStore::open(folder, store::StoreRole::kCounty);
    if (!store.ok()) return store.error();
    auto added = (*store)->add_incarnation(
        {info.incarnation, base::StationId{}, setup.suite, keys.public_key, 0});
    if (!added.ok()) return added.error();
    const std::pair<std::string, std::optional<base::Bytes>> row{kInfoRow, encode_info(info)};
    if (auto written = (*store)->write_rows({&row, 1}); !written.ok()) return written.error();
  }
  const auto now = options.clock ? options.clock->read() : base::SystemClock().read();
  if (auto begun = begin_certificates(folder, setup.name, setup.hosts, now.wall_ms, random);
      !begun.ok()) {
    return begun.error();
  }
  // The key comes last: a folder with a key is a county that is complete.
  if (auto kept = base::write_file_atomically(key_path(folder), pack_keys(keys)); !kept.ok()) {
    return kept.error();
  }
  auto service = open(folder, options);
  if (!service.ok()) return service.error();
  StaffEntry admin{setup.admin_id, setup.admin_name, setup.name, setup.division,
                   {casework::Role::kAdminister, casework::Role::kSupervise}, true,
                   setup.admin_password};
  return (*service)->grant_staff(admin, "");
}

Result<std::unique_ptr<CountyService>> CountyService::open(const std::string& folder,
                                                           const ServiceOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::exists(database_path(folder), ignored) ||
      !std::filesystem::exists(key_path(folder), ignored)) {
    return Error{ErrorCode::kNotFound, folder, "no county in this folder; run county init"};
  }
  remove_leftovers(folder);
  auto bytes = base::read_whole_file(key_path(folder), kKeyBytesMax);
  if (!bytes.ok()) return bytes.error();
  auto keys = unpack_keys(*bytes, key_path(folder));
  if (!keys.ok()) return keys.error();
  auto store = store::SqliteStore::open(folder, store::StoreRole::kCounty);
  if (!store.ok()) return store.error();
  auto row = (*store)->row(kInfoRow);
  if (!row.ok()) return row.error();
  if (!*row) return Error{ErrorCode::kCorrupt, folder, "the county's row is missing"};
  auto info = decode_info(**row);
  if (!info.ok()) return info.error();
  std::unique_ptr<CountyService> service(
      new CountyService(folder, *info, keys->private_key, options));
  service->m_public_key = keys->public_key;
  service->m_desk->store = std::move(store).value();
  if (auto world = service->world(); !world.ok()) return world.error();
  if (auto said = service->publish_opening_key(); !said.ok()) return said.error();
  // What hinders it hinders the server, too, which says so.
  (void)finish_switch(folder, service->now_ms(), service->m_random).ok();
  return service;
}

CountyService::CountyService(std::string folder, CountyInfo info, base::Bytes private_key,
                             const ServiceOptions& options)
    : m_folder(std::move(folder)),
      m_info(std::move(info)),
      m_private_key(std::move(private_key)),
      m_clock(options.clock),
      m_random(options.random ? options.random : envelope::system_random()),
      m_password_memory_kib(options.password_memory_kib),
      m_desk(std::make_unique<Desk>()) {
  if (!m_clock) {
    m_own_clock = std::make_unique<base::SystemClock>();
    m_clock = m_own_clock.get();
  }
}

CountyService::~CountyService() = default;

std::int64_t CountyService::now_ms() const { return m_clock->read().wall_ms; }

std::chrono::sys_days CountyService::today() const {
  const std::chrono::sys_seconds now{std::chrono::seconds{now_ms() / 1000}};
  return std::chrono::floor<std::chrono::days>(now + std::chrono::hours{8});
}

void CountyService::rest() {
  auto store = borrow_store();
  if (!store.ok()) return;
  (*store)->rest();
  return_store(std::move(store).value());
}

oplog::AuthorTime CountyService::author_time() const {
  const auto reading = m_clock->read();
  return {reading.wall_ms, reading.boot, reading.mono_ms,
          static_cast<std::uint64_t>(std::max<std::int64_t>(reading.wall_ms, 0))};
}

Result<std::unique_ptr<store::SqliteStore>> CountyService::borrow_store() {
  {
    const std::lock_guard lock(m_pool_mutex);
    if (!m_pool.empty()) {
      auto store = std::move(m_pool.back());
      m_pool.pop_back();
      return store;
    }
  }
  return store::SqliteStore::open(m_folder, store::StoreRole::kCounty);
}

void CountyService::return_store(std::unique_ptr<store::SqliteStore> store) {
  const std::lock_guard lock(m_pool_mutex);
  if (m_pool.size() < kPooledStoresMax) m_pool.push_back(std::move(store));
}

Result<void> CountyService::append_locked(store::AppendBatch batch) {
  batch.time = author_time();
  auto written = m_desk->store->append(m_info.log, batch);
  if (!written.ok()) return written.error();
  return {};
}

Result<std::shared_ptr<const World>> CountyService::world() {
  const std::lock_guard lock(m_mutex);
  return world_locked();
}

Result<std::shared_ptr<const World>> CountyService::world_locked() {
  auto end = m_desk->store->feed_end();
  if (!end.ok()) return end.error();
  if (m_desk->world && m_desk->seen == *end) return m_desk->world;
  bool changed = !m_desk->world;
  while (!changed && m_desk->seen < *end) {
    std::uint64_t scanned = m_desk->seen;
    auto entries = m_desk->store->feed_after(
        m_desk->seen, 1, [](const oplog::StoredOp& op) { return is_register_op(op); }, &scanned);
    if (!entries.ok()) return entries.error();
    changed = !entries->empty();
    if (scanned == m_desk->seen) break;
    m_desk->seen = scanned;
  }
  if (changed) {
    auto world = load_world(*m_desk->store, m_desk->world.get());
    if (!world.ok()) return world.error();
    m_desk->world = std::move(world).value();
  }
  m_desk->seen = *end;
  return m_desk->world;
}

Result<casework::CaseRegistry*> CountyService::registry_locked() {
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto day = today();
  if (!m_desk->registry) {
    m_desk->registry = std::make_unique<casework::CaseRegistry>(
        *m_desk->store, (*world)->context(day), (*world)->stamp(), casework::OpSources::kFeed);
  } else if (m_desk->registry_world != *world || m_desk->registry_day != day) {
    m_desk->registry->set_context((*world)->context(day), (*world)->stamp());
  }
  m_desk->registry_world = *world;
  m_desk->registry_day = day;
  return m_desk->registry.get();
}

Result<std::uint64_t> CountyService::feed_end() {
  const std::lock_guard lock(m_mutex);
  return m_desk->store->feed_end();
}

Result<std::uint64_t> CountyService::change_mark() {
  const std::lock_guard lock(m_mutex);
  return m_desk->store->change_counter();
}

Result<std::vector<store::FeedEntry>> CountyService::feed(
    std::uint64_t after, std::uint64_t to,
    const std::function<bool(const oplog::StoredOp&)>& wanted) {
  std::vector<store::FeedEntry> found;
  const std::lock_guard lock(m_mutex);
  while (after < to) {
    std::uint64_t scanned = after;
    auto entries = m_desk->store->feed_after(after, kFeedPieceBytes, wanted, &scanned);
    if (!entries.ok()) return entries.error();
    for (auto& entry : *entries) {
      if (entry.position <= to) found.push_back(std::move(entry));
    }
    if (scanned <= after) break;
    after = scanned;
  }
  return found;
}

}  // namespace jiujin::sync::county
