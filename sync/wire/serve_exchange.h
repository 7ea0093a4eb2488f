// The county's side of one exchange, on any stream of bytes: an HTTP request, a file on a stick.
//
// Reads a bundle, applies ops and file parts frame by frame as they arrive, and writes the answer
// bundle (acknowledgements, feed, files), part of it while the request still travels
// (PROTOCOL 8.2). What is applied becomes durable in groups of one commit: when nothing more is
// there to be read at once, after 4 MiB, or after a quarter of a second. Nothing is acknowledged,
// and no callback of the policy comes, before its group is committed; a request cut at any byte
// keeps every frame that was verified before, and of a file's part the bytes that arrived. It
// refuses to know HTTP, sockets, forms and what an op means; who may speak and see is a policy.
//
// Files need no policy: a station may send exactly the files that its own committed ops cite, and
// fetch those cited by ops it may see (FILE objects in bodies, casework/op_types.h). The citations
// are kept as rows "cites/..." of the same store.
//
// Thread rule: the call works on the caller's thread with the caller's LogStore (one connection
// per thread); it keeps nothing. The policy is called on that thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "sync/base/identity.h"
#include "sync/bundle/reborn_frame.h"
#include "sync/bundle/wipe_order.h"
#include "sync/oplog/op.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

// Fills up to `size` bytes with what is there; 0 is the end of the request. Waits for at least one
// byte; an error says that the line broke.
using ByteReader = std::function<Result<std::size_t>(char* buffer, std::size_t size)>;
// Takes all of it or fails. May be called while the request is still being read.
using ByteWriter = std::function<Result<void>(base::BytesView bytes)>;

// Both ends of one exchange at the county.
struct ServeLine {
  ByteReader read;
  ByteWriter write;
  // A read would give bytes at once. False may be wrong: then a group is only committed early.
  std::function<bool()> ready{};  // empty: always
  // What was written must travel now: the station waits for it. Not called for the answer's end.
  std::function<Result<void>()> flush{};  // empty: writing is enough
};

// A signature by the county's key (Suite::sign with the key of CountyIdentity::incarnation).
using Signer = std::function<Result<base::Bytes>(base::BytesView message)>;

struct CountyIdentity {
  store::Incarnation incarnation;  // the county's own log: id, suite, public key
  Signer sign;
};

// What the county knows of the log that says HELLO.
struct StationStanding {
  base::StationId station;
  store::Incarnation incarnation;  // public key and suite verify HELLO and every frame of ops
  bool suspended = false;          // answered with NOTICE suspended; nothing taken, nothing told
  std::string reason;              // shown to the station's staff with the notice
  // Its keys were replaced: it is answered which log has taken its place, and nothing else.
  bool ended = false;
  std::optional<bundle::WipeId> wipe{};  // with suspended: it is to destroy its keys
};

class CountyPolicy {
 public:
  virtual ~CountyPolicy() = default;
  // Nothing: this incarnation was never enrolled (answered with NOTICE unknown_station).
  virtual Result<std::optional<StationStanding>> find_station(
      const base::IncarnationId& incarnation) = 0;
  // The speaker's log has forked and is to go on under another name: makes it known, durably, and
  // gives it a number block of its own. The same again for the same id and key; kConflict where
  // the id or the key is another's.
  virtual Result<bundle::Bound> bind(const StationStanding& speaker,
                                     const bundle::Reborn& reborn) = 0;
  // May this station see this op of the county or of another station? Not asked for its own ops.
  virtual bool wanted(const oplog::StoredOp& op, const base::StationId& reader) = 0;
  // After the commit of each group, while the rest of the request still travels: a case's text can
  // be shown before its scans are here. Only ops that are new; in order; must not throw.
  virtual void ops_committed(const base::StationId& from, std::span<const oplog::StoredOp> ops) = 0;
  // A file from this station has become complete and its hash is right. Must not throw.
  virtual void file_completed(const base::StationId& from, const store::FileInfo& file) = 0;
};

struct ServeOptions {
  std::uint64_t now_ms = 0;  // county time, Unix milliseconds; told to the station
  std::size_t answer_bytes_max = 8 * 1024 * 1024;  // the station asks again when there is more
  // Set when the county is overloaded: the request is answered with NOTICE retry_after only.
  std::optional<std::chrono::seconds> retry_after{};
  // A monotonic clock; empty: time stands still (no look at the feed while the request travels).
  std::function<std::chrono::milliseconds()> mono{};
  bool by_stick = false;  // a HELLO from long ago is no sign of a fork
};

// For the log of the county; holds no personal data.
struct ServeReport {
  base::StationId station;  // zero: nobody we know
  std::uint64_t ops_committed = 0;
  std::uint64_t file_bytes_committed = 0;
  std::uint64_t feed_entries_sent = 0;
  std::uint64_t file_bytes_sent = 0;
  std::uint64_t request_bytes = 0;
  std::uint64_t answer_bytes = 0;
  std::string notice;          // name of the notice that was answered ("forked_log"), or ""
  std::uint64_t commits = 0;   // groups
  bool gap = false;            // ops were passed over: those before them have not come yet
  std::optional<Error> fault;  // why the request was not read to its end
};

// Always tries to write a complete answer bundle, also to a broken request (then with a NOTICE),
// but not where the line broke.
// The media type of request and answer is kMediaType (wire/http_transport.h).
// Errors: only those of our own side (store, writer). A station's faults are in the report.
Result<ServeReport> serve_exchange(store::LogStore& store, CountyPolicy& policy,
                                   const CountyIdentity& county, const ServeOptions& options,
                                   const ServeLine& line);
inline Result<ServeReport> serve_exchange(store::LogStore& store, CountyPolicy& policy,
                                          const CountyIdentity& county, const ServeOptions& options,
                                          const ByteReader& reader, const ByteWriter& writer) {
  return serve_exchange(store, policy, county, options, {.read = reader, .write = writer});
}

}  // namespace jiujin::sync::wire
