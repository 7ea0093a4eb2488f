// REBORN and BOUND: a log that has forked begins a new life, in band (PROTOCOL 3 and 7.7).
//
//   REBORN (up)   new incarnation id 16 · suite 1 byte · public key counted · reason varint ·
//                 signature counted
//   BOUND (down)  incarnation id 16 · number block varint · feed position varint ·
//                 signature counted
// REBORN is said inside an exchange whose HELLO speaks for the old incarnation and is signed by the
// old one's key; BOUND is signed by the county's. Both signatures name county and station, so that
// neither can be used elsewhere. These files know no store: who is bound to what is not known here.
// Thread rule: values and pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

// On the wire: do not renumber. An unknown reason is kept and shown as a number.
enum class RebornReason : std::uint32_t {
  kForkedLog = 1,     // the county holds another op under one of our numbers, or more than we do
  kOtherLog = 2,      // the acknowledgement's check is not of our chain
  kAskedByStaff = 3,  // a person knows that the disk was copied or restored
  kDamagedLog = 4,    // an op that was not sent yet is damaged on the station's disk
  kNewKeys = 5,       // the old keys may be in other hands: nothing under them is to count any more
};

struct Reborn {
  base::IncarnationId incarnation;  // the new one
  std::uint8_t suite = 1;
  Bytes public_key;  // SubjectPublicKeyInfo DER of the new one
  RebornReason reason = RebornReason::kForkedLog;
  Bytes signature;  // of the old incarnation's key over reborn_message()
};
// "jiujin-reborn-1" || county incarnation id || station id || payload before the signature.
Bytes reborn_message(const Reborn& reborn, const base::IncarnationId& county,
                     const base::StationId& station);
Bytes encode_reborn(const Reborn& reborn);
// Errors: kProtocol (also an empty or overlong key), with "reborn frame" as its place.
Result<Reborn> decode_reborn(BytesView payload);

struct Bound {
  base::IncarnationId incarnation;
  std::uint32_t number_block = 0;   // 1..9999 (PROTOCOL 4)
  std::uint64_t feed_position = 0;  // where the county's feed ended when it was bound
  Bytes signature;                  // of the county's key over bound_message()
};
// "jiujin-bound-1" || county incarnation id || station id || payload before the signature.
Bytes bound_message(const Bound& bound, const base::IncarnationId& county,
                    const base::StationId& station);
Bytes encode_bound(const Bound& bound);
// Errors: kProtocol (also a block out of its range), with "bound frame" as its place.
Result<Bound> decode_bound(BytesView payload);

}  // namespace jiujin::sync::bundle
