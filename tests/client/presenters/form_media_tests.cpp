#include "client/presenters/form_media.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "client/control/catalogue_cache.h"
#include "client/documents/paper_file.h"
#include "tests/support/temporary_folder.h"

using namespace jiujin;
using namespace jiujin::client;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_media_tests)

BOOST_AUTO_TEST_CASE(a_picture_of_a_label_comes_out_of_the_catalogue_as_often_as_it_is_wanted) {
  tests::TemporaryFolder folder;
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  forms::catalogue::Catalogue catalogue;
  catalogue.media["card.png"] = "pixels";
  const auto path_of = presenters::media_of(
      std::make_shared<const control::LoadedCatalogue>(std::move(catalogue)));
  const auto path = path_of("jr://images/card.png");
  BOOST_TEST(path.starts_with(folder.path()));
  BOOST_TEST(bytes_of(path) == "pixels");
  documents::empty_viewing_folder();  // the window was locked
  BOOST_TEST(bytes_of(path_of("jr://images/card.png")) == "pixels");
  BOOST_TEST(path_of("jr://images/gone.png") == "");
}

BOOST_AUTO_TEST_SUITE_END()
