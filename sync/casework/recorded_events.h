// Events that other systems saw (courier scans, counter signals), taken in bulk and listed again.
//
// A line of an events file is a JSON object: "id" (the other system's, 1..128 bytes), and where
// there are any "case" (printed number or receipt), "status", "at", "who", "text", "station";
// members beyond these are kept as they are. An event is taken in once by its id, whoever took it
// in and wherever it came from. This file does not know files, stations or the county's service.
// Thread rule: belongs to one thread, as the store does.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "sync/casework/op_bodies.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::casework {

inline constexpr std::size_t kEventIdBytesMax = 128;

// Errors: kInvalidData, the place is the member.
Result<EventRecorded> read_event_line(std::string_view line);
// The object as a line would give it.
nlohmann::json event_json(const EventRecorded& event);

class EventIntake {
 public:
  // The case with this printed number, receipt or id, when it is known here.
  using FindCase = std::function<Result<std::optional<base::CaseId>>(const std::string& name)>;
  // Writes the batch to the own log.
  using Append = std::function<Result<void>(store::AppendBatch batch)>;
  struct Tally {
    std::uint64_t taken = 0, known = 0;
  };
  // The next events, some thousand at a time; none: that was all.
  using Source = std::function<Result<std::vector<EventRecorded>>()>;

  EventIntake(store::LogStore& store, std::string actor, FindCase find_case, Append append);
  // One transaction: all that are new, or none. Another program may take in the same meanwhile.
  Result<Tally> take(std::span<const EventRecorded> events);
  // All that the source gives, one transaction for each of its pieces. What was taken in before an
  // error stays.
  Result<Tally> take_all(const Source& source);

 private:
  Result<void> read_known();
  Result<base::CaseId> case_of(const EventRecorded& event);
  Result<store::AppendBatch> batch_of(std::span<const EventRecorded> events, Tally* tally);

  store::LogStore& m_store;
  std::string m_actor;
  FindCase m_find_case;
  Append m_append;
  std::optional<base::Bytes> m_mark;  // the row that every intake changes, as last read
  bool m_read = false;
  std::unordered_set<std::string> m_known;  // ids
  std::unordered_map<std::string, base::CaseId> m_cases;
};

}  // namespace jiujin::sync::casework
