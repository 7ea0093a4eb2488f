#include "sync/envelope/key_slots.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::envelope;

namespace {

constexpr std::uint8_t kSuites[] = {1, 2};
constexpr PasswordCost kCheap{8, 1};
const std::string kPassword = "correct horse";

base::StationId station(std::uint8_t first = 7) {
  base::StationId id;
  id.bytes[0] = first;
  return id;
}

StaffKeys keys_of(std::uint8_t suite, std::string_view staff, std::string_view password) {
  auto made = make_staff_keys(suite, staff, password, system_random(), kCheap);
  BOOST_REQUIRE(made.ok());
  return *made;
}

struct Slots {
  explicit Slots(std::uint8_t suite) : key(DataKey::random(system_random())) {
    slots.suite = suite;
    slots.station = station();
    slots.note = "枫林村便民服务站";
    add(suite, "limin", kPassword);
    add(suite, "zhaoqiang", "another password");
    county = (*find_sealing(suite))->generate_opening_key(system_random());
    auto recovery = make_recovery(key, {suite, county.public_key}, slots.station, system_random());
    BOOST_REQUIRE(recovery.ok());
    slots.recovery = *recovery;
  }
  void add(std::uint8_t suite, const std::string& staff, std::string_view password) {
    auto slot = make_slot(key, slots.station, staff, "李敏", keys_of(suite, staff, password),
                          system_random());
    BOOST_REQUIRE(slot.ok());
    slots.slots.push_back(*slot);
  }
  Bytes file() const {
    auto bytes = encode_key_slots(slots, key, system_random());
    BOOST_REQUIRE(bytes.ok());
    return *bytes;
  }
  DataKey key;
  KeyPair county;
  KeySlots slots;
};

ErrorCode refusal(BytesView file, std::string_view staff = "limin",
                  std::string_view password = kPassword) {
  auto opened = unlock_key_slots(file, staff, password);
  BOOST_REQUIRE(!opened.ok());
  return opened.error().code;
}

// As an attacker would leave it: the check is right again.
Bytes with_check(Bytes file) {
  file.resize(file.size() - 32);
  return file + Bytes(content_hash(file).view());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(key_slots_tests)

BOOST_AUTO_TEST_CASE(each_member_finds_the_key_with_the_own_password) {
  for (const auto suite : kSuites) {
    const Slots made(suite);
    const Bytes file = made.file();
    auto first = unlock_key_slots(file, "limin", kPassword);
    auto second = unlock_key_slots(file, "zhaoqiang", "another password");
    BOOST_REQUIRE(first.ok());
    BOOST_REQUIRE(second.ok());
    BOOST_TEST((first->bytes() == made.key.bytes()));
    BOOST_TEST((second->bytes() == made.key.bytes()));
  }
}

BOOST_AUTO_TEST_CASE(the_county_finds_the_key_without_a_password) {
  for (const auto suite : kSuites) {
    const Slots made(suite);
    const auto read = decode_key_slots(made.file());
    BOOST_REQUIRE(read.ok());
    BOOST_REQUIRE(read->recovery.has_value());
    BOOST_TEST((*read->recovery == *made.slots.recovery));
    const auto open = [&](const KeyPair& pair, const base::StationId& whose) {
      return open_data_key(read->recovery->key, suite, pair, whose, "");
    };
    auto opened = open(made.county, made.slots.station);
    BOOST_REQUIRE(opened.ok());
    BOOST_TEST((opened->bytes() == made.key.bytes()));
    BOOST_TEST(!open(made.county, station(8)).ok());
    BOOST_TEST(
        !open((*find_sealing(suite))->generate_opening_key(system_random()), station()).ok());
  }
}

// As it was written before the county's key stood in it.
BOOST_AUTO_TEST_CASE(a_file_without_a_key_for_the_county_is_version_1_and_opens) {
  Slots made(1);
  made.slots.recovery.reset();
  const Bytes file = made.file();
  BOOST_TEST(file[4] == 1);
  BOOST_TEST(unlock_key_slots(file, "limin", kPassword).ok());
  const auto read = decode_key_slots(file);
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(!read->recovery.has_value());
  // One cannot be taken for the other.
  for (auto whole : {file, Slots(1).file()}) {
    whole[4] = static_cast<char>(3 - whole[4]);
    BOOST_TEST((refusal(with_check(whole)) == ErrorCode::kCorrupt));
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_told_from_a_damaged_file) {
  const Slots made(1);
  Bytes file = made.file();
  BOOST_TEST((refusal(file, "limin", "another password") == ErrorCode::kUnauthenticated));
  BOOST_TEST((refusal(file, "nobody") == ErrorCode::kNotFound));
  file[file.size() / 2] = static_cast<char>(file[file.size() / 2] ^ 4);
  BOOST_TEST((refusal(file) == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(neither_key_nor_password_can_be_read_in_the_file) {
  const Slots made(1);
  const Bytes file = made.file();
  BOOST_TEST((file.find(made.key.bytes()) == Bytes::npos));
  BOOST_TEST(file.find(kPassword) == Bytes::npos);
  BOOST_TEST(file.find("枫林村便民服务站") != Bytes::npos);  // what notes are for
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_refused) {
  for (const auto suite : kSuites) {
    const Bytes file = Slots(suite).file();
    for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
      Bytes altered = file;
      altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
      BOOST_REQUIRE_MESSAGE(!decode_key_slots(altered).ok(), bit);
    }
  }
}

// The check can be made right by anybody; then the seal or the slot itself does not open.
BOOST_AUTO_TEST_CASE(every_flipped_bit_under_a_right_check_is_refused) {
  for (const auto suite : kSuites) {
    const Bytes file = Slots(suite).file();
    for (std::size_t bit = 0; bit < (file.size() - 32) * 8; ++bit) {
      Bytes altered = file;
      altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
      BOOST_REQUIRE_MESSAGE(!unlock_key_slots(with_check(altered), "limin", kPassword).ok(), bit);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_was_cut_or_lengthened_is_refused) {
  const Bytes file = Slots(1).file();
  for (std::size_t size = 0; size < file.size(); ++size)
    BOOST_REQUIRE(!decode_key_slots(BytesView(file).substr(0, size)).ok());
  BOOST_TEST(!decode_key_slots(file + '\0').ok());
  BOOST_TEST(!decode_key_slots(with_check(file + '\0')).ok());
}

BOOST_AUTO_TEST_CASE(a_slot_opens_for_its_own_station_and_member_only) {
  for (const auto suite : kSuites) {
    const auto pair = (*find_sealing(suite))->generate_opening_key(system_random());
    const DataKey key = DataKey::random(system_random());
    auto sealed = seal_data_key(key, {suite, pair.public_key}, station(), "limin", system_random());
    BOOST_REQUIRE(sealed.ok());
    BOOST_TEST(open_data_key(*sealed, suite, pair, station(), "limin").ok());
    BOOST_TEST(!open_data_key(*sealed, suite, pair, station(8), "limin").ok());
    BOOST_TEST(!open_data_key(*sealed, suite, pair, station(), "zhaoqiang").ok());
    BOOST_TEST(!open_data_key(*sealed, suite, pair, station(), "").ok());
    const auto other = (*find_sealing(suite))->generate_opening_key(system_random());
    BOOST_TEST(!open_data_key(*sealed, suite, other, station(), "limin").ok());
  }
}

BOOST_AUTO_TEST_CASE(a_slot_of_another_file_does_not_fit) {
  Slots made(1);
  const Slots foreign(1);  // another data key, same station, same names
  made.slots.slots[0] = foreign.slots.slots[0];
  BOOST_TEST((refusal(made.file()) == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(a_member_without_a_slot_is_out) {
  Slots made(1);
  made.slots.slots.erase(made.slots.slots.begin());
  BOOST_TEST((refusal(made.file()) == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(a_wrapped_key_that_asks_for_too_much_is_refused_unread) {
  StaffKeys keys = keys_of(1, "limin", kPassword);
  keys.wrapped = Bytes("\1\xff\xff\x7f", 4) + keys.wrapped.substr(2);  // 2 GiB
  BOOST_TEST((open_staff_keys(keys, "limin", kPassword).error().code == ErrorCode::kCorrupt));
  keys.wrapped[0] = 2;
  BOOST_TEST((open_staff_keys(keys, "limin", kPassword).error().code == ErrorCode::kUnsupported));
}

BOOST_AUTO_TEST_CASE(a_key_wrapped_for_one_member_does_not_open_for_another) {
  const StaffKeys keys = keys_of(2, "limin", kPassword);
  BOOST_TEST(open_staff_keys(keys, "limin", kPassword).ok());
  BOOST_TEST(!open_staff_keys(keys, "zhaoqiang", kPassword).ok());
}

BOOST_AUTO_TEST_CASE(what_is_over_a_limit_is_not_written) {
  Slots made(1);
  made.slots.slots[0].note = std::string(513, 'x');
  BOOST_TEST(!encode_key_slots(made.slots, made.key, system_random()).ok());
}

BOOST_AUTO_TEST_CASE(a_key_that_was_moved_away_is_empty) {
  DataKey key = DataKey::random(system_random());
  const DataKey kept = key.copy();
  const DataKey moved = std::move(key);
  BOOST_TEST((moved.bytes() == kept.bytes()));
  BOOST_TEST(key.bytes().empty());
}

BOOST_AUTO_TEST_SUITE_END()
