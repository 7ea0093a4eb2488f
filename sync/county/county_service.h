// CountyService: one county's folder - its log, staff, stations, catalogue, cases and files.
//
// What the console, the sync endpoint and `jiujinctl county` have in common. Every change is an op
// of the county's log or a local row, committed before the call returns. Judging who may do what
// with a case stays with the fold; who may administer is asked by whoever calls. It refuses to know
// HTTP, pages and sessions. Time and randomness are handed in.
//
// Folder: county.db (PROTOCOL 5; the opening key stands in it) and county.key (the signing key,
// readable by its owner only).
// Thread rule: callable from any thread. A second process may write to the same folder; what it
// wrote is seen at the next call.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/clock.h"
#include "sync/base/identity.h"
#include "sync/bundle/reborn_frame.h"
#include "sync/casework/case_registry.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/recorded_events.h"
#include "sync/county/audit_watch.h"
#include "sync/county/case_queue.h"
#include "sync/county/failed_sign_ins.h"
#include "sync/county/held_facts.h"
#include "sync/county/server_certificate.h"
#include "sync/county/world.h"
#include "sync/envelope/sealed_stream.h"
#include "sync/store/audit.h"
#include "sync/store/sqlite_store.h"
#include "sync/wire/carried_file.h"
#include "sync/wire/enrolment.h"
#include "sync/wire/serve_exchange.h"
#include "sync/wire/stick_county.h"

namespace jiujin::sync::county {

// What must be said once, when a county begins.
struct CountySetup {
  std::string name;      // 青溪县
  std::string division;  // 12 digits
  std::string admin_id;  // 1..64 bytes
  std::string admin_name;
  std::string admin_password;  // at least kPasswordLengthMin characters
  std::uint8_t suite = 1;      // envelope::SuiteId
  // Names and IPv4 addresses by which stations and browsers reach it; none: this machine's.
  std::vector<std::string> hosts{};
};

inline constexpr std::size_t kPasswordLengthMin = 8;
inline constexpr std::ptrdiff_t kPasswordsAtOnce = 4;
inline constexpr std::chrono::hours kCodeLifetime{7 * 24};

struct StaffEntry {
  std::string id, name, unit, division;
  std::vector<casework::Role> roles;
  bool active = true;
  std::string password;  // "" = unchanged
};

// Who may be at a station and so needs the verifier there.
bool works_at_station(const std::vector<casework::Role>& roles);

struct StationEntry {
  std::string name;
  std::string division;  // 12 digits: where the station stands
  std::string scope;     // division whose cases it sees; "" = its own
  int level = 6;         // 4 county, 5 town, 6 village
};

// A one-time code as it is told to the station; only its hash is kept.
struct StationCode {
  base::StationId station;
  // "K7QM-2XHD-9RTA", then the fingerprint of the county's own authority, if it has one, by which
  // the station knows the county before it knows anything else: "-U73D-BFVF-SNPN-YCEJ".
  std::string code;
  std::int64_t expires_ms = 0;
};

// A station as the desk lists it, enrolled or still waiting for its code to be used.
struct StationLine {
  base::StationId id;
  std::string name, division, scope;
  int level = 6;
  bool enrolled = false, suspended = false;
  std::int64_t code_expires_ms = 0;  // of an open code; 0 = none
  std::size_t incarnations = 0;
  std::uint64_t ops = 0;             // held of its logs
  std::int64_t last_contact_ms = 0;  // 0 = never
  // Of a suspended one that is to be wiped; 0 = not ordered, not yet.
  std::int64_t wipe_ordered_ms = 0, wipe_handed_out_ms = 0, wiped_ms = 0;
};

struct CountyInfo {
  std::string name, division;
  base::IncarnationId incarnation;  // who the county is to its stations, for ever
  std::uint8_t suite = 1;
  base::IncarnationId log;  // the one it writes to: another one since it was last restored
};

struct ServiceOptions {
  const base::Clock* clock = nullptr;       // null: the machine's
  base::RandomSource random;                // empty: the operating system's
  std::size_t password_memory_kib = 65536;  // Argon2id; tests take less
};

struct BackupReport {
  std::string file;            // the database inside the backup folder
  std::uint64_t position = 0;  // of the feed
  std::uint64_t bytes = 0;
  std::optional<envelope::KeyMark> sealed_for{};  // the key's id; nothing: readable to everybody
};

// What a backup holds: the end of the feed, and each log's head.
struct BackedUp {
  std::uint64_t position = 0;
  std::vector<std::pair<base::IncarnationId, std::uint64_t>> heads;
};

struct EscrowReport {
  envelope::KeyMark key;           // its id
  std::vector<std::string> files;  // a share each
};

// A key to which stations seal, and who needs it.
struct OpeningKeyLine {
  std::string id;  // its mark (PROTOCOL 10.1), in hexadecimal
  bool current = false;
  std::vector<casework::RegisteredStation> stations;  // a data key there is sealed to it alone
  std::vector<casework::RegisteredStation> unheard;   // a computer there has left no data key yet
};

// The authorities of the county's server (server_authority.cpp), by the SHA-256 of their
// certificates in hexadecimal.
struct AuthorityStanding {
  std::string current;  // signs the server's certificate; "" = none of its own
  std::string next;     // announced, and to follow; "" = none
  std::vector<casework::RegisteredStation> unheard;  // a computer there has not heard of `next`
};

// What the desk's lists have cost since this object was opened.
struct DeskWork {
  std::uint64_t cases = 0;       // in the lists
  std::uint64_t folds = 0;       // cases folded for a summary or a page
  std::uint64_t lines_read = 0;  // summaries that a list has looked at
};

// What came of a file that was carried, and who is said to have carried it.
struct CarriedReport {
  wire::CarriedAnswer answer{};
  base::StationId named{};  // by the head, where it is a station of this county; else zero
  bool proved = false;      // its transport key has signed
};

// A file as the desk shows it while it still travels.
struct FileState {
  store::FileInfo info;
  std::uint64_t held = 0;
};

class CountyService {
 public:
  // Makes the folder, key, first administrator. Errors: kAlreadyExists; kInvalidArgument (empty
  // name, password too short, division not 12 digits).
  static Result<void> init(const std::string& folder, const CountySetup& setup,
                           const ServiceOptions& options = {});
  // Errors: kNotFound when the folder holds no county.
  static Result<std::unique_ptr<CountyService>> open(const std::string& folder,
                                                     const ServiceOptions& options = {});
  ~CountyService();

  const CountyInfo& info() const { return m_info; }
  const base::Bytes& public_key() const { return m_public_key; }  // signs the log; for ever
  std::int64_t now_ms() const;
  std::chrono::sys_days today() const;  // at UTC+8
  base::RandomSource random() const { return m_random; }
  // The snapshot as of now; looks for what other processes wrote.
  Result<std::shared_ptr<const World>> world();

  // --- staff ---
  // Adds or changes. `actor` = staff id of who does it, "" = the program. The password's verifier
  // travels to stations only for those who work at one; of others it stays in a local row.
  // Errors: kInvalidArgument (id, password, a name or unit that is no text or too long).
  Result<void> grant_staff(const StaffEntry& entry, const std::string& actor);
  // The member, when id and password are right and the member is active; does the same work when
  // the id is unknown. Errors: kUnauthenticated; kBusy (too many are being checked).
  Result<casework::StaffMember> check_login(const std::string& id, const std::string& password);
  // By the person: what is sealed to the person opens with the new one (own_password.cpp). Errors:
  // kUnauthenticated (`old` is not the password), kInvalidArgument ("password": too short; "same":
  // it is the old one), kConflict (somebody has changed it meanwhile), kBusy as check_login.
  Result<void> change_password(const std::string& id, const std::string& old,
                               const std::string& fresh);

  // The second factor of the console (second_factor.cpp): a secret that the person's app shares.
  Result<bool> has_second_factor(const std::string& id);
  // For a token that came with its secret, base32. Errors: kInvalidData, kNotFound.
  Result<void> give_second_factor(const std::string& id, const std::string& secret);
  Result<void> take_second_factor(const std::string& id);  // lost: a new one at the next sign-in
  // The person's first code proves that the app has the secret. kConflict: there is one already.
  Result<void> begin_second_factor(const std::string& id, const std::string& secret,
                                   const std::string& code);
  // kUnauthenticated: not the code of this moment, or one that was taken before.
  Result<void> check_second_factor(const std::string& id, const std::string& code);

  // Browsers in which a person has signed in before (known_browsers.cpp), by the tokens they keep.
  Result<bool> knows_browser(const std::string& token, const std::string& staff);
  // `shown`: what the browser showed, if anything; gives the token that it is to keep.
  Result<std::string> remember_browser(const std::string& shown, const std::string& staff);

  // A wrong password or code (`what`) under this number, which is kept only if it is somebody's.
  Result<void> note_failed_sign_in(const std::string& id, const std::string& from,
                                   const std::string& what);
  // Writes down the rows of wrong tries that are over, and those that are wanted, as ops; returns
  // how many entries that were.
  Result<std::size_t> record_failed_sign_ins(
      const std::function<bool(const SignInSeries&)>& wanted);

  // --- stations ---
  Result<StationCode> add_station(const StationEntry& entry, const std::string& actor);
  // A further code for the same station: another computer, or the first code ran out.
  Result<StationCode> renew_code(const base::StationId& station, const std::string& actor);
  // What the server shows, renewed if need be (server_certificate.h); nullopt: none of its own.
  Result<std::optional<ServerCertificate>> renewed_certificate();
  // A fresh one for these hosts, or with none for the same as before.
  Result<ServerCertificate> issue_certificate(std::span<const std::string> hosts);
  // PEM of the authority that signs the county's server; "" where it has none of its own.
  Result<std::string> own_authority() const;
  Result<AuthorityStanding> authority_standing();
  // Makes the authority that is to follow and announces it to the stations, once; again, it says
  // how that stands. Error: kNotFound (no authority of its own).
  Result<AuthorityStanding> announce_authority(const std::string& actor);
  // The announced one takes the place: the server's certificate is of it, and codes name it; the
  // former's key is destroyed. `given_up`: stations that may have to hear of it by stick.
  // Errors: kNotFound (none is announced), kRefused (others than these have not heard of it).
  Result<ServerCertificate> switch_authority(const std::set<base::StationId>& given_up);
  // By a server that shows its certificate: says to the stations which authorities have ended.
  Result<void> end_former_authorities();
  // Letting it in again takes an order to wipe it back, too. Error: kNotFound (not enrolled).
  Result<void> suspend_station(const base::StationId& station, bool suspended,
                               const std::string& reason, const std::string& actor);
  // Suspends it and has it destroy the keys to its data at its next contact (PROTOCOL 13); what it
  // has not sent can be opened again with grant_data_key. Errors: kNotFound (not enrolled),
  // kRefused (it has left no data key here, so that this could not be).
  Result<void> order_wipe(const base::StationId& station, const std::string& reason,
                          const std::string& actor);
  Result<std::vector<StationLine>> stations();
  // Turns a code into an identity; while the code lives, the same incarnation with the same key
  // gets the same answer again, because the first one may have been lost.
  // Errors: kUnauthenticated (unknown, expired, used by another), kConflict (incarnation or key
  // taken), kUnsupported (suite), kRefused (no number block left).
  Result<wire::EnrolmentAnswer> enrol(const wire::EnrolmentRequest& request);
  // Another opening key from now on, which the stations hear of with the feed; what was sealed for
  // the former ones can still be opened. Its name. Error: kConflict (another program did so, too).
  Result<std::string> renew_opening_key(const std::string& actor);
  // The one of now first, then the former ones.
  Result<std::vector<OpeningKeyLine>> opening_keys();
  // Nothing that was sealed for it opens any more. `given_up`: stations whose data keys may be lost
  // to the county. Errors: kNotFound; kRefused (the one of now, or others than these need it);
  // kBusy (done, but programs that read just then keep a trace of it on the disk until they end).
  Result<void> forget_opening_key(const std::string& id, const std::set<base::StationId>& given_up);
  // Nobody at a station can open its data any more: opens the data key that it left here and seals
  // it to this member, by an op, whose body the station takes in (StationSession::admit).
  // `beside_store`: the data key for the county as it stands at the station outside its store, of
  // which the county may not have heard; it counts instead.
  // Errors: kNotFound (no such station or member, no data key left here, or a member without keys),
  // kForbidden (beside_store is another county's), kCorrupt (it is another station's, or damaged).
  Result<casework::DataKeyGranted> grant_data_key(
      const base::StationId& station, const std::string& staff, const std::string& actor,
      const std::optional<casework::RecoverySealed>& beside_store = {});

  // --- catalogue ---
  // A folder (catalogue/check passes or nothing happens) or an already published file. The same
  // content again is not a new version; two at once become two versions, whatever the process.
  // Returns the version. Errors: kRefused (first finding), kInvalidData (a form does not load).
  Result<int> publish_catalogue(const std::string& folder_or_file, const std::string& actor);
  // The State Council's lists of rest days by year (HolidayCalendar::load_json); all stations get
  // them with the feed, and deadlines are projected anew. Returns the years that changed.
  // Errors: kInvalidData with the place in the JSON.
  Result<std::vector<int>> publish_calendar(const std::string& json, const std::string& place,
                                            const std::string& actor);

  // --- sync ---
  // One exchange on any stream of bytes; several threads at once. Station `*report` for the log.
  Result<wire::ServeReport> exchange(const wire::ServeLine& line,
                                     std::optional<std::chrono::seconds> retry_after = {});
  // Sealed bundles of a stick (wire/stick_county.h), in any order, any number of times, while a
  // server works on the same folder; answers are written beside them.
  Result<std::vector<wire::StickBundle>> import_folder(const std::string& folder,
                                                       const wire::StickWatch& watch = {});
  // One file that a locked station hands over (wire/carried_file.h), served as a stick's. `busy`:
  // there are too many exchanges just now. Errors: our own side's.
  Result<CarriedReport> take_carried(const wire::ByteReader& read, bool busy);
  Result<std::uint64_t> feed_end();
  // For quiet moments: does what the database puts off while somebody waits.
  void rest();
  // Another value whenever anything was committed, here or by another process: ops, file parts.
  Result<std::uint64_t> change_mark();

  // --- cases ---
  Result<casework::CaseList> list_cases(const casework::CaseFilter& filter);
  // One page of the desk's lists and the counts of all; reads the lines of that page only. `text`
  // as in CaseFilter; a whole number or receipt is looked up, other words walk the lists.
  Result<QueuePage> queue_page(const QueueQuery& query, const std::string& text = "");
  Result<CaseQueue::Neighbours> queue_neighbours(const base::CaseId& id, QueueTab tab,
                                                 const std::string& scope);
  Result<DeskWork> desk_work();
  Result<casework::Case> load_case(const base::CaseId& id);
  // What is held here that the case's rules may read (held_facts.h).
  Result<HeldFacts> held_facts(const casework::Case& c);
  Result<std::vector<oplog::StoredOp>> case_ops(const base::CaseId& id);
  Result<std::optional<base::CaseId>> find_case(std::string_view number_or_receipt,
                                                std::string_view query_code = "");
  // Appends ops of the county. `once`: a token of the form that was sent; the second time with the
  // same token nothing is written and false is returned.
  Result<bool> append(std::vector<oplog::OpDraft> ops, const std::string& once);
  Result<bool> was_done(const std::string& once);
  // What other systems saw (casework/recorded_events.h), as ops of the county; `source` gives piece
  // after piece, an empty one is the end. What was taken before an error stays.
  Result<casework::EventIntake::Tally> take_events(const casework::EventIntake::Source& source,
                                                   const std::string& actor);
  Result<void> visit_events(const store::LogStore::OpVisitor& visit);
  // Number of a paper: 青溪补通〔2026〕1-7号, one series for each kind.
  Result<std::string> next_document_number(const std::string& kind_word);
  Result<store::FileInfo> put_file(base::BytesView bytes, std::string_view media_type);
  Result<std::optional<FileState>> file_state(const base::ContentHash& hash);
  Result<base::Bytes> read_file(const base::ContentHash& hash, std::uint64_t offset,
                                std::size_t bytes_max);
  // Says, as ops of the county, which deadlines have passed; returns how many were said.
  Result<std::size_t> sweep_deadlines();
  // Drops the tokens of forms that are too old to come again; returns how many.
  Result<std::size_t> forget_old_forms();

  // --- keeping ---
  // Copies the database and the key into `folder` (which must not hold a backup yet) while work
  // goes on, then marks everything in the copy as backed up. With an escrow it is one file that is
  // sealed (sealed_backup.h), and kBusy while another one is being sealed.
  Result<BackupReport> backup(const std::string& folder);
  // Into a folder that holds no county: all of it, or nothing is changed there. `shares`: files,
  // for a sealed backup. Errors: kAlreadyExists, kNotFound, kCorrupt, kTruncated (cut off),
  // kUnauthenticated (sealed, and no shares), those of open_escrow and read_sealed_backup.
  static Result<void> restore(const std::string& backup_folder, const std::string& data_folder,
                              std::span<const std::string> shares = {});
  // A fresh backup key: a share for each of `people` as a file in `folder`, of which `needed` open
  // what is backed up from now on (escrow.h); the public half is an op. Errors: kInvalidArgument,
  // kAlreadyExists (shares in that folder), kIo, kDiskFull. On an error no file stays.
  Result<EscrowReport> make_escrow(const std::string& folder, int people, int needed,
                                   const std::string& actor);
  // The newest; nothing: backups are readable to everybody.
  Result<std::optional<casework::BackupKeyEscrowed>> escrow();
  // Walks every chain and body commitment, however long that takes.
  Result<store::AuditReport> verify_audit();
  // The same in pieces (AuditWatch): the server calls audit_step() while there is time.
  Result<AuditStanding> audit_standing();
  void want_full_audit();
  Result<bool> audit_step(std::size_t bytes_max = 4u << 20);
  // Ops of the feed behind `after` up to `to` that are wanted, newest last, for the audit page.
  Result<std::vector<store::FeedEntry>> feed(
      std::uint64_t after, std::uint64_t to,
      const std::function<bool(const oplog::StoredOp&)>& wanted);

 private:
  class Policy;
  struct Desk;  // the connection, case list and snapshot behind m_mutex
  CountyService(std::string folder, CountyInfo info, base::Bytes private_key,
                const ServiceOptions& options);

  Result<std::unique_ptr<store::SqliteStore>> borrow_store();
  void return_store(std::unique_ptr<store::SqliteStore> store);
  oplog::AuthorTime author_time() const;
  Result<wire::ServeReport> serve(const wire::ServeLine& line, wire::ServeOptions options);
  wire::CountyIdentity identity() const;
  // The county's end of sticks and carried files, over a store that was borrowed for it.
  Result<wire::StickCounty> stick_end(store::SqliteStore& store);
  Result<CarriedReport> judge_carrier(const wire::CarriedHead& head);
  void note_wipe_handed_out(const base::StationId& station);
  // What goes behind verdict 2: an order, or nothing; keeps the station's last word.
  Result<base::Bytes> answer_wiping(const wire::CarriedHead& head, base::BytesView word);
  // The newest data key that a log of this station has left with the county.
  Result<envelope::DataKey> recovered_key_locked(const casework::RegisteredStation& station);
  // Makes the county's opening key and says it to all stations, once.
  Result<void> publish_opening_key();
  Result<std::vector<OpeningKeyLine>> opening_keys_locked();
  Result<AuthorityStanding> authority_standing_locked();
  Result<void> append_locked(store::AppendBatch batch);
  Result<BackupReport> sealed_backup(const std::string& folder,
                                     const casework::BackupKeyEscrowed& escrow);
  Result<BackupReport> mark_backed_up(BackupReport report, const BackedUp& held);
  // What a backup or a restore that died has left in a county's folder.
  static void remove_leftovers(const std::string& folder);
  // What to write so that no browser is known for this person any more.
  Result<std::vector<std::pair<std::string, std::optional<base::Bytes>>>> without_browsers_locked(
      const std::string& staff);
  Result<std::shared_ptr<const World>> world_locked();
  Result<casework::CaseRegistry*> registry_locked();
  Result<casework::CaseRegistry*> queue_locked();  // and the queue follows it
  Result<std::vector<base::CaseId>> sweep_candidates();
  Result<std::size_t> sweep_case(const base::CaseId& id);
  Result<std::optional<int>> try_publish(const std::string& source, const std::string& actor);
  Result<StationCode> write_code(const base::StationId& station, const StationEntry& entry);
  // The number block of this log, or a fresh one. kConflict where the id or the key is another's.
  Result<unsigned> block_of_locked(const base::IncarnationId& log, const std::string& public_key,
                                   const base::StationId& station);
  // A station's log has forked (PROTOCOL 3): makes the new one known and gives it a number block.
  // Idempotent. kConflict where the id or the key is another's.
  // kConflict: `speaker` has ended, and it is not this one that has taken its place.
  Result<bundle::Bound> bind_reborn(const base::StationId& station,
                                    const base::IncarnationId& speaker,
                                    const bundle::Reborn& reborn);
  Result<wire::EnrolmentAnswer> enrolment_answer(const StationEntry& entry,
                                                 const base::StationId& station,
                                                 const base::IncarnationId& incarnation,
                                                 unsigned block);

  std::string m_folder;
  CountyInfo m_info;
  base::Bytes m_private_key, m_public_key;
  std::unique_ptr<base::Clock> m_own_clock;
  const base::Clock* m_clock;
  base::RandomSource m_random;
  std::size_t m_password_memory_kib;
  // Each check takes m_password_memory_kib: strangers must not make it all of the memory.
  std::counting_semaphore<kPasswordsAtOnce> m_password_places{kPasswordsAtOnce};
  // Order of the locks: m_audit_mutex, m_mutex, m_pool_mutex; no call out while one is held.
  std::mutex m_audit_mutex;  // guards m_audit
  AuditWatch m_audit;
  std::mutex m_mutex;  // guards m_desk
  std::unique_ptr<Desk> m_desk;
  std::mutex m_pool_mutex;  // guards m_pool
  std::vector<std::unique_ptr<store::SqliteStore>> m_pool;
};

}  // namespace jiujin::sync::county
