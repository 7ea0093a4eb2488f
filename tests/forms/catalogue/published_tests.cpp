#include <boost/test/unit_test.hpp>

#include "forms/catalogue/diff.h"
#include "forms/catalogue/form_writer.h"
#include "forms/catalogue/published.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin;
using namespace jiujin::forms::catalogue;

BOOST_AUTO_TEST_SUITE(published_tests)

BOOST_AUTO_TEST_CASE(what_is_published_comes_back_whole) {
  const auto bytes = build_published(test::demo_folder(), 7, "2026-11-22");
  BOOST_REQUIRE_MESSAGE(bytes.ok(), (bytes.ok() ? "" : bytes.error().line()));
  const auto loaded = load_published(*bytes);
  BOOST_REQUIRE_MESSAGE(loaded.ok(), (loaded.ok() ? "" : loaded.error().line()));
  BOOST_TEST(loaded->version == 7);
  BOOST_TEST(loaded->published_on == "2026-11-22");
  BOOST_TEST(diff_catalogues(test::demo(), *loaded).empty());
  BOOST_TEST(loaded->items[0].form_xml ==
             xform_from_item(test::demo().items[0], test::demo().parameters));
  BOOST_TEST(write_published(*loaded) == *bytes);
}

BOOST_AUTO_TEST_CASE(forms_are_parsed_when_first_asked_for) {
  const auto bytes = build_published(test::demo_folder(), 1, "2026-11-22");
  BOOST_REQUIRE(bytes.ok());
  const auto loaded = load_published(*bytes);
  BOOST_REQUIRE(loaded.ok());
  FormShelf shelf;
  const auto form = shelf.form(loaded->items[0]);
  BOOST_REQUIRE(form.ok());
  BOOST_TEST((*form)->id == "QX-001");
  BOOST_TEST(shelf.form(loaded->items[0])->get() == form->get());
}

BOOST_AUTO_TEST_CASE(a_newer_format_and_a_torn_file_are_refused) {
  const auto newer = load_published(R"({"format":"jiujin.catalogue","format_version":99})");
  BOOST_REQUIRE(!newer.ok());
  BOOST_TEST((newer.error().code == ErrorCode::kUnsupported));
  const auto torn = load_published(R"({"format":"jiujin.cata)");
  BOOST_REQUIRE(!torn.ok());
  BOOST_TEST((torn.error().code == ErrorCode::kInvalidData));
}

BOOST_AUTO_TEST_SUITE_END()
