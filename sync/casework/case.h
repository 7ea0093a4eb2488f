// A case (办件) as the fold of its ops: what both sides know about it, and nothing they do not.
//
// Plain data, produced only by fold_case(). Station and county run the same function over the same
// ops in the same order, so they cannot disagree. States and clocks follow the domain's state table
// (codes 10..70) and time arithmetic. This file knows no store, network or window.
// Thread rule: values; no shared state.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/identity.h"

namespace jiujin::sync::casework {

// Do not renumber: the domain's own codes.
enum class CaseState : int {
  kDraft = 10,
  kReceived = 11,            // 已收件
  kInPrereview = 12,         // 预审中
  kAwaitingCorrection = 13,  // 待补正
  kNotAccepted = 14,         // 不予受理
  kDeferralReceived = 15,    // 容缺预收
  kVoided = 19,              // 作废
  kAccepted = 20,            // 已受理
  kInHandling = 30,          // 办理中
  kSpecialProcedure = 31,    // 特别程序
  kExtended = 32,            // 延长审批
  kAwaitingDeferred = 33,    // 容缺待补
  kGranted = 40,             // 准予/办结
  kDenied = 41,              // 不予/办结
  kAwaitingDelivery = 50,    // 待送达
  kDispatched = 51,          // 已寄出
  kDelivered = 52,           // 已送达
  kReturned = 53,            // 退件
  kWithdrawn = 60,           // 申请人撤回
  kArchived = 70,            // 已评价/归档
};

enum class Role {
  kIntake,
  kPrereview,
  kAgent,
  kReview,
  kDecide,
  kExit,
  kSupervise,
  kAdminister,
  kKiosk
};
enum class Rating { kVerySatisfied = 1, kSatisfied, kFair, kDissatisfied, kVeryDissatisfied };

// A small picture of a scan (its first page), so that a reviewer sees something while the scan
// still travels. It is sent only where the scan would take long, and not needed once that is here.
struct PreviewRef {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;
};

struct FileRef {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;
  std::string name;
  int rotation = 0;  // degrees clockwise when shown
  std::optional<PreviewRef> preview{};
};

struct Person {
  std::string name;
  std::string id_type;
  std::string id_no;
  std::string mobile;  // "" = has none, a legal state
};

enum class MaterialMode { kMissing, kFiles, kLicence, kDeferred, kCommitment, kNotNeeded, kPaper };

struct Material {
  std::string slot;  // "M02"
  MaterialMode mode = MaterialMode::kMissing;
  std::vector<FileRef> files;
  std::string licence_type, licence_number, licence_grade;
  std::string licence_holder, licence_valid_until;
  std::string due;  // deferred: YYYY-MM-DD
  std::string note;
  std::optional<FileRef> signed_commitment;
};

struct CorrectionItem {
  std::string place, text;
};
struct Correction {
  base::OpAddress request;
  std::string reason, due, document;
  std::vector<CorrectionItem> items;
  bool answered = false;
  std::string requested_on, answered_on;  // YYYY-MM-DD
};

// A procedure whose time the law does not count (hearing, appraisal, site inspection ...).
struct SpecialProcedure {
  std::string name, kind, reason, basis, result;
  int days = 0;                      // expected; 0 = not told
  std::string started_on, ended_on;  // YYYY-MM-DD; "" while it runs
};

// What the pre-review found and whether the clerk confirmed it as seen.
struct PrereviewFinding {
  std::string rule, severity, place;
  bool confirmed = false;
};

struct Parcel {
  std::string direction, carrier, waybill, signer, proxy;
  std::vector<std::string> contents;
  enum class State { kUnderway, kDelivered, kReturned } state = State::kUnderway;
  std::string dispatched_on, closed_on;  // YYYY-MM-DD
};

// Two answers for one field, written without knowledge of each other.
struct Conflict {
  std::string path;
  std::string ours, theirs;  // JSON values
  base::OpAddress ours_op, theirs_op;
};

// How far an op has come, as the timeline shows it.
enum class Transit { kWaiting, kSent, kReceived };  // 待传, 已传, 县级已收

struct TimelineEntry {
  base::OpAddress op;
  std::uint32_t type = 0;
  std::int64_t wall_ms = 0;  // author's wall clock
  std::string actor;         // staff id
  std::string actor_name, unit;
  std::string detail;  // codes and free text of the body, one line, not translated
  Transit transit = Transit::kWaiting;
  bool refused = false;
  std::string refusal;  // reason code ("role", "state", "separation", "rule:...")
  bool newer_version = false;
};

// One stretch of a clock. Open stretches have no `to`.
struct ClockStretch {
  std::int64_t from_ms = 0;
  std::optional<std::int64_t> to_ms;
};

// The three clocks: handling (办理), circulation (流转), courier (快递).
struct Clocks {
  std::vector<ClockStretch> handling, circulation, courier;
  std::string notice_due;    // correction notice by, YYYY-MM-DD
  std::string promised_due;  // "" until accepted
  std::string statutory_due;
  bool stopped = false;
  bool provisional = false;  // the calendar of that year is not official yet
};

struct Case {
  base::CaseId id;
  std::string number, receipt, query_code;
  std::vector<std::string> number_aliases;  // should two printed numbers collide, both stay
  std::string item;
  int item_version = 0;
  std::string division;  // where taken in
  std::string channel;
  std::string joint_code, joint_group;  // a joint item (一件事) and its group of cases
  Person applicant;
  std::optional<Person> agent;
  std::string agent_kind, agent_relation;
  CaseState state = CaseState::kDraft;
  std::map<std::string, std::string> answers;  // path -> JSON value
  int form_version = 0;
  std::vector<Material> materials;
  std::vector<Correction> corrections;
  std::vector<Conflict> conflicts;
  std::vector<Parcel> parcels;
  std::string delivery_mode, delivery_name, delivery_mobile, delivery_division, delivery_address;
  bool deferral = false;          // accepted with gaps
  bool deferral_expired = false;  // a deferred slot was not filled by its day
  bool deemed_accepted = false;   // by passing of the notice period; accepted_on = receipt day
  bool deemed_projected = false;  // the notice period is over, the county has not said so yet
  std::optional<bool> granted;    // the decision, once made
  std::string owner;              // clerk at the window whose case it is
  std::string submitted_by, accepted_by, decided_by;  // staff ids
  std::vector<PrereviewFinding> findings;
  std::vector<SpecialProcedure> specials;
  int extension_days = 0;  // granted once
  std::string extension_reason, extension_approver;
  std::string delivered_on;                           // YYYY-MM-DD
  std::string closing_reason;                         // of a withdrawal or a voiding
  std::string submitted_on, accepted_on, decided_on;  // YYYY-MM-DD
  std::string decision_opinion, decision_reason, result_name, licence_no, valid_until;
  std::string acceptance_reason, acceptance_document, decision_document;
  std::string acceptance_basis, acceptance_remedy, decision_basis, decision_remedy;
  std::vector<FileRef> result_files;
  std::string handler;  // staff id who has it now
  std::optional<Rating> rating;
  std::string rating_text, rating_channel;
  int visits = 0;  // told with the rating; 0 = not told
  Clocks clocks;
  std::vector<TimelineEntry> timeline;  // in the order of the case
  std::uint64_t ops = 0;                // ops folded
  std::uint64_t county_ops = 0;         // of them with a county position: `base` of the next op
  bool has_newer = false;               // some op or field of a newer version was met
};

}  // namespace jiujin::sync::casework
