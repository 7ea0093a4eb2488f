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

Result<Bytes> inflate_payload(BytesView stored) {
  FieldReader fields(stored, "deflated frame");
  const BytesView name = fields.raw(kNameBytes);
  const auto size = static_cast<std::size_t>(fields.varint(kInflatedMax));
  if (fields.failed()) return fields.error();
  const BytesView dictionary = dictionary_v1();
  const bool preset = name == dictionary_name(dictionary);
  if (!preset && name != kNoDictionary) {
    return Error{ErrorCode::kUnsupported, "deflated frame", "a dictionary that is not known here"};
  }
  const BytesView body = fields.raw(fields.left());
  z_stream stream{};
  Assert(inflateInit2(&stream, kRawDeflate) == Z_OK);
  if (preset) {
    inflateSetDictionary(&stream, input_of(dictionary), static_cast<uInt>(dictionary.size()));
  }
  Bytes out(size + 1, '\0');  // one byte of room shows a payload that is longer than it says
  stream.next_in = input_of(body);
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = input_of(out);
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&stream, Z_FINISH);
  const bool exact = status == Z_STREAM_END && stream.total_out == size && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!exact) {
    return Error{ErrorCode::kProtocol, "deflated frame",
                 "a payload does not inflate to the length it names"};
  }
  out.resize(size);
  return out;
}

}  // namespace jiujin::sync::bundle
