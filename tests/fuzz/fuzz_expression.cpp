// Expressions of strangers: refused with an offset, or evaluated within bounds.
#include "forms/xpath/domain_functions.h"
#include "forms/xpath/expression.h"
#include "tests/fuzz/require.h"

using namespace jiujin::forms::xpath;

namespace {

Tree small_document() {
  Tree tree;
  Node& root = tree.append(tree.document(), NodeKind::kElement, "a");
  for (int i = 0; i < 12; ++i) {
    Node& row = tree.append(root, NodeKind::kElement, "b");
    row.repeat = true;
    tree.append(row, NodeKind::kText, {}, "2026-03-0" + std::to_string(i % 9 + 1));
  }
  return tree;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Tree tree = small_document();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto expression = Expression::compile(text, domain_library(), "fuzz");
  if (!expression) {
    REQUIRE(!expression.error().cause.empty());
    return 0;
  }
  const Environment environment;
  const auto value = expression->evaluate({tree.root(), &environment, nullptr});
  if (value) {
    REQUIRE(to_string(*value).size() <= 2 * kMaxTextBytes);
  } else {
    REQUIRE(!value.error().cause.empty());
  }
  (void)expression->dependencies("/a/b", {"/a/b"});
  return 0;
}
