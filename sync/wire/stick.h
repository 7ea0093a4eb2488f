// A station's exchanges by stick: bundles go up in sealed files and their answers come back.
//
// A file `<station>-<n>.jjb` holds what the request of an exchange holds, sealed to the county's
// opening key and signed by the station's log; the county answers beside it in
// `<station>-<n>.answer.jjb`, sealed to the station and signed by the county (PROTOCOL 10). Files
// may be taken in in any order and any number of times. Exporting marks nothing as sent: what the
// county has not acknowledged goes over the line, too, and into the next export. Refuses to know
// where the stick is mounted, windows and command lines. Thread rule: both calls block and belong
// to the thread of the store; the callbacks are called on it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sync/envelope/sealed_stream.h"
#include "sync/store/log_store.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::wire {

inline constexpr const char* kStickFileEnding = ".jjb";
inline constexpr const char* kStickAnswerEnding = ".answer.jjb";
// FAT32, on which most sticks are, holds no file of 4 GiB.
inline constexpr std::uint64_t kStickFileBytesMax = std::uint64_t{2} * 1024 * 1024 * 1024;
inline constexpr std::uint64_t kStickFileBytesMin = 256 * 1024;

struct StickProgress {
  std::string file;         // its name in the folder
  std::uint64_t done = 0;   // bytes
  std::uint64_t total = 0;  // about; 0 = not known
};
struct StickWatch {
  std::function<void(const StickProgress&)> progress{};
  std::function<bool()> stop{};  // true: end soon, with kCancelled
};

struct ExportOptions {
  std::string folder;        // the stick's; must exist
  std::string station_name;  // becomes the files' name; characters that a stick refuses become "_"
  std::string county_name;   // stands outside on the file, so that a person can tell whose it is
  envelope::OpeningKey county_key;  // the county's opening key, from its log
  // Larger exports become several files; each can be taken in alone, in the order of their numbers.
  std::uint64_t file_bytes_max = kStickFileBytesMax;
  SyncRunner::CaseRank rank{};  // as SyncRunner's
  // One file after another: each that is whole stays, whatever becomes of the rest (`watch.stop`, a
  // full disk), at most so many. Nothing is written where nothing waits, nor where this log has to
  // go on under another name first. Nothing: all files or none, at least one.
  std::optional<std::size_t> piecewise{};
  bool scans = true;  // false, and piecewise: ops and small files alone, the rest counts as left
  // Piecewise: scans that are not small stand in files of this name, behind all others and with
  // nothing else in them, so that they can wait for their hours. "" = as they come.
  std::string scans_name{};
};

struct ExportReport {
  std::vector<std::string> files;  // names in the folder, in order; empty only if piecewise
  std::uint64_t ops = 0;           // that the county has not acknowledged
  std::uint64_t scans = 0;         // files that ops cite, and previews
  std::uint64_t bytes = 0;         // on the stick
  bool rest = false;               // piecewise: more waits than was written
};

// Writes everything that waits, and what the station wants to hear, even if nothing waits. Either
// all files are there whole and durable, or none. Errors: kDiskFull (the cause says how much is
// missing), kIo (the folder), kInvalidArgument (limit below kStickFileBytesMin), kInvalidData
// (county_key), kCancelled, the store's.
Result<ExportReport> export_to_stick(store::LogStore& store, const StationIdentity& identity,
                                     const RunnerClocks& clocks, const base::RandomSource& random,
                                     const ExportOptions& options, const StickWatch& watch = {});

// What became of one answer file.
struct StickAnswer {
  enum class State {
    kTaken,     // something in it was new
    kKnown,     // nothing in it was new: taken in before, or older than what the line has brought
    kNotOurs,   // for another station, or for an earlier life of this computer
    kTooEarly,  // goes on behind an answer that has not been taken in
    kCut,       // ends too early; what stood before the cut was taken in
    kBroken,    // altered or unreadable at `cause`; what stood before was taken in
    kRefused,   // the county refused the bundle: `cause` says why, for a person
  };
  std::string file;
  State state = State::kKnown;
  std::string cause{};  // "" for the first two
  std::uint64_t ops_acknowledged = 0, feed_entries = 0, file_bytes = 0;
};
struct AnswersReport {
  std::vector<StickAnswer> answers;  // by file name
  std::uint64_t ops_acknowledged = 0, feed_entries = 0, file_bytes = 0;
  bool export_again = false;  // the county has more to say, or this log has to go on under another
                              // name: the next export says so
  std::string notice;         // what the county wants to be known, for a person
  std::optional<base::IncarnationId> reborn{};  // a fork was healed: our log from now on
  std::uint64_t county_ms = 0;                  // as heard last; 0 = not heard
};

// Takes in every answer of the folder. A file that cannot be taken in is told in the report and
// stops no other. Errors: kIo (the folder), kCancelled, the store's.
Result<AnswersReport> import_from_stick(store::LogStore& store, const StationIdentity& identity,
                                        const RunnerClocks& clocks,
                                        const base::RandomSource& random, const std::string& folder,
                                        const StickWatch& watch = {});

}  // namespace jiujin::sync::wire
