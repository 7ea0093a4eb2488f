#include "forms/xforms/xml_document.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms;
using jiujin::ErrorCode;

BOOST_AUTO_TEST_SUITE(xml_document_tests)

BOOST_AUTO_TEST_CASE(entities_are_refused) {
  const auto bomb = xforms::XmlDocument::parse(
      "<!DOCTYPE a [<!ENTITY x \"xxxx\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>", "bomb.xml", 1000);
  BOOST_REQUIRE(!bomb.ok());
  const auto file = xforms::XmlDocument::parse(
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "file.xml", 1000);
  BOOST_REQUIRE(!file.ok());
}

BOOST_AUTO_TEST_CASE(size_is_limited) {
  const auto document = xforms::XmlDocument::parse("<a></a>", "a.xml", 3);
  BOOST_TEST((document.error().code == ErrorCode::kTooLarge));
}

BOOST_AUTO_TEST_CASE(errors_carry_the_line) {
  const auto document = xforms::XmlDocument::parse("<a>\n\n<b x='<'/></a>", "a.xml", 100);
  BOOST_REQUIRE(!document.ok());
  BOOST_TEST(document.error().place == "a.xml:3");
}

// Namespaces in XML 1.0, section 4: a name has one colon at most, between two parts.
BOOST_AUTO_TEST_CASE(a_name_with_a_stray_colon_is_refused_with_its_line) {
  for (const char* bad : {"<a>\n<:/></a>", "<a>\n<b::c/></a>", "<a>\n<b c::d='1'/></a>"}) {
    const auto document = xforms::XmlDocument::parse(bad, "a.xml", 100);
    BOOST_REQUIRE_MESSAGE(!document.ok(), bad);
    BOOST_TEST(document.error().place == "a.xml:2");
  }
  BOOST_TEST(xforms::XmlDocument::parse("<a><b:c/></a>", "a.xml", 100).ok());
}

BOOST_AUTO_TEST_CASE(layout_is_left_out_but_text_is_not) {
  const auto document = xforms::XmlDocument::parse("<a>\n <b> x </b>\n<!--c--></a>", "a", 100);
  BOOST_REQUIRE(document.ok());
  xpath::Tree tree;
  xforms::copy_into(tree, tree.document(), document->root(), {});
  BOOST_TEST(tree.root()->children.size() == 1u);
  BOOST_TEST(string_value(*tree.root()->child("b")) == " x ");
}

BOOST_AUTO_TEST_SUITE_END()
