#include "sync/casework/recorded_events.h"

#include <nlohmann/json.hpp>

namespace jiujin::sync::casework {
namespace {

using nlohmann::json;

// Changed by every intake, so that two at a time cannot both take in the same event.
constexpr const char* kIntakeRow = "events/intakes";
constexpr int kTries = 5;

struct Member {
  const char* name;
  std::string EventRecorded::*text;
};
constexpr Member kMembers[] = {
    {"id", &EventRecorded::id},          {"case", &EventRecorded::case_name},
    {"status", &EventRecorded::status},  {"at", &EventRecorded::at},
    {"who", &EventRecorded::who},        {"text", &EventRecorded::text},
    {"station", &EventRecorded::station}};

const Member* member_named(const std::string& name) {
  for (const Member& member : kMembers)
    if (name == member.name) return &member;
  return nullptr;
}

Error bad(std::string place, std::string cause) {
  return {ErrorCode::kInvalidData, std::move(place), std::move(cause)};
}

}  // namespace

Result<EventRecorded> read_event_line(std::string_view line) {
  const json from = json::parse(line, nullptr, false);
  if (!from.is_object()) return bad("", "not a JSON object");
  EventRecorded event;
  for (const auto& [name, value] : from.items()) {
    const Member* member = member_named(name);
    if (!member)
      event.more[name] = value.dump();
    else if (value.is_string())
      event.*member->text = value.get<std::string>();
    else if (!value.is_null())
      return bad(name, "not a text");
  }
  if (event.id.empty()) return bad("id", "is missing");
  if (event.id.size() > kEventIdBytesMax) return bad("id", "over 128 bytes");
  if (!event.station.empty() && !base::StationId::from_hex(event.station))
    return bad("station", "not an identifier in hexadecimal");
  return event;
}

json event_json(const EventRecorded& event) {
  json object = json::object();
  for (const auto& [name, value] : event.more) object[name] = json::parse(value, nullptr, false);
  for (const Member& member : kMembers)
    if (const auto& text = event.*member.text; !text.empty()) object[member.name] = text;
  return object;
}

EventIntake::EventIntake(store::LogStore& store, std::string actor, FindCase find_case,
                         Append append)
    : m_store(store),
      m_actor(std::move(actor)),
      m_find_case(std::move(find_case)),
      m_append(std::move(append)) {}

Result<void> EventIntake::read_known() {
  auto mark = m_store.row(kIntakeRow);
  if (!mark) return mark.error();
  if (m_read && *mark == m_mark) return {};
  m_mark = *mark;
  m_read = true;
  return m_store.visit_events([this](const oplog::StoredOp& op) {
    if (op.body_destroyed) return;
    if (auto event = read_body<EventRecorded>(op.body)) m_known.insert(std::move(event->id));
  });
}

Result<base::CaseId> EventIntake::case_of(const EventRecorded& event) {
  if (event.case_name.empty()) return base::CaseId{};
  const auto seen = m_cases.find(event.case_name);
  if (seen != m_cases.end()) return seen->second;
  auto found = m_find_case(event.case_name);
  // Two cases under one number: whose it is, a person has to find out.
  if (!found && found.error().code != ErrorCode::kConflict) return found.error();
  const base::CaseId id = found && *found ? **found : base::CaseId{};
  m_cases.emplace(event.case_name, id);
  return id;
}

Result<store::AppendBatch> EventIntake::batch_of(std::span<const EventRecorded> events,
                                                 Tally* tally) {
  store::AppendBatch batch;
  std::unordered_set<std::string_view> here;
  for (const EventRecorded& event : events) {
    if (m_known.contains(event.id) || !here.insert(event.id).second) {
      ++tally->known;
      continue;
    }
    auto id = case_of(event);
    if (!id) return id.error();
    batch.ops.push_back(draft_op(*id, 0, m_actor, event));
    ++tally->taken;
  }
  const std::uint64_t before = m_mark ? std::stoull(*m_mark) : 0;
  batch.expected_rows.emplace_back(kIntakeRow, m_mark);
  batch.rows.emplace_back(kIntakeRow, std::to_string(before + 1));
  return batch;
}

Result<EventIntake::Tally> EventIntake::take(std::span<const EventRecorded> events) {
  for (int tries = 1;; ++tries) {
    if (auto read = read_known(); !read) return read.error();
    Tally tally;
    auto batch = batch_of(events, &tally);
    if (!batch) return batch.error();
    if (tally.taken == 0) return tally;
    const base::Bytes mark = *batch->rows.back().second;
    auto written = m_append(*std::move(batch));
    if (!written && written.error().code == ErrorCode::kConflict && tries < kTries) continue;
    if (!written) return written.error();
    m_mark = mark;
    for (const EventRecorded& event : events) m_known.insert(event.id);
    return tally;
  }
}

Result<EventIntake::Tally> EventIntake::take_all(const Source& source) {
  Tally total;
  for (;;) {
    auto events = source();
    if (!events.ok()) return events.error();
    if (events->empty()) return total;
    auto taken = take(*events);
    if (!taken.ok()) return taken.error();
    total.taken += taken->taken;
    total.known += taken->known;
  }
}

}  // namespace jiujin::sync::casework
