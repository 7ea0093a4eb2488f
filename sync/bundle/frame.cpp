#include "sync/bundle/frame.h"

#include <zlib.h>

#include "sync/bundle/deflate.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr std::size_t kPreambleBytes = 6;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::uint8_t kDeflated = 1;

std::uint32_t checksum(BytesView bytes) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

std::uint32_t read_big_endian32(BytesView bytes) {
  std::uint32_t value = 0;
  for (char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

// The first bytes of something that is no bundle, for a person: printable ones only.
std::string first_words(BytesView bytes) {
  std::string out;
  for (char c : bytes.substr(0, 60)) out.push_back(c >= 0x20 && c < 0x7f ? c : ' ');
  return out;
}

}  // namespace

bool is_known(FrameType type) {
  return type >= FrameType::kHello && type <= FrameType::kWipe;
}

std::string_view frame_type_name(FrameType type) {
  switch (type) {
    case FrameType::kHello:
      return "hello frame";
    case FrameType::kOps:
      return "ops frame";
    case FrameType::kFile:
      return "file frame";
    case FrameType::kAck:
      return "ack frame";
    case FrameType::kFeed:
      return "feed frame";
    case FrameType::kEnd:
      return "end frame";
    case FrameType::kNotice:
      return "notice frame";
    case FrameType::kAsk:
      return "ask frame";
    case FrameType::kCopy:
      return "copy frame";
    case FrameType::kReborn:
      return "reborn frame";
    case FrameType::kBound:
      return "bound frame";
    case FrameType::kCountersigned:
      return "countersigned frame";
    case FrameType::kCountersign:
      return "countersign frame";
    case FrameType::kWipe:
      return "wipe frame";
  }
  return "unknown frame";
}

Bytes encode_preamble(Direction direction) {
  Bytes out(kMagic);
  out.push_back(static_cast<char>(kStreamVersion));
  out.push_back(static_cast<char>(direction));
  return out;
}

Bytes encode_frame(FrameType type, BytesView payload, Squeeze squeeze) {
  auto frame = try_encode_frame(type, payload, squeeze);
  Assert(frame);
  return std::move(*frame);
}

std::optional<Bytes> try_encode_frame(FrameType type, BytesView payload, Squeeze squeeze) {
  if (payload.size() > kInflatedMax) return std::nullopt;
  std::optional<Bytes> deflated;
  if (squeeze == Squeeze::kTry && may_shrink(payload)) deflated = deflate_payload(payload);
  const bool use = deflated && deflated->size() < payload.size();
  const BytesView stored = use ? BytesView(*deflated) : payload;
  if (stored.size() > kFramePayloadMax) return std::nullopt;
  FieldWriter out;
  out.byte(static_cast<std::uint8_t>(type));
  out.byte(use ? kDeflated : 0);
  out.counted(stored);
  const std::uint32_t sum = checksum(out.bytes());
  for (int shift = 24; shift >= 0; shift -= 8) out.byte(static_cast<std::uint8_t>(sum >> shift));
  return out.take();
}

void StreamReader::feed(BytesView bytes) {
  if (m_error) return;
  if (m_start > 0 && m_start >= m_buffer.size() / 2) {
    m_buffer.erase(0, m_start);
    m_start = 0;
  }
  m_buffer.append(bytes);
}

void StreamReader::consume(std::size_t size) {
  m_start += size;
  m_offset += size;
}

Error StreamReader::broken(std::string cause, ErrorCode code) {
  m_error = Error{code, "byte " + std::to_string(m_offset), std::move(cause)};
  if (code == ErrorCode::kTruncated) return *m_error;  // unfinished() looks at what is here
  m_buffer.clear();
  m_start = 0;
  return *m_error;
}

Result<bool> StreamReader::read_preamble() {
  const BytesView bytes = rest();
  const BytesView magic = bytes.substr(0, kMagic.size());
  if (magic != kMagic.substr(0, magic.size())) {
    return broken("not a bundle; it begins with: " + first_words(bytes));
  }
  if (bytes.size() < kPreambleBytes) return false;
  const auto version = static_cast<std::uint8_t>(bytes[4]);
  if (version != kStreamVersion) {
    return broken("stream version " + std::to_string(version) + " is not known",
                  ErrorCode::kUnsupported);
  }
  if (static_cast<std::uint8_t>(bytes[5]) != static_cast<std::uint8_t>(m_expected)) {
    return broken("a bundle for the other direction");
  }
  consume(kPreambleBytes);
  return true;
}

Result<std::optional<Frame>> StreamReader::next() {
  if (m_error) return *m_error;
  if (!m_preamble_read) {
    auto read = read_preamble();
    if (!read) return read.error();
    m_preamble_read = *read;
  }
  if (m_finished) {
    if (!rest().empty()) return broken("bytes behind the end of the bundle");
    return std::optional<Frame>();
  }
  if (m_preamble_read) {
    auto frame = read_frame();
    if (!frame || *frame) return frame;
  }
  if (m_ended) return broken("the bundle ends too early", ErrorCode::kTruncated);
  return std::optional<Frame>();
}

Result<std::optional<StreamReader::Start>> StreamReader::start_of(BytesView bytes) {
  const auto wrong = [](const char* cause) { return Error{ErrorCode::kProtocol, "", cause}; };
  // The length is read by hand, because it may still be on its way.
  std::size_t at = 2;
  std::uint64_t length = 0;
  for (unsigned shift = 0;; shift += 7, ++at) {
    if (at >= bytes.size()) return std::optional<Start>();
    const auto b = static_cast<std::uint8_t>(bytes[at]);
    length |= static_cast<std::uint64_t>(b & 0x7f) << shift;
    if (length > kFramePayloadMax || shift > 14) return wrong("a frame is longer than 64 KiB");
    if (b == 0 && shift > 0) return wrong("a frame's length is not in its shortest form");
    if (!(b & 0x80)) break;
  }
  return std::optional(Start{static_cast<FrameType>(bytes[0]), static_cast<std::uint8_t>(bytes[1]),
                             at + 1, static_cast<std::size_t>(length)});
}

Result<std::optional<Frame>> StreamReader::read_frame() {
  const BytesView bytes = rest();
  auto start = start_of(bytes);
  if (!start) return broken(start.error().cause);
  if (!*start || bytes.size() < (*start)->begin + (*start)->size + kChecksumBytes) {
    return std::optional<Frame>();
  }
  const auto [type, flags, begin, size] = **start;
  if (read_big_endian32(bytes.substr(begin + size, kChecksumBytes)) !=
      checksum(bytes.substr(0, begin + size))) {
    return broken("a frame does not match its checksum");
  }
  Frame frame{type, Bytes(bytes.substr(begin, size)), m_offset};
  if (is_known(frame.type)) {
    if (flags & ~kDeflated) return broken("unknown flags on a known frame");
    if (flags & kDeflated) {
      auto inflated = inflate_payload(frame.payload);
      if (!inflated) return broken(inflated.error().cause, inflated.error().code);
      frame.payload = std::move(*inflated);
    }
  }
  consume(begin + size + kChecksumBytes);
  if (frame.type == FrameType::kEnd) m_finished = true;
  return std::optional<Frame>(std::move(frame));
}

std::optional<Frame> StreamReader::unfinished() const {
  if (!m_preamble_read || m_finished) return std::nullopt;
  auto start = start_of(rest());
  if (!start || !*start) return std::nullopt;
  const auto [type, flags, begin, size] = **start;
  const BytesView payload = rest().substr(begin, size);
  if (!is_known(type) || (flags & ~kDeflated) || payload.empty()) return std::nullopt;
  return Frame{type, flags & kDeflated ? inflate_beginning(payload) : Bytes(payload), m_offset};
}

}  // namespace jiujin::sync::bundle
