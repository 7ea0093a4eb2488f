// Deltas: whatever two files are, what is sent of the second to the holder of the first is it. The
// input is a program: each three bytes append noise, a piece of the source, or a piece of text.
#include "sync/bundle/delta.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

ReadFileAt reader_of(const Bytes& file) {
  return [&file](std::uint64_t offset, std::size_t most) -> Result<Bytes> {
    return file.substr(static_cast<std::size_t>(offset), most);
  };
}

Bytes noise(std::size_t size, std::uint32_t seed) {
  Bytes out(size, '\0');
  for (char& c : out) {
    seed = seed * 1664525 + 1013904223;
    c = static_cast<char>(seed >> 24);
  }
  return out;
}

void append_step(Bytes& out, const Bytes& source, const std::uint8_t* step) {
  const std::size_t size = std::size_t{1} << (step[0] / 32) << (step[1] % 8);
  switch (step[0] % 4) {
    case 0:
      out += noise(size, step[2]);
      break;
    case 1:
      if (!source.empty()) out += source.substr(step[1] * 256u % source.size(), size + step[2]);
      break;
    case 2:
      out += step[2] % 2 ? "\nendstream" : "stream\r\n\xff\xd8\xff\xe0";
      break;
    default:
      out += Bytes(size, static_cast<char>(step[2]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || size > 600) return 0;
  Bytes source, target;
  const std::size_t first = 1 + data[0] % size;
  for (std::size_t i = 1; i + 3 <= size; i += 3) {
    append_step(i < first ? source : target, source, data + i);
  }
  const std::vector<DeltaSource> sources{{{}, source.size(), reader_of(source)}};
  const ReadFileAt read = reader_of(target);
  auto delta = find_delta(sources, target.size(), read);
  REQUIRE(delta.ok());
  Copy file;
  file.hash.bytes.fill(1);
  file.size = target.size();
  Bytes held;
  while (held.size() < target.size()) {
    std::uint64_t end = 0;
    auto copy = next_copy(*delta, sources, file, held.size(), read, &end);
    REQUIRE(copy.ok());
    if (!*copy) {
      REQUIRE(end > held.size() && end <= target.size());
      held += target.substr(held.size(), static_cast<std::size_t>(end) - held.size());
      continue;
    }
    const auto back = decode_copy(encode_copy(**copy));
    REQUIRE(back.ok() && *back == **copy && back->offset == held.size());
    REQUIRE(try_encode_frame(FrameType::kCopy, encode_copy(*back), Squeeze::kTry).has_value());
    for (const CopyPiece& piece : back->pieces) {
      if (piece.source) REQUIRE(piece.source_offset + piece.length <= source.size());
      held += piece.source ? source.substr(static_cast<std::size_t>(piece.source_offset),
                                           static_cast<std::size_t>(piece.length))
                           : piece.bytes;
    }
  }
  REQUIRE(held == target);
  return 0;
}
