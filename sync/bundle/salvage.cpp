#include "sync/bundle/salvage.h"

namespace jiujin::sync::bundle {

std::optional<FilePart> salvage_file_part(const StreamReader& reader) {
  const std::optional<Frame> frame = reader.unfinished();
  if (!frame || frame->type != FrameType::kFile) return std::nullopt;
  auto part = decode_file_part(frame->payload);
  if (!part || part->bytes.empty()) return std::nullopt;
  return *std::move(part);
}

}  // namespace jiujin::sync::bundle
