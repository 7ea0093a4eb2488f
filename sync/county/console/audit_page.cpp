// The audit: whether every log stands as it was written, and who did what, by person, day and kind.
#include <algorithm>

#include "localization/formats.h"
#include "sync/casework/op_bodies.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

using casework::OpType;

constexpr std::size_t kLines = 100;
// How far back one page looks for lines that fit; the link goes on from there.
constexpr std::uint64_t kWindow = 5'000;
constexpr std::uint64_t kLookedAtMost = 100'000;
constexpr std::int64_t kRipeMs = 60'000;

struct Kind {
  const char* name;
  const char* words;
  std::vector<OpType> types;
};
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds{
      {"access",
       _mark("Shown, exported, signed in"),
       {OpType::kCaseRevealed, OpType::kListExported, OpType::kSignedIn, OpType::kSignInsRefused}},
      {"refused", _mark("Sign-ins that were refused"), {OpType::kSignInsRefused}},
      {"office",
       _mark("Staff, stations, publications"),
       {OpType::kStaffGranted, OpType::kStationEnrolled, OpType::kIncarnationStarted,
        OpType::kStationSuspended, OpType::kScopeGranted, OpType::kCataloguePublished,
        OpType::kCalendarPublished, OpType::kDataKeyGranted, OpType::kRecoverySealed,
        OpType::kBackupKeyEscrowed, OpType::kOpeningKeyPublished, OpType::kAuthorityAnnounced,
        OpType::kAuthorityEnded}},
      {"decisions",
       _mark("Accepted, decided, refused"),
       {OpType::kCorrectionRequested, OpType::kAcceptanceDecided, OpType::kDecisionMade,
        OpType::kExtensionGranted, OpType::kCaseVoided, OpType::kOpRefused,
        OpType::kConflictSettled}}};
  return kKinds;
}

// The person whose number was tried; "" for all other ops.
std::string tried(const oplog::StoredOp& op, std::uint32_t type) {
  if (static_cast<OpType>(type) != OpType::kSignInsRefused) return "";
  const auto body = casework::read_body<casework::SignInsRefused>(op.body);
  return body.ok() ? body->who : "";
}

// What is looked for; "" and null: everything.
struct Looked {
  std::string who, day;
  const Kind* kind = nullptr;

  bool fits(const oplog::StoredOp& op) const {
    const auto header = oplog::decode_header(op.header);
    if (!header.ok()) return false;
    if (!who.empty() && header->actor != who && tried(op, header->type) != who) return false;
    if (kind && std::find(kind->types.begin(), kind->types.end(),
                          static_cast<OpType>(header->type)) == kind->types.end()) {
      return false;
    }
    if (day.empty()) return true;
    const localization::Instant at{std::chrono::seconds{header->time.wall_ms / 1000}};
    return localization::iso_date(localization::local_date(at)) == day;
  }
  std::string query() const {
    return "&who=" + encode_component(who) + "&day=" + encode_component(day) +
           "&kind=" + (kind ? kind->name : "");
  }
};

Looked looked_for(const Visit& visit) {
  Looked looked{visit.request.query_value("who"), visit.request.query_value("day"), nullptr};
  if (!localization::parse_date(looked.day).ok()) looked.day.clear();
  for (const auto& kind : kinds()) {
    if (visit.request.query_value("kind") == kind.name) looked.kind = &kind;
  }
  return looked;
}

void fill_verdict(const Visit& visit, const AuditStanding& standing, Dictionary* body) {
  const auto& words = visit.words;
  const bool none = standing.finished_ms == 0;
  body->SetValue("TONE", standing.fault ? "bad" : none ? "wait" : "ok");
  const auto ops = static_cast<long long>(standing.ops);
  body->SetValue("VERDICT",
                 standing.fault ? format(words._t("The log {0} is broken at line {1}. Tell the "
                                                  "technical staff."),
                                         standing.fault->op.incarnation.hex().substr(0, 8),
                                         standing.fault->op.seq)
                 : none ? words._t("Not verified yet")
                        : format(words._t("{0} logs with {1} lines: every one unchanged"),
                                 standing.logs, ops));
  std::string when;
  if (!none) {
    when = format(words._t("Verified {0}; from the first line on: {1}."),
                  moment(standing.finished_ms, visit), moment(standing.full_ms, visit));
  }
  if (standing.waiting > 0 && !standing.running && !none) {
    const auto waiting = static_cast<long long>(standing.waiting);
    when += " " + format(words._tn("{0} line came in since and is verified within a minute.",
                                   "{0} lines came in since and are verified within a minute.",
                                   waiting),
                         waiting);
  }
  body->SetValue("WHEN", when);
  if (!standing.running) {
    body->ShowSection("MAY_VERIFY");
    return;
  }
  auto* running = body->AddSectionDictionary("RUNNING");
  const auto percent = standing.of == 0 ? 0 : standing.done * 100 / standing.of;
  running->SetValue("PERCENT", std::to_string(percent));
  running->SetValue("RUNNING_TEXT",
                    format(words._t("Being verified: {0} of {1} lines"), standing.done,
                           standing.of));
}

void fill_filters(const Visit& visit, const Looked& looked, Dictionary* body) {
  const auto option = [&](const char* section, const std::string& value, const std::string& name,
                          bool selected) {
    auto* entry = body->AddSectionDictionary(section);
    entry->SetValue("VALUE", value);
    entry->SetValue("NAME", name);
    if (selected) entry->ShowSection("SELECTED");
  };
  for (const auto* member : visit.world->registry.staff().members()) {
    option("PERSON", member->id, member->name + " · " + member->id, member->id == looked.who);
  }
  for (const auto& kind : kinds()) {
    option("KIND", kind.name, visit.words._t(kind.words), &kind == looked.kind);
  }
  body->SetValue("DAY", looked.day);
}

// "5 wrong passwords from 10.0.0.7, 10:32–10:41"
std::string refused_words(const casework::SignInsRefused& body, const Visit& visit) {
  const auto& words = visit.words;
  const auto count = static_cast<long long>(body.count);
  const auto tries =
      body.what == "password"
          ? format(words._tn("{0} wrong password", "{0} wrong passwords", count), count)
      : body.what == "code" ? format(words._tn("{0} wrong code", "{0} wrong codes", count), count)
                            : format(words._tn("{0} wrong try", "{0} wrong tries", count), count);
  const auto clock = [](std::uint64_t ms) {
    const std::chrono::seconds seconds{static_cast<std::int64_t>(ms / 1000)};
    return localization::format_time(localization::Instant{seconds}, localization::kShanghai);
  };
  const auto since = clock(body.since_ms), until = clock(body.until_ms);
  return format(words._t("{0} from {1}, {2}"), tries,
                body.from.empty() ? words._t("several addresses") : body.from,
                since == until ? since : since + "–" + until);
}

std::string who_did(const oplog::StoredOp& op, const oplog::OpHeader& header, const Visit& visit) {
  if (static_cast<OpType>(header.type) == OpType::kSignInsRefused) {
    const auto person = tried(op, header.type);
    return person.empty()
               ? visit.words._t("an unknown number")
               : format(visit.words._t("somebody as {0}"), staff_name(*visit.world, person));
  }
  return header.actor.empty() ? visit.words._t("the program")
                              : staff_name(*visit.world, header.actor);
}

// What a line is about beside its case: of the ops that are about none.
std::string about(const oplog::StoredOp& op, std::uint32_t type, const Visit& visit) {
  switch (static_cast<OpType>(type)) {
    case OpType::kListExported: {
      const auto body = casework::read_body<casework::ListExported>(op.body);
      if (!body.ok()) return "";
      return format(visit.words._tn("{0} line", "{0} lines", body->lines), body->lines);
    }
    case OpType::kSignedIn: {
      const auto body = casework::read_body<casework::SignedIn>(op.body);
      if (!body.ok() || !body->failed) return "";
      return format(visit.words._tn("behind {0} wrong code", "behind {0} wrong codes",
                                    *body->failed),
                    *body->failed);
    }
    case OpType::kSignInsRefused: {
      const auto body = casework::read_body<casework::SignInsRefused>(op.body);
      return body.ok() ? refused_words(*body, visit) : "";
    }
    case OpType::kStationSuspended: {
      const auto body = casework::read_body<casework::StationSuspended>(op.body);
      if (!body.ok()) return "";
      const auto* station = visit.world->registry.station(body->station);
      return (station ? station->name + " · " : "") +
             (body->wipe        ? visit.words._t("suspended, to be wiped")
              : body->suspended ? visit.words._t("suspended")
                                : visit.words._t("let in again"));
    }
    case OpType::kBackupKeyEscrowed: {
      const auto body = casework::read_body<casework::BackupKeyEscrowed>(op.body);
      if (!body.ok()) return "";
      return format(visit.words._t("any {0} of {1} people open it"), body->needed, body->people);
    }
    case OpType::kStaffGranted: {
      const auto body = casework::read_body<casework::StaffGranted>(op.body);
      if (!body.ok()) return "";
      return body->name + " · " + body->id + (body->active ? "" : " · " + visit.words._t("left"));
    }
    case OpType::kIncarnationStarted: {
      const auto body = casework::read_body<casework::IncarnationStarted>(op.body);
      if (!body.ok()) return "";
      const auto* station = visit.world->registry.station(body->station);
      return (station ? station->name : "") +
             (body->reason == "keys" ? " · " + visit.words._t("under new keys") : "");
    }
    case OpType::kStationEnrolled: {
      const auto body = casework::read_body<casework::StationEnrolled>(op.body);
      return body.ok() ? body->name : "";
    }
    default:
      return "";
  }
}

void add_row(const store::FeedEntry& entry, const Visit& visit, Dictionary* list) {
  const auto header = oplog::decode_header(entry.op->header);
  if (!header.ok()) return;
  auto* row = list->AddSectionDictionary("ROW");
  row->SetValue("POSITION", std::to_string(entry.position));
  row->SetValue("WRITTEN",
                localization::format_timestamp(
                    localization::Instant{std::chrono::seconds{header->time.wall_ms / 1000}},
                    localization::kShanghai));
  row->SetValue("WHAT", op_words(header->type, visit.words));
  row->SetValue("WHO", who_did(*entry.op, *header, visit));
  const auto* station = visit.world->registry.station_of(entry.address.incarnation);
  row->SetValue("WHERE", station ? station->name : visit.words._t("the county"));
  row->SetValue("ABOUT", about(*entry.op, header->type, visit));
  if (!header->case_id.is_zero()) {
    auto* link = row->AddSectionDictionary(visit.may_review() ? "CASE_LINK" : "CASE_NAME");
    link->SetValue("CASE", header->case_id.hex());
    link->SetValue("SHORT", header->case_id.hex().substr(0, 8));
  }
  row->SetValue("LOG", entry.address.incarnation.hex().substr(0, 8) + ":" +
                           std::to_string(entry.address.seq));
}

}  // namespace

Response Console::verify_audit(const Visit&) {
  m_service.want_full_audit();
  return redirect("/audit");
}

Response Console::audit_page(const Visit& visit) {
  // Who looks sees what was tried until now, but makes no entry of each try by looking often; on a
  // full disk it is what stands there already.
  const auto ripe = [&](const auto& one) { return visit.now_ms - one.since_ms >= kRipeMs; };
  (void)m_service.record_failed_sign_ins(ripe).ok();
  auto standing = m_service.audit_standing();
  if (!standing.ok()) return failure(visit, standing.error());
  auto end = m_service.feed_end();
  if (!end.ok()) return failure(visit, end.error());
  auto page = framed(visit, "audit", visit.words._t("Audit"));
  auto& body = page.body();
  fill_verdict(visit, *standing, &body);
  const auto looked = looked_for(visit);
  fill_filters(visit, looked, &body);
  auto to = std::strtoull(visit.request.query_value("to").c_str(), nullptr, 10);
  if (to == 0 || to > *end) to = *end;
  const auto wanted = [&](const oplog::StoredOp& op) { return looked.fits(op); };
  std::vector<store::FeedEntry> lines;  // newest first
  std::uint64_t from = to;
  while (from > 0 && lines.size() < kLines && to - from < kLookedAtMost) {
    const std::uint64_t begin = from > kWindow ? from - kWindow : 0;
    auto piece = m_service.feed(begin, from, wanted);
    if (!piece.ok()) return failure(visit, piece.error());
    lines.insert(lines.end(), std::make_move_iterator(piece->rbegin()),
                 std::make_move_iterator(piece->rend()));
    from = begin;
  }
  if (lines.size() > kLines) {
    from = lines[kLines].position;
    lines.resize(kLines);
  }
  auto* list = body.AddSectionDictionary(lines.empty() ? "NO_LINES" : "LINES");
  for (const auto& entry : lines) {
    if (entry.op) add_row(entry, visit, list);
  }
  if (from > 0) {
    body.AddSectionDictionary("OLDER")->SetValue(
        "OLDER_HREF", "/audit?to=" + std::to_string(from) + looked.query());
  }
  auto response = page.finish(m_pages);
  // Without a script: the browser asks again while the verification runs.
  if (standing->running) response.headers.emplace_back("Refresh", "2");
  return response;
}

}  // namespace jiujin::sync::county::console
