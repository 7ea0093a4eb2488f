// The contract of LogStore: files. The same cases over every store.
#include <boost/test/unit_test.hpp>

#include "tests/sync/store/store_fixture.h"

using namespace jiujin::tests;

namespace {

std::string scan(std::size_t size) {
  std::string bytes(size, 0);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract_files_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_file_comes_back_whole_and_in_pieces, Where, Stores) {
  World<Where> world;
  const std::string bytes = scan(600'000);  // three parts
  const auto info = must(world.station->put_file(bytes, "image/jpeg"));
  BOOST_CHECK(info.hash == envelope::content_hash(bytes));
  BOOST_CHECK(info.complete);
  must(world.station->put_file(bytes, "image/jpeg"));
  BOOST_CHECK(must(world.station->read_file(info.hash, 0, 1'000'000)) == bytes);
  for (const std::size_t offset : {0, 1, 262'143, 262'144, 524'288, 599'999, 600'000, 700'000})
    for (const std::size_t size : {0, 1, 100'000}) {
      const auto expected = offset > bytes.size() ? "" : bytes.substr(offset, size);
      BOOST_CHECK(must(world.station->read_file(info.hash, offset, size)) == expected);
    }
  BOOST_CHECK_EQUAL(must(world.station->file_info(info.hash))->media_type, "image/jpeg");
  BOOST_CHECK(must(world.station->incomplete_files()).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(parts_arrive_cut_and_doubled, Where, Stores) {
  World<Where> world;
  auto& county = *world.county;
  const std::string bytes = scan(10'000);
  const auto hash = envelope::content_hash(bytes);
  const auto put = [&](std::size_t from, std::size_t to) {
    return county.put_file_part(hash, bytes.size(), "application/pdf", from,
                                std::string_view(bytes).substr(from, to - from));
  };
  BOOST_CHECK_EQUAL(must(put(0, 4'000)).held, 4'000u);
  BOOST_CHECK_EQUAL(must(put(1'000, 3'000)).held, 4'000u);
  BOOST_CHECK_EQUAL(must(put(3'000, 5'000)).held, 5'000u);
  BOOST_CHECK_EQUAL(code_of(put(5'001, 6'000)), "invalid_argument");
  const auto open = must(county.incomplete_files());
  BOOST_REQUIRE_EQUAL(open.size(), 1u);
  BOOST_CHECK_EQUAL(open[0].held, 5'000u);
  BOOST_CHECK(!must(county.file_info(hash))->complete);
  BOOST_CHECK_EQUAL(must(put(5'000, 10'000)).held, 10'000u);
  BOOST_CHECK(must(county.file_info(hash))->complete);
  BOOST_CHECK_EQUAL(must(put(0, 10'000)).held, 10'000u);
  BOOST_CHECK(must(county.read_file(hash, 0, 20'000)) == bytes);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bytes_of_another_hash_are_thrown_away, Where, Stores) {
  World<Where> world;
  auto& county = *world.county;
  const auto hash = envelope::content_hash("true");
  must(county.put_file_part(hash, 4, "image/png", 0, "fa"));
  BOOST_CHECK_EQUAL(code_of(county.put_file_part(hash, 4, "image/png", 2, "ke")), "corrupt");
  BOOST_CHECK(!must(county.file_info(hash)));
  BOOST_CHECK(must(county.incomplete_files()).empty());
  must(county.put_file_part(hash, 4, "image/png", 0, "true"));
  BOOST_CHECK(must(county.file_info(hash))->complete);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_whole_file_overrules_unproven_parts, Where, Stores) {
  World<Where> world;
  const auto hash = envelope::content_hash("true");
  must(world.county->put_file_part(hash, 4, "image/png", 0, "fa"));
  must(world.county->put_file("true", "image/png"));
  BOOST_CHECK(must(world.county->read_file(hash, 0, 10)) == "true");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sizes_must_agree_and_stay_in_bounds, Where, Stores) {
  World<Where> world;
  auto& county = *world.county;
  const auto hash = envelope::content_hash("true");
  must(county.put_file_part(hash, 4, "image/png", 0, "tr"));
  BOOST_CHECK_EQUAL(code_of(county.put_file_part(hash, 5, "image/png", 2, "ue")), "conflict");
  BOOST_CHECK_EQUAL(code_of(county.put_file_part(hash, 4, "image/png", 2, "uely")), "invalid_data");
  BOOST_CHECK_EQUAL(code_of(county.put_file_part(hash, 4, "image/png", UINT64_MAX, "x")),
                    "invalid_data");
  BOOST_CHECK_EQUAL(
      code_of(county.put_file_part(envelope::content_hash("big"), 1ull << 40, "image/png", 0, "x")),
      "too_large");
  BOOST_CHECK_EQUAL(code_of(county.read_file(envelope::content_hash("none"), 0, 1)), "not_found");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_wrong_size_cannot_keep_the_right_one_out, Where, Stores) {
  World<Where> world;
  auto& county = *world.county;
  const auto hash = envelope::content_hash("true");
  must(county.put_file_part(hash, 9'000, "image/png", 0, "tr"));
  BOOST_CHECK_EQUAL(code_of(county.put_file_part(hash, 4, "image/png", 2, "ue")), "conflict");
  BOOST_CHECK_EQUAL(must(county.put_file_part(hash, 4, "image/png", 0, "tr")).held, 2u);
  BOOST_CHECK_EQUAL(must(county.incomplete_files()).front().size, 4u);
  must(county.put_file_part(hash, 4, "image/png", 2, "ue"));
  BOOST_CHECK(must(county.file_info(hash))->complete);
  // Whole and proven, it is not given up for any other size.
  BOOST_CHECK_EQUAL(code_of(county.put_file_part(hash, 9'000, "image/png", 0, "tr")), "conflict");
  BOOST_CHECK(must(county.read_file(hash, 0, 10)) == "true");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_file_is_a_file, Where, Stores) {
  World<Where> world;
  const auto info = must(world.station->put_file("", "text/plain"));
  BOOST_CHECK(must(world.station->file_info(info.hash))->complete);
  BOOST_CHECK(must(world.station->read_file(info.hash, 0, 10)).empty());
  BOOST_CHECK(must(world.station->incomplete_files()).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_other_sides_progress_is_remembered, Where, Stores) {
  World<Where> world;
  const auto info = must(world.station->put_file(scan(1'000), "image/jpeg"));
  BOOST_CHECK_EQUAL(must(world.station->file_acknowledged(info.hash)), 0u);
  must(world.station->set_file_acknowledged(info.hash, 400));
  BOOST_CHECK_EQUAL(must(world.station->file_acknowledged(info.hash)), 400u);
  must(world.station->set_file_acknowledged(info.hash, 100));  // a county restored from a backup
  BOOST_CHECK_EQUAL(must(world.station->file_acknowledged(info.hash)), 100u);
  BOOST_CHECK_EQUAL(
      code_of(world.station->set_file_acknowledged(envelope::content_hash("none"), 1)),
      "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
