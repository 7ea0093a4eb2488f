#include "client/control/station_session.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "client/control/case_package.h"
#include "client/control/event_intake.h"
#include "client/control/session_opening.h"
#include "client/control/session_outbox.h"
#include "client/control/session_state.h"
#include "client/control/session_stick.h"
#include "client/control/session_sync.h"
#include "client/documents/paper_file.h"
#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::control {
namespace {

using sync::casework::OpType;

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

Answer done(const SessionState& state) { return Done{state.last_saved_ms}; }

Result<Answer> save_row(SessionState& state, const SaveRow& command) {
  const std::pair<std::string, std::optional<sync::base::Bytes>> row{"window/" + command.key,
                                                                     command.value};
  if (auto written = state.store->write_rows({&row, 1}); !written.ok()) return written.error();
  state.last_saved_ms = state.now_ms();
  return done(state);
}

Result<Answer> load_row(SessionState& state, const LoadRow& command) {
  auto row = state.store->row("window/" + command.key);
  if (!row.ok()) return row.error();
  return Answer(RowLoaded{*row});
}

Result<Answer> catalogue_answer(SessionState& state) {
  auto handle = state.catalogue.current();
  if (!handle.ok()) return handle.error();
  (*handle)->index();  // made here, not at the first key in a window
  return Answer(CatalogueReady{*handle});
}

// Form, materials and rules go together: all of one version.
Result<FormReady> form_of(SessionState& state, const std::string& code, int version) {
  auto handle = state.catalogue.holding(code, version);
  if (!handle.ok()) return handle.error();
  auto definition = state.catalogue.form(code, version);
  if (!definition.ok()) return definition.error();
  const auto* item = (*handle)->catalogue.item(code);
  return FormReady{*handle, code, item->version, *definition,
                   std::make_shared<const localization::HolidayCalendar>(state.calendar)};
}

// An application is taken in under what is in force on that day, not on the day of its first key.
Result<FormReady> form_of_draft(SessionState& state, const AskForm& command) {
  auto published = form_of(state, command.item, 0);
  const auto* item =
      published.ok() ? published->catalogue->catalogue.item(command.item) : nullptr;
  if (!item || item->state != "in_use") {
    auto own = form_of(state, command.item, command.version);
    if (own.ok()) own->withdrawn = item || published.error().code == ErrorCode::kNotFound;
    return own;
  }
  if (published->version == command.begun_under) return published;
  published->begun = BegunForm{command.begun_under, {}, {}};
  auto before = form_of(state, command.item, command.begun_under);
  if (before.ok() && before->version == command.begun_under) {
    published->begun->catalogue = before->catalogue;
    published->begun->definition = before->definition;
  }
  return published;
}

Result<Answer> form_answer(SessionState& state, const AskForm& command) {
  auto ready = command.begun_under != 0 ? form_of_draft(state, command)
                                        : form_of(state, command.item, command.version);
  if (!ready.ok()) return ready.error();
  return Answer(std::move(*ready));
}

Result<Answer> pause_sync(SessionState& state, const PauseSync& command) {
  auto settings = sync_settings(state);
  if (!settings.ok()) return settings.error();
  settings->paused = command.paused;
  if (auto kept = keep_sync_settings(state, *settings); !kept.ok()) return kept.error();
  return done(state);
}

Result<Answer> use_line(SessionState& state, const UseLine& command) {
  auto settings = sync_settings(state);
  if (!settings.ok()) return settings.error();
  settings->line = command.line;
  if (auto kept = keep_sync_settings(state, *settings); !kept.ok()) return kept.error();
  return done(state);
}

sync::wire::StickWatch watch_of(const StationSession::ProgressSink& progress, bool* stopped) {
  sync::wire::StickWatch watch;
  watch.progress = [&progress, stopped](const sync::wire::StickProgress& told) {
    if (progress && !progress(told.done, told.total)) *stopped = true;
  };
  watch.stop = [stopped] { return *stopped; };
  return watch;
}

Result<Answer> write_stick(SessionState& state, const ExportToStick& command,
                           const StationSession::ProgressSink& progress) {
  bool stopped = false;
  auto report = export_to_stick(state, command.folder, sync::wire::kStickFileBytesMax,
                                watch_of(progress, &stopped));
  if (!report.ok()) return report.error();
  return Answer(StickWritten{command.folder, std::move(*report)});
}

Result<Answer> read_stick(SessionState& state, const ImportFromStick& command,
                          const StationSession::ProgressSink& progress) {
  bool stopped = false;
  auto report = import_from_stick(state, command.folder, watch_of(progress, &stopped));
  if (!report.ok()) return report.error();
  return Answer(StickRead{command.folder, std::move(*report)});
}

}  // namespace

Result<Answer> check_log_in(SessionState& state, const LogIn& command) {
  const auto* member = state.county ? state.county->staff().find(command.staff_id) : nullptr;
  const auto verifier =
      member && member->active ? state.county->staff().verifier(command.staff_id) : std::string();
  // The same time is spent for an unknown name, so that guessing names gains nothing.
  const bool right = sync::envelope::check_password(command.password, verifier);
  if (!right || verifier.empty())
    return Error{ErrorCode::kUnauthenticated, command.staff_id, "name and password do not fit"};
  StationInfo::Person person{member->id, member->name, member->unit, member->roles};
  state.person = person;
  return Answer(LoggedIn{std::move(person)});
}

std::string default_station_folder(bool practice) {
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  std::string base = data && *data ? data : std::string(home ? home : "/tmp") + "/.local/share";
  return base + (practice ? "/jiujin/practice" : "/jiujin/station");
}

StationSession::StationSession(std::unique_ptr<SessionState> state) : m_state(std::move(state)) {}
StationSession::~StationSession() {
  if (m_state->window_lock) client::documents::empty_viewing_folder();
}

Result<std::unique_ptr<StationSession>> StationSession::open(SessionOptions options) {
  auto state = open_state(std::move(options));
  if (!state.ok()) return state.error();
  return std::unique_ptr<StationSession>(new StationSession(std::move(*state)));
}

Result<void> StationSession::hold_window_lock(const std::string& who) {
  auto lock = sync::base::FileLock::acquire(m_state->options.folder + "/window.lock");
  if (!lock.ok()) {
    Error error = lock.error();
    error.cause = who + " is open on these data already: " + error.cause;
    return error;
  }
  m_state->window_lock = std::move(*lock);
  client::documents::empty_viewing_folder();  // of a window that ended by force
  return {};
}

Result<Answer> StationSession::perform(const Command& command, const ProgressSink& progress) {
  SessionState& s = *m_state;
  const bool needs_no_store = std::holds_alternative<OpenStation>(command) ||
                              std::holds_alternative<LogIn>(command) ||
                              std::holds_alternative<LogOut>(command);
  if (s.locked && std::holds_alternative<Enrol>(command))
    return Error{ErrorCode::kAlreadyExists, s.info.name, "enrolled already"};
  if (s.locked && !needs_no_store) return locked_error(s);
  return std::visit(
      Overloaded{
          [&](const OpenStation&) -> Result<Answer> {
            follow_wipe();
            return Answer(m_state->info);
          },
          [&](const Enrol& c) { return enrol(c); },
          [&](const LogIn& c) { return log_in(c); },
          [&](const LogOut&) -> Result<Answer> {
            // A full disk leaves nothing, and keeps nothing open.
            (void)leave_outbox([&] { return progress && !progress(0, 0); }).ok();
            lock();
            return done(*m_state);
          },
          [&](const AskOverview&) { return overview(s); },
          [&](const AskIndex& c) { return index_of_place(s, c); },
          [&](const AskCase& c) { return read_case(s, c); },
          [&](const AskCatalogue&) { return catalogue_answer(s); },
          [&](const AskForm& c) { return form_answer(s, c); },
          [&](const LoadDraft& c) { return load_draft(s, c); },
          [&](const SaveDraft& c) { return save_draft(s, c); },
          [&](const DeleteDraft& c) { return delete_draft(s, c); },
          [&](const SubmitIntake& c) { return submit_intake(s, c); },
          [&](const AppendOps& c) { return append_ops(s, c); },
          [&](const ImportFiles& c) { return import_files(s, c, progress); },
          [&](const MakePicture& c) { return make_picture(s, c); },
          [&](const MakeDocument& c) { return make_document(s, c); },
          [&](const MakeGuide& c) { return make_guide(s, c); },
          [&](const MakePromise& c) { return make_promise(s, c); },
          [&](const AskHeldFacts& c) { return held_facts(s, c, progress); },
          [&](const SaveFile& c) { return save_file(s, c); },
          [&](const AskTransfers&) { return transfers(s); },
          [&](const AskStatistics& c) { return statistics(s, c, progress); },
          [&](const Find& c) { return find_anything(s, c); },
          [&](const RecordReveal& c) { return record_reveal(s, c); },
          [&](const SaveRow& c) { return save_row(s, c); },
          [&](const LoadRow& c) { return load_row(s, c); },
          [&](const SyncNow&) -> Result<Answer> {
            auto report = sync();
            if (!report.ok()) return report.error();
            follow_wipe();
            return done(*m_state);
          },
          [&](const PauseSync& c) { return pause_sync(s, c); },
          [&](const UseLine& c) { return use_line(s, c); },
          [&](const ExportToStick& c) { return write_stick(s, c, progress); },
          [&](const ImportFromStick& c) { return read_stick(s, c, progress); },
      },
      command);
}

bool StationSession::sealed() const { return m_state->sealed; }
bool StationSession::locked() const { return m_state->locked; }
const StationInfo& StationSession::info() const { return m_state->info; }
const std::optional<StationInfo::Person>& StationSession::person() const {
  return m_state->person;
}
void StationSession::set_person(std::optional<StationInfo::Person> person) {
  m_state->person = std::move(person);
}
std::int64_t StationSession::now_ms() const { return m_state->now_ms(); }
sync::store::LogStore& StationSession::store() { return *m_state->store; }

Result<PackageTaken> StationSession::import_package(const std::string& folder) {
  if (m_state->locked) return locked_error(*m_state);
  return control::import_package(*m_state, folder);
}
Result<void> StationSession::import_packages(
    std::span<const std::string> folders,
    const std::function<void(const std::string& folder, const Result<PackageTaken>&)>& sink,
    DamagedScans damaged) {
  if (m_state->locked) return locked_error(*m_state);
  return control::import_packages(*m_state, folders, sink, damaged);
}
Result<sync::casework::EventIntake::Tally> StationSession::take_events(
    const std::function<Result<std::vector<sync::casework::EventRecorded>>()>& source) {
  if (m_state->locked) return locked_error(*m_state);
  return control::take_events(*m_state, source);
}
Result<void> StationSession::export_case(const std::string& case_id, const std::string& folder) {
  if (m_state->locked) return locked_error(*m_state);
  return control::export_case(*m_state, case_id, folder);
}
Result<std::vector<std::string>> StationSession::documents_of(const std::string& case_id) {
  if (m_state->locked) return locked_error(*m_state);
  return control::documents_of(*m_state, case_id);
}

Result<sync::wire::SyncReport> StationSession::sync(
    const std::function<void(const sync::wire::SyncProgress&)>& progress,
    const LineUse& line) {
  if (m_state->locked) return locked_error(*m_state);
  return run_sync(*m_state, progress, line);
}
Result<SyncSettings> StationSession::sync_settings() { return control::sync_settings(*m_state); }
Result<sync::wire::SyncBacklog> StationSession::backlog() { return control::backlog(*m_state); }
Result<sync::base::IncarnationId> StationSession::renew_keys() {
  if (m_state->locked) return locked_error(*m_state);
  return control::renew_keys(*m_state);
}
Result<sync::base::IncarnationId> StationSession::rejoin(const std::string& code) {
  if (m_state->locked) return locked_error(*m_state);
  return control::rejoin(*m_state, code);
}
void StationSession::cancel_sync() { control::cancel_sync(*m_state); }
Result<sync::wire::ExportReport> StationSession::export_to_stick(
    const std::string& folder, std::uint64_t file_bytes_max, const sync::wire::StickWatch& watch) {
  if (m_state->locked) return locked_error(*m_state);
  return control::export_to_stick(*m_state, folder, file_bytes_max, watch);
}
Result<sync::wire::AnswersReport> StationSession::import_from_stick(
    const std::string& folder, const sync::wire::StickWatch& watch) {
  if (m_state->locked) return locked_error(*m_state);
  return control::import_from_stick(*m_state, folder, watch);
}
Result<void> StationSession::leave_outbox(const std::function<bool()>& stop) {
  return control::leave_outbox(*m_state, kOutboxPatience, stop);
}
sync::wire::SyncRunner::CaseRank StationSession::promise_rank() {
  return control::promise_rank(*m_state);
}

int StationSession::catalogue_version() const { return m_state->catalogue_version; }

bool StationSession::poll_changes() {
  auto changes = m_state->store->change_counter();
  if (!changes.ok() || *changes == m_state->seen_changes) return false;
  m_state->seen_changes = *changes;
  (void)read_world_if_changed(*m_state).ok();
  return true;
}

}  // namespace jiujin::client::control
