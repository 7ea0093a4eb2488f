// The stream of frames: how a bundle is cut into pieces that are read as they arrive.
//
// Layout (PROTOCOL section 7.1):
//   preamble  "JJBS" · version 1 byte (= 1) · direction 1 byte (0 up to a county, 1 down)
//   frame     type 1 byte · flags 1 byte · length varint · payload · CRC-32 4 bytes big-endian
//   CRC-32 (IEEE 802.3) over everything of the frame before it.
//   A deflated payload (flag bit 0): dictionary 4 bytes · inflated length varint · raw deflate.
// Valid when: 1. magic, version and direction are right; 2. length is shortest and at most
// kFramePayloadMax; 3. the checksum is right; 4. flags of a known type have no other bit than 0;
// 5. a deflated payload inflates to exactly the length it names, at most kInflatedMax, with nothing
// behind it; 6. one END is the last frame and nothing follows it.
// Worked example: an END with nothing more to come is 06 00 01 00 + CRC.
// A frame of an unknown type is given out as it is; whoever reads skips it.
// This file does not know what stands in a payload.
// Thread rule: an object belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

inline constexpr std::string_view kMagic = "JJBS";
inline constexpr std::uint8_t kStreamVersion = 1;
enum class Direction : std::uint8_t { kUp = 0, kDown = 1 };  // on the wire: do not renumber

// On the wire: do not renumber, do not reuse.
enum class FrameType : std::uint8_t {
  kHello = 1,
  kOps = 2,
  kFile = 3,
  kAck = 4,
  kFeed = 5,
  kEnd = 6,
  kNotice = 7,
  kAsk = 8,
  kCopy = 9,            // copy_frame.h
  kReborn = 10,         // reborn_frame.h
  kBound = 11,          // reborn_frame.h
  kCountersigned = 12,  // countersignature.h
  kCountersign = 13,    // countersignature.h
  kWipe = 14,           // wipe_order.h
};
bool is_known(FrameType type);
std::string_view frame_type_name(FrameType type);  // "ops frame"; "unknown frame"

struct Frame {
  FrameType type = FrameType::kEnd;
  Bytes payload;             // inflated
  std::uint64_t offset = 0;  // of the frame in the stream, for errors
};

enum class Squeeze { kNo, kTry };  // kTry: deflate, and keep whichever is shorter

Bytes encode_preamble(Direction direction);
// Asserts that the payload fits: at most kInflatedMax, and kFramePayloadMax as stored.
Bytes encode_frame(FrameType type, BytesView payload, Squeeze squeeze = Squeeze::kNo);
// Nothing when it does not fit.
std::optional<Bytes> try_encode_frame(FrameType type, BytesView payload, Squeeze squeeze);

class StreamReader {
 public:
  explicit StreamReader(Direction expected) : m_expected(expected) {}
  void feed(BytesView bytes);     // any slicing
  void end() { m_ended = true; }  // no more bytes will come
  // The next frame; nothing = needs more bytes (or, after END, is finished). Errors stay:
  // kTruncated (ended before END), kUnsupported (stream version), kProtocol (everything else).
  Result<std::optional<Frame>> next();
  bool finished() const { return m_finished; }
  // What is here of a frame of a known type whose last byte has not come (also after kTruncated):
  // the payload's beginning, inflated as far as it goes. Its checksum was not seen: good only for
  // what a hash judges later (salvage.h). Nothing: no frame has begun, or not a byte of its
  // payload.
  std::optional<Frame> unfinished() const;
  std::uint64_t offset() const { return m_offset; }  // bytes consumed

 private:
  struct Start {  // what stands before a payload
    FrameType type;
    std::uint8_t flags;
    std::size_t begin;  // of the payload, from the frame's first byte
    std::size_t size;   // of the payload as stored
  };
  static Result<std::optional<Start>> start_of(BytesView bytes);  // nothing: needs more bytes
  Result<bool> read_preamble();
  Result<std::optional<Frame>> read_frame();
  Error broken(std::string cause, ErrorCode code = ErrorCode::kProtocol);
  BytesView rest() const { return BytesView(m_buffer).substr(m_start); }
  void consume(std::size_t size);

  Direction m_expected;
  Bytes m_buffer;
  std::size_t m_start = 0;  // of the unread part of m_buffer
  std::uint64_t m_offset = 0;
  bool m_ended = false;
  bool m_preamble_read = false;
  bool m_finished = false;
  std::optional<Error> m_error;
};

}  // namespace jiujin::sync::bundle
