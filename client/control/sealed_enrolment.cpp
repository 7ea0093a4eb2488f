#include "client/control/sealed_enrolment.h"

#include <unistd.h>

#include "client/control/recovery_copy.h"
#include "client/control/station_identity.h"
#include "client/control/station_keys.h"
#include "client/control/station_wipe.h"
#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/store/sealing_vfs.h"
#include "sync/store/sqlite_store.h"

namespace jiujin::client::control {
namespace {

using namespace sync;
using envelope::DataKey;

// One for each code that was tried: a mistyped one must not cost the keys of the right one.
constexpr int kEnrollingFiles = 3;
constexpr std::size_t kEnrollingBytesMax = 4096;
constexpr std::string_view kPurpose = "jiujin-enrolling-1";

std::string enrolling_file(const std::string& folder, int number) {
  return folder + "/enrolling-" + std::to_string(number);
}

// As the county reads it, whatever hyphens were typed.
std::string plain_code(const std::string& code) {
  std::string plain;
  for (const char c : code)
    if (std::isalnum(static_cast<unsigned char>(c)))
      plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return plain;
}

// The log with which the county was, or will be, asked by this code.
Result<wire::NewLog> keep_new_log(const SessionOptions& options, const std::string& code) {
  const auto& suite = envelope::default_suite();
  const auto suite_id = static_cast<std::uint8_t>(suite.id());
  int place = kEnrollingFiles;
  for (int number = 1; number <= kEnrollingFiles; ++number) {
    const auto sealed =
        base::read_whole_file(enrolling_file(options.folder, number), kEnrollingBytesMax);
    if (!sealed.ok()) {
      place = std::min(place, number);
      continue;
    }
    auto opened = envelope::open_under_password(suite_id, plain_code(code), *sealed, kPurpose);
    if (!opened.ok()) continue;
    auto kept = wire::decode_new_log(*opened);
    envelope::wipe(*opened);
    if (kept) return *kept;
  }
  auto fresh = wire::make_new_log(suite, options.random);
  auto plain = wire::encode_new_log(fresh);
  auto sealed =
      envelope::seal_under_password(suite_id, plain_code(code), plain, kPurpose, options.random);
  envelope::wipe(plain);
  if (!sealed.ok()) return sealed.error();
  auto written = base::write_file_atomically(enrolling_file(options.folder, place), *sealed);
  if (!written.ok()) return written.error();
  return fresh;
}

void remove_database(const std::string& folder) {
  for (const char* name :
       {"/station.db", "/station.db-wal", "/station.db-shm", "/station.db-journal"})
    unlink((folder + name).c_str());
}

// So that the county can let somebody in when nobody here can any more.
Result<void> leave_with_county(store::LogStore& store, const SessionOptions& options,
                               const DataKey& key, const wire::EnrolmentAnswer& answer) {
  const auto& county = answer.county_opening_key;
  if (county.public_key.empty()) return {};
  auto batch = recovery_copy(key, county, answer.station, "", options);
  if (!batch.ok()) return batch.error();
  auto written = store.append(answer.incarnation, *batch);
  if (!written.ok()) return written.error();
  return {};
}

Result<void> make_database(const SessionOptions& options, const DataKey& key,
                           const wire::NewLog& log, const Enrolled& enrolled) {
  remove_database(options.folder);
  auto page_key = store::PageKey::from_bytes(
      key.bytes(), static_cast<std::uint8_t>(envelope::default_suite().id()));
  if (!page_key.ok()) return page_key.error();
  store::SqliteStoreOptions disk;
  disk.page_key = &*page_key;
  auto made = store::SqliteStore::open(options.folder, store::StoreRole::kStation, disk);
  if (!made.ok()) return made.error();
  auto identity = write_enrolled(**made, log, enrolled);
  if (!identity.ok()) return identity.error();
  return leave_with_county(**made, options, key, enrolled.answer);
}

}  // namespace

void forget_new_logs(const std::string& folder) {
  for (int number = 1; number <= kEnrollingFiles; ++number)
    unlink(enrolling_file(folder, number).c_str());
}

Result<DataKey> enrol_sealed(const SessionOptions& options, const Enrol& command) {
  auto lock = base::FileLock::acquire(options.folder + "/keys.lock");
  if (!lock.ok()) return lock.error();
  if (has_key_slots(options.folder) || is_wiped(options.folder))
    return Error{ErrorCode::kAlreadyExists, options.folder, "enrolled already"};
  auto log = keep_new_log(options, command.code);
  if (!log.ok()) return log.error();
  auto enrolled = ask_county(*log, command);
  if (!enrolled.ok()) {
    // Enrolled under another name after all: with these keys nothing more can be begun.
    if (enrolled.error().code == ErrorCode::kConflict) forget_new_logs(options.folder);
    return enrolled.error();
  }
  DataKey key = DataKey::random(options.random);
  if (enrolled->answer.staff.empty()) return nobody_can_open(enrolled->answer.station_name);
  if (auto made = make_database(options, key, *log, *enrolled); !made.ok()) return made.error();
  auto written =
      write_first_slots(options.folder, key, enrolled->answer, command.server_url, options.random);
  if (!written.ok()) return written.error();
  forget_new_logs(options.folder);
  return key;
}

}  // namespace jiujin::client::control
