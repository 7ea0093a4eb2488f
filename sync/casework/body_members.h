// Descriptions of all op bodies and their parts, member by member (private to casework).
//
// Each runs with a BodyWriter or a BodyReader (body_fields.h) and so stands for both directions;
// the member names are those of op_types.h and lie on disk: do not rename.
#pragma once

#include "sync/casework/body_fields.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::sync::casework {

inline constexpr int kCountMax = 1'000'000'000;

inline std::optional<base::OpAddress> address_of(const std::string& text) {
  auto read = parse_op_address(text);
  return read ? std::optional(*read) : std::nullopt;
}

// --- descriptions of the parts, found by argument-dependent lookup from the archives ---

template <typename A>
void members(A& a, PreviewRef& p) {
  a.id("hash", p.hash);
  a.size("size", p.size);
  a.text("type", p.media_type);
}
template <typename A>
void members(A& a, FileRef& f) {
  a.id("hash", f.hash);
  a.size("size", f.size);
  a.text("type", f.media_type);
  a.optional_text("name", f.name);
  std::optional<int> rotation;
  if (f.rotation != 0) rotation = f.rotation;
  a.optional_number("rotation", rotation, 0, 270);
  f.rotation = rotation.value_or(0) / 90 * 90;
  a.optional_part("preview", f.preview);
}
template <typename A>
void members(A& a, Person& p) {
  a.text("name", p.name);
  a.text("id_type", p.id_type);
  a.text("id_no", p.id_no);
  a.optional_text("mobile", p.mobile);
}
template <typename A>
void members(A& a, CorrectionItem& i) {
  a.text("place", i.place);
  a.text("text", i.text);
}
template <typename A>
void members(A& a, JointPart& p) {
  a.text("code", p.code);
  a.text("group", p.group);
}
template <typename A>
void members(A& a, AgentPart& p) {
  a.text("name", p.name);
  a.text("id_no", p.id_no);
  a.optional_text("mobile", p.mobile);
  a.text("kind", p.kind);
  a.optional_text("relation", p.relation);
}
template <typename A>
void members(A& a, DeliveryPart& p) {
  a.code("mode", p.mode, {"station", "town", "courier", "electronic", "agent"});
  a.optional_text("name", p.name);
  a.optional_text("mobile", p.mobile);
  a.optional_text("division", p.division);
  a.optional_text("address", p.address);
  a.optional_text("pays", p.pays);
}
template <typename A>
void members(A& a, LicencePart& p) {
  a.text("type", p.type);
  a.text("number", p.number);
  a.text("holder", p.holder);
  a.code("grade", p.grade, {"A", "B", "C", "D"});
  a.optional_date("valid_until", p.valid_until);
}
template <typename A>
void members(A& a, FindingPart& p) {
  a.text("rule", p.rule);
  a.code("severity", p.severity, {"error", "warn", "info"});
  a.optional_text("place", p.place);
}
template <typename A>
void members(A& a, AddressPart& p) {
  a.text("name", p.name);
  a.optional_text("mobile", p.mobile);
  a.optional_text("division", p.division);
  a.optional_text("address", p.address);
}
template <typename A>
void members(A& a, ProxyPart& p) {
  a.text("name", p.name);
  a.optional_text("relation", p.relation);
}
template <typename A>
void members(A& a, CollectorPart& p) {
  a.text("name", p.name);
  a.optional_text("id_tail", p.id_tail);
}

// --- descriptions of the bodies ---

template <typename A>
void members(A& a, CaseOpened& b) {
  a.id("key", b.key);
  a.text("item", b.item);
  a.number("item_version", b.item_version, 0, kCountMax);
  a.text("division", b.division);
  a.code("channel", b.channel, {"window", "agent", "kiosk", "web"});
  a.optional_part("joint", b.joint);
  a.optional_part("agent", b.agent);
  a.part("applicant", b.applicant);
}
template <typename A>
void members(A& a, FormAnswered& b) {
  a.text("form", b.form);
  a.number("form_version", b.form_version, 0, kCountMax);
  a.values("answers", b.answers);
}
template <typename A>
void members(A& a, MaterialAdded& b) {
  a.text("slot", b.slot);
  a.parts("files", b.files);
}
template <typename A>
void members(A& a, MaterialDeclared& b) {
  a.text("slot", b.slot);
  a.code("mode", b.mode, {"licence", "deferred", "commitment", "not_needed", "paper", "cleared"});
  a.optional_part("licence", b.licence);
  a.optional_date("due", b.due);
  a.optional_text("note", b.note);
  a.optional_part("signed", b.signed_commitment);
}
template <typename A>
void members(A& a, PrereviewRecorded& b) {
  a.number("rules_version", b.rules_version, 0, kCountMax);
  a.date("today", b.today);
  a.parts("findings", b.findings);
  a.optional_texts("confirmed", b.confirmed);
}
template <typename A>
void members(A& a, CaseSubmitted& b) {
  a.text("number", b.number);
  a.text("receipt", b.receipt);
  a.text("query_code", b.query_code);
  a.date("date", b.date);
  a.part("delivery", b.delivery);
}
template <typename A>
void members(A& a, CaseWithdrawn& b) {
  a.text("reason", b.reason);
}
template <typename A>
void members(A& a, CaseVoided& b) {
  a.text("reason", b.reason);
  a.text("second_actor", b.second_actor);
}
template <typename A>
void members(A& a, CorrectionAnswered& b) {
  a.named("request", b.request, op_address_text, address_of);
  a.optional_text("note", b.note);
}
template <typename A>
void members(A& a, CaseHandedOver& b) {
  a.text("to", b.to);
  a.optional_text("note", b.note);
}
template <typename A>
void members(A& a, NoteAdded& b) {
  a.text("text", b.text);
}
template <typename A>
void members(A& a, CaseRevealed& b) {
  a.text("what", b.what);
}
template <typename A>
void members(A& a, ListExported& b) {
  a.text("what", b.what);
  a.number("lines", b.lines, 0, kCountMax);
}
template <typename A>
void members(A& a, SignedIn& b) {
  a.text("where", b.where);
  a.optional_number("failed", b.failed, 0, kCountMax);
}
template <typename A>
void members(A& a, StationSuspended& b) {
  a.id("station", b.station);
  a.boolean("suspended", b.suspended);
  a.optional_text("reason", b.reason);
  a.optional_boolean("wipe", b.wipe);
}
template <typename A>
void members(A& a, SignInsRefused& b) {
  a.optional_text("who", b.who);
  a.optional_text("from", b.from);
  a.optional_text("what", b.what);
  a.number("count", b.count, 0, kCountMax);
  a.size("since", b.since_ms);
  a.size("until", b.until_ms);
}
template <typename A>
void members(A& a, BackupKeyEscrowed& b) {
  a.number("suite", b.suite, 0, 255);
  a.text("key", b.key);
  a.number("people", b.people, 0, kCountMax);
  a.number("needed", b.needed, 0, kCountMax);
}
template <typename A>
void members(A& a, EventRecorded& b) {
  a.text("id", b.id);
  a.optional_text("case", b.case_name);
  a.optional_text("status", b.status);
  a.optional_text("at", b.at);
  a.optional_text("who", b.who);
  a.optional_text("text", b.text);
  a.optional_text("station", b.station);
  a.optional_values("more", b.more);
}
template <typename A>
void members(A&, ReviewStarted&) {}
template <typename A>
void members(A& a, CorrectionRequested& b) {
  a.text("reason", b.reason);
  a.parts("items", b.items);
  a.date("due", b.due);
  a.optional_text("document", b.document);
}
template <typename A>
void members(A& a, AcceptanceDecided& b) {
  a.boolean("accepted", b.accepted);
  a.boolean("deferral", b.deferral);
  a.optional_text("reason", b.reason);
  a.optional_text("basis", b.basis);
  a.optional_text("remedy", b.remedy);
  a.optional_text("document", b.document);
}
template <typename A>
void members(A& a, DecisionMade& b) {
  a.boolean("granted", b.granted);
  a.optional_text("opinion", b.opinion);
  a.optional_text("reason", b.reason);
  a.optional_text("basis", b.basis);
  a.optional_text("remedy", b.remedy);
  a.optional_text("document", b.document);
  a.optional_text("result_name", b.result_name);
  a.optional_text("licence_no", b.licence_no);
  a.optional_text("valid_until", b.valid_until);
  a.parts("files", b.files);
}
template <typename A>
void members(A& a, SpecialStarted& b) {
  a.text("name", b.name);
  a.code("kind", b.kind, {"1", "2"});
  a.optional_number("days", b.days, 0, 3650);
  a.text("reason", b.reason);
  a.optional_text("basis", b.basis);
}
template <typename A>
void members(A& a, SpecialEnded& b) {
  a.optional_text("result", b.result);
}
template <typename A>
void members(A& a, ExtensionGranted& b) {
  a.number("days", b.days, 1, 60);
  a.text("reason", b.reason);
  a.text("approver", b.approver);
}
template <typename A>
void members(A& a, DeadlinePassed& b) {
  a.code("what", b.what, {"notice", "promised", "statutory", "correction", "deferral"});
  a.date("date", b.date);
}
template <typename A>
void members(A& a, OpRefused& b) {
  a.named("op", b.op, op_address_text, address_of);
  a.text("reason", b.reason);
  a.optional_text("rule", b.rule);
}
template <typename A>
void members(A& a, ConflictSettled& b) {
  a.text("path", b.path);
  a.value("value", b.value);
}
template <typename A>
void members(A& a, ParcelDispatched& b) {
  a.code("direction", b.direction, {"out", "in"});
  a.text("carrier", b.carrier);
  a.text("waybill", b.waybill);
  a.texts("contents", b.contents);
  a.optional_part("to", b.to);
}
template <typename A>
void members(A& a, ParcelDelivered& b) {
  a.text("waybill", b.waybill);
  a.text("signer", b.signer);
  a.optional_part("proxy", b.proxy);
  a.date("date", b.date);
}
template <typename A>
void members(A& a, ParcelReturned& b) {
  a.text("waybill", b.waybill);
  a.text("reason", b.reason);
}
template <typename A>
void members(A& a, ResultCollected& b) {
  a.part("by", b.by);
  a.optional_boolean("proxy", b.proxy);
}
template <typename A>
void members(A& a, RatingGiven& b) {
  a.named("grade", b.grade, rating_name, rating_of_name);
  a.optional_text("text", b.text);
  a.code("channel", b.channel, {"screen", "kiosk", "phone", "web"});
  a.optional_number("visits", b.visits, 0, 1000);
}
template <typename A>
void members(A& a, StaffOpening& p) {
  a.number("suite", p.suite, 1, 255);
  a.text("key", p.key);
  a.text("wrapped", p.wrapped);
}
template <typename A>
void members(A& a, StaffGranted& b) {
  a.text("id", b.id);
  a.text("name", b.name);
  a.named_list("roles", b.roles, role_name, role_of_name);
  a.optional_text("unit", b.unit);
  a.optional_text("division", b.division);
  a.boolean("active", b.active);
  a.optional_text("verifier", b.verifier);
  a.optional_part("opening", b.opening);
}
template <typename A>
void members(A& a, StationEnrolled& b) {
  a.id("station", b.station);
  a.text("name", b.name);
  a.text("division", b.division);
  a.text("scope", b.scope);
  a.number("level", b.level, 1, 6);
}
template <typename A>
void members(A& a, IncarnationStarted& b) {
  a.id("incarnation", b.incarnation);
  a.id("station", b.station);
  a.number("number_block", b.number_block, 1, 9999);
  a.optional_text("after", b.after);
  a.optional_text("reason", b.reason);
}
template <typename A>
void members(A& a, CataloguePublished& b) {
  a.number("version", b.version, 0, kCountMax);
  a.part("file", b.file);
}
template <typename A>
void members(A& a, ScopeGranted& b) {
  a.id("station", b.station);
  a.text("scope", b.scope);
}
template <typename A>
void members(A& a, CalendarPublished& b) {
  a.number("year", b.year, 1949, 2200);
  a.boolean("official", b.official);
  a.texts("off", b.off);
  a.texts("work", b.work);
}
template <typename A>
void members(A& a, OpeningKeyPublished& b) {
  a.number("suite", b.suite, 1, 255);
  a.text("key", b.key);
}
template <typename A>
void members(A& a, RecoverySealed& b) {
  a.number("suite", b.suite, 1, 255);
  a.text("key", b.key);
  a.text("capsule", b.capsule);
  a.text("sealed", b.sealed);
}
template <typename A>
void members(A& a, DataKeyGranted& b) {
  a.id("station", b.station);
  a.text("staff", b.staff);
  a.part("opening", b.opening);
  a.text("capsule", b.capsule);
  a.text("sealed", b.sealed);
}
template <typename A>
void members(A& a, TransportKeyBound& b) {
  a.number("suite", b.suite, 1, 255);
  a.text("key", b.key);
}
template <typename A>
void members(A& a, AuthorityAnnounced& b) {
  a.text("certificate", b.certificate);
  a.text("follows", b.follows);
}
template <typename A>
void members(A& a, AuthorityEnded& b) {
  a.text("authority", b.authority);
}
template <typename A>
void members(A& a, AuthorityTrusted& b) {
  a.text("authority", b.authority);
}

}  // namespace jiujin::sync::casework
