// Answers in and out: JSON for ops and scripts, instance XML for other systems.
#include "forms/xforms/session_state.h"
#include "forms/xforms/xml_document.h"

namespace jiujin::forms::xforms {

namespace {

using nlohmann::json;
using xpath::Node;
using xpath::NodeKind;

// Of a document of answers: every leaf, also empty ones, so that a cleared default stays cleared.
void read_answers(const Node& node, const std::string& prefix, json& into) {
  for (const auto& child : node.children) {
    if (!child->is_element()) continue;
    const std::string key = prefix + child->qualified_name();
    if (child->repeat) {
      json instance = json::object();
      read_answers(*child, {}, instance);
      into[key].push_back(std::move(instance));
    } else if (!is_leaf(*child)) {
      read_answers(*child, key + "/", into);
    } else {
      into[key] = string_value(*child);
    }
  }
}

std::string scalar_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return {};
  return value.dump();
}

Node* child_named(Node& parent, std::string_view qualified) {
  for (const auto& child : parent.children) {
    if (child->is_element() && child->qualified_name() == qualified) return child.get();
  }
  return nullptr;
}

void write_xml(const Node& node, std::string& into) {
  if (!node.relevant) return;
  if (node.kind == NodeKind::kText) {
    into += escape_xml(node.text);
    return;
  }
  const std::string name = node.qualified_name();
  into += "<" + name;
  for (const auto& each : node.attributes) {
    if (!each->relevant) continue;
    into += " " + each->qualified_name() + "=\"" + escape_xml(each->text) + "\"";
  }
  if (node.children.empty()) {
    into += "/>";
    return;
  }
  into += ">";
  for (const auto& child : node.children) write_xml(*child, into);
  into += "</" + name + ">";
}

// Prefixes that occur in the instance, each declared once at its root.
void collect_prefixes(const Node& node, std::map<std::string, std::string>& into) {
  if (!node.prefix.empty() || node.kind == NodeKind::kElement) {
    if (!node.namespace_uri.empty()) into.emplace(node.prefix, node.namespace_uri);
  }
  for (const auto& each : node.attributes) collect_prefixes(*each, into);
  for (const auto& child : node.children) {
    if (child->is_element()) collect_prefixes(*child, into);
  }
}

}  // namespace

void FormSession::State::write_answers(const Node& node, const std::string& prefix,
                                       Irrelevant irrelevant, json& into) const {
  if (const auto kept = m_unknown.find(node.id); kept != m_unknown.end()) into.update(kept->second);
  for (const auto& child : node.children) {
    if (!child->is_element()) continue;
    if (!child->relevant && irrelevant == Irrelevant::kLeftOut) continue;
    const std::string key = prefix + child->qualified_name();
    if (child->repeat) {
      json instance = json::object();
      write_answers(*child, {}, irrelevant, instance);
      into[key].push_back(std::move(instance));
    } else if (!is_leaf(*child)) {
      write_answers(*child, key + "/", irrelevant, into);
    } else if (std::string value = string_value(*child);
               !value.empty() && schema_path(*child) != m_definition->added_meta) {
      into[key] = std::move(value);
    }
  }
}

json FormSession::State::answers(Irrelevant irrelevant) const {
  json result = json::object();
  if (const Node* root = m_tree.root()) write_answers(*root, {}, irrelevant, result);
  return result;
}

// One object of answers, into the root or an instance of a repeat.
void FormSession::State::load_into(Node& base, const json& object, const std::string& place) {
  for (const auto& [key, value] : object.items()) {
    Node* at = &base;
    Node* parent = &base;
    const auto steps = steps_of(key);
    for (std::size_t i = 0; at != nullptr && i < steps.size(); ++i) {
      parent = at;
      at = child_named(*at, steps[i]);
      const std::string path = schema_path(*parent) + "/" + steps[i];
      if (at == nullptr && value.is_array() && m_definition->is_repeat(path)) {
        if (value.empty()) break;
        at = &add_instance(path, *parent);
      }
    }
    const bool series = at != nullptr && at->repeat && value.is_array();
    if (series) {
      const std::string repeat = schema_path(*at);
      fit_count(repeat, *parent, std::to_string(value.size()));
      const auto present = instances(repeat, *parent);
      for (std::size_t i = 0; i < present.size() && i < value.size(); ++i) {
        if (value[i].is_object()) load_into(*present[i], value[i], path_of(*present[i]) + "/");
      }
    } else if (at != nullptr && !at->repeat && !value.is_structured() && is_leaf(*at)) {
      set_value(*at, scalar_text(value), ValueSource::kPerson);
    } else if (!(value.is_array() && value.empty()) &&
               (value.is_structured() || !move_answer(base, key, scalar_text(value), object))) {
      m_report.unknown.push_back(place + key);
      m_unknown[base.id][key] = value;
    }
  }
}

void FormSession::State::load_answers(const json& answers) {
  Node* root = m_tree.root();
  if (root != nullptr && answers.is_object()) load_into(*root, answers, path_of(*root) + "/");
}

Result<void> FormSession::State::load_xml(std::string_view xml) {
  auto document = XmlDocument::parse(xml, "instance", kMaxFormBytes);
  if (!document) return document.error();
  xpath::Tree tree;
  copy_into(tree, tree.document(), document->root(), {});
  Node* root = m_tree.root();
  if (tree.root()->name != root->name) {
    return Error{ErrorCode::kInvalidData, "instance", "belongs to another form"};
  }
  json answers = json::object();
  const auto mark = [&](auto&& self, Node& node) -> void {
    for (const auto& child : node.children) {
      if (!child->is_element()) continue;
      child->repeat = m_definition->is_repeat(schema_path(*child));
      m_brought.insert(path_of(*child));
      self(self, *child);
    }
  };
  mark(mark, tree.document());
  read_answers(*tree.root(), {}, answers);
  if (const Node* version = tree.root()->attribute("version")) m_report.version = version->text;
  load_answers(answers);
  return {};
}

std::string FormSession::State::instance_xml() const {
  const Node* root = m_tree.root();
  if (root == nullptr) return {};
  std::string body;
  write_xml(*root, body);
  if (body.empty()) body = "<" + root->qualified_name() + "/>";  // not even the root is relevant
  std::map<std::string, std::string> prefixes;
  collect_prefixes(*root, prefixes);
  std::string declarations;
  for (const auto& [prefix, uri] : prefixes) {
    declarations += prefix.empty() ? " xmlns" : " xmlns:" + prefix;
    declarations += "=\"" + escape_xml(uri) + "\"";
  }
  body.insert(1 + root->qualified_name().size(), declarations);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body + "\n";
}

}  // namespace jiujin::forms::xforms
