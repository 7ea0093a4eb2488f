// Which pieces of a file stand in files that the other side holds already: a page replaced in a
// scan of many pages costs that page.
//
// Computed at the sender alone, against what was acknowledged whole: no negotiation. The sources
// are cut where their content says so (a gear hash, and forced cuts at the joints of PDF and JPEG),
// the target likewise; equal chunks are compared byte by byte and grown at both ends. The same
// files give the same delta, so that a transfer goes on at any offset after a break.
// Memory stays below 8 MiB whatever the sizes: files are read through callbacks in pieces, and the
// chunks of larger sources are larger. This file does not know where files lie, nor who may cite
// them. Thread rule: pure functions; the callbacks are the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sync/bundle/copy_frame.h"
#include "sync/bundle/file_window.h"

namespace jiujin::sync::bundle {

struct DeltaSource {
  base::ContentHash hash;
  std::uint64_t size = 0;
  ReadFileAt read;
};

struct DeltaPiece {
  std::optional<std::size_t> source;  // index into the sources; nothing: new bytes of the target
  std::uint64_t offset = 0;           // in the source; of new bytes: in the target
  std::uint64_t length = 0;
  bool operator==(const DeltaPiece&) const = default;
};

struct Delta {
  std::vector<DeltaPiece> pieces;  // one behind the other, together the whole target
  std::uint64_t copied = 0;        // bytes that need not travel
};

// At most kCopySourcesMax sources (further ones are not looked at); one read of every file, and a
// second one of what is equal. A cite that is not worth its bytes is left out, so an answer without
// any copy is usual. Errors: those of the callbacks; kCorrupt when a file is shorter than said.
Result<Delta> find_delta(std::span<const DeltaSource> sources, std::uint64_t target_size,
                         const ReadFileAt& target);

// What a sender sends next of `file` (its hash, size and media type) at `offset`: a COPY whose
// pieces begin there, or, where new bytes stand that are too many to go inside one, nothing; then
// FILE parts go from offset to `*literal_end`. Short new bytes between copies travel inside the
// COPY. Errors: those of `target`.
Result<std::optional<Copy>> next_copy(const Delta& delta, std::span<const DeltaSource> sources,
                                      const Copy& file, std::uint64_t offset,
                                      const ReadFileAt& target, std::uint64_t* literal_end);

}  // namespace jiujin::sync::bundle
