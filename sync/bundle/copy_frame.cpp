#include "sync/bundle/copy_frame.h"

#include <algorithm>

#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr std::uint64_t kTheseBytes = 0;

CopyPiece read_piece(FieldReader& in, const Copy& copy) {
  CopyPiece piece;
  const std::uint64_t source = in.varint(copy.sources.size());
  if (source == kTheseBytes) {
    piece.bytes = Bytes(in.counted(kInflatedMax));
    piece.length = piece.bytes.size();
  } else {
    piece.source = static_cast<std::size_t>(source - 1);
    piece.source_offset = in.varint(kFileBytesMax);
    piece.length = in.varint(kFileBytesMax - piece.source_offset);
  }
  if (piece.length == 0) in.fail("a piece is empty");
  return piece;
}

}  // namespace

std::uint64_t Copy::length() const {
  std::uint64_t sum = 0;
  for (const CopyPiece& piece : pieces) sum += piece.length;
  return sum;
}

Bytes encode_copy(const Copy& copy) {
  Assert(!copy.pieces.empty() && copy.pieces.size() <= kCopyPiecesMax);
  Assert(copy.sources.size() <= kCopySourcesMax && copy.length() <= kCopyBytesMax);
  Assert(copy.offset <= copy.size && copy.length() <= copy.size - copy.offset);
  FieldWriter out;
  out.id(copy.hash);
  out.varint(copy.size);
  out.counted(copy.media_type);
  out.varint(copy.offset);
  out.varint(copy.sources.size());
  for (const auto& source : copy.sources) out.id(source);
  out.varint(copy.pieces.size());
  for (const CopyPiece& piece : copy.pieces) {
    Assert(piece.length > 0);
    if (!piece.source) {
      Assert(piece.length == piece.bytes.size());
      out.varint(kTheseBytes);
      out.counted(piece.bytes);
      continue;
    }
    Assert(*piece.source < copy.sources.size());
    out.varint(*piece.source + 1);
    out.varint(piece.source_offset);
    out.varint(piece.length);
  }
  return out.take();
}

Result<Copy> decode_copy(BytesView payload) {
  FieldReader in(payload, "copy frame");
  Copy copy;
  copy.hash = in.id<base::ContentHash>();
  copy.size = in.varint(kFileBytesMax);
  copy.media_type = std::string(in.counted(kMediaTypeMax));
  copy.offset = in.varint(copy.size);
  for (auto left = in.varint(kCopySourcesMax); left > 0 && !in.failed(); --left) {
    copy.sources.push_back(in.id<base::ContentHash>());
    if (copy.sources.back() == copy.hash) in.fail("the file is a source of itself");
  }
  const std::uint64_t room = std::min(kCopyBytesMax, copy.size - copy.offset);
  std::uint64_t length = 0;
  const std::uint64_t count = in.varint(kCopyPiecesMax);
  if (count == 0) in.fail("no pieces");
  for (std::uint64_t left = count; left > 0 && !in.failed(); --left) {
    copy.pieces.push_back(read_piece(in, copy));
    length += copy.pieces.back().length;
    if (length > room) in.fail("the pieces reach beyond their file, or beyond 4 MiB");
  }
  auto done = in.finish();
  if (!done) return done.error();
  return copy;
}

}  // namespace jiujin::sync::bundle
