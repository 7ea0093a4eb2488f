// Header bytes, version 1; layout in op.h and PROTOCOL 2.1.
#include "sync/base/utf8.h"
#include "sync/base/varint.h"
#include "sync/oplog/limits.h"
#include "sync/oplog/op.h"

namespace jiujin::sync::oplog {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kFlagOrigin = 1;

// Reads field after field; the first failure stays and later reads give nothing.
class HeaderReader {
 public:
  explicit HeaderReader(BytesView bytes) : m_reader(bytes, "header") {}

  std::uint8_t byte() { return keep(m_reader.byte(), std::uint8_t{0}); }
  std::uint64_t varint() { return keep(m_reader.varint(), std::uint64_t{0}); }
  BytesView take(std::size_t count) { return keep(m_reader.take(count), BytesView{}); }
  template <typename Id>
  Id id() {
    return keep(m_reader.id<Id>(), Id{});
  }
  void refuse(ErrorCode code, std::string cause) {
    if (!m_error) m_error = m_reader.error(code, std::move(cause));
  }
  bool failed() const { return m_error.has_value(); }
  bool at_end() const { return m_reader.at_end(); }
  const Error& error() const { return *m_error; }

 private:
  template <typename T>
  T keep(Result<T> result, T otherwise) {
    if (m_error) return otherwise;
    if (!result.ok()) {
      m_error = result.error();
      return otherwise;
    }
    return *std::move(result);
  }
  base::ByteReader m_reader;
  std::optional<Error> m_error;
};

}  // namespace

bool is_actor(BytesView text) {
  return text.size() <= kActorBytesMax && base::is_utf8(text);
}

Bytes encode_header(const OpHeader& header) {
  Assert(header.type != 0 && is_actor(header.actor));
  Assert(header.body_length <= kOpBodyBytesMax);
  Bytes out;
  out += static_cast<char>(kVersion);
  out += static_cast<char>(header.origin ? kFlagOrigin : 0);
  base::append_varint(out, header.type);
  out += header.case_id.view();
  out += header.time.boot.view();
  base::append_varint(out, base::zigzag(header.time.wall_ms));
  base::append_varint(out, header.time.mono_ms);
  base::append_varint(out, header.time.county_ms);
  base::append_varint(out, header.base);
  out += static_cast<char>(header.actor.size());
  out += header.actor;
  base::append_varint(out, header.body_length);
  out += header.commitment.view();
  if (header.origin) {
    out += header.origin->address.incarnation.view();
    base::append_varint(out, header.origin->address.seq);
    out += header.origin->hash.view();
  }
  return out;
}

Result<OpHeader> decode_header(BytesView bytes) {
  HeaderReader in(bytes);
  OpHeader header;
  const auto version = in.byte();
  if (!in.failed() && version != kVersion)
    in.refuse(ErrorCode::kUnsupported, "header version " + std::to_string(version));
  const auto flags = in.byte();
  if ((flags & ~kFlagOrigin) != 0) in.refuse(ErrorCode::kInvalidData, "unknown flag");
  const auto type = in.varint();
  if (!in.failed() && (type == 0 || type > UINT32_MAX))
    in.refuse(ErrorCode::kInvalidData, "op type out of range");
  header.type = static_cast<OpTypeCode>(type);
  header.case_id = in.id<base::CaseId>();
  header.time.boot = in.id<base::BootId>();
  header.time.wall_ms = base::unzigzag(in.varint());
  header.time.mono_ms = in.varint();
  header.time.county_ms = in.varint();
  header.base = in.varint();
  const auto actor_length = in.byte();
  if (actor_length > kActorBytesMax) in.refuse(ErrorCode::kInvalidData, "actor over 64 bytes");
  header.actor = in.take(actor_length);
  if (!base::is_utf8(header.actor)) in.refuse(ErrorCode::kInvalidData, "actor is not UTF-8");
  header.body_length = in.varint();
  if (header.body_length > kOpBodyBytesMax)
    in.refuse(ErrorCode::kInvalidData, "body length over the limit");
  header.commitment = in.id<base::Digest>();
  if (flags & kFlagOrigin) {
    Origin origin;
    origin.address.incarnation = in.id<base::IncarnationId>();
    origin.address.seq = in.varint();
    if (!in.failed() && origin.address.seq == 0)
      in.refuse(ErrorCode::kInvalidData, "origin seq is zero");
    origin.hash = in.id<base::Digest>();
    header.origin = origin;
  }
  if (!in.failed() && !in.at_end()) in.refuse(ErrorCode::kInvalidData, "bytes after the header");
  if (in.failed()) return in.error();
  return header;
}

}  // namespace jiujin::sync::oplog
