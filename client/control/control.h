// Control: the face of the background world to a window. Commands go in, notifications come out.
//
// The window posts commands and never waits; when something is to be told, `wake` is called once
// (from any thread) and the window then takes notifications until there are none. A notification is
// the one reply to a command, or an event that nobody asked for. Two kinds: ControlThread (a thread
// of its own) and InlineControl (at once, on the caller's thread, for tests and scripts). Thread
// rule: the methods of Control belong to the window's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "localization/error.h"
#include "sync/casework/case.h"
#include "sync/casework/case_registry.h"
#include "sync/casework/draft.h"
#include "sync/casework/fold.h"
#include "sync/engine/scan_times.h"
#include "sync/oplog/op.h"
#include "sync/wire/set_aside.h"
#include "sync/wire/stick.h"

namespace jiujin::forms::xforms {
class FormDefinition;
}

namespace jiujin::forms::prereview {
struct Facts;
}
namespace jiujin::localization {
class HolidayCalendar;
}

namespace jiujin::client::control {

struct LoadedCatalogue;  // catalogue_cache.h
using CatalogueHandle = std::shared_ptr<const LoadedCatalogue>;
using CaseHandle = std::shared_ptr<const sync::casework::Case>;
// The built-in days with those that the county has published.
using CalendarHandle = std::shared_ptr<const localization::HolidayCalendar>;

using Ticket = std::uint64_t;  // names a command; 0 is none

// --- what is known of the station and its cases ---

struct StationInfo {
  bool enrolled = false;
  bool practice = false;
  bool locked = false;  // sealed, and nobody has logged in: only names are known
  bool wiped = false;   // locked, and by an order of the county nobody can open it any more
  std::string name, division, division_name, folder, server_url;
  struct Person {
    std::string id, name, unit;
    std::vector<sync::casework::Role> roles;
  };
  std::vector<Person> staff;  // active ones, in order of their names
  std::string wiped_reason;   // the county's words, "" = none
  std::int64_t wiped_ms = 0;
};

// One case or draft as lists, counts and the quick find need it.
struct CaseEntry {
  sync::casework::CaseSummary summary;
  std::optional<localization::Lamp> lamp;
  int days_left = 0;  // working days of summary.due, negative = overdue
  sync::casework::Transit transit = sync::casework::Transit::kWaiting;  // of the text
  int scans_total = 0, scans_received = 0;  // 0 of 0: none is on its way any more
};

struct CaseIndex {
  std::vector<CaseEntry> entries;
};

struct Overview {
  int today = 0, drafts = 0, correction = 0, running = 0, delivery = 0, all = 0;
  std::uint64_t waiting_ops = 0, waiting_bytes = 0;
  int waiting_cases = 0;
  bool online = false;
  std::int64_t last_contact_ms = 0;  // 0 = never
  std::int64_t last_saved_ms = 0;    // last commit of this session
  std::string warning;               // disk nearly full, clock wrong ...: ready to be shown
};

// How much of the line the exchanges may take.
struct LineUse {
  std::uint64_t bytes_per_second_max = 0;  // 0 = as fast as it goes
  sync::engine::ScanTimes scans{};         // when they travel by themselves

  bool operator==(const LineUse&) const = default;
};

struct SyncStatus {
  enum class State {
    kPractice,
    kNotEnrolled,
    kIdle,
    kRunning,
    kPaused,
    kWaiting
  } state = State::kIdle;
  // Why nothing travels though something may wait; while it does not run.
  enum class Wait {
    kNothing,
    kNotReached,    // last_error says more
    kCountyBusy,    // it asked for patience, until next_try_ms
    kSuspended,     // county_notice says more
    kOtherProgram,  // another program syncs this station now
    kForked,        // two computers under one name, and it could not be mended
  } wait = Wait::kNothing;
  bool online = false;  // the last exchange succeeded
  std::int64_t last_contact_ms = 0, next_try_ms = 0;
  // Of scans, in this run; what is sent is not yet received.
  std::uint64_t bytes_per_second = 0, bytes_done = 0, bytes_total = 0;
  std::uint64_t down_done = 0, down_total = 0;  // files from the county
  std::map<std::string, std::uint64_t> sent;    // bytes of files under way, by hash
  std::uint64_t receipts = 0;                   // grows with each acknowledgement
  LineUse line{};                               // as a person has chosen it
  bool healed = false;  // our log had forked and goes on under another name, since this start
  std::optional<Error> last_error;
  std::string county_notice;  // suspended, newer version ...: what the county says
};

// Ops of a case that this computer's disk has damaged before the county had them.
struct OpsSetAside {
  std::string case_id, item_name, applicant;  // "" where nobody can tell
  int ops = 0;
};

// A case of which the county does not hold everything yet.
struct CaseTransfer {
  struct Scan {
    std::string hash;
    std::uint64_t size = 0, held = 0;  // bytes; held by the county
  };
  std::string case_id, item_name, applicant, due;
  std::uint64_t ops_total = 0, ops_received = 0;
  int scans_total = 0, scans_received = 0;
  std::uint64_t bytes_total = 0, bytes_received = 0;  // of all its scans
  std::vector<Scan> waiting;
};

// --- commands ---

struct OpenStation {};
struct Enrol {
  std::string server_url, code;
  // PEM of the only authority to trust; "" = the one that the code's fingerprint names, else the
  // system's.
  std::string authority{};
};
struct LogIn {
  std::string staff_id, password;
};
struct LogOut {};
struct AskOverview {};
// The lines of one place, newest change first; with `text`, those that it finds, best first.
struct AskIndex {
  sync::casework::Place place = sync::casework::Place::kAll;
  std::string text;
};
struct AskCase {
  std::string case_id;
};
struct AskCatalogue {};
// A case stays with the version of its item that it was opened with. A draft is no case yet: it
// goes on under the published one, unless the county offers the item no longer.
struct AskForm {
  std::string item;
  int version = 0;      // 0: the published one
  int begun_under = 0;  // of a draft, whose own version `version` is; 0: of no draft
};
struct LoadDraft {
  std::string draft_id;
};
// `extra_json` is what the window keeps beside the draft (step, choices not made yet). With `open`
// the same write names it as the draft that is open (row "open-draft"): no answer has to come back
// for that, so none can come too late.
struct SaveDraft {
  sync::casework::Draft draft;
  std::string extra_json;
  std::uint64_t revision = 0;
  bool open = false;
};
struct DeleteDraft {
  std::string draft_id;
};

// Turns a draft into a case: one append, all or nothing; printed numbers are allotted inside.
struct SubmitIntake {
  sync::casework::Draft draft;
};

// Ops about one case, made with casework::draft_op; `must_be` is checked against
// allowed_actions() inside, so that two windows cannot do the same thing twice. A `base` of 0 in an
// op becomes what is held now; who worked for a while gives what he had seen (Case::county_ops).
struct AppendOps {
  std::string case_id;
  std::vector<sync::oplog::OpDraft> ops;
  std::optional<sync::casework::Action> must_be;
  std::string new_waybill;  // refused when any case has it already
  std::string delete_row;   // a local row that goes with it (a kept correction)
};
// With `any`, sounds, films and other files are taken in, too; else pages only. Pictures are made
// smaller until no side has more than `pixels_max`; 0 leaves them as they are.
struct ImportFiles {
  std::vector<std::string> paths;
  bool any = false;
  int pixels_max = 0;
};
// Of a sound or a film there is no picture; its length is told.
struct MakePicture {
  std::string hash;
  int pdf_page = 0, rotation = 0, pixels = 160;
};
// `kind` names a paper (casework/documents); path "" = a temporary file.
struct MakeDocument {
  std::string case_id, kind, path;
  bool print = false;
};
struct MakeGuide {
  std::string item, path;
  bool print = false;
};
// The promise that stands for a material of an application, to be signed; path "" = a temporary
// file. Nothing of the draft is kept by it.
struct MakePromise {
  sync::casework::Draft draft;
  std::string slot, path;
  bool print = false;
};
// What this station holds that the item's rules may ask about: earlier cases of the items that the
// rules name, without the case `except`.
struct AskHeldFacts {
  std::string item;
  int version = 0;
  std::string except;
};
struct SaveFile {
  std::string hash, name, path;
};  // result files
struct AskTransfers {};
struct AskStatistics {
  std::string from, to, ledger_path;
};
struct Find {
  std::string query;
};
struct RecordReveal {
  std::string case_id;
};
struct SaveRow {
  std::string key;
  std::optional<std::string> value;
};
struct LoadRow {
  std::string key;
};
struct SyncNow {};
// Both are kept: they hold after a restart, too. A SyncNow goes once through a pause.
struct PauseSync {
  bool paused = true;
};
struct UseLine {
  LineUse line{};
};
// Sealed bundles for the county into a folder of a stick, and its answers from there.
struct ExportToStick {
  std::string folder;
};
struct ImportFromStick {
  std::string folder;
};

using Command =
    std::variant<OpenStation, Enrol, LogIn, LogOut, AskOverview, AskIndex, AskCase, AskCatalogue,
                 AskForm, LoadDraft, SaveDraft, DeleteDraft, SubmitIntake, AppendOps, ImportFiles,
                 MakePicture, MakeDocument, MakeGuide, MakePromise, AskHeldFacts, SaveFile,
                 AskTransfers, AskStatistics, Find, RecordReveal, SaveRow, LoadRow, SyncNow,
                 PauseSync, UseLine, ExportToStick, ImportFromStick>;

// --- answers ---

struct Done {
  std::int64_t saved_ms = 0;
};
struct LoggedIn {
  StationInfo::Person person;
};
struct IndexReady {
  std::shared_ptr<const CaseIndex> index;
};
struct CaseReady {
  CaseHandle the_case;
  std::vector<sync::casework::Action> actions;  // of the person logged in
  CatalogueHandle catalogue;  // the one that has the item in the case's version
  CalendarHandle calendar;
  std::map<std::string, std::string> staff_names;
  std::map<std::string, std::uint64_t> held;  // file hash -> bytes held here
};
struct CatalogueReady {
  CatalogueHandle catalogue;
};
// The version of an item in which a draft was begun.
struct BegunForm {
  int version = 0;
  CatalogueHandle catalogue;  // this and the definition are null when it is no longer at hand
  std::shared_ptr<const forms::xforms::FormDefinition> definition;
};
struct FormReady {
  CatalogueHandle catalogue;
  std::string item;
  int version = 0;
  std::shared_ptr<const forms::xforms::FormDefinition> definition;
  CalendarHandle calendar;
  std::optional<BegunForm> begun = {};  // of a draft, when it is another version
  bool withdrawn = false;  // of a draft: the county no longer offers the item, or not now
};
struct HeldFactsReady {
  std::shared_ptr<const forms::prereview::Facts> facts;
};
struct DraftLoaded {
  sync::casework::Draft draft;
  std::string extra_json;
};
struct DraftSaved {
  std::uint64_t revision = 0;
  std::int64_t saved_ms = 0;
};
struct Submitted {
  std::string case_id, number, receipt, query_code;
};
struct ImportedFile {
  std::string path, name, hash, media_type;
  std::uint64_t size = 0;
  int pages = 1;
  std::optional<sync::casework::PreviewRef> preview{};
  std::optional<Error> error{};  // then nothing of it was kept
};
struct FilesImported {
  std::vector<ImportedFile> files;
};
struct PictureMade {
  std::string hash;
  int width = 0, height = 0, pages = 1;
  std::shared_ptr<const std::vector<std::uint8_t>> rgba;
  int seconds = 0;  // of a sound or a film, 0 = not known
};
struct DocumentMade {
  std::string path;
  bool printed = false;
};
// A scan that cannot travel as it is; the others do (sync/wire/set_aside.h).
struct ScanSetAside {
  sync::wire::AsideReason reason = sync::wire::AsideReason::kDamaged;
  std::string case_id, item_name, applicant;  // of the case that it stands in; "" = none known
};
struct TransfersReady {
  SyncStatus status;
  Overview overview;
  std::vector<CaseTransfer> transfers;
  std::vector<ScanSetAside> set_aside;
  std::vector<OpsSetAside> ops_set_aside;
};
// Counts from which the page's rates are made; `part` of `whole`, -1 = cannot be told.
struct Figure {
  std::string code;
  std::int64_t part = 0, whole = 0;
};
struct ItemCounts {
  std::string item, item_name;
  std::int64_t submitted = 0, accepted = 0, running = 0, granted = 0, denied = 0, overdue = 0;
};
struct StatisticsReady {
  std::vector<Figure> figures;
  std::vector<ItemCounts> items;
  std::string ledger_path;
};
struct FoundEntry {
  enum class Kind { kItem, kCase, kDraft } kind = Kind::kItem;
  std::string id, title, subtitle;
  std::optional<CaseEntry> entry;
};
struct Found {
  std::string query;
  std::vector<FoundEntry> entries;
};
struct StickWritten {
  std::string folder;
  sync::wire::ExportReport report;
};
struct StickRead {
  std::string folder;
  sync::wire::AnswersReport report;
};
struct RowLoaded {
  std::optional<std::string> value;
};

using Answer =
    std::variant<Done, StationInfo, LoggedIn, Overview, IndexReady, CaseReady, CatalogueReady,
                 FormReady, HeldFactsReady, DraftLoaded, DraftSaved, Submitted, FilesImported,
                 PictureMade, DocumentMade, TransfersReady, StatisticsReady, Found, RowLoaded,
                 StickWritten, StickRead>;

struct Reply {
  Ticket ticket = 0;
  Result<Answer> result = Answer(Done{});
  // The answer of this type; null when the command failed.
  template <typename T>
  const T* get() const {
    return result.ok() ? std::get_if<T>(&result.value()) : nullptr;
  }
};

// --- events ---

struct CasesChanged {
  std::vector<std::string> case_ids;
};  // empty: any; the index is anew
struct CatalogueChanged {
  int version = 0;
};
struct StationChanged {};  // staff, name, enrolment, wiped or let in again
struct Saved {
  std::int64_t at_ms = 0;
};
struct Progress {
  Ticket ticket = 0;
  std::uint64_t done = 0, total = 0;
};
// Of a station that is locked: what it hands over meanwhile (sync/wire/outbox.h).
struct LeftToSend {
  std::size_t waiting = 0;       // sealed files that the county has not answered yet
  std::size_t held = 0;          // of them, those that hold scans and wait for their hours
  std::size_t answered = 0;      // answers that are here, to be read once somebody logs in
  std::int64_t answered_ms = 0;  // when the newest one came, Unix milliseconds
  std::int64_t next_try_ms = 0;  // 0: now, or nothing waits
  bool whole = false;            // with these files the county has all that the station had
  std::optional<Error> error{};  // why it is not handed over
  std::string refusal{};         // the county does not take it: its words
};

using Event =
    std::variant<CasesChanged, CatalogueChanged, StationChanged, Saved, SyncStatus, Progress,
                 LeftToSend>;
using Notification = std::variant<Reply, Event>;

// Whether a command, done well, changes what lists show; and the case it is about, "" = several.
bool changes_cases(const Command& command);
std::string case_of(const Command& command);

class Control {
 public:
  virtual ~Control() = default;
  virtual Ticket post(Command command) = 0;
  // Of a command that has not been answered yet: it ends soon with kCancelled, if it can.
  virtual void cancel(Ticket ticket) = 0;
  // The next thing to be told, or nothing.
  virtual std::optional<Notification> take() = 0;
};

}  // namespace jiujin::client::control
