// The instances of a form: the blank filling, the lists beside it, and the templates of repeats.
#include <algorithm>
#include <set>

#include "forms/xforms/csv_table.h"
#include "forms/xforms/form_graph.h"
#include "forms/xforms/form_reader.h"
#include "forms/xpath/dependencies.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

// Nodes that are read ahead to index them, a tenth of a second of work or two: eight columns of the
// longest list. What lies beyond is indexed when it is first asked for.
constexpr std::size_t kMaxNodesRead = 8 * kMaxListCells;

// The lists that lie along `steps` from a document.
std::vector<const Node*> lists_at(const Node& document, const std::vector<std::string>& steps) {
  std::vector<const Node*> lists = {&document};
  for (const std::string& step : steps) {
    std::vector<const Node*> next;
    for (const Node* list : lists) {
      for (const auto& child : list->children) {
        const bool named = child->is_element() && (step == "*" || child->name == step);
        if (named) next.push_back(child.get());
      }
    }
    lists = std::move(next);
  }
  return lists;
}

const xmlNode* first_element(const xmlNode* within) {
  for (const xmlNode* child = within->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) return child;
  }
  return nullptr;
}

void blank_leaves(xpath::Tree& tree, Node& node) {
  bool leaf = true;
  for (const auto& child : node.children) {
    if (child->is_element()) leaf = false;
    if (child->is_element()) blank_leaves(tree, *child);
  }
  if (leaf) tree.set_text(node, {});
}

}  // namespace

void FormReader::read_primary(const xmlNode* instance) {
  const xmlNode* root = first_element(instance);
  if (root == nullptr) return fail(instance, "the primary instance is empty");
  copy_into(m_form->m_primary, m_form->m_primary.document(), root, {});
  m_form->id = attribute_of(root, "id");
  if (m_form->id.empty()) m_form->id = std::string(namespace_of(root));
  m_form->version = attribute_of(root, "version");
}

void FormReader::read_secondary(const xmlNode* instance) {
  const std::string id = attribute_of(instance, "id");
  const std::string source = attribute_of(instance, "src");
  if (id.empty()) return fail(instance, "a secondary instance without an id");
  xpath::Tree tree;
  if (source.empty()) {
    for (const xmlNode* node = instance->children; node != nullptr; node = node->next) {
      copy_into(tree, tree.document(), node, {});
    }
  } else if (source == "jr://instance/last-saved") {
    m_form->last_saved = id;
    // The last saved filling: a definition knows none, so that every path into it finds nothing.
  } else {
    const std::string name = source.substr(source.rfind('/') + 1);
    const auto bytes = m_loader(name);
    if (bytes.ok() && bytes->size() > kMaxAttachmentBytes) {
      return fail(instance, name + " is too large");
    }
    Result<xpath::Tree> read = xpath::Tree();
    if (!bytes) {  // the list is empty then; whoever publishes the form reads the warning
      warn(instance, source + ": " + bytes.error().cause);
      read->append(read->document(), xpath::NodeKind::kElement, "root");
    } else if (source.starts_with("jr://file-csv/") || name.ends_with(".csv")) {
      read = tree_from_csv(*bytes, name);
    } else if (name.ends_with(".geojson")) {
      read = tree_from_geojson(*bytes, name);
    } else {
      read = tree_from_xml(*bytes, name);
    }
    if (!read) {
      m_error = read.error();
      return;
    }
    tree = std::move(*read);
  }
  if (!m_form->m_instances.emplace(id, std::move(tree)).second) {
    fail(instance, "two instances are called '" + id + "'");
  }
}

// OpenRosa wants every submission to carry meta/instanceID; a form that leaves it out gets one.
void FormReader::add_instance_id() {
  xpath::Tree& tree = m_form->m_primary;
  Node* meta = nullptr;
  for (const auto& child : tree.root()->children) {
    if (child->is_element() && child->name == "meta") meta = child.get();
  }
  if (meta != nullptr && meta->child("instanceID") != nullptr) return;
  const std::string orx = "http://openrosa.org/xforms";
  if (meta == nullptr) {
    meta = &tree.append(*tree.root(), xpath::NodeKind::kElement, "orx:meta");
    meta->namespace_uri = orx;
  }
  const std::string prefix = meta->prefix.empty() ? std::string() : meta->prefix + ":";
  Node& id = tree.append(*meta, xpath::NodeKind::kElement, prefix + "instanceID");
  id.namespace_uri = meta->namespace_uri;
  m_form->added_meta = schema_path_of(id);
  Bind bind;
  bind.path = m_form->added_meta;
  bind.preload = "uid";
  m_form->binds.push_back(std::move(bind));
}

bool FormReader::exists(const std::string& path) const {
  const Node* at = &m_form->primary().document();
  std::string walked;
  for (const std::string& step : steps_of(path)) {
    walked += "/" + step;
    if (step.starts_with('@')) return at->attribute(step.substr(1)) != nullptr;
    const Node* next = nullptr;
    for (const auto& child : at->children) {
      if (child->is_element() && child->qualified_name() == step) next = child.get();
      if (next != nullptr) break;
    }
    if (next == nullptr) next = m_form->repeat_template(walked);
    if (next == nullptr) return false;
    at = next;
  }
  return true;
}

// An element with jr:template is the pattern of a repeat, not an instance of it. A repeat without
// one takes its first instance as the pattern (ODK XForms, "Repeats").
void FormReader::take_templates() {
  std::vector<Node*> found;
  const auto search = [&](auto&& self, Node& node) -> void {
    for (const auto& child : node.children) {
      if (!child->is_element()) continue;
      self(self, *child);
      const Node* mark = child->attribute("template");
      if (mark != nullptr && mark->prefix == "jr") found.push_back(child.get());
    }
  };
  search(search, m_form->m_primary.document());
  for (Node* node : found) {
    std::erase_if(node->attributes, [](const auto& each) { return each->name == "template"; });
    const std::string path = schema_path_of(*node);
    xpath::Tree tree;
    tree.insert_copy(tree.document(), 0, *node);
    m_form->m_templates.emplace(path, std::move(tree));
    m_form->m_primary.remove(*node);
  }
}

void FormReader::mark_repeats() {
  auto& repeats = m_form->repeats;
  std::ranges::sort(repeats, {}, [](const std::string& path) { return path.size(); });
  const std::set<std::string> known(repeats.begin(), repeats.end());
  const auto mark = [&](auto&& self, Node& node, const std::string& path) -> void {
    for (const auto& child : node.children) {
      if (!child->is_element()) continue;
      const std::string below = path + "/" + child->qualified_name();
      child->repeat = known.contains(below);
      if (child->repeat && !m_form->m_templates.contains(below)) {
        xpath::Tree tree;
        tree.insert_copy(tree.document(), 0, *child);
        blank_leaves(tree, *tree.root());  // what the first one holds is its own, not a default
        m_form->m_templates.emplace(below, std::move(tree));
      }
      self(self, *child, below);
    }
  };
  mark(mark, m_form->m_primary.document(), {});
  for (auto& [path, tree] : m_form->m_templates) {
    tree.root()->repeat = known.contains(path);
    mark(mark, *tree.root(), path);
  }
  std::erase_if(repeats, [&](const std::string& path) {  // nothing could be added there
    if (m_form->m_templates.contains(path)) return false;
    m_form->warnings.push_back(m_file + ": the repeat's node " + path + " does not exist");
    return true;
  });
}

// So that not even the first pick of a sitting has to read a list of villages from end to end.
void FormReader::prepare_columns() {
  xpath::ColumnIndex& columns = m_form->m_columns;
  for (const Rule& rule : m_form->graph().rules()) {
    for (const auto& column : xpath::indexed_columns(*rule.expression)) {
      const xpath::Tree* tree = m_form->instance(column.instance);
      if (tree == nullptr) continue;
      for (const Node* list : lists_at(tree->document(), column.steps)) {
        if (columns.nodes_read() > kMaxNodesRead) return;
        columns.prepare(*list, column.row, column.column, column.numbers);
      }
    }
  }
}

// A series that nobody may add to or remove from has the instances that the form holds, or one.
void FormReader::fill_fixed_repeats(const std::vector<BodyElement>& elements) {
  for (const BodyElement& element : elements) {
    const bool fixed = element.kind == BodyKind::kRepeat && element.no_add_remove && !element.count;
    if (fixed) fill_fixed_repeat(element.path);
    fill_fixed_repeats(element.children);
  }
}

void FormReader::fill_fixed_repeat(const std::string& repeat) {
  const Node* pattern = m_form->repeat_template(repeat);
  if (pattern == nullptr) return;
  const std::string parent = repeat.substr(0, repeat.rfind('/'));
  const auto fill = [&](auto&& self, xpath::Tree& tree, Node& node, const std::string& path) {
    if (path == parent) {
      const bool has = std::ranges::any_of(node.children, [&](const auto& child) {
        return child->is_element() && path + "/" + child->qualified_name() == repeat;
      });
      if (!has) tree.insert_copy(node, node.children.size(), *pattern);
      return;
    }
    for (const auto& child : node.children) {
      const std::string below = path + "/" + child->qualified_name();
      if (xpath::lies_within(parent, below)) self(self, tree, *child, below);
    }
  };
  fill(fill, m_form->m_primary, m_form->m_primary.document(), {});
  for (auto& [path, tree] : m_form->m_templates) {
    if (path != repeat && xpath::lies_within(parent, path)) fill(fill, tree, *tree.root(), path);
  }
}

}  // namespace jiujin::forms::xforms
