// Columns: what is read stays within its limits and comes back when it is written again. The first
// byte is the count, the second the kind.
#include "sync/bundle/body_shape.h"
#include "sync/bundle/columns.h"
#include "sync/bundle/limits.h"
#include "tests/fuzz/require.h"

using namespace jiujin::sync::bundle;

namespace {

void check_numbers(BytesView bytes, std::size_t count) {
  FieldReader in(bytes, "fuzz");
  const auto numbers = read_numbers(in, count);
  REQUIRE(numbers.size() == count);
  if (in.failed()) return;
  FieldWriter out;
  write_numbers(out, numbers);
  FieldReader again(out.bytes(), "fuzz");
  REQUIRE(read_numbers(again, count) == numbers);
  REQUIRE(again.finish().ok());
}

void check_texts(BytesView bytes, std::size_t count) {
  FieldReader in(bytes, "fuzz");
  TextArena arena;
  const auto places = read_texts(in, count, arena);
  REQUIRE(places.size() == count);
  if (in.failed()) return;
  std::vector<BytesView> texts;
  std::size_t sum = 0;
  for (const auto place : places) {
    texts.push_back(arena.at(place));
    sum += texts.back().size();
    if (texts.back().find('\0') != BytesView::npos) return;  // such are not written
  }
  if (sum > kUnpackedMax / 4) return;
  FieldWriter out;
  write_texts(out, texts);
  FieldReader again(out.bytes(), "fuzz");
  TextArena other;
  const auto back = read_texts(again, count, other);
  REQUIRE(again.finish().ok());
  for (std::size_t i = 0; i < count; ++i) REQUIRE(other.at(back[i]) == texts[i]);
}

// The lines of the input as texts of a column.
void check_lines(BytesView bytes) {
  std::vector<BytesView> texts;
  while (!bytes.empty() && texts.size() < kOpsInFrameMax) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const BytesView line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.find('\0') != BytesView::npos) return;
    texts.push_back(line);
  }
  FieldWriter out;
  write_texts(out, texts);
  FieldReader again(out.bytes(), "fuzz");
  TextArena arena;
  const auto back = read_texts(again, texts.size(), arena);
  REQUIRE(again.finish().ok());
  for (std::size_t i = 0; i < texts.size(); ++i) REQUIRE(arena.at(back[i]) == texts[i]);
}

void check_shape(BytesView body) {
  Bytes shape, again;
  std::vector<BytesView> values;
  if (!split_body(body, shape, values)) return;
  std::size_t next = 0;
  for (const char c : shape) {
    if (c == '\0') {
      REQUIRE(next < values.size());
      again += values[next++];
    } else {
      again.push_back(c);
    }
  }
  REQUIRE(next == values.size() && again == body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > kInflatedMax) return 0;
  const BytesView bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t count = data[0] == 255 ? kOpsInFrameMax : data[0];
  switch (data[1] % 4) {
    case 0:
      check_numbers(bytes, count);
      break;
    case 1:
      check_texts(bytes, count);
      break;
    case 2:
      check_lines(bytes);
      break;
    default:
      check_shape(bytes);
  }
  return 0;
}
