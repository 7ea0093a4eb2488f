// An operation (op): an immutable, hash-chained, attributable fact about a case or a station.
//
// Layout of a header, version 1 (PROTOCOL section 2.1; all varints are minimal LEB128):
//   version 1 byte (= 1) · flags 1 byte (bit 0 origin present; other bits 0) · type varint ·
//   case 16 · boot 8 · wall_ms zigzag varint · mono_ms varint · county_ms varint · base varint ·
//   actor 1 byte length (0..64) + UTF-8 · body_length varint · commitment 32
//   [ origin: incarnation 16 · seq varint · hash 32 ]
// The bytes as first written are hashed, signed, sent and kept; nothing is ever re-serialised.
// This file knows no case, form or network: a body is bytes to it.
// Thread rule: values; no shared state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sync/base/identity.h"

namespace jiujin::sync::oplog {

using base::Bytes;
using base::BytesView;

// Codes of op types live with whoever gives them meaning (casework/op_types.h). 0 is not a type.
using OpTypeCode = std::uint32_t;

// The clocks an author read. Evidence, never order: no code compares two ops by these.
struct AuthorTime {
  std::int64_t wall_ms = 0;     // Unix milliseconds by the PC's wall clock, right or wrong
  base::BootId boot;            // which run of the computer mono_ms belongs to
  std::uint64_t mono_ms = 0;    // milliseconds since that boot
  std::uint64_t county_ms = 0;  // last county time heard, Unix milliseconds; 0 = never
  auto operator<=>(const AuthorTime&) const = default;
};

// Where a re-issued op was first written, after a fork (restored backup, cloned disk).
struct Origin {
  base::OpAddress address;
  base::Digest hash;
  auto operator<=>(const Origin&) const = default;
};

struct OpHeader {
  OpTypeCode type = 0;
  base::CaseId case_id;
  AuthorTime time;
  std::uint64_t base = 0;  // ops of this case in county order that the author had seen
  std::string actor;       // staff id, at most 64 bytes; "" = the program itself
  std::uint64_t body_length = 0;
  base::Digest commitment;
  std::optional<Origin> origin;
  bool operator==(const OpHeader&) const = default;
};

// What an author wants to say; the store gives it seq, commitment and place in the chain.
struct OpDraft {
  OpTypeCode type = 0;
  base::CaseId case_id{};
  std::uint64_t base = 0;
  std::string actor{};
  Bytes body{};  // JSON, at most kOpBodyBytesMax
  std::optional<Origin> origin{};
};

// An op as it lies in a log.
struct StoredOp {
  base::OpAddress address;
  Bytes header;  // exact bytes
  Bytes body;    // exact bytes; empty when destroyed after its retention period
  bool body_destroyed = false;
  base::Digest hash;                 // h_n, computed here, never transmitted
  std::uint64_t county_position = 0;  // place in the county's order; 0 = not acknowledged yet
  // A copy (same origin, PROTOCOL 3) of an op that stands before it: kept, but takes no effect.
  bool superseded = false;
};

// Asserts what decode_header would refuse (type 0, actor, body length).
Bytes encode_header(const OpHeader& header);
// At most 64 bytes of well-formed UTF-8.
bool is_actor(BytesView text);
// Errors: kTruncated, kInvalidData (not minimal, unknown flag, actor too long, trailing bytes),
// kUnsupported (version). The place is "header byte N".
Result<OpHeader> decode_header(BytesView bytes);

}  // namespace jiujin::sync::oplog
