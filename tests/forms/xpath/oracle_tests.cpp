// libxml2's XPath as the oracle for what is pure XPath 1.0.
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "tests/forms/xpath/evaluator_fixture.h"

using jiujin::forms::xpath::testing::Evaluator;

namespace {

const std::string kXml =
    "<a><b i='1'>3<c>x</c></b><b i='2'>4<c>y</c><c>z</c></b><d><e>5</e><e>6</e></d></a>";

std::string oracle(const std::string& expression) {
  xmlDoc* document = xmlReadMemory(kXml.data(), static_cast<int>(kXml.size()), "", nullptr, 0);
  xmlXPathContext* context = xmlXPathNewContext(document);
  const std::string wrapped = "string(" + expression + ")";
  xmlXPathObject* object = xmlXPathEval(reinterpret_cast<const xmlChar*>(wrapped.c_str()), context);
  std::string text =
      object == nullptr ? "no result" : reinterpret_cast<const char*>(object->stringval);
  xmlXPathFreeObject(object);
  xmlXPathFreeContext(context);
  xmlFreeDoc(document);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(oracle_tests)

BOOST_AUTO_TEST_CASE(pure_expressions_give_what_libxml2_gives) {
  Evaluator e(kXml);
  for (const char* expression : {"/a/b[2]/c",
                                 "//c[2]",
                                 "(//c)[2]",
                                 "count(//*)",
                                 "//e[. = 6]",
                                 "//b[@i='2']/c[1]",
                                 "name(//c[last()]/..)",
                                 "count(//c/following::*)",
                                 "count(//e/preceding::node())",
                                 "//b[c = 'z']/@i",
                                 "sum(//e) * 2",
                                 "//e[position() mod 2 = 0]",
                                 "count(//node())",
                                 "count(/a/b/ancestor-or-self::*)",
                                 "string-length(/a)",
                                 "//d/e[1] < //d/e[2]",
                                 "name((//c | //d | //b)[1])",
                                 "boolean(//none)",
                                 "//c[not(preceding-sibling::c)][2]",
                                 "count(//text())",
                                 "//b/descendant::c[3]",
                                 "name(//e/parent::*)",
                                 "-(-3)",
                                 "7 mod 4",
                                 "floor(-2.5)",
                                 "ceiling(-2.5)",
                                 "starts-with(/a/b, '3')",
                                 "1 = 1 = 1",
                                 "//*[self::b or self::d][last()]/*[1]",
                                 "count(//@*)",
                                 "//b[position() = last()]/@i"}) {
    BOOST_TEST(e.text(expression) == oracle(expression), expression);
  }
}

BOOST_AUTO_TEST_SUITE_END()
