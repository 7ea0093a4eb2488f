#include "forms/xpath/tree.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::xpath;

namespace {
struct Household {
  Tree tree;
  Node& data = tree.append(tree.document(), NodeKind::kElement, "data");
  Node& first = member("张三");
  Node& second = member("李四");

  Node& member(const std::string& name) {
    Node& node = tree.append(data, NodeKind::kElement, "member");
    node.repeat = true;
    Node& field = tree.append(node, NodeKind::kElement, "name");
    tree.append(field, NodeKind::kText, {}, name);
    return node;
  }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(tree_tests)

BOOST_FIXTURE_TEST_CASE(paths_carry_positions_only_at_repeats, Household) {
  BOOST_TEST(path_of(*second.child("name")) == "/data/member[2]/name");
  BOOST_TEST(schema_path_of(*second.child("name")) == "/data/member/name");
}

BOOST_FIXTURE_TEST_CASE(ordinals_follow_removal_and_insertion, Household) {
  tree.remove(first);
  BOOST_TEST(second.ordinal == 1u);
  Node& added = tree.insert_copy(data, 0, second);
  BOOST_TEST(added.ordinal == 1u);
  BOOST_TEST(second.ordinal == 2u);
  BOOST_TEST(added.id != second.id);
}

BOOST_FIXTURE_TEST_CASE(document_order_is_preorder, Household) {
  BOOST_TEST(document_order(data, first));
  BOOST_TEST(document_order(*first.child("name"), second));
  BOOST_TEST(!document_order(second, *first.child("name")));
}

BOOST_FIXTURE_TEST_CASE(string_value_is_all_text_below, Household) {
  BOOST_TEST(string_value(data) == "张三李四");
  tree.set_text(*first.child("name"), "");
  BOOST_TEST(string_value(data) == "李四");
}

BOOST_FIXTURE_TEST_CASE(a_copy_is_independent, Household) {
  Tree other = tree.copy();
  tree.set_text(*first.child("name"), "王五");
  BOOST_TEST(string_value(*other.root()) == "张三李四");
}

BOOST_AUTO_TEST_SUITE_END()
