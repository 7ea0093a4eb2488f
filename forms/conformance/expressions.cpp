#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <nlohmann/json.hpp>

#include "forms/conformance/player.h"
#include "forms/conformance/replay.h"
#include "forms/xforms/xml_document.h"
#include "forms/xpath/dates.h"
#include "forms/xpath/expression.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::conformance {

namespace {

using nlohmann::json;
using namespace xpath;

const std::set<std::string> kNotComparable = {
    "volatile",        "peers-disagree",       "peer-fails-its-own-assertion",
    "custom-function", "needs-language-state", "variable"};

Result<std::map<std::string, Tree>> read_contexts(const std::string& file) {
  std::ifstream in(file);
  if (!in) return Error{ErrorCode::kIo, file, "cannot be read"};
  std::map<std::string, Tree> contexts;
  std::string line;
  while (std::getline(in, line)) {
    const json row = json::parse(line, nullptr, false);
    if (row.is_discarded()) return Error{ErrorCode::kInvalidData, file, "a line is no JSON"};
    const std::string xml = row.value("xml", "");
    auto document = xforms::XmlDocument::parse(xml, row.value("id", ""), 8u << 20, true);
    if (!document) continue;  // its rows are skipped
    Tree tree;
    for (const xmlNode* node = document->first(); node != nullptr; node = node->next) {
      xforms::copy_into(tree, tree.document(), node, {.everything = true});
    }
    contexts.emplace(row.value("id", ""), std::move(tree));
  }
  return contexts;
}

const Node* locate(const Tree& tree, const std::string& path, const Environment& environment) {
  if (const auto at = path.find("/@xmlns:"); at != std::string::npos) {
    const Node* element = locate(tree, path.substr(0, at), environment);
    for (const auto& each : element == nullptr ? tree.document().attributes : element->attributes) {
      if (each->kind == NodeKind::kNamespace && each->name == path.substr(at + 8)) {
        return each.get();
      }
    }
    return nullptr;
  }
  auto expression = Expression::compile(path, FunctionLibrary::standard());
  if (!expression) return nullptr;
  const auto found = expression->evaluate({&tree.document(), &environment, nullptr});
  if (!found || !found->is_nodes() || found->nodes().empty()) return nullptr;
  return found->nodes().front();
}

std::string shown(const Value& value) {
  if (!value.is_nodes()) return to_string(value);
  std::string text = "{";
  for (const Node* node : value.nodes()) text += " " + path_of(*node);
  return text + " }";
}

// Context nodes inside a whole form: paths begin at its primary instance.
class ContextForm : public Host {
 public:
  explicit ContextForm(const Node* primary) : m_primary(primary) {}
  const Node* primary() const override { return m_primary; }
  const Node* instance(std::string_view id) const override {
    for (const auto& each : m_primary->parent->children) {
      const Node* name = each->name == "instance" ? each->attribute("id") : nullptr;
      if (name != nullptr && name->text == id) return each.get();
    }
    return nullptr;
  }
  std::string itext(std::string_view) const override { return {}; }
  std::string choice_name(std::string_view, std::string_view, const Node*) const override {
    return {};
  }
  std::string form_version() const override { return {}; }

 private:
  const Node* m_primary;
};

// Rows whose paths begin at the form's model itself are asked of the whole document.
std::unique_ptr<Host> form_around(const Node* node, const std::string& expression) {
  if (expression.find("/model/instance") != std::string::npos) return nullptr;
  for (; node != nullptr; node = node->parent) {
    if (node->name == "instance" && node->parent->name == "model") {
      return std::make_unique<ContextForm>(node);
    }
  }
  return nullptr;
}

// A peer's result whose path begins at an element that the recorded document does not have: it was
// taken while another test's document stood there.
bool beside_another_document(const json& row, const Tree& tree) {
  if (row.value("kind", "") != "observed" || tree.root() == nullptr) return false;
  const std::string expression = row.value("expr", "");
  const auto at = expression.find("(/");
  if (at == std::string::npos) return false;
  const auto end = expression.find_first_of("/)[ ,", at + 2);
  const std::string name = expression.substr(at + 2, end - at - 2);
  const bool plain = !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) != 0;
  return plain && name.find(':') == std::string::npos && name != tree.root()->qualified_name();
}

double expected_number(const json& expected) {
  if (expected.is_number()) return expected.get<double>();
  const std::string text = expected.get<std::string>();
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return INFINITY;
  if (text == "-Infinity") return -INFINITY;
  return std::stod(text);
}

bool same_number(const json& row, double actual) {
  const double expected = expected_number(row["expected"]);
  if (expected == actual) return true;
  if (std::isnan(expected)) return std::isnan(actual);
  if (row.contains("round_factor") && row["round_factor"].is_number()) {
    const double factor = row["round_factor"].get<double>();
    return std::abs(std::round(actual * factor) / factor - expected) <= 1e-9 * std::abs(expected) ||
           std::abs(actual - expected) <= 1.0 / factor;
  }
  if (row.contains("tolerance") && row["tolerance"].is_number()) {
    return std::abs(actual - expected) <= row["tolerance"].get<double>() * (1 + std::abs(expected));
  }
  return actual == expected;
}

struct Replay {
  const std::map<std::string, Tree>& contexts;
  const ReplayOptions& options;
  Tally tally;

  void skip(const std::string& why) {
    ++tally.skipped;
    ++tally.skip_reasons[why];
  }
  void judge(const json& row, bool passed, const std::string& actual) {
    ++(passed ? tally.passed : tally.failed);
    if (passed) return;
    tally.failures.push_back(
        {row.value("id", ""), row.value("expr", ""), row["expected"].dump(), actual});
  }

  bool matches(const json& row, const Tree& tree, const Value& value, const Environment& now) {
    const std::string type = row.value("type", "");
    const json& expected = row["expected"];
    if (type == "boolean") return expected.is_boolean() && to_boolean(value) == expected;
    if (type == "number") return same_number(row, to_number(value, now));
    if (type == "string") return to_string(value) == expected.get<std::string>();
    if (type == "string-length") {
      return std::to_string(to_string(value).size()) == expected.get<std::string>();
    }
    if (type == "string-regex") {
      std::string pattern = expected.get<std::string>();
      pattern = pattern.substr(1, pattern.rfind('/') - 1);
      return std::regex_search(to_string(value), std::regex(pattern));
    }
    if (type == "date") {
      return days_from_text(to_string(value), now) ==
             days_from_text(expected.get<std::string>(), now);
    }
    if (type != "nodeset" || !value.is_nodes()) return false;
    std::vector<const Node*> wanted;
    for (const auto& path : expected) wanted.push_back(locate(tree, path.get<std::string>(), now));
    auto given = value.nodes();  // a node-set has no order (XPath 1.0 section 3.3)
    std::ranges::sort(wanted);
    std::ranges::sort(given);
    return wanted == given;
  }

  void run(const json& row) {
    if (!options.origin.empty() &&
        row.value("source", "").find(options.origin) == std::string::npos) {
      return skip("other origin");
    }
    for (const auto& flag : row["flags"]) {
      if (kNotComparable.contains(flag.get<std::string>())) return skip(flag.get<std::string>());
    }
    const auto context = contexts.find(row.value("context", ""));
    if (context == contexts.end()) return skip("context is not well-formed");
    Environment environment;
    const auto offset = zone_offset(row.value("tz", ""));
    environment.offset_at = [offset](std::chrono::sys_seconds) { return offset; };
    environment.now =
        std::chrono::sys_days{std::chrono::year(2026) / 3 / 15} + std::chrono::hours(2);
    const Tree& tree = context->second;
    const Node* node = locate(tree, row.value("node", "/"), environment);
    if (node == nullptr) return skip("context node not given");
    auto expression = Expression::compile(row.value("expr", ""), FunctionLibrary::standard());
    const bool wants_error = row.value("type", "") == "error";
    if (!expression) return judge(row, wants_error, expression.error().line());
    if (beside_another_document(row, tree)) return skip("recorded beside another document");
    const auto form = form_around(node, row.value("expr", ""));
    const auto value = expression->evaluate({node, &environment, form.get()});
    if (!value) return judge(row, wants_error, value.error().line());
    judge(row, !wants_error && matches(row, tree, *value, environment), shown(*value));
  }
};

}  // namespace

Result<Tally> verify_expressions(const std::string& file, const ReplayOptions& options) {
  const auto beside = std::filesystem::path(file).parent_path() / "contexts.jsonl";
  const auto contexts = read_contexts(beside.string());
  if (!contexts) return contexts.error();
  std::ifstream in(file);
  if (!in) return Error{ErrorCode::kIo, file, "cannot be read"};
  Replay replay{*contexts, options, {}};
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const json row = json::parse(line, nullptr, false);
    if (row.is_discarded() || !row.contains("expected") || !row.contains("flags")) {
      return Error{ErrorCode::kInvalidData, file + ":" + std::to_string(number), "not a row"};
    }
    try {
      replay.run(row);
    } catch (const std::exception& failure) {  // wrong types inside the row
      return Error{ErrorCode::kInvalidData, file + ":" + std::to_string(number), failure.what()};
    }
  }
  return std::move(replay.tally);
}

}  // namespace jiujin::forms::conformance
