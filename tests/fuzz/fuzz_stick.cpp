// A file of a stick from a stranger: header, segments, head and memo. Whatever it holds, nothing
// comes out but what was sealed, and it ends. The first byte chooses what the rest is.
#include <algorithm>

#include "sync/envelope/sealed_stream.h"
#include "sync/wire/stick_head.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using base::Bytes;
using base::BytesView;

namespace {

const envelope::KeyPair& key() {
  static const envelope::KeyPair pair =
      (*envelope::find_sealing(2))->generate_opening_key(envelope::system_random());
  return pair;
}

envelope::ByteSource source_of(BytesView& bytes) {
  return [&bytes](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = bytes.copy(buffer, std::min<std::size_t>(size, 600));
    bytes.remove_prefix(count);
    return count;
  };
}

// What can be read of a file, and whether it ended well.
std::pair<Bytes, bool> read_file(BytesView file) {
  auto header = envelope::read_sealed_header(source_of(file));
  if (!header.ok()) return {};
  REQUIRE(header->label.size() <= envelope::kLabelBytesMax);
  REQUIRE(header->capsule.size() <= envelope::kCapsuleBytesMax);
  auto reader = envelope::SealedReader::open(*header, key(), source_of(file));
  if (!reader.ok()) return {};
  Bytes plain;
  char buffer[512];
  for (;;) {
    auto got = (*reader)->read(buffer, sizeof buffer);
    if (!got.ok()) return {plain, false};
    if (*got == 0) return {plain, true};
    plain.append(buffer, *got);
  }
}

// A stranger's file whose header is for us: only its own key is missing to it.
void hostile_file(BytesView input) {
  Bytes file = "JJEN\1\2" + Bytes(envelope::key_mark(key().public_key).view());
  const auto [plain, whole] = read_file(file + Bytes(input));
  REQUIRE(plain.empty() && !whole);
  read_file(input);
}

// Our file with bytes changed: triples of place and what it is changed by.
void altered_file(BytesView input) {
  static const Bytes plain(150'000, 'p');
  static const Bytes good = [] {
    Bytes out;
    auto writer =
        envelope::SealedWriter::create({2, key().public_key}, "qx", envelope::system_random(),
                                       [&](BytesView bytes) -> Result<void> {
                                         out += bytes;
                                         return {};
                                       });
    REQUIRE(writer.ok() && (*writer)->write(plain).ok() && (*writer)->finish().ok());
    return out;
  }();
  Bytes file = good;
  for (; input.size() >= 4; input.remove_prefix(4)) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(input[i]); };
    const std::size_t place = (byte(0) * 65536u + byte(1) * 256u + byte(2)) % (good.size() + 1);
    if (byte(3) == 0) {
      file.resize(std::min(file.size(), place));  // cut there
    } else if (place < file.size()) {
      file[place] = static_cast<char>(file[place] ^ byte(3));
    }
  }
  const auto [read, whole] = read_file(file);
  REQUIRE(plain.starts_with(read));
  REQUIRE(whole == (file == good));
}

void sealed_content(BytesView input) {
  BytesView rest = input;
  auto head = wire::read_stick_head(source_of(rest));
  if (head.ok()) {
    // Whoever signs it again signs the same bytes.
    REQUIRE(wire::encode_stick_head(*head) == input.substr(0, input.size() - rest.size()));
    REQUIRE(head->memo.size() <= wire::kStickMemoBytesMax);
    auto memo = wire::decode_memo(head->memo);
    if (memo.ok()) REQUIRE(wire::encode_memo(*memo) == head->memo);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 16 * 1024) return 0;
  const BytesView input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) hostile_file(input);
  if (data[0] % 3 == 1) altered_file(input);
  if (data[0] % 3 == 2) sealed_content(input);
  return 0;
}
