// A file of key slots that somebody else has laid there. The first byte chooses: as it is, with its
// check made right, or ours with bytes changed. Whatever it holds, no key comes out but ours.
#include <algorithm>

#include "sync/envelope/key_slots.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using base::Bytes;
using base::BytesView;
using namespace jiujin::sync::envelope;

namespace {

constexpr const char* kPassword = "correct horse";

const DataKey& key() {
  static const DataKey made = DataKey::random(system_random());
  return made;
}

const Bytes& ours() {
  static const Bytes file = [] {
    KeySlots slots;
    slots.suite = 2;
    slots.note = "枫林村";
    auto keys = make_staff_keys(2, "limin", kPassword, system_random(), {8, 1});
    REQUIRE(keys.ok());
    auto slot = make_slot(key(), slots.station, "limin", "李敏", *keys, system_random());
    REQUIRE(slot.ok());
    slots.slots.push_back(*std::move(slot));
    const auto county = (*find_sealing(2))->generate_opening_key(system_random());
    auto recovery = make_recovery(key(), {2, county.public_key}, slots.station, system_random());
    REQUIRE(recovery.ok());
    slots.recovery = *std::move(recovery);
    auto bytes = encode_key_slots(slots, key(), system_random());
    REQUIRE(bytes.ok());
    return *bytes;
  }();
  return file;
}

// What can be read is within the limits of the format, and opens nothing.
void strange_file(BytesView file) {
  auto slots = decode_key_slots(file);
  if (!slots.ok()) return;
  REQUIRE(slots->slots.size() <= kSlotsMax);
  for (const auto& slot : slots->slots) {
    REQUIRE(!slot.staff.empty() && slot.staff.size() <= 64);
    REQUIRE(slot.keys.wrapped.size() <= kWrappedBytesMax);
    (void)check_staff_keys(slot.keys).ok();
  }
  if (slots->recovery) REQUIRE(slots->recovery->key.sealed.size() == 48);
}

void altered_file(BytesView input) {
  Bytes file = ours();
  for (; input.size() >= 3; input.remove_prefix(3)) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(input[i]); };
    const std::size_t place = (byte(0) * 256u + byte(1)) % (file.size() - 32);
    file[place] = static_cast<char>(file[place] ^ byte(2));
  }
  file.resize(file.size() - 32);
  file += content_hash(file).view();
  // Costs what a log-in costs; a changed cost stays within its bounds.
  auto slots = decode_key_slots(file);
  if (slots.ok() && slots->slots.size() == 1 && slots->slots[0].keys.wrapped.size() > 3 &&
      slots->slots[0].keys.wrapped.substr(1, 2) != BytesView("\x08\x01", 2))
    return;
  auto opened = unlock_key_slots(file, "limin", kPassword);
  REQUIRE(opened.ok() == (file == ours()));
  if (opened.ok()) REQUIRE(opened->bytes() == key().bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 16 * 1024) return 0;
  const BytesView input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) strange_file(input);
  if (data[0] % 3 == 1) strange_file(Bytes(input) + Bytes(content_hash(input).view()));
  if (data[0] % 3 == 2) altered_file(input);
  return 0;
}
