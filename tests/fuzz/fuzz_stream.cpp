// The reader of frames: any slicing gives the same frames and the same end, and a salvaged part is
// never more than arrived.
#include <vector>

#include "sync/bundle/limits.h"
#include "sync/bundle/salvage.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

struct Read {
  std::vector<Frame> frames;
  std::string end;  // "" = finished
};

Read read_in_slices(BytesView stream, Direction direction, std::size_t step) {
  StreamReader reader(direction);
  Read out;
  std::size_t at = 0;
  for (bool ended = false;;) {
    auto frame = reader.next();
    if (!frame) {
      // Not its words: those quote what has come so far.
      out.end = std::string(error_code_name(frame.error().code)) + " " + frame.error().place;
      break;
    }
    if (*frame) {
      out.frames.push_back(**frame);
    } else if (at < stream.size()) {
      reader.feed(stream.substr(at, step));
      at += step;
    } else if (!ended) {
      reader.end();
      ended = true;
    } else {
      break;
    }
  }
  const auto part = salvage_file_part(reader);
  REQUIRE(!part || part->bytes.size() <= kInflatedMax);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView stream(reinterpret_cast<const char*>(data), size);
  for (const Direction direction : {Direction::kUp, Direction::kDown}) {
    const Read whole = read_in_slices(stream, direction, size + 1);
    const Read sliced = read_in_slices(stream, direction, 1 + size / 7);
    REQUIRE(whole.end == sliced.end);
    REQUIRE(whole.frames.size() == sliced.frames.size());
    for (std::size_t i = 0; i < whole.frames.size(); ++i) {
      REQUIRE(whole.frames[i].type == sliced.frames[i].type);
      REQUIRE(whole.frames[i].payload == sliced.frames[i].payload);
      REQUIRE(whole.frames[i].payload.size() <= kInflatedMax);
    }
  }
  return 0;
}
