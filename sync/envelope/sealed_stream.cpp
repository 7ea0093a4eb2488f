#include "sync/envelope/sealed_stream.h"

#include <algorithm>

#include "sync/base/varint.h"

namespace jiujin::sync::envelope {
namespace {

constexpr BytesView kMagic = "JJEN";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kTagBytes = 16;
constexpr std::uint32_t kLast = 0x8000'0000;
constexpr std::size_t kFixedBytes = 4 + 1 + 1 + 8;  // up to the mark

// The beginning of `text` that is whole UTF-8.
std::string_view cut_label(std::string_view text) {
  if (text.size() <= kLabelBytesMax) return text;
  std::size_t end = kLabelBytesMax;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// U+200B..200F, 202A..202E, 2066..2069: marks that nobody sees and that turn a line around.
bool turns_the_line(std::string_view character) {
  if (character.size() < 3 || character[0] != '\xe2') return false;
  const auto second = static_cast<std::uint8_t>(character[1]);
  const auto third = static_cast<std::uint8_t>(character[2]);
  if (second == 0x80) return (third >= 0x8b && third <= 0x8f) || (third >= 0xaa && third <= 0xae);
  return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

// A stranger's words on a screen: no control characters, nothing that is not UTF-8.
bool is_printable(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<std::uint8_t>(text[i]);
    if (first < 0x20 || first == 0x7f) return false;
    const std::size_t more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first >= 0x80 && (first < 0xc2 || first > 0xf4)) return false;
    if (i + more >= text.size()) return false;
    if (first == 0xc2 && static_cast<std::uint8_t>(text[i + 1]) < 0xa0) return false;  // C1
    if (turns_the_line(text.substr(i, 3))) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((static_cast<std::uint8_t>(text[i + k]) & 0xc0) != 0x80) return false;
    i += 1 + more;
  }
  return true;
}

// The number that the source gives next, byte by byte, into `bytes` too.
Result<std::size_t> read_counted_size(const ByteSource& source, std::size_t max, Bytes& bytes) {
  std::size_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    char byte = 0;
    auto got = source(&byte, 1);
    if (!got) return got.error();
    if (*got == 0) return Error{ErrorCode::kTruncated, "header", "ends too early"};
    bytes.push_back(byte);
    value |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if (value > max || shift > 14 || (byte == 0 && shift > 0))
      return Error{ErrorCode::kProtocol, "header", "a length in it is wrong"};
    if (!(byte & 0x80)) return value;
  }
}

}  // namespace

Result<Bytes> read_exactly(const ByteSource& source, std::size_t size, std::string_view noun) {
  Bytes bytes(size, '\0');
  for (std::size_t at = 0; at < size;) {
    auto got = source(bytes.data() + at, size - at);
    if (!got) return got.error();
    if (*got == 0) return Error{ErrorCode::kTruncated, std::string(noun), "ends too early"};
    at += *got;
  }
  return bytes;
}

KeyMark key_mark(BytesView public_key) {
  const base::ContentHash hash = content_hash(public_key);
  KeyMark mark;
  std::copy_n(hash.bytes.begin(), mark.bytes.size(), mark.bytes.begin());
  return mark;
}

// --- writing ---

Result<std::unique_ptr<SealedWriter>> SealedWriter::create(const OpeningKey& receiver,
                                                           std::string_view label,
                                                           const base::RandomSource& random,
                                                           ByteSink sink) {
  auto sealing = find_sealing(receiver.suite);
  if (!sealing) return sealing.error();
  auto capsule = (*sealing)->hide_secret(receiver.public_key, random);
  if (!capsule) return capsule.error();
  std::unique_ptr<SealedWriter> writer(new SealedWriter(std::move(sink)));
  Bytes& header = writer->m_header;
  header = kMagic;
  header.push_back(static_cast<char>(kVersion));
  header.push_back(static_cast<char>(receiver.suite));
  header += key_mark(receiver.public_key).view();
  for (const BytesView part : {BytesView(cut_label(label)), BytesView(capsule->bytes)}) {
    base::append_varint(header, part.size());
    header += part;
  }
  writer->m_header_hash = (*sealing)->hash(header);
  const Bytes key = (*sealing)->derive_key(capsule->secret, writer->m_header_hash.view());
  writer->m_cipher = (*sealing)->cipher(key, Sealing::Way::kSeal);
  if (auto written = writer->m_sink(header); !written) return written.error();
  return writer;
}

Result<void> SealedWriter::write_segment(BytesView plain, bool last) {
  // With 64 KiB each this is reached at 256 TiB.
  if (m_segment++ == UINT32_MAX) return Error{ErrorCode::kTooLarge, "sealed stream", "too long"};
  m_segment_bytes.clear();
  base::append_big_endian_32(m_segment_bytes,
                             static_cast<std::uint32_t>(plain.size()) | (last ? kLast : 0));
  m_cipher->seal(last, m_header, plain, m_segment_bytes);
  return m_sink(m_segment_bytes);
}

Result<void> SealedWriter::write(BytesView bytes) {
  // A full segment waits until it is known whether it is the last.
  while (m_pending.size() + bytes.size() > kSegmentBytes) {
    const bool straight = m_pending.empty();
    const std::size_t count = kSegmentBytes - m_pending.size();
    if (!straight) m_pending += bytes.substr(0, count);
    const BytesView plain = straight ? bytes.substr(0, count) : BytesView(m_pending);
    if (auto written = write_segment(plain, false); !written) return written;
    bytes.remove_prefix(count);
    m_pending.clear();
  }
  m_pending += bytes;
  return {};
}

Result<void> SealedWriter::finish() {
  return write_segment(m_pending, true);
}

// --- reading ---

Result<SealedHeader> read_sealed_header(const ByteSource& source) {
  SealedHeader header;
  auto fixed = read_exactly(source, kMagic.size(), "header");
  if (!fixed) return fixed.error();
  if (*fixed != kMagic) return Error{ErrorCode::kProtocol, "header", "this is no sealed bundle"};
  auto more = read_exactly(source, kFixedBytes - kMagic.size(), "header");
  if (!more) return more.error();
  *fixed += *more;
  const auto version = static_cast<std::uint8_t>((*fixed)[4]);
  if (version != kVersion) {
    return Error{ErrorCode::kUnsupported, "header",
                 "sealed by version " + std::to_string(version) + ", which is not known here"};
  }
  header.suite = static_cast<std::uint8_t>((*fixed)[5]);
  std::copy_n(fixed->begin() + 6, header.mark.bytes.size(), header.mark.bytes.begin());
  header.bytes = std::move(*fixed);
  Bytes label;
  for (const auto& [part, max] :
       {std::pair(&label, kLabelBytesMax), std::pair(&header.capsule, kCapsuleBytesMax)}) {
    auto size = read_counted_size(source, max, header.bytes);
    if (!size) return size.error();
    auto bytes = read_exactly(source, *size, "header");
    if (!bytes) return bytes.error();
    header.bytes += *bytes;
    *part = std::move(*bytes);
  }
  if (is_printable(label)) header.label = std::move(label);
  return header;
}

Result<std::unique_ptr<SealedReader>> SealedReader::open(const SealedHeader& header,
                                                         const KeyPair& receiver,
                                                         ByteSource source) {
  auto sealing = find_sealing(header.suite);
  if (!sealing) return sealing.error();
  if (header.mark != key_mark(receiver.public_key))
    return Error{ErrorCode::kForbidden, "header", "sealed for another key"};
  auto secret = (*sealing)->find_secret(receiver.private_key, receiver.public_key, header.capsule);
  if (!secret) return secret.error();
  std::unique_ptr<SealedReader> reader(new SealedReader(std::move(source)));
  reader->m_header = header.bytes;
  reader->m_header_hash = (*sealing)->hash(header.bytes);
  const Bytes key = (*sealing)->derive_key(*secret, reader->m_header_hash.view());
  reader->m_cipher = (*sealing)->cipher(key, Sealing::Way::kOpen);
  reader->m_offset = header.bytes.size();
  return reader;
}

Error SealedReader::broken(ErrorCode code, const char* cause) {
  m_error =
      Error{code, "segment " + std::to_string(m_segment + 1) + ", byte " + std::to_string(m_offset),
            cause};
  return *m_error;
}

// As many bytes as there are, up to `size`.
Result<std::size_t> SealedReader::fill(Bytes& bytes, std::size_t size) {
  bytes.assign(size, '\0');
  std::size_t at = 0;
  while (at < size) {
    auto got = m_source(bytes.data() + at, size - at);
    if (!got) {
      m_error = got.error();
      return got.error();
    }
    if (*got == 0) break;
    at += *got;
  }
  bytes.resize(at);
  return at;
}

Result<void> SealedReader::next_segment() {
  Bytes mark, sealed;
  auto got = fill(mark, 4);
  if (!got) return got.error();
  if (*got < 4) return broken(ErrorCode::kTruncated, "the file ends too early");
  std::uint32_t value = 0;
  for (const char c : mark) value = value << 8 | static_cast<std::uint8_t>(c);
  const bool last = value & kLast;
  const std::size_t size = value & ~kLast;
  if (size > kSegmentBytes || (size == 0 && !last))
    return broken(ErrorCode::kCorrupt, "the file was altered: a length in it is wrong");
  got = fill(sealed, size + kTagBytes);
  if (!got) return got.error();
  if (*got < size + kTagBytes) return broken(ErrorCode::kTruncated, "the file ends too early");
  if (!m_cipher->open(last, m_header, sealed))
    return broken(ErrorCode::kCorrupt, "the file was altered or is damaged");
  m_plain = std::move(sealed);
  m_read = 0;
  m_offset += 4 + m_plain.size() + kTagBytes;
  if (!last && ++m_segment == UINT32_MAX) return broken(ErrorCode::kTooLarge, "too long");
  m_last_seen = last;
  return {};
}

Result<std::size_t> SealedReader::read(char* buffer, std::size_t size) {
  while (m_read == m_plain.size()) {
    if (m_error) return *m_error;
    if (m_last_seen) {
      Bytes more;
      auto got = fill(more, 1);
      if (!got) return got.error();
      if (*got > 0) return broken(ErrorCode::kCorrupt, "bytes behind the end");
      return std::size_t{0};
    }
    if (auto next = next_segment(); !next) return next.error();
  }
  const std::size_t count = BytesView(m_plain).substr(m_read).copy(buffer, size);
  m_read += count;
  return count;
}

}  // namespace jiujin::sync::envelope
