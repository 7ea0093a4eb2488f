// COUNTERSIGNED: the county's signed word on how far it holds a station's log, and since when
// (PROTOCOL 7.9).
//
//   COUNTERSIGN   (up)    nothing: what you hold of this log has not been countersigned to me
//   COUNTERSIGNED (down)  seq varint · county_ms varint · signature counted
// The log is HELLO's; its chain hash at `seq` is known at both ends and not sent. Whoever has that
// hash, the ids and the county's public key can judge the signature for good: no store, no station
// and no county is needed for it. Thread rule: values and pure functions.
#pragma once

#include <cstdint>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

struct Countersignature {
  std::uint64_t seq = 0;        // of the last op that is held, durably; never 0
  std::uint64_t county_ms = 0;  // the county's clock when it said so, Unix milliseconds
  Bytes signature;              // of the county's key over countersigned_message()
};

// Whose log it is about, and who says so.
struct CountersignedLog {
  base::IncarnationId county;  // of the county's foundation
  base::StationId station;
  base::IncarnationId log;
};
// "jiujin-countersigned-1" || county incarnation id || station id || incarnation id || seq ||
// county_ms (8 bytes big-endian each) || chain hash of the op `seq`.
Bytes countersigned_message(const Countersignature& countersignature, const CountersignedLog& log,
                            const base::Digest& head);
Bytes encode_countersignature(const Countersignature& countersignature);
// Errors: kProtocol, with "countersigned frame" as its place.
Result<Countersignature> decode_countersignature(BytesView payload);

}  // namespace jiujin::sync::bundle
