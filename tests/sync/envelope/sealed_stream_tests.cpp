#include "sync/envelope/sealed_stream.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::envelope;

namespace {

constexpr std::uint8_t kSuites[] = {1, 2};

struct Receiver {
  explicit Receiver(std::uint8_t number)
      : suite(number), keys((*find_sealing(number))->generate_opening_key(system_random())) {}
  std::uint8_t suite;
  KeyPair keys;
  OpeningKey key() const { return {suite, keys.public_key}; }
};

Bytes seal(const Receiver& receiver, BytesView plain, std::size_t piece = 50'000,
           std::string_view label = "青溪县") {
  Bytes out;
  auto writer = SealedWriter::create(receiver.key(), label, system_random(),
                                     [&](BytesView bytes) -> Result<void> {
                                       out += bytes;
                                       return {};
                                     });
  BOOST_REQUIRE(writer.ok());
  for (; !plain.empty(); plain.remove_prefix(std::min(piece, plain.size())))
    BOOST_REQUIRE((*writer)->write(plain.substr(0, piece)).ok());
  BOOST_REQUIRE((*writer)->finish().ok());
  return out;
}

struct Opened {
  Bytes plain;
  std::optional<Error> error;
};

Opened open(const KeyPair& keys, BytesView sealed, std::size_t piece = 1000) {
  ByteSource source = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = sealed.copy(buffer, std::min(size, piece));
    sealed.remove_prefix(count);
    return count;
  };
  auto header = read_sealed_header(source);
  if (!header.ok()) return {{}, header.error()};
  auto reader = SealedReader::open(*header, keys, source);
  if (!reader.ok()) return {{}, reader.error()};
  Opened out;
  char buffer[700];
  for (;;) {
    auto got = (*reader)->read(buffer, sizeof buffer);
    if (!got.ok()) {
      BOOST_REQUIRE((*reader)->read(buffer, 1).error().line() == got.error().line());  // it stays
      out.error = got.error();
      return out;
    }
    if (*got == 0) return out;
    out.plain.append(buffer, *got);
  }
}

Bytes noise(std::size_t size) {
  Bytes out(size, '\0');
  system_random()({reinterpret_cast<std::uint8_t*>(out.data()), size});
  return out;
}

std::size_t header_size(BytesView sealed) {
  ByteSource source = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = sealed.copy(buffer, size);
    sealed.remove_prefix(count);
    return count;
  };
  return read_sealed_header(source)->bytes.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sealed_stream_tests)

BOOST_AUTO_TEST_CASE(what_was_sealed_opens_whatever_its_length) {
  for (const auto suite : kSuites) {
    const Receiver receiver(suite);
    for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 131072u, 200'001u}) {
      const Bytes plain = noise(size);
      for (const std::size_t piece : {7'001u, 65'536u, 300'000u}) {
        const auto opened = open(receiver.keys, seal(receiver, plain, piece), piece);
        BOOST_REQUIRE(!opened.error);
        BOOST_REQUIRE(opened.plain == plain);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_single_bit_that_flips_is_refused) {
  for (const auto suite : kSuites) {
    const Receiver receiver(suite);
    const Bytes plain = "申请材料一份, and nothing of it may come out altered";
    const Bytes sealed = seal(receiver, plain);
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
      Bytes altered = sealed;
      altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
      const auto opened = open(receiver.keys, altered);
      BOOST_REQUIRE_MESSAGE(opened.error && opened.plain.empty(),
                            "suite " << +suite << ", bit " << bit);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_is_told_with_its_place_and_what_stood_before_it_is_given) {
  const Receiver receiver(1);
  const Bytes plain = noise(3 * kSegmentBytes);
  Bytes sealed = seal(receiver, plain);
  const std::size_t segment = kSegmentBytes + 4 + 16;
  const std::size_t second = header_size(sealed) + segment;
  sealed[second + 100] = static_cast<char>(sealed[second + 100] ^ 1);
  const auto opened = open(receiver.keys, sealed);
  BOOST_REQUIRE(opened.error);
  BOOST_CHECK(opened.error->code == ErrorCode::kCorrupt);
  BOOST_CHECK_EQUAL(opened.error->place, "segment 2, byte " + std::to_string(second));
  BOOST_CHECK(opened.plain == plain.substr(0, kSegmentBytes));
}

BOOST_AUTO_TEST_CASE(a_stream_that_was_cut_gives_its_whole_segments_and_says_so) {
  const Receiver receiver(1);
  const Bytes plain = noise(2 * kSegmentBytes + 500);
  const Bytes sealed = seal(receiver, plain);
  const std::size_t head = header_size(sealed);
  const std::size_t segment = kSegmentBytes + 4 + 16;
  for (const std::size_t size :
       {head, head + 1, head + 4, head + 90, head + segment - 1, head + segment, head + segment + 3,
        head + 2 * segment, sealed.size() - 1}) {
    const auto opened = open(receiver.keys, BytesView(sealed).substr(0, size));
    BOOST_REQUIRE(opened.error);
    BOOST_CHECK(opened.error->code == ErrorCode::kTruncated);
    BOOST_CHECK(opened.plain == plain.substr(0, (size - head) / segment * kSegmentBytes));
  }
  for (std::size_t size = 0; size < head; ++size) {
    const auto opened = open(receiver.keys, BytesView(sealed).substr(0, size));
    BOOST_REQUIRE(opened.error && opened.error->code == ErrorCode::kTruncated);
  }
}

BOOST_AUTO_TEST_CASE(segments_that_change_places_vanish_or_come_twice_are_refused) {
  for (const auto suite : kSuites) {
    const Receiver receiver(suite);
    const Bytes plain = noise(3 * kSegmentBytes);
    const Bytes sealed = seal(receiver, plain);
    const std::size_t head = header_size(sealed);
    const std::size_t segment = kSegmentBytes + 4 + 16;
    const auto part = [&](std::size_t i) { return sealed.substr(head + i * segment, segment); };
    const Bytes begin = sealed.substr(0, head);
    const Bytes other = seal(receiver, plain);
    BOOST_CHECK(open(receiver.keys, begin + part(1) + part(0) + part(2)).plain.empty());
    BOOST_CHECK(open(receiver.keys, begin + part(0) + part(2)).error->code == ErrorCode::kCorrupt);
    BOOST_CHECK(open(receiver.keys, begin + part(0) + part(0)).error->code == ErrorCode::kCorrupt);
    BOOST_CHECK(open(receiver.keys, begin + other.substr(head)).plain.empty());
    BOOST_CHECK(open(receiver.keys, sealed + "x").error->code == ErrorCode::kCorrupt);
    BOOST_CHECK(open(receiver.keys, sealed + part(2)).error->code == ErrorCode::kCorrupt);
  }
}

BOOST_AUTO_TEST_CASE(only_the_receiver_can_open_it_and_whose_it_is_stands_outside) {
  for (const auto suite : kSuites) {
    const Receiver receiver(suite);
    const Receiver other(suite);
    const Bytes sealed = seal(receiver, "secret");
    BOOST_CHECK(open(other.keys, sealed).error->code == ErrorCode::kForbidden);
    // A private key beside the right public one does not help.
    const KeyPair mixed{other.keys.private_key, receiver.keys.public_key};
    BOOST_CHECK(open(mixed, sealed).error.has_value());
    BytesView rest(sealed);
    const auto header = read_sealed_header([&](char* out, std::size_t size) -> Result<std::size_t> {
      const std::size_t count = rest.copy(out, size);
      rest.remove_prefix(count);
      return count;
    });
    BOOST_REQUIRE(header.ok());
    BOOST_CHECK_EQUAL(header->label, "青溪县");
    BOOST_CHECK_EQUAL(header->suite, suite);
    BOOST_CHECK(sealed.find("secret") == Bytes::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_same_content_is_sealed_otherwise_each_time) {
  const Receiver receiver(1);
  const Bytes plain(1000, 'x');
  const Bytes one = seal(receiver, plain), two = seal(receiver, plain);
  BOOST_CHECK(one.substr(one.size() - 1016) != two.substr(two.size() - 1016));
}

// No caller says a nonce, so none can say one twice; who takes the segments in another order, or
// takes an inner one for the last, opens nothing.
BOOST_AUTO_TEST_CASE(a_cipher_counts_its_segments_itself) {
  for (const auto suite : kSuites) {
    const auto& sealing = **find_sealing(suite);
    const Bytes key = sealing.derive_key(noise(32), "salt");
    const auto sealer = sealing.cipher(key, Sealing::Way::kSeal);
    std::vector<Bytes> sealed(4);
    for (std::size_t i = 0; i < sealed.size(); ++i)
      sealer->seal(i + 1 == sealed.size(), "head", Bytes(100, 'x'), sealed[i]);
    for (std::size_t i = 0; i < sealed.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) BOOST_CHECK(sealed[i] != sealed[k]);
    const auto opener = sealing.cipher(key, Sealing::Way::kOpen);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
      Bytes bytes = sealed[i];
      BOOST_CHECK(opener->open(i + 1 == sealed.size(), "head", bytes).ok());
      BOOST_CHECK(bytes == Bytes(100, 'x'));
    }
    const auto hasty = sealing.cipher(key, Sealing::Way::kOpen);
    Bytes second = sealed[1], first = sealed[0];
    BOOST_CHECK(!hasty->open(false, "head", second).ok());
    BOOST_CHECK(second.empty());
    BOOST_CHECK(!sealing.cipher(key, Sealing::Way::kOpen)->open(true, "head", first).ok());
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_seals_once_is_gone_afterwards) {
  for (const auto suite : kSuites) {
    const auto& sealing = **find_sealing(suite);
    const Bytes secret = noise(32);
    Bytes key = sealing.derive_key(secret, "salt");
    const Bytes sealed = sealing.seal_once(std::move(key), "for", "plain");
    BOOST_CHECK(key.empty());
    Bytes again = sealing.derive_key(secret, "salt");
    const auto opened = sealing.open_once(std::move(again), "for", sealed);
    BOOST_REQUIRE(opened.ok());
    BOOST_CHECK(*opened == "plain");
    BOOST_CHECK(again.empty());
    BOOST_CHECK(!sealing.open_once(sealing.derive_key(secret, "salt"), "another", sealed).ok());
  }
}

BOOST_AUTO_TEST_CASE(a_label_is_cut_at_a_character_and_never_shows_what_no_screen_should) {
  const Receiver receiver(1);
  const auto label_of = [&](std::string_view label) {
    const Bytes sealed = seal(receiver, "", 1, label);
    BytesView rest(sealed);
    return read_sealed_header([&](char* out, std::size_t size) -> Result<std::size_t> {
             const std::size_t count = rest.copy(out, size);
             rest.remove_prefix(count);
             return count;
           })
        ->label;
  };
  std::string many;
  for (int i = 0; i < 60; ++i) many += "县";
  BOOST_CHECK_EQUAL(label_of(many), many.substr(0, 126));
  BOOST_CHECK_EQUAL(label_of("a\x1b[31mred"), "");
  BOOST_CHECK_EQUAL(label_of("a\xff"), "");
  BOOST_CHECK_EQUAL(label_of("a\u202egnp.exe"), "");
}

BOOST_AUTO_TEST_CASE(a_key_of_another_kind_is_no_opening_key) {
  const auto signing = default_suite().generate_signing_key(system_random());
  const auto nothing = [](BytesView) -> Result<void> { return {}; };
  const Receiver nist(2);
  BOOST_CHECK(
      SealedWriter::create({2, signing.public_key}, "", system_random(), nothing).error().code ==
      ErrorCode::kInvalidData);
  BOOST_CHECK(
      SealedWriter::create({1, nist.keys.public_key}, "", system_random(), nothing).error().code ==
      ErrorCode::kInvalidData);
  BOOST_CHECK(
      SealedWriter::create({9, nist.keys.public_key}, "", system_random(), nothing).error().code ==
      ErrorCode::kUnsupported);
}

BOOST_AUTO_TEST_SUITE_END()
