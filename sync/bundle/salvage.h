// A FILE frame that was cut on its way is not wasted: its beginning is as good as a shorter part.
//
// The bytes carry no checksum of their own; the hash of the whole file judges them at the end, as
// it judges every part (PROTOCOL 8.2).
// Thread rule: a pure function.
#pragma once

#include <optional>

#include "sync/bundle/frame.h"
#include "sync/bundle/messages.h"

namespace jiujin::sync::bundle {

// What `reader` holds of an unfinished FILE frame, as the part that it would have been had it ended
// there. Ask when no more bytes will come (the reader may have said kTruncated). Nothing: the cut
// fell elsewhere, or before the first byte of the file's.
std::optional<FilePart> salvage_file_part(const StreamReader& reader);

}  // namespace jiujin::sync::bundle
