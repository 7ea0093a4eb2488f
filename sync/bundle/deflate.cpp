#include "sync/bundle/deflate.h"

#include <zlib.h>

#include <algorithm>

#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::bundle {

namespace {

constexpr std::size_t kNameBytes = 4;
#ifdef JIUJIN_PLANTED
// What goes over simulated lines is judged by what arrives, not by its size.
constexpr int kEffort = Z_BEST_SPEED;
constexpr std::size_t kBytesMin = 512;
#else
constexpr int kEffort = Z_BEST_COMPRESSION;
constexpr std::size_t kBytesMin = kNameBytes + 4;  // the shortest that could become shorter
#endif
constexpr int kRawDeflate = -15;  // zlib's windowBits for deflate without a header (RFC 1951)
constexpr BytesView kNoDictionary{"\0\0\0\0", kNameBytes};

Bytef* input_of(BytesView bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

BytesView dictionary_name(BytesView dictionary) {
  static const Bytes name(envelope::content_hash(dictionary_v1()).view().substr(0, kNameBytes));
  return dictionary == dictionary_v1() ? BytesView(name) : kNoDictionary;
}

namespace {

// Where dictionary and payload lie in a window, less what zlib keeps free, a smaller window misses
// no match and the bytes are those of the largest one; only its tables are made faster. The memory
// level gives the whole payload room in one block.
struct Size {
  std::size_t total_max;
  int window_bits;
  int memory_level;
};
constexpr std::size_t kKeptFree = 262;  // MIN_LOOKAHEAD
constexpr Size kTiny{4096 - kKeptFree, 12, 5};
constexpr Size kSmall{8192 - kKeptFree, 13, 7};
constexpr Size kAny{SIZE_MAX, 15, 9};  // 256 KiB at most, so time does not matter

void prime(z_stream& stream) {
  const BytesView dictionary = dictionary_v1();
  deflateSetDictionary(&stream, input_of(dictionary), static_cast<uInt>(dictionary.size()));
}

void deflate_whole(z_stream& stream, BytesView payload, Bytes& out) {
  const std::size_t before = out.size();
  out.resize(before + deflateBound(&stream, static_cast<uLong>(payload.size())));
  stream.next_in = input_of(payload);
  stream.avail_in = static_cast<uInt>(payload.size());
  stream.next_out = input_of(out) + before;
  stream.avail_out = static_cast<uInt>(out.size() - before);
  Assert(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(before + stream.total_out);
}

// A stream that has read the dictionary; what it is about to read may differ.
class PrimedDeflate {
 public:
  explicit PrimedDeflate(const Size& size) {
    Assert(deflateInit2(&m_stream, kEffort, Z_DEFLATED, -size.window_bits, size.memory_level,
                        Z_DEFAULT_STRATEGY) == Z_OK);
    prime(m_stream);
  }
  ~PrimedDeflate() { deflateEnd(&m_stream); }
  PrimedDeflate(const PrimedDeflate&) = delete;
  PrimedDeflate& operator=(const PrimedDeflate&) = delete;

  // To read the dictionary takes longer than to copy small tables.
  void append_copied(Bytes& out, BytesView payload) {
    z_stream copy{};
    Assert(deflateCopy(&copy, &m_stream) == Z_OK);
    deflate_whole(copy, payload, out);
    deflateEnd(&copy);
  }
  void append(Bytes& out, BytesView payload) {
    deflate_whole(m_stream, payload, out);
    Assert(deflateReset(&m_stream) == Z_OK);
    prime(m_stream);
  }

 private:
  z_stream m_stream{};
};

}  // namespace

bool may_shrink(BytesView payload) {
  return payload.size() >= kBytesMin;
}

Bytes deflate_payload(BytesView payload) {
  FieldWriter head;
  head.raw(dictionary_name(dictionary_v1()));
  head.varint(payload.size());
  Bytes out = head.take();
  const std::size_t total = dictionary_v1().size() + payload.size();
  if (total <= kTiny.total_max) {
    thread_local PrimedDeflate tiny(kTiny);
    tiny.append_copied(out, payload);
  } else if (total <= kSmall.total_max) {
    thread_local PrimedDeflate small(kSmall);
    small.append_copied(out, payload);
  } else {
    thread_local PrimedDeflate any(kAny);
    any.append(out, payload);
  }
  return out;
}

std::size_t shortest_size(BytesView payload) {
  if (!may_shrink(payload)) return payload.size();
  return std::min(payload.size(), deflate_payload(payload).size());
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

struct Inflater {
  Inflater() { Assert(inflateInit2(&stream, kRawDeflate) == Z_OK); }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream stream{};
};

Inflated inflate_body(const Stored& stored) {
  thread_local Inflater inflater;
  z_stream& stream = inflater.stream;
  Assert(inflateReset(&stream) == Z_OK);
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
