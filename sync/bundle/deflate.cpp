#include "sync/bundle/deflate.h"

#include <zlib.h>

#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::bundle {

namespace {

constexpr int kRawDeflate = -15;  // zlib's windowBits for deflate without a header (RFC 1951)
constexpr std::size_t kNameBytes = 4;
constexpr BytesView kNoDictionary{"\0\0\0\0", kNameBytes};

Bytef* input_of(BytesView bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

BytesView dictionary_name(BytesView dictionary) {
  static const Bytes name(envelope::content_hash(dictionary_v1()).view().substr(0, kNameBytes));
  return dictionary == dictionary_v1() ? BytesView(name) : kNoDictionary;
}

Bytes deflate_payload(BytesView payload) {
  FieldWriter out;
  out.raw(dictionary_name(dictionary_v1()));
  out.varint(payload.size());
  z_stream stream{};
  // Memory level 9: the whole frame in one block; 256 KiB at most, so time does not matter.
  Assert(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kRawDeflate, 9,
                      Z_DEFAULT_STRATEGY) == Z_OK);
  const BytesView dictionary = dictionary_v1();
  deflateSetDictionary(&stream, input_of(dictionary), static_cast<uInt>(dictionary.size()));
  Bytes body(deflateBound(&stream, static_cast<uLong>(payload.size())), '\0');
  stream.next_in = input_of(payload);
  stream.avail_in = static_cast<uInt>(payload.size());
  stream.next_out = input_of(body);
  stream.avail_out = static_cast<uInt>(body.size());
  Assert(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  body.resize(stream.total_out);
  deflateEnd(&stream);
  out.raw(body);
  return out.take();
}

namespace {

struct Stored {
  bool preset = false;  // deflated with dictionary_v1()
  std::size_t size = 0;
  BytesView body;
};

Result<Stored> read_stored(BytesView stored) {
  FieldReader fields(stored, "deflated frame");
  const BytesView name = fields.raw(kNameBytes);
  Stored out;
  out.size = static_cast<std::size_t>(fields.varint(kInflatedMax));
  if (fields.failed()) return fields.error();
  out.preset = name == dictionary_name(dictionary_v1());
  if (!out.preset && name != kNoDictionary) {
    return Error{ErrorCode::kUnsupported, "deflated frame", "a dictionary that is not known here"};
  }
  out.body = fields.raw(fields.left());
  return out;
}

struct Inflated {
  Bytes bytes;         // at most one byte more than the payload says
  bool ended = false;  // the deflate stream came to its end
  bool all_read = false;
};

Inflated inflate_body(const Stored& stored) {
  z_stream stream{};
  Assert(inflateInit2(&stream, kRawDeflate) == Z_OK);
  if (stored.preset) {
    const BytesView dictionary = dictionary_v1();
    inflateSetDictionary(&stream, input_of(dictionary), static_cast<uInt>(dictionary.size()));
  }
  Inflated out;
  out.bytes.resize(stored.size + 1);  // one byte of room shows a payload longer than it says
  stream.next_in = input_of(stored.body);
  stream.avail_in = static_cast<uInt>(stored.body.size());
  stream.next_out = input_of(out.bytes);
  stream.avail_out = static_cast<uInt>(out.bytes.size());
  out.ended = inflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_END;
  out.all_read = stream.avail_in == 0;
  out.bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace

Result<Bytes> inflate_payload(BytesView bytes) {
  auto stored = read_stored(bytes);
  if (!stored) return stored.error();
  Inflated inflated = inflate_body(*stored);
  if (!inflated.ended || !inflated.all_read || inflated.bytes.size() != stored->size) {
    return Error{ErrorCode::kProtocol, "deflated frame",
                 "a payload does not inflate to the length it names"};
  }
  return std::move(inflated.bytes);
}

Bytes inflate_beginning(BytesView bytes) {
  auto stored = read_stored(bytes);
  if (!stored) return {};
  Inflated inflated = inflate_body(*stored);
  if (inflated.bytes.size() > stored->size) return {};
  return std::move(inflated.bytes);
}

}  // namespace jiujin::sync::bundle
