// What a station leaves to be sent while it is locked, and what the county answers to it meanwhile.
//
//   FOLDER/outbox/outbox-N.jjb          stick files (PROTOCOL 10), sealed to the county; N counts
//   FOLDER/outbox/outbox-scans-N.jjb    scans alone, which wait for their hours
//   FOLDER/outbox/whole                 they hold all that waited; nobody has logged in since
//   FOLDER/inbox/*.answer.jjb           the county's answers, sealed to the station
// The outbox is a copy, the store remains the truth: any of these files may be lost, doubled or
// old. An answer is durable before the file that it answers goes. Refuses to know stores, passwords
// and what a file holds. Thread rule: free functions, from any thread; two programs carry one after
// another (a lock).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sync/wire/carried_file.h"
#include "sync/wire/http_transport.h"

namespace jiujin::sync::wire {

// So that a cut costs little; the county takes a file only whole.
inline constexpr std::uint64_t kOutboxFileBytes = 1024 * 1024;
inline constexpr std::size_t kOutboxFilesMax = 256;
inline constexpr const char* kOutboxName = "outbox";  // begins the names of its files
inline constexpr const char* kOutboxScansName = "outbox-scans";
bool waits_for_hours(const std::string& file_name);

std::string outbox_folder(const std::string& station_folder);
std::string inbox_folder(const std::string& station_folder);
// Makes both, for their owner only. Errors: kIo, kDiskFull.
Result<void> make_outbox(const std::string& station_folder);

// What can be told to those who have not logged in.
struct OutboxStanding {
  std::size_t waiting = 0;       // files of the outbox
  std::size_t scans = 0;         // of them, those that wait for their hours
  std::size_t answered = 0;      // answers that nobody has taken in yet
  std::int64_t answered_ms = 0;  // when the newest one came, Unix milliseconds; 0 = none
  bool whole = false;            // with these files the county has all that the station had
};
OutboxStanding outbox_standing(const std::string& station_folder);

// Files of the outbox by number. A folder that is not there holds none.
std::vector<std::string> outbox_files(const std::string& station_folder);
void remove_from_outbox(const std::string& station_folder, const std::vector<std::string>& names);
// A line of the folder, not a promise: set when the outbox was written whole, durably taken away
// before anything else is written into the store.
Result<void> mark_outbox_whole(const std::string& station_folder, bool whole);

struct CarryReport {
  std::size_t carried = 0;  // files that the county has answered
  std::size_t waiting = 0;  // files that are left
  std::size_t held = 0;     // of them, those that were left because it is not their hour
  // Of the file at which it ended, where the county does not take it; else kServed.
  CarriedAnswer::Verdict verdict = CarriedAnswer::Verdict::kServed;
  std::string cause{};
  std::optional<bundle::WipeOrder> wipe{};  // with kSuspended: the county's order, checked
};
struct CarryWatch {
  // Asked before each file of scans; empty: they may travel.
  std::function<bool()> scans_may{};
  std::function<void(const OutboxStanding&)> carried{};  // after each file
  std::function<bool()> stop{};                          // true: end soon, with kCancelled
};
// Hands over what lies in the outbox, file by file in their order; what was handed over goes, and
// what cannot be read there stays and is passed over. Errors: kBusy (another program does so now,
// or the county is busy), kNetwork, kTimeout, kProtocol, kIo, kDiskFull, kCancelled.
Result<CarryReport> carry_outbox(const std::string& station_folder, const HttpOptions& line,
                                 const TransportKey& key, const base::RandomSource& random,
                                 const CarryWatch& watch = {});

// One file over the line. Errors as above; kProtocol also for an order that is not the county's to
// us. A file of no bytes asks whether there is one.
struct Handed {
  CarriedAnswer answer;
  std::optional<bundle::WipeOrder> wipe{};
};
Result<Handed> hand_over(const HttpOptions& line, const TransportKey& key, base::BytesView file,
                         const base::RandomSource& random, const std::function<bool()>& stop = {});
// The same where no order is looked for.
Result<CarriedAnswer> carry_file(const HttpOptions& line, const TransportKey& key,
                                 base::BytesView file, const base::RandomSource& random,
                                 const std::function<bool()>& stop = {});

}  // namespace jiujin::sync::wire
