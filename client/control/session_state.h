// What an open session holds, and the pieces that its commands are made of. Only for the sources of
// this room. Thread rule: belongs to the session's thread, except `runner`.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "client/control/catalogue_cache.h"
#include "client/control/held_key.h"
#include "client/control/station_identity.h"
#include "client/control/station_session.h"
#include "localization/working_days.h"
#include "sync/base/clock.h"
#include "sync/base/file_lock.h"
#include "sync/casework/case_registry.h"
#include "sync/casework/county_register.h"
#include "sync/store/sqlite_store.h"

namespace jiujin::sync::wire {
class TlsSessions;
}

namespace jiujin::client::control {

using ProgressSink = StationSession::ProgressSink;

struct SessionState {
  explicit SessionState(SessionOptions chosen, std::unique_ptr<sync::store::LogStore> opened)
      : options(std::move(chosen)), store(std::move(opened)), catalogue(*store) {}

  SessionOptions options;
  bool sealed = false;  // key slots stand in the folder
  bool locked = false;  // and nobody has opened it: the store is an empty one in memory
  std::unique_ptr<sync::store::LogStore> store;
  std::optional<StationIdentity> identity;
  std::unique_ptr<sync::casework::CountyRegister> county;
  localization::HolidayCalendar calendar;
  CatalogueCache catalogue;
  std::unique_ptr<sync::casework::CaseRegistry> registry;
  StationInfo info;
  std::optional<StationInfo::Person> person;
  std::optional<sync::base::FileLock> window_lock;
  std::uint64_t seen_changes = 0;
  std::size_t county_ops = 0;  // ops about no case when the register was built
  int catalogue_version = 0;   // of the catalogue at that time
  std::int64_t last_saved_ms = 0;
  std::int64_t last_contact_ms = 0;
  std::uint64_t county_ms = 0;
  std::shared_ptr<sync::wire::TlsSessions> tls_sessions{};  // from the first run on
  std::mutex runner_mutex;
  sync::wire::SyncRunner* runner = nullptr;  // while a run is under way; guarded by runner_mutex

  sync::oplog::AuthorTime time() const;
  std::int64_t now_ms() const { return time().wall_ms; }
  std::chrono::sys_days today() const;
  const sync::casework::StaffMember* staff_member() const;  // of who is logged in
};

// Reads identity, staff, catalogue and calendar anew.
Result<void> read_world(SessionState& state);
// The same, only if the county has said something about them since.
Result<bool> read_world_if_changed(SessionState& state);

// Where the folder is readable as it lies there: checks the password and nothing else.
Result<Answer> check_log_in(SessionState& state, const LogIn& command);
Result<StationInfo::Person> logged_in(const SessionState& state);  // kUnauthenticated: nobody
Result<sync::base::IncarnationId> own_log(const SessionState& state);  // kNotFound: not enrolled

Result<Answer> overview(SessionState& state);
Result<Answer> index_of_place(SessionState& state, const AskIndex& command);
Result<Answer> read_case(SessionState& state, const AskCase& command);
Result<Answer> load_draft(SessionState& state, const LoadDraft& command);
Result<Answer> save_draft(SessionState& state, const SaveDraft& command);
Result<Answer> delete_draft(SessionState& state, const DeleteDraft& command);
Result<Answer> submit_intake(SessionState& state, const SubmitIntake& command);
Result<Answer> append_ops(SessionState& state, const AppendOps& command);
Result<Answer> record_reveal(SessionState& state, const RecordReveal& command);
Result<Answer> transfers(SessionState& state);

Result<Answer> import_files(SessionState& state, const ImportFiles& command,
                            const ProgressSink& progress);
// Makes and keeps the preview of a scan that is large enough for one; nothing when it has none.
std::optional<sync::casework::PreviewRef> keep_preview(SessionState& state, std::string_view bytes,
                                                       std::string_view media_type);
Result<Answer> make_picture(SessionState& state, const MakePicture& command);
Result<Answer> save_file(SessionState& state, const SaveFile& command);
Result<sync::base::Bytes> whole_file(SessionState& state, const sync::base::ContentHash& hash);

Result<Answer> make_document(SessionState& state, const MakeDocument& command);
Result<Answer> make_promise(SessionState& state, const MakePromise& command);
Result<Answer> held_facts(SessionState& state, const AskHeldFacts& command,
                          const ProgressSink& progress);
Result<Answer> make_guide(SessionState& state, const MakeGuide& command);

Result<Answer> statistics(SessionState& state, const AskStatistics& command,
                          const ProgressSink& progress);
Result<Answer> find_anything(SessionState& state, const Find& command);

Result<sync::wire::SyncBacklog> backlog(SessionState& state);

// A practice folder gets the staff and the catalogue of the station beside it, and a log of its own
// that nobody will ever be sent. kNotFound when that station is not enrolled.
Result<void> prepare_practice(SessionState& state, const std::string& station_folder);

Result<sync::casework::Case> load_case(SessionState& state, const std::string& case_id);
CaseEntry entry_of(const SessionState& state, sync::casework::CaseSummary summary);

}  // namespace jiujin::client::control
