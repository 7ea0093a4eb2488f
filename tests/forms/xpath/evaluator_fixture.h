// A document to evaluate over, a clock and a zone; each test sets what matters to it.
#pragma once

#include <string>

#include <boost/test/unit_test.hpp>

#include "forms/xforms/xml_document.h"
#include "forms/xpath/domain_functions.h"
#include "forms/xpath/expression.h"

namespace jiujin::forms::xpath::testing {

struct Evaluator {
  Environment environment;
  Tree tree;

  explicit Evaluator(const std::string& xml = "<data/>") {
    auto document = xforms::XmlDocument::parse(xml, "test.xml", 1 << 20);
    BOOST_REQUIRE(document.ok());
    xforms::copy_into(tree, tree.document(), document->root(), {});
    environment.offset_at = [](std::chrono::sys_seconds) { return std::chrono::minutes(0); };
  }
  Result<Value> run(const std::string& expression, const std::string& at = "/") {
    const Node* node = &tree.document();
    if (at != "/") {
      auto where = Expression::compile(at, domain_library());
      const auto found = where->evaluate({node, &environment, nullptr});
      BOOST_REQUIRE(found.ok() && found->is_nodes() && !found->nodes().empty());
      node = found->nodes().front();
    }
    auto compiled = Expression::compile(expression, domain_library());
    if (!compiled) return compiled.error();
    return compiled->evaluate({node, &environment, nullptr});
  }
  std::string text(const std::string& expression, const std::string& at = "/") {
    const auto value = run(expression, at);
    return value ? to_string(*value) : "error: " + value.error().cause;
  }
};

}  // namespace jiujin::forms::xpath::testing
