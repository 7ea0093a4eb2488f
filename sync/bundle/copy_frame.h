// COPY: the file goes on with pieces of files that the receiver holds, and with bytes between them.
//
// Layout (PROTOCOL 7.6):
//   hash 32 · size varint · media type text · offset varint ·
//   count varint · {source hash 32} · count varint · pieces
//   piece: 0 varint · bytes counted                                  these bytes
//        | n varint (>= 1) · source offset varint · length varint    of the n-th source
// Valid when: 1. there is a piece, and none is empty; 2. each names a source of the list and stays
// below kFileBytesMax; 3. together they are at most kCopyBytesMax and do not reach beyond the size;
// 4. no source is the file itself.
// The receiver appends all of it at `offset` or nothing. Whether a source is held, whole and the
// sender's to cite is not known here.
// Thread rule: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

struct CopyPiece {
  std::optional<std::size_t> source;  // index into Copy::sources; nothing: `bytes` themselves
  std::uint64_t source_offset = 0;
  std::uint64_t length = 0;  // of these bytes too
  Bytes bytes;
  bool operator==(const CopyPiece&) const = default;
};

struct Copy {
  base::ContentHash hash;  // of the file that goes on
  std::uint64_t size = 0;  // of the whole file
  std::string media_type;
  std::uint64_t offset = 0;                // where in it the pieces begin
  std::vector<base::ContentHash> sources;  // held whole by the receiver
  std::vector<CopyPiece> pieces;           // one behind the other
  std::uint64_t length() const;            // of all pieces
  bool operator==(const Copy&) const = default;
};

// Asserts what decode_copy would refuse.
Bytes encode_copy(const Copy& copy);
// Errors: kProtocol, with "copy frame" and the byte as its place.
Result<Copy> decode_copy(BytesView payload);

}  // namespace jiujin::sync::bundle
