// What stands before the bundle inside a sealed file of a stick: who speaks, and whom to answer.
//
//   "JJST" · version 1 byte (= 1) · length of the rest varint (at most 1,024) ·
//   way 1 byte (0 up, 1 down) · incarnation id 16 (up: the log that speaks; down: the county's) ·
//   number varint (of the export; the answer repeats it) · memo counted (at most 64 bytes: the
//   station's own notes, which the answer repeats) · [up only: suite 1 byte · opening key counted:
//   to which the answer is sealed] · signature counted
// Signed, by the key of that incarnation: "jiujin-stick-1" || county incarnation id || station id
// || hash of the sealed stream's header || the rest before the signature. Only who made that header
// knows the stream's key: the signature vouches for every byte of the stream (PROTOCOL 10.2).
// Thread rule: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "sync/bundle/frame.h"
#include "sync/envelope/sealed_stream.h"

namespace jiujin::sync::wire {

inline constexpr std::size_t kStickMemoBytesMax = 64;
// Local row of a station: the county has asked for written commitments, and the next export has
// them.
inline constexpr const char* kWriteCommitmentsRow = "wire/stick-commitments";

struct StickHead {
  bundle::Direction way = bundle::Direction::kUp;
  base::IncarnationId incarnation;
  std::uint64_t number = 0;
  base::Bytes memo;
  std::optional<envelope::OpeningKey> reply_to;  // up only
  base::Bytes signature;
};

// What is signed.
base::Bytes stick_message(const StickHead& head, const base::IncarnationId& county,
                          const base::StationId& station, const base::Digest& header_hash);
base::Bytes encode_stick_head(const StickHead& head);
// Reads it from the beginning of what was sealed. Errors: kProtocol, kUnsupported (version),
// kTruncated, those of `source`.
Result<StickHead> read_stick_head(const envelope::ByteSource& source);

// What our station notes in its memo: where it stood when it wrote the export, so that an answer
// that comes late is not taken for news (PROTOCOL 10.3).
struct StickMemo {
  base::IncarnationId own;
  std::uint64_t feed_cursor = 0;
  std::uint64_t county_holds = 0;  // of `own`, as last heard
  base::Bytes rewinds;             // store::kRewindsRow
};
base::Bytes encode_memo(const StickMemo& memo);
Result<StickMemo> decode_memo(base::BytesView bytes);  // kProtocol

}  // namespace jiujin::sync::wire
