#include "client/devices/answer_file.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::devices;

namespace {

std::string big(std::uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}
std::string little(std::uint32_t value) {
  return {char(value), char(value >> 8), char(value >> 16), char(value >> 24)};
}
std::string box(const std::string& type, const std::string& content) {
  return big(static_cast<std::uint32_t>(content.size() + 8)) + type + content;
}

// 8000 bytes a second, 8 bits, one channel (RIFF/WAVE, Multimedia Programming Interface 1991).
std::string wave(std::size_t bytes) {
  return "RIFF" + little(static_cast<std::uint32_t>(36 + bytes)) + "WAVEfmt " + little(16) +
         std::string("\x01\x00\x01\x00", 4) + little(8000) + little(8000) +
         std::string("\x01\x00\x08\x00", 4) + "data" +
         little(static_cast<std::uint32_t>(bytes)) + std::string(bytes, '\x80');
}

// Time scale 600, length 25'500: 42.5 seconds.
std::string film(const char* brand) {
  const auto head = box("mvhd", big(0) + big(0) + big(0) + big(600) + big(25'500));
  return box("ftyp", brand + big(0)) + box("mdat", "....") + box("moov", head);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answer_file_tests)

BOOST_AUTO_TEST_CASE(a_sound_or_film_is_known_by_its_bytes) {
  BOOST_TEST(sound_or_film(wave(8)) == "audio/wav");
  BOOST_TEST(sound_or_film(film("mp42")) == "video/mp4");
  BOOST_TEST(sound_or_film(film("M4A ")) == "audio/mp4");
  BOOST_TEST(sound_or_film(film("3gp4")) == "video/3gpp");
  BOOST_TEST(sound_or_film("OggS") == "audio/ogg");
  BOOST_TEST(sound_or_film("ID3\x03") == "audio/mpeg");
  BOOST_TEST(sound_or_film("<html>") == "");
  BOOST_TEST(sound_or_film("") == "");
  BOOST_TEST(sound_or_film(tests::small_jpeg()) == "");
}

BOOST_AUTO_TEST_CASE(the_length_is_read_where_the_format_says_it) {
  BOOST_TEST(length_seconds(wave(20'000)) == 3);  // 2.5 seconds, rounded
  BOOST_TEST(length_seconds(film("mp42")) == 43);
  BOOST_TEST(length_seconds("ID3\x03") == 0);
}

BOOST_AUTO_TEST_CASE(a_torn_file_has_no_length_and_does_no_harm) {
  for (const auto& whole : {wave(100), film("mp42")})
    for (std::size_t size = 0; size < whole.size(); ++size)
      BOOST_TEST(length_seconds(whole.substr(0, size)) <= 43);
}

BOOST_AUTO_TEST_CASE(anything_else_is_taken_as_bytes) {
  auto other = check_answer_file("PK\x03\x04 a table", "table.xlsx");
  BOOST_REQUIRE(other.ok());
  BOOST_TEST(other->media_type == "application/octet-stream");
  BOOST_TEST(check_answer_file("<script>", "a.html")->media_type == "application/octet-stream");
  BOOST_TEST(check_answer_file(tests::small_jpeg(), "a.jpg")->media_type == "image/jpeg");
  BOOST_TEST(!check_answer_file("", "empty").ok());
  BOOST_TEST(!check_answer_file(tests::small_jpeg().substr(0, 100), "cut.jpg").ok());
}

BOOST_AUTO_TEST_SUITE_END()
