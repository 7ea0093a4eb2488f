#include "forms/xpath/column_index.h"

#include <boost/test/unit_test.hpp>

#include "tests/forms/xpath/evaluator_fixture.h"

using namespace jiujin::forms::xpath;
using testing::Evaluator;

namespace {

// A form whose only secondary instance is the document of an evaluator.
class ListHost : public Host {
 public:
  explicit ListHost(const Tree& list) : m_list(list) {
    m_primary.append(m_primary.document(), NodeKind::kElement, "data");
  }
  const Node* primary() const override { return &m_primary.document(); }
  const Node* instance(std::string_view) const override { return &m_list.document(); }
  std::string itext(std::string_view) const override { return {}; }
  std::string choice_name(std::string_view, std::string_view, const Node*) const override {
    return {};
  }
  std::string form_version() const override { return {}; }
  ColumnIndex* columns() const override { return indexed ? &m_columns : nullptr; }

  bool indexed = true;
  mutable ColumnIndex m_columns;

 private:
  const Tree& m_list;
  Tree m_primary;
};

std::string list_xml() {
  std::string xml = "<root>";
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    xml += "<item id=\"i" + n + "\"><name>v" + n + "</name><level>" + std::to_string(i % 4) +
           "</level><code>0" + std::to_string(i % 7) + "</code><day>2026-03-0" +
           std::to_string(1 + i % 5) + "</day><none/></item>";
  }
  return xml + "</root>";
}

std::string result(const Evaluator& evaluator, const ListHost& host, const std::string& text) {
  auto expression = Expression::compile(text, FunctionLibrary::standard());
  const auto value =
      expression->evaluate({host.primary()->children[0].get(), &evaluator.environment, &host});
  return value.ok() ? to_string(*value) : value.error().cause;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(column_index_tests)

BOOST_AUTO_TEST_CASE(an_index_gives_what_a_scan_gives) {
  const Evaluator evaluator(list_xml());
  ListHost fast(evaluator.tree), slow(evaluator.tree);
  slow.indexed = false;
  const std::string item = "instance('l')/root/item";
  for (const std::string filter : {"[name='v7']/@id",
                                   "['v7'=name]/@id",
                                   "[@id='i3']/name",
                                   "[level=2 and name='v6']/@id",
                                   "[level='2'][2]/name",
                                   "[code=3]/name",
                                   "[code='03'][last()]/name",
                                   "[code='3']/name",
                                   "[day='2026-03-02']/name",
                                   "[day='2026-03-02T00:00:00.000+00:00']/name",
                                   "[none='']/name",
                                   "[missing='']/name",
                                   "[name=../item[3]/name]/@id",
                                   "[name!='v0']/name",
                                   "[level='1' or name='v0']/name",
                                   "[level='1' and position() < 4]/name",
                                   "[./name='v9']/@id",
                                   "[name=concat('v', 1 + 1)]/@id",
                                   "[not(level='0')]/name",
                                   "[level=true()]/name",
                                   "[name=string()]/name"}) {
    BOOST_TEST(result(evaluator, fast, item + filter) == result(evaluator, slow, item + filter),
               filter);
    const std::string count = "count(" + item + filter + ")";
    BOOST_TEST(result(evaluator, fast, count) == result(evaluator, slow, count), filter);
  }
  BOOST_TEST(fast.m_columns.built() > 0u);
  BOOST_TEST(slow.m_columns.built() == 0u);
}

BOOST_AUTO_TEST_CASE(pulldata_finds_by_children_and_attributes) {
  const Evaluator evaluator(list_xml());
  const ListHost host(evaluator.tree);
  BOOST_TEST(result(evaluator, host, "pulldata('l', 'name', '@id', 'i12')") == "v12");
  BOOST_TEST(result(evaluator, host, "pulldata('l', '@id', 'name', 'v13')") == "i13");
  BOOST_TEST(result(evaluator, host, "pulldata('l', 'name', 'day', '2026-03-03')") == "v2");
  BOOST_TEST(result(evaluator, host, "pulldata('l', 'name', '@id', 'i99')") == "");
}

BOOST_AUTO_TEST_CASE(what_is_ready_is_shared_and_not_read_again) {
  const Evaluator evaluator(list_xml());
  const Node& root = *evaluator.tree.root();
  ColumnIndex ready;
  ready.prepare(root, "item", "name", false);
  ready.prepare(root, {}, "level", true);
  ColumnIndex own(&ready);
  BOOST_TEST(own.with_text(root, {}, "name", "v7")->size() == 1u);
  BOOST_TEST(own.with_text(root, "item", "name", "v7")->size() == 1u);
  BOOST_TEST(own.with_number(root, "item", "level", 2)->size() == 10u);
  BOOST_TEST(own.built() == 0u);
  BOOST_TEST(own.nodes_read() == 0u);
  BOOST_TEST(own.with_text(root, "item", "code", "03")->size() == 6u);  // 3, 10, 17, 24, 31, 38
  BOOST_TEST(own.with_number(root, "item", "name", 2)->empty());
  BOOST_TEST(own.built() == 2u);
  BOOST_TEST(own.with_text(root, "other", "name", "v7")->empty());
}

BOOST_AUTO_TEST_CASE(a_list_of_several_kinds_of_rows_keeps_them_apart) {
  const Evaluator evaluator("<root><a><n>1</n></a><b><n>1</n></b><b><n>1<!-- -->0</n></b></root>");
  const Node& root = *evaluator.tree.root();
  ColumnIndex index;
  BOOST_TEST(index.with_text(root, "a", "n", "1")->size() == 1u);
  BOOST_TEST(index.with_text(root, {}, "n", "1")->size() == 2u);
  BOOST_TEST(index.with_text(root, {}, "n", "10")->size() == 1u);
  BOOST_TEST(index.with_number(root, "b", "n", 10)->size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_expression_tells_which_columns_it_looks_rows_up_in) {
  const auto told = [](const std::string& text) {
    auto expression = Expression::compile(text, FunctionLibrary::standard());
    BOOST_REQUIRE(expression.ok());
    std::string columns;
    for (const auto& each : indexed_columns(*expression)) {
      columns += each.instance;
      for (const std::string& step : each.steps) columns += "/" + step;
      columns += " " + each.row + " " + each.column + (each.numbers ? " by number; " : "; ");
    }
    return columns;
  };
  BOOST_TEST(told("instance('l')/root/item[level='2' and /d/p=parent]/name") ==
             "l/root item level; l/root item parent; ");
  BOOST_TEST(told("count(instance('l')/item[@id = 3])") == "l item @id by number; ");
  BOOST_TEST(told("pulldata('l', 'label', 'name', /d/v)") == "l/*  name; ");
  BOOST_TEST(told("instance('l')/root/item[level != '2']") == "");
  BOOST_TEST(told("instance('l')/root/item[level = 2 and position() = 1]") == "");
  BOOST_TEST(told("instance('l')/root/item[selected(/d/l, name)]") == "");
  BOOST_TEST(told("/d/item[level = 2]") == "");
}

BOOST_AUTO_TEST_SUITE_END()
