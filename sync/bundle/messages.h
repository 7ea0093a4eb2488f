// The small frames: HELLO, ASK, ACK, NOTICE, FILE, END as values, and their payloads.
//
// Layouts stand in PROTOCOL section 7.3. Decoders take a whole payload and leave nothing unread;
// every failure is kProtocol with the frame and byte as its place. They know no log and no store.
// Thread rule: values and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;
using Nonce = base::FixedId<8, struct NonceTag>;

// What both ends of this build speak.
inline constexpr std::uint32_t kProtocolMin = 1;
inline constexpr std::uint32_t kProtocolMax = 2;
inline constexpr std::uint32_t kProtocolOfCountersignatures = 2;

// Signs a message with the key of the log that speaks. May use randomness of its own.
using Signer = std::function<Result<Bytes>(BytesView message)>;

// The beginning of a hash: enough to notice by accident that two things differ.
using HashCheck = base::FixedId<8, struct HashCheckTag>;
HashCheck check_of(const base::Digest& hash);
// Of the end of what was read of the feed: the op that stands there, and the log into which the
// county wrote when it was read (a restored county writes into another one, so that positions
// filled anew are noticed even where the same op came to stand at the same place again).
// First bytes of SHA-256(incarnation id || seq as 8 bytes big-endian || id of the county's log).
HashCheck tail_check(const base::OpAddress& address, const base::IncarnationId& county_log);
// The beginning of the county's incarnation id; the whole of it is in the signed message.
using CountyMark = base::FixedId<4, struct CountyMarkTag>;
CountyMark mark_of(const base::IncarnationId& county);

// First frame up: who speaks, to which county, and where it stands.
struct Hello {
  bool tell_first = false;  // answer ACK as soon as the ASK behind this HELLO is answered
  bool side_lane = false;   // files only; no feed is wanted
  bool reborn = false;      // REBORN follows and nothing else: this log has forked and ends
  std::uint32_t protocol_min = kProtocolMin;
  std::uint32_t protocol_max = kProtocolMax;
  base::IncarnationId incarnation;
  CountyMark county;
  Nonce nonce;                    // fresh, so that no two HELLOs are alike
  std::uint64_t head_seq = 0;     // ops in our log just now; more may follow in this exchange
  std::uint64_t feed_cursor = 0;  // feed position up to which we have applied
  // The last feed entry we saw, so that a county restored from a backup notices that it forgot;
  // position 0 = none yet.
  std::uint64_t tail_position = 0;
  HashCheck tail;                      // tail_check of the op that stands there
  std::int64_t wall_ms = 0;            // our wall clock: evidence, never order
  std::uint64_t answer_bytes_max = 0;  // how long an answer we like; 0 = as you please
  Bytes signature;                     // over hello_message()
};
// "jiujin-hello-1", whom it is for and from, and all fields but the signature.
Bytes hello_message(const Hello& hello, const base::IncarnationId& county,
                    const base::StationId& station);
Bytes encode_hello(const Hello& hello);
Result<Hello> decode_hello(BytesView payload);

// On the wire: do not renumber.
enum class AskKind : std::uint8_t {
  kSend = 0,     // send me this file from `offset`
  kHowMuch = 1,  // tell me in ACK how much of it you hold
};
struct Asked {
  AskKind kind = AskKind::kSend;
  base::ContentHash hash;
  std::uint64_t offset = 0;
};
Bytes encode_ask(const std::vector<Asked>& asked);  // at most kAskedMax
Result<std::vector<Asked>> decode_ask(BytesView payload);

struct FileHeld {
  base::ContentHash hash;
  std::uint64_t held = 0;  // bytes from the beginning; equal to the size = whole and verified
};
// What the county holds of one log. A station believes it only where `check` is the beginning of
// its own chain hash of `committed_seq`: otherwise another log is held under its name.
struct LogHeld {
  base::IncarnationId incarnation;
  std::uint64_t committed_seq = 0;
  std::uint64_t backed_up_seq = 0;
  HashCheck check;
};

// First frame down: what the county holds, durably.
struct Ack {
  std::uint32_t protocol = kProtocolMax;  // the version spoken from here on
  std::uint64_t county_ms = 0;            // county time, Unix milliseconds
  std::vector<LogHeld> logs;
  std::vector<FileHeld> files;
};
Bytes encode_ack(const Ack& ack);
Result<Ack> decode_ack(BytesView payload);

// On the wire: do not renumber.
enum class NoticeCode : std::uint32_t {
  kRetryAfter = 1,  // value: seconds
  kSuspended = 2,
  kUnknownStation = 3,
  kForkedLog = 4,  // value: seq from which the logs differ, or the last one the county holds
  kVersion = 5,    // value: the highest protocol version spoken here
  kWrongCounty = 6,
  kSendCommitments = 7,  // a case key is not held here any more: write the commitments out
  kBadRequest = 8,       // text says what the request broke
  kFeedForgotten = 9,    // the county's feed is another than the one you read: read it anew
};
std::string_view notice_name(NoticeCode code);  // "retry_after"; "unknown" for a newer one
struct Notice {
  NoticeCode code = NoticeCode::kBadRequest;
  std::uint64_t value = 0;
  std::string text;  // UTF-8, for the staff; cut at kNoticeTextMax
};
Bytes encode_notice(const Notice& notice);
Result<Notice> decode_notice(BytesView payload);

struct FilePart {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;
  std::uint64_t offset = 0;
  Bytes bytes;
};
Bytes encode_file_part(const FilePart& part);
// Also refuses: size over kFileBytesMax, parts that reach beyond the size, empty parts of a file
// that is not empty.
Result<FilePart> decode_file_part(BytesView payload);

struct End {
  bool more = false;  // the sender has more to say in another exchange
};
Bytes encode_end(const End& end);
Result<End> decode_end(BytesView payload);

}  // namespace jiujin::sync::bundle
