// The bodies of ops as values: what a presenter, the county and the command line write and read.
//
// One struct per op type (op_types.h gives the meaning), one way in and one way out:
//   auto draft = draft_op(case_id, base, actor, NoteAdded{.text = "..."});
//   Result<NoteAdded> body = read_body<NoteAdded>(op.body);
// Members that may be absent are optional, "" or empty; absent ones are not written. Codes are
// checked against their lists on reading; an unknown member is not an error, it sets `*newer`.
// This file does not know who may write what: that is fold_case().
// Thread rule: values and pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "localization/error.h"
#include "sync/casework/case.h"
#include "sync/casework/op_types.h"
#include "sync/oplog/op.h"

namespace jiujin::sync::casework {

// --- parts ---

struct JointPart {
  std::string code;   // "YJS-01"
  std::string group;  // 32 hex digits, the same for all cases of one joint item
};

struct AgentPart {
  std::string name, id_no, mobile;
  std::string kind;      // catalogue code of who acts: village agent, relative ...
  std::string relation;  // to the applicant
};

struct DeliveryPart {
  std::string mode;  // "station" | "town" | "courier" | "electronic" | "agent"
  std::string name, mobile, division, address, pays;
};

struct LicencePart {
  std::string type, number, holder;
  std::string grade;  // "A".."D"
  std::string valid_until;
};

struct FindingPart {
  std::string rule;      // "P01"
  std::string severity;  // "error" | "warn" | "info"
  std::string place;
};

struct AddressPart {
  std::string name, mobile, division, address;
};
struct ProxyPart {
  std::string name, relation;
};
struct CollectorPart {
  std::string name, id_tail;
};

// --- a case, by the station ---

struct CaseOpened {
  static constexpr OpType kType = OpType::kCaseOpened;
  base::CaseKey key;  // random; salts the commitments of this case's bodies
  std::string item;
  int item_version = 0;
  std::string division;            // 12 digits, where taken in
  std::string channel = "window";  // "window" | "agent" | "kiosk" | "web"
  std::optional<JointPart> joint;
  std::optional<AgentPart> agent;
  Person applicant;
};

struct FormAnswered {
  static constexpr OpType kType = OpType::kFormAnswered;
  std::string form;
  int form_version = 0;
  std::map<std::string, std::string> answers;  // path -> JSON text of the value; "null" clears
};

struct MaterialAdded {
  static constexpr OpType kType = OpType::kMaterialAdded;
  std::string slot;
  std::vector<FileRef> files;
};

struct MaterialDeclared {
  static constexpr OpType kType = OpType::kMaterialDeclared;
  std::string slot;
  std::string mode;  // "licence"|"deferred"|"commitment"|"not_needed"|"paper"|"cleared"
  std::optional<LicencePart> licence;
  std::string due, note;
  std::optional<FileRef> signed_commitment;  // "signed"
};

struct PrereviewRecorded {
  static constexpr OpType kType = OpType::kPrereviewRecorded;
  int rules_version = 0;
  std::string today;
  std::vector<FindingPart> findings;
  std::vector<std::string> confirmed;
};

struct CaseSubmitted {
  static constexpr OpType kType = OpType::kCaseSubmitted;
  std::string number, receipt, query_code, date;
  DeliveryPart delivery;
};

struct CaseWithdrawn {
  static constexpr OpType kType = OpType::kCaseWithdrawn;
  std::string reason;
};

struct CaseVoided {
  static constexpr OpType kType = OpType::kCaseVoided;
  std::string reason, second_actor;
};

struct CorrectionAnswered {
  static constexpr OpType kType = OpType::kCorrectionAnswered;
  base::OpAddress request;
  std::string note;
};

struct CaseHandedOver {
  static constexpr OpType kType = OpType::kCaseHandedOver;
  std::string to, note;
};

struct NoteAdded {
  static constexpr OpType kType = OpType::kNoteAdded;
  std::string text;
};

// What another system saw of a case. `id` is the event's own, given by that system; `more` holds
// members that only that system knows.
struct EventRecorded {
  static constexpr OpType kType = OpType::kEventRecorded;
  std::string id;
  std::string case_name;  // printed number or receipt, as that system wrote it
  std::string status, at, who, text;
  std::string station;                      // 32 hex digits: whom it is for, where no case tells
  std::map<std::string, std::string> more;  // JSON texts
};

// --- by the county ---

struct CaseRevealed {
  static constexpr OpType kType = OpType::kCaseRevealed;
  std::string what;  // "numbers"
};

struct ListExported {
  static constexpr OpType kType = OpType::kListExported;
  std::string what;  // "ledger"
  int lines = 0;
};

struct SignedIn {
  static constexpr OpType kType = OpType::kSignedIn;
  std::string where;  // "console"
  std::optional<int> failed{};
};

struct StationSuspended {
  static constexpr OpType kType = OpType::kStationSuspended;
  base::StationId station;
  bool suspended = true;
  std::string reason;
  bool wipe = false;  // it is to destroy the keys to its data at its next contact
};

struct SignInsRefused {
  static constexpr OpType kType = OpType::kSignInsRefused;
  std::string who, from, what;
  int count = 0;
  std::uint64_t since_ms = 0, until_ms = 0;
};

struct BackupKeyEscrowed {
  static constexpr OpType kType = OpType::kBackupKeyEscrowed;
  int suite = 1;
  std::string key;  // hexadecimal of the public key's DER
  int people = 0, needed = 0;
};

struct ReviewStarted {
  static constexpr OpType kType = OpType::kReviewStarted;
};

struct CorrectionRequested {
  static constexpr OpType kType = OpType::kCorrectionRequested;
  std::string reason;
  std::vector<CorrectionItem> items;  // at least one
  std::string due, document;
};

struct AcceptanceDecided {
  static constexpr OpType kType = OpType::kAcceptanceDecided;
  bool accepted = true;
  bool deferral = false;
  std::string reason, basis, remedy, document;
};

struct DecisionMade {
  static constexpr OpType kType = OpType::kDecisionMade;
  bool granted = true;
  std::string opinion, reason, basis, remedy, document, result_name, licence_no, valid_until;
  std::vector<FileRef> files;
};

struct SpecialStarted {
  static constexpr OpType kType = OpType::kSpecialStarted;
  std::string name;
  std::string kind = "2";  // "1" extension of approval, "2" the others (GB/T 39046)
  std::optional<int> days;
  std::string reason, basis;
};

struct SpecialEnded {
  static constexpr OpType kType = OpType::kSpecialEnded;
  std::string result;
};

struct ExtensionGranted {
  static constexpr OpType kType = OpType::kExtensionGranted;
  int days = 0;  // 1..60
  std::string reason, approver;
};

struct DeadlinePassed {
  static constexpr OpType kType = OpType::kDeadlinePassed;
  std::string what;  // "notice"|"promised"|"statutory"|"correction"|"deferral"
  std::string date;
};

struct OpRefused {
  static constexpr OpType kType = OpType::kOpRefused;
  base::OpAddress op;
  std::string reason, rule;
};

struct ConflictSettled {
  static constexpr OpType kType = OpType::kConflictSettled;
  std::string path;
  std::string value = "null";  // JSON text
};

// --- exit window ---

struct ParcelDispatched {
  static constexpr OpType kType = OpType::kParcelDispatched;
  std::string direction = "out";  // "out" | "in"
  std::string carrier, waybill;
  std::vector<std::string> contents;
  std::optional<AddressPart> to;
};

struct ParcelDelivered {
  static constexpr OpType kType = OpType::kParcelDelivered;
  std::string waybill, signer;
  std::optional<ProxyPart> proxy;
  std::string date;
};

struct ParcelReturned {
  static constexpr OpType kType = OpType::kParcelReturned;
  std::string waybill, reason;
};

struct ResultCollected {
  static constexpr OpType kType = OpType::kResultCollected;
  CollectorPart by;
  bool proxy = false;
};

// --- the resident ---

struct RatingGiven {
  static constexpr OpType kType = OpType::kRatingGiven;
  Rating grade = Rating::kVerySatisfied;
  std::string text;
  std::string channel = "screen";  // "screen" | "kiosk" | "phone" | "web"
  std::optional<int> visits;
};

// --- not about a case ---

// A member's opening key pair (sync/envelope/staff_keys.h), its bytes in hexadecimal.
struct StaffOpening {
  int suite = 1;
  std::string key, wrapped;
  bool operator==(const StaffOpening&) const = default;
};

struct StaffGranted {
  static constexpr OpType kType = OpType::kStaffGranted;
  std::string id, name;
  std::vector<Role> roles;
  std::string unit, division;
  bool active = true;
  std::string verifier;  // "$argon2id$...", "" = unchanged, and `opening` with it
  std::optional<StaffOpening> opening{};  // of the same password
};

struct StationEnrolled {
  static constexpr OpType kType = OpType::kStationEnrolled;
  base::StationId station;
  std::string name, division;
  std::string scope;  // division whose cases it sees
  int level = 6;      // 4 county, 5 town, 6 village
};

struct IncarnationStarted {
  static constexpr OpType kType = OpType::kIncarnationStarted;
  base::IncarnationId incarnation;
  base::StationId station;
  int number_block = 0;  // 1..9999
  std::string after{};   // hex32: the log that it goes on for; "" = it is a computer's first
  std::string reason{};  // "keys": nothing more is taken from that one, nor from others behind it
};

struct CataloguePublished {
  static constexpr OpType kType = OpType::kCataloguePublished;
  int version = 0;
  FileRef file;
};

struct ScopeGranted {
  static constexpr OpType kType = OpType::kScopeGranted;
  base::StationId station;
  std::string scope;
};

struct CalendarPublished {
  static constexpr OpType kType = OpType::kCalendarPublished;
  int year = 0;
  bool official = true;
  std::vector<std::string> off, work;  // YYYY-MM-DD
};

struct OpeningKeyPublished {
  static constexpr OpType kType = OpType::kOpeningKeyPublished;
  int suite = 1;
  std::string key;  // hexadecimal of the public key's DER
};

// Data keys of stations, sealed (sync/envelope/key_slots.h); bytes in hexadecimal.
struct RecoverySealed {
  static constexpr OpType kType = OpType::kRecoverySealed;
  int suite = 1;
  std::string key;  // the county's opening key that it is sealed to
  std::string capsule, sealed;
};

struct DataKeyGranted {
  static constexpr OpType kType = OpType::kDataKeyGranted;
  base::StationId station;
  std::string staff;
  StaffOpening opening;  // the member's, as it was then
  std::string capsule, sealed;
};

struct TransportKeyBound {
  static constexpr OpType kType = OpType::kTransportKeyBound;
  int suite = 1;
  std::string key;  // hexadecimal of the public key's DER
};

// Authorities of the county's server, named by the SHA-256 of their certificate's DER (hex64).
struct AuthorityAnnounced {
  static constexpr OpType kType = OpType::kAuthorityAnnounced;
  std::string certificate;  // PEM
  std::string follows;      // the one that the server's certificate is from until then
};

struct AuthorityEnded {
  static constexpr OpType kType = OpType::kAuthorityEnded;
  std::string authority;
};

struct AuthorityTrusted {
  static constexpr OpType kType = OpType::kAuthorityTrusted;
  std::string authority;
};

// --- in and out ---

// Errors: kInvalidData; the place names the member ("items[0].text"), the cause what is wrong with
// it. `*newer` becomes true when a member is met that this version does not know.
template <typename Body>
Result<Body> read_body(base::BytesView json, bool* newer = nullptr);

// The JSON text as it is to be stored.
template <typename Body>
base::Bytes write_body(const Body& body);

// An op ready for LogStore::append. `base` = Case::county_ops as the author saw it; `actor` = staff
// id, "" for the program or the resident.
template <typename Body>
oplog::OpDraft draft_op(const base::CaseId& case_id, std::uint64_t base, std::string actor,
                        const Body& body) {
  oplog::OpDraft draft;
  draft.type = static_cast<oplog::OpTypeCode>(Body::kType);
  draft.case_id = case_id;
  draft.base = base;
  draft.actor = std::move(actor);
  draft.body = write_body(body);
  return draft;
}

// "incarnation:seq", 32 hex digits and a decimal number, as bodies name an op.
std::string op_address_text(const base::OpAddress& address);
Result<base::OpAddress> parse_op_address(std::string_view text);

// Names that stand in bodies: "intake", "very_satisfied". Stable.
std::string_view role_name(Role role);
std::optional<Role> role_of_name(std::string_view name);
std::string_view rating_name(Rating rating);
std::optional<Rating> rating_of_name(std::string_view name);

}  // namespace jiujin::sync::casework
