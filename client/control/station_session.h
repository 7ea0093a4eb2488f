// StationSession: one open station folder, used at once and in order, without threads.
//
// What the control thread drives for the window and jiujinctl drives for scripts: the same checks,
// the same ops. Opening takes no lock against other programs; `hold_window_lock` does.
//
// A sealed folder (key slots stand in it) opens locked: there is no store, and only who is to log
// in and how the station is called is known. LogIn opens it, LogOut closes it and wipes the key.
// Thread rule: belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "client/control/control.h"
#include "localization/error.h"
#include "sync/base/identity.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/recorded_events.h"
#include "sync/envelope/data_key.h"
#include "sync/oplog/op.h"
#include "sync/wire/stick.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::store {
class LogStore;
}
namespace jiujin::client::control {

class HeldKey;
struct SessionState;

// The station folder when nobody names one: $XDG_DATA_HOME/jiujin/station; practice data beside it.
std::string default_station_folder(bool practice = false);

struct SessionOptions {
  std::string folder;
  bool practice = false;  // never enrolled with a county, never syncs
  std::string practice_source;  // station whose staff and catalogue are used; "" = the default one
  // At enrolment: the data stay readable on the disk. For tests that look into the store.
  bool unsealed = false;
  // Sessions with the same one are opened and locked together; made when left out.
  std::shared_ptr<HeldKey> key;
  // Another store than folder/station.db: tests with disks that fail.
  std::function<Result<std::unique_ptr<sync::store::LogStore>>(const std::string& folder)>
      open_store;
  // Clocks and chance; the system's when left out.
  std::function<sync::oplog::AuthorTime()> time;
  sync::base::RandomSource random;
};

// What a package became.
struct PackageTaken {
  enum class Kind { kNew, kChanged, kKnown };
  std::string case_id;
  Kind kind = Kind::kKnown;
  std::vector<std::string> changed;  // answer paths and slots
};

// Whether a scan may come in that begins as a JPEG, PNG or PDF but is damaged behind that: what an
// archive holds is not made whole by refusing it.
enum class DamagedScans { kRefuse, kKeep };

// What a person has chosen about syncing at this station.
struct SyncSettings {
  bool paused = false;
  LineUse line{};
};

class StationSession {
 public:
  // Errors: kIo, kCorrupt, kUnsupported (data of a newer version), kDiskFull.
  static Result<std::unique_ptr<StationSession>> open(SessionOptions options);
  ~StationSession();
  StationSession(const StationSession&) = delete;

  // For windows: a second one on the same folder is kBusy; the cause names the holder.
  Result<void> hold_window_lock(const std::string& who);

  // Does one command and gives its answer. `progress` may be called meanwhile; returning false
  // from it cancels (kCancelled) where the command can be cancelled.
  using ProgressSink = std::function<bool(std::uint64_t done, std::uint64_t total)>;
  Result<Answer> perform(const Command& command, const ProgressSink& progress = {});

  // The same, typed: session.ask<Submitted>(SubmitIntake{...}).
  template <typename T>
  Result<T> ask(const Command& command) {
    auto result = perform(command);
    if (!result.ok()) return result.error();
    if (auto* answer = std::get_if<T>(&result.value())) return std::move(*answer);
    return Error{ErrorCode::kInvalidArgument, "command", "another kind of answer"};
  }

  // Key slots stand in the folder; while it is locked nothing but OpenStation, LogIn and LogOut is
  // done, all else is kUnauthenticated.
  bool sealed() const;
  bool locked() const;
  // By an order of the county, which this or another program has heard, nobody can open the station
  // any more; or it was let in again. follow_wipe() then closes at once what is open, leaves
  // nothing in the outbox, and knows how it stands; false: nothing of the kind has happened.
  bool wiped_meanwhile() const;
  bool follow_wipe();
  // Lets in the member to whom the county has sealed the lost data key (op data_key.granted), and
  // logs in. Errors: those of LogIn; kForbidden (for another station), kRefused (not locked).
  Result<Answer> admit(const sync::casework::DataKeyGranted& granted, const std::string& password);
  // Seals the station's data under a new key (new_data_key.h), by who can open it, and logs in. On
  // an error nothing has changed, and the station is locked. Errors: those of LogIn; kBusy (open
  // elsewhere), kRefused (not sealed, or practice), kNotFound (the county has not told its opening
  // key yet), kDiskFull, kIo.
  Result<Answer> change_data_key(const LogIn& who);
  const StationInfo& info() const;
  const std::optional<StationInfo::Person>& person() const;
  // A second session of the same program takes over who is logged in (workers).
  void set_person(std::optional<StationInfo::Person> person);
  std::int64_t now_ms() const;

  // Takes in package folders (case_package.h), each once; a changed one as its difference. The
  // sink hears of a package when it is durable. Errors: the store's; a package's go to the sink.
  Result<PackageTaken> import_package(const std::string& folder);
  Result<void> import_packages(
      std::span<const std::string> folders,
      const std::function<void(const std::string& folder, const Result<PackageTaken>&)>& sink,
      DamagedScans damaged = DamagedScans::kRefuse);
  // Takes in what other systems saw; `source` gives piece after piece, an empty one is the end.
  Result<sync::casework::EventIntake::Tally> take_events(
      const std::function<Result<std::vector<sync::casework::EventRecorded>>()>& source);
  // Writes case.json, the papers and the files of a case into `folder`.
  Result<void> export_case(const std::string& case_id, const std::string& folder);
  // Kinds of papers that this case can have now.
  Result<std::vector<std::string>> documents_of(const std::string& case_id);

  // One exchange with the county after another until nothing waits. Where the county orders it
  // (report.wipe), the station is wiped; follow_wipe() closes this session. kBusy: another program
  // syncs.
  Result<sync::wire::SyncReport> sync(
      const std::function<void(const sync::wire::SyncProgress&)>& progress = {},
      const LineUse& line = {});
  // New keys in the place of old ones that may have been copied (session_sync.h).
  Result<sync::base::IncarnationId> renew_keys();
  // A folder from before the keys were replaced goes on with a fresh code (session_sync.h).
  Result<sync::base::IncarnationId> rejoin(const std::string& code);
  void cancel_sync();  // from any thread
  // What a person has chosen about it (PauseSync, UseLine); sync() itself heeds neither.
  Result<SyncSettings> sync_settings();
  Result<sync::wire::SyncBacklog> backlog();
  // The same by stick (wire/stick.h): sealed files into `folder`, which needs no line and disturbs
  // none, and their answers back. Errors: kNotFound (not enrolled, or the county has not told its
  // opening key), kRefused (practice), kBusy (for the answers also while another program syncs).
  Result<sync::wire::ExportReport> export_to_stick(
      const std::string& folder, std::uint64_t file_bytes_max = sync::wire::kStickFileBytesMax,
      const sync::wire::StickWatch& watch = {});
  Result<sync::wire::AnswersReport> import_from_stick(const std::string& folder,
                                                      const sync::wire::StickWatch& watch = {});
  // Before a sealed station is closed: what waits goes into its outbox, from where it is handed
  // over while the station is locked (session_outbox.h). LogOut does it by itself.
  Result<void> leave_outbox(const std::function<bool()>& stop = {});
  // Whose scans travel first, as sync() has it: those of the oldest promise.
  sync::wire::SyncRunner::CaseRank promise_rank();

  // True once after another program, or a sync run, has changed the data.
  bool poll_changes();
  // Of the newest catalogue that is whole here; 0 = none.
  int catalogue_version() const;

  sync::store::LogStore& store();

 private:
  explicit StationSession(std::unique_ptr<SessionState> state);
  Result<Answer> log_in(const LogIn& command);
  Result<Answer> unlock(sync::envelope::DataKey key, const LogIn& command);
  void lock();
  void begin_work();
  Result<Answer> enrol(const Enrol& command);
  void take(std::unique_ptr<SessionState> state);

  std::unique_ptr<SessionState> m_state;
};

}  // namespace jiujin::client::control
