// From a delta to the frames that carry it: what goes into a COPY, and where FILE goes on.
#include <algorithm>

#include "sync/bundle/delta.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

// A FILE frame of its own costs about 60 bytes and cannot be deflated with its neighbours; a COPY
// is lost as a whole when the line is cut, so that long new bytes do not belong into it.
constexpr std::uint64_t kInsideMax = 2048;
constexpr std::uint64_t kInsideSumMax = 16 * 1024;
constexpr std::size_t kPiecesMax = 1024;
// Between two FILE frames a COPY costs its own frame and another header of FILE.
constexpr std::uint64_t kCopyAloneWorth = 160;

// What is left of the delta from `offset` of the target on, as pieces that are cut there.
std::vector<DeltaPiece> pieces_from(const Delta& delta, std::uint64_t offset) {
  std::vector<DeltaPiece> out;
  std::uint64_t at = 0;
  for (const DeltaPiece& piece : delta.pieces) {
    const std::uint64_t end = at + piece.length;
    if (end > offset) {
      DeltaPiece rest = piece;
      const std::uint64_t skip = offset > at ? offset - at : 0;
      rest.offset += skip;
      rest.length -= skip;
      out.push_back(rest);
      if (out.size() > kPiecesMax) break;
    }
    at = end;
  }
  return out;
}

// How many of `pieces` one COPY takes.
std::size_t count_that_fits(std::span<const DeltaPiece> pieces) {
  std::uint64_t inside = 0;
  std::uint64_t length = 0;
  std::size_t count = 0;
  for (; count < pieces.size() && count < kPiecesMax; ++count) {
    const DeltaPiece& piece = pieces[count];
    if (length >= kCopyBytesMax) break;
    if (!piece.source) {
      inside += piece.length;
      const bool tail_of_full = length + piece.length > kCopyBytesMax;
      if (piece.length > kInsideMax || inside > kInsideSumMax || tail_of_full) break;
    }
    length += piece.length;
  }
  return count;
}

}  // namespace

Result<std::optional<Copy>> next_copy(const Delta& delta, std::span<const DeltaSource> sources,
                                      const Copy& file, std::uint64_t offset,
                                      const ReadFileAt& target, std::uint64_t* literal_end) {
  const auto pieces = pieces_from(delta, offset);
  const std::span<const DeltaPiece> taken(pieces.data(), count_that_fits(pieces));
  std::uint64_t copied = 0;
  for (const DeltaPiece& piece : taken) copied += piece.source ? piece.length : 0;
  if (copied == 0 || (copied < kCopyAloneWorth && taken.size() < pieces.size())) {
    // New bytes, and copies between them that are not worth a frame, up to the next one that is.
    *literal_end = offset;
    for (const DeltaPiece& piece : pieces) {
      if (piece.source && piece.length >= kCopyAloneWorth) break;
      *literal_end += piece.length;
    }
    return std::optional<Copy>();
  }
  Copy copy = file;
  copy.offset = offset;
  copy.sources.clear();
  copy.pieces.clear();
  std::uint64_t length = 0;
  for (const DeltaPiece& piece : taken) {
    CopyPiece out;
    out.length = std::min(piece.length, kCopyBytesMax - length);
    if (piece.source) {
      const auto& hash = sources[*piece.source].hash;
      const auto known = std::find(copy.sources.begin(), copy.sources.end(), hash);
      out.source = static_cast<std::size_t>(known - copy.sources.begin());
      if (known == copy.sources.end()) copy.sources.push_back(hash);
      out.source_offset = piece.offset;
    } else {
      FileWindow window(target, file.size, 2 * kInsideMax);
      auto bytes = window.from(piece.offset, static_cast<std::size_t>(piece.length));
      if (!bytes) return bytes.error();
      out.bytes = Bytes(bytes->substr(0, static_cast<std::size_t>(piece.length)));
    }
    length += out.length;
    copy.pieces.push_back(std::move(out));
  }
  *literal_end = offset;
  return std::optional(std::move(copy));
}

}  // namespace jiujin::sync::bundle
