// The window: every byte comes back, in small steps either way, and a lie about the size is named.
#include <boost/test/unit_test.hpp>

#include "sync/bundle/file_window.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

Bytes numbers() {
  Bytes out;
  for (int i = 0; i < 1000; ++i) out.push_back(static_cast<char>(i * 7));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_window_tests)

BOOST_AUTO_TEST_CASE(steps_either_way_see_the_file) {
  const Bytes file = numbers();
  std::size_t read = 0;
  // Gives at most 13 bytes at once, as it likes.
  const ReadFileAt at = [&](std::uint64_t offset, std::size_t most) -> Result<Bytes> {
    const Bytes piece = file.substr(offset, std::min<std::size_t>(most, 13));
    read += piece.size();
    return piece;
  };
  FileWindow window(at, file.size(), 64);
  for (std::size_t offset = 0; offset <= file.size(); ++offset) {
    auto here = window.from(offset);
    BOOST_REQUIRE(here.ok());
    BOOST_TEST(here->empty() == (offset == file.size()));
    BOOST_TEST((BytesView(file).substr(offset).substr(0, here->size()) == *here));
    auto behind = window.before(offset);
    BOOST_REQUIRE(behind.ok());
    BOOST_TEST(behind->empty() == (offset == 0));
    BOOST_TEST((BytesView(file).substr(offset - behind->size(), behind->size()) == *behind));
  }
  BOOST_TEST(read < 2 * file.size());
  for (std::size_t offset = file.size(); offset > 0; --offset) {
    BOOST_TEST(window.before(offset)->back() == file[offset - 1]);
  }
}

BOOST_AUTO_TEST_CASE(a_file_shorter_than_said_is_named) {
  const ReadFileAt at = [](std::uint64_t offset, std::size_t) -> Result<Bytes> {
    return offset < 10 ? Bytes(10 - offset, 'x') : Bytes();
  };
  FileWindow window(at, 20, 64);
  auto view = window.from(5);
  BOOST_REQUIRE(!view.ok());
  BOOST_TEST((view.error().code == ErrorCode::kCorrupt));
  BOOST_TEST(view.error().place == "file byte 10");
}

BOOST_AUTO_TEST_SUITE_END()
