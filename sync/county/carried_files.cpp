// Files that locked stations hand over the line: who carries them, and what they come to.
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

using Verdict = wire::CarriedAnswer::Verdict;

// The other side's fault, which is told to it; ours goes to our caller.
bool is_theirs(ErrorCode code) {
  return code == ErrorCode::kProtocol || code == ErrorCode::kUnsupported ||
         code == ErrorCode::kTruncated || code == ErrorCode::kTooLarge ||
         code == ErrorCode::kCorrupt;
}

bool carries_for(const World& world, const casework::RegisteredStation& station,
                 const wire::CarriedHead& head, const base::IncarnationId& county) {
  const auto message = wire::carried_message(head, county);
  for (const auto& log : station.incarnations) {
    if (world.registry.ended(log)) continue;
    const auto known = world.transport_keys.find(log);
    if (known == world.transport_keys.end()) continue;
    const auto suite = envelope::find_suite(known->second.suite);
    if (suite.ok() && (*suite)->verify(known->second.public_key, message, head.signature).ok())
      return true;
  }
  return false;
}

wire::CarriedAnswer verdict_on(const wire::StickBundle& told, base::Bytes answer) {
  if (told.answered) return {Verdict::kServed, "", std::move(answer)};
  const bool another = told.state == wire::StickBundle::State::kUnknown;
  return {another ? Verdict::kUnknown : Verdict::kUnreadable, told.cause, ""};
}

}  // namespace

// Served: nothing is to be said against the carrier.
Result<CarriedReport> CountyService::judge_carrier(const wire::CarriedHead& head) {
  auto snapshot = world();
  if (!snapshot.ok()) return snapshot.error();
  const auto* station = (*snapshot)->registry.station(head.station);
  CarriedReport report;
  if (station) report.named = station->id;
  report.proved = station && carries_for(**snapshot, *station, head, m_info.incarnation);
  report.answer = {Verdict::kServed, "", ""};
  if (!report.proved) {
    report.answer = {Verdict::kUnknown, "this county does not know this transport key", ""};
    return report;
  }
  const std::lock_guard lock(m_mutex);
  auto suspended = m_desk->store->row(std::string(kSuspendedPrefix) + station->id.hex());
  if (!suspended.ok()) return suspended.error();
  if (*suspended) report.answer = {Verdict::kSuspended, **suspended, ""};
  return report;
}

Result<CarriedReport> CountyService::take_carried(const wire::ByteReader& read, bool busy) {
  CarriedReport report;
  const auto unreadable = [&report](const Error& error) -> Result<CarriedReport> {
    if (!is_theirs(error.code)) return error;
    report.answer = {Verdict::kUnreadable, error.line(), ""};
    return report;
  };
  auto head = wire::read_carried_head(read);
  if (!head.ok()) return unreadable(head.error());
  report.answer.verdict = Verdict::kLater;
  if (busy) return report;
  auto judged = judge_carrier(*head);
  if (judged.ok() && judged->answer.verdict == Verdict::kSuspended) {
    // Of a suspended station nothing is read but its last word.
    Result<base::Bytes> word = base::Bytes();
    if (head->size == bundle::kWipedWordBytes) word = wire::read_carried_file(*head, read);
    if (!word.ok()) return unreadable(word.error());
    auto order = answer_wiping(*head, *word);
    if (!order.ok()) return order.error();
    judged->answer.answer = *std::move(order);
  }
  if (!judged.ok() || judged->answer.verdict != Verdict::kServed) return judged;
  report = *std::move(judged);
  auto file = wire::read_carried_file(*head, read);
  if (!file.ok()) return unreadable(file.error());
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto county = stick_end(**store);
  if (!county.ok()) return county.error();
  base::Bytes answer;
  auto told = wire::serve_carried(*file, head->station, *county, answer);
  return_store(std::move(store).value());
  if (!told.ok()) return told.error();
  report.answer = verdict_on(*told, std::move(answer));
  return report;
}

}  // namespace jiujin::sync::county
