#include "forms/xforms/form_reader.h"

#include <algorithm>
#include <set>

#include "forms/xforms/csv_table.h"
#include "forms/xforms/form_graph.h"
#include "forms/xpath/dependencies.h"
#include "forms/xpath/domain_functions.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

const xmlNode* find_element(const xmlNode* within, std::string_view name) {
  for (const xmlNode* child = within->children; child != nullptr; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    if (name_of(child) == name) return child;
    if (const xmlNode* found = find_element(child, name)) return found;
  }
  return nullptr;
}

const xmlNode* first_element(const xmlNode* within) {
  for (const xmlNode* child = within->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) return child;
  }
  return nullptr;
}

DataType data_type(std::string_view name) {
  static const std::map<std::string, DataType, std::less<>> kTypes = {
      {"int", DataType::kInt},           {"integer", DataType::kInt},
      {"boolean", DataType::kBoolean},   {"decimal", DataType::kDecimal},
      {"date", DataType::kDate},         {"time", DataType::kTime},
      {"dateTime", DataType::kDateTime}, {"geopoint", DataType::kGeopoint},
      {"geotrace", DataType::kGeotrace}, {"geoshape", DataType::kGeoshape},
      {"binary", DataType::kBinary},     {"barcode", DataType::kBarcode},
      {"intent", DataType::kIntent}};
  const auto found = kTypes.find(name);
  return found == kTypes.end() ? DataType::kString : found->second;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t at = text.find_first_not_of(" \n\t"); at != std::string::npos;) {
    const auto end = std::min(text.find_first_of(" \n\t", at), text.size());
    result.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(" \n\t", end);
  }
  return result;
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

bool is_action(std::string_view name) {
  return name == "setvalue" || name == "setgeopoint" || name == "recordaudio";
}

std::string without_predicates(const std::string& ref) {
  std::string plain;
  int depth = 0;
  for (const char c : ref) {
    depth += c == '[' ? 1 : 0;
    if (depth == 0 && c != ' ') plain += c;
    depth -= c == ']' ? 1 : 0;
  }
  return plain;
}

std::string resolve_path(const std::string& ref, const std::string& context) {
  const std::string plain = without_predicates(ref);
  auto steps = plain.starts_with('/') ? std::vector<std::string>() : steps_of(context);
  for (const std::string& step : steps_of(plain)) {
    if (step == "." || step.empty() || step == "current()") continue;
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else {
      steps.push_back(step);
    }
  }
  std::string path;
  for (const std::string& step : steps) path += "/" + step;
  return path;
}

FormReader::FormReader(std::string_view file, const ResourceLoader& loader)
    : m_file(file), m_loader(loader), m_form(new FormDefinition) {
  m_form->file = m_file;
}

std::string FormReader::at_line(const xmlNode* node) const {
  return m_file + ":" + std::to_string(xmlGetLineNo(node));
}

void FormReader::fail(const xmlNode* node, const std::string& cause) {
  if (!m_error) m_error = Error{ErrorCode::kInvalidData, at_line(node), cause};
}

void FormReader::warn(const xmlNode* node, const std::string& what) {
  m_form->warnings.push_back(at_line(node) + ": " + what);
}

FormReader::ExpressionPtr FormReader::compile(const std::string& text, const xmlNode* node,
                                              const std::string& what) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return nullptr;
  auto compiled =
      xpath::Expression::compile(text, xpath::domain_library(), at_line(node) + " " + what);
  if (!compiled) {
    if (!m_error) m_error = compiled.error();
    return nullptr;
  }
  if (!compiled->doubt().empty()) {  // better at publication than at the window
    const std::string cause = compiled->doubt() + " of `" + text.substr(0, 200) + "`";
    if (!m_error) m_error = Error{ErrorCode::kInvalidData, compiled->place(), cause};
    return nullptr;
  }
  return std::make_shared<const xpath::Expression>(std::move(*compiled));
}

Result<std::shared_ptr<const FormDefinition>> FormReader::read(std::string_view xml) {
  auto document = XmlDocument::parse(xml, m_file, kMaxFormBytes);
  if (!document) return document.error();
  const xmlNode* root = document->root();
  const xmlNode* model = find_element(root, "model");
  const xmlNode* body = find_element(root, "body");
  if (model == nullptr) return Error{ErrorCode::kInvalidData, at_line(root), "no <model>"};
  if (const xmlNode* title = find_element(root, "title")) m_form->title = text_of(title);
  read_model(model);
  if (body != nullptr) m_form->body_class = attribute_of(body, "class");
  if (!m_error && body != nullptr) read_body(body, {}, m_form->body);
  if (m_error) return *m_error;
  if (m_form->primary().root() == nullptr) {
    return Error{ErrorCode::kInvalidData, at_line(model), "no primary instance"};
  }
  add_instance_id();
  take_templates();
  mark_repeats();
  index_binds();
  if (m_error) return *m_error;
  auto graph = FormGraph::build(*m_form);
  if (!graph) return graph.error();
  m_form->m_graph = std::move(*graph);
  return std::shared_ptr<const FormDefinition>(std::move(m_form));
}

void FormReader::read_model(const xmlNode* model) {
  bool primary = true;
  for (const xmlNode* node = model->children; node != nullptr && !m_error; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    const auto name = name_of(node);
    if (name == "instance") {
      primary ? read_primary(node) : read_secondary(node);
      primary = false;
    } else if (name == "bind") {
      read_bind(node);
    } else if (is_action(name)) {
      read_action(node, {});
    } else if (name == "itext") {
      for (const xmlNode* each = node->children; each != nullptr; each = each->next) {
        if (each->type == XML_ELEMENT_NODE) read_translation(each);
      }
    } else if (name == "submission") {
      read_submission(node);
    } else {
      warn(node, "<" + std::string(name) + "> in the model is not read");
    }
  }
}

void FormReader::read_submission(const xmlNode* node) {
  Submission& submission = m_form->submission;
  for (const xmlAttr* each = node->properties; each != nullptr; each = each->next) {
    const auto* attribute = reinterpret_cast<const xmlNode*>(each);
    const std::string name(name_of(attribute));
    const std::string prefix(prefix_of(attribute));
    const std::string value = text_of(attribute);
    if (name == "action") submission.action = value;
    if (name == "method") submission.method = value;
    if (name == "base64RsaPublicKey") submission.public_key = value;
    if (prefix == "orx" && name == "auto-send") submission.auto_send = value;
    if (prefix == "orx" && name == "auto-delete") submission.auto_delete = value;
    submission.attributes[prefix.empty() ? name : prefix + ":" + name] = value;
  }
}

void FormReader::read_primary(const xmlNode* instance) {
  const xmlNode* root = first_element(instance);
  if (root == nullptr) return fail(instance, "the primary instance is empty");
  Node* copied = copy_into(m_form->m_primary, m_form->m_primary.document(), root, {});
  m_form->id = attribute_of(root, "id");
  if (m_form->id.empty()) m_form->id = std::string(namespace_of(root));
  m_form->version = attribute_of(root, "version");
  // Comments and layout are gone; a leaf may still hold white space that is part of its value.
  (void)copied;
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
    } else if (auto document = XmlDocument::parse(*bytes, name, kMaxAttachmentBytes)) {
      copy_into(*read, read->document(), document->root(), {});
    } else {
      read = document.error();
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

void FormReader::read_translation(const xmlNode* translation) {
  bool is_default = false;
  Language language;
  language.name = attribute_of(translation, "lang");
  const std::string marked = attribute_of(translation, "default", &is_default);
  if (is_default && marked != "false()" && marked != "false") {
    m_form->default_language = m_form->languages.size();
  }
  for (const xmlNode* entry = translation->children; entry != nullptr; entry = entry->next) {
    if (entry->type != XML_ELEMENT_NODE || name_of(entry) != "text") continue;
    auto& forms = language.entries[attribute_of(entry, "id")];
    for (const xmlNode* value = entry->children; value != nullptr; value = value->next) {
      if (value->type != XML_ELEMENT_NODE || name_of(value) != "value") continue;
      forms[attribute_of(value, "form")] = text_pieces(value, {});
    }
  }
  m_form->languages.push_back(std::move(language));
}

TextRef FormReader::message(const std::string& text, const xmlNode* node) {
  TextRef result;
  if (text.starts_with("jr:itext(")) {
    result.itext_ref = compile(text, node, "message");
  } else if (!text.empty()) {
    result.plain.push_back({text, nullptr});
  }
  return result;
}

void FormReader::set_bind_attribute(Bind& bind, std::string_view prefix, const std::string& name,
                                    const std::string& value, const xmlNode* node) {
  const auto expression = [&] { return compile(value, node, name + " of " + bind.path); };
  if (prefix == "jr" && name == "constraintMsg") {
    bind.constraint_message = message(value, node);
  } else if (prefix == "jr" && name == "requiredMsg") {
    bind.required_message = message(value, node);
  } else if (prefix == "jr" && name == "preload") {
    bind.preload = value;
  } else if (prefix == "jr" && name == "preloadParams") {
    bind.preload_params = value;
  } else if (!prefix.empty()) {
    bind.attributes[std::string(prefix) + ":" + name] = value;
  } else if (name == "type") {
    bind.type_name = value.substr(value.find(':') == std::string::npos ? 0 : value.find(':') + 1);
    bind.type = data_type(bind.type_name);
  } else if (name == "relevant") {
    bind.relevant = expression();
  } else if (name == "required") {
    bind.required = expression();
  } else if (name == "readonly") {
    bind.readonly = expression();
  } else if (name == "constraint") {
    bind.constraint = expression();
  } else if (name == "calculate") {
    bind.calculate = expression();
  } else if (name != "nodeset" && name != "ref" && name != "id") {
    bind.attributes[name] = value;
  }
}

void FormReader::read_bind(const xmlNode* node) {
  Bind bind;
  std::string ref = attribute_of(node, "nodeset");
  if (ref.empty()) ref = attribute_of(node, "ref");
  if (ref.empty()) return warn(node, "a bind without a nodeset is left aside");
  const Node* root = m_form->primary().root();
  bind.path = resolve_path(ref, root == nullptr ? std::string() : "/" + root->qualified_name());
  bind.line = static_cast<int>(xmlGetLineNo(node));
  for (const xmlAttr* each = node->properties; each != nullptr; each = each->next) {
    const auto* attribute = reinterpret_cast<const xmlNode*>(each);
    set_bind_attribute(bind, prefix_of(attribute), std::string(name_of(attribute)),
                       text_of(attribute), node);
  }
  if (const std::string id = attribute_of(node, "id"); !id.empty()) m_bind_ids[id] = bind.path;
  m_form->binds.push_back(std::move(bind));
}

void FormReader::read_action(const xmlNode* node, const std::string& context) {
  const auto name = name_of(node);
  Action action;
  if (name == "setgeopoint") action.kind = ActionKind::kSetGeopoint;
  if (name == "recordaudio") {
    action.kind = ActionKind::kRecordAudio;
    action.quality = attribute_of(node, "quality");
    warn(node, "<recordaudio> records only where the program at hand can");
  }
  action.line = static_cast<int>(xmlGetLineNo(node));
  action.events = split(attribute_of(node, "event"));
  action.source = context;
  action.target = ref_of(node, context);
  const std::string ref = attribute_of(node, "ref");
  if (ref.find('[') != std::string::npos) {
    action.target_nodes = compile(ref, node, "target of " + std::string(name));
  }
  const std::string value = attribute_of(node, "value");
  action.value = compile(value, node, "value of setvalue");
  action.literal = text_of(node);
  m_form->actions.push_back(std::move(action));
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

// Two binds for one node would let two rules answer the same question, each undoing the other.
void FormReader::index_binds() {
  std::vector<Bind> kept;
  for (Bind& bind : m_form->binds) {
    const std::string place = m_file + ":" + std::to_string(bind.line);
    if (!exists(bind.path)) {
      m_form->warnings.push_back(place + ": the bind's node " + bind.path + " does not exist");
    }
    if (m_form->m_bind_by_path.emplace(bind.path, kept.size()).second) {
      kept.push_back(std::move(bind));
    } else {
      m_form->warnings.push_back(place + ": a second bind for " + bind.path + " is left aside");
    }
  }
  m_form->binds = std::move(kept);
}

Result<std::shared_ptr<const FormDefinition>> FormDefinition::parse(std::string_view xml,
                                                                    const ResourceLoader& loader,
                                                                    std::string_view file) {
  return FormReader(file, loader).read(xml);
}

}  // namespace jiujin::forms::xforms
