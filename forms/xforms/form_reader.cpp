#include "forms/xforms/form_reader.h"

#include "forms/xforms/form_graph.h"
#include "forms/xpath/characters.h"
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
  fill_fixed_repeats(m_form->body);
  index_binds();
  if (m_error) return *m_error;
  auto graph = FormGraph::build(*m_form);
  if (!graph) return graph.error();
  m_form->m_graph = std::move(*graph);
  prepare_columns();
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
  action.events = xpath::words(attribute_of(node, "event"));
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

// Of a second bind for the same node, what the first one does not say: two rules for one property
// would answer each other's question, each undoing the other (XForms calls that an error).
void FormReader::join_binds(Bind& first, Bind& second) {
  std::string twice;
  const auto join = [&](auto& mine, auto& other, bool have, bool given, const char* name) {
    if (!given) return;
    if (have) {
      twice += std::string(twice.empty() ? "" : ", ") + name;
    } else {
      mine = std::move(other);
    }
  };
  const auto join_rule = [&](ExpressionPtr& mine, ExpressionPtr& other, const char* name) {
    join(mine, other, mine != nullptr, other != nullptr, name);
  };
  join_rule(first.relevant, second.relevant, "relevant");
  join_rule(first.required, second.required, "required");
  join_rule(first.readonly, second.readonly, "readonly");
  join_rule(first.constraint, second.constraint, "constraint");
  join_rule(first.calculate, second.calculate, "calculate");
  const auto join_text = [&](TextRef& mine, TextRef& other, const char* name) {
    join(mine, other, !mine.empty(), !other.empty(), name);
  };
  join_text(first.constraint_message, second.constraint_message, "constraintMsg");
  join_text(first.required_message, second.required_message, "requiredMsg");
  if (first.type_name != second.type_name) {
    if (first.type_name.empty()) first.type = second.type;
    join(first.type_name, second.type_name, !first.type_name.empty(), !second.type_name.empty(),
         "type");
  }
  if (first.preload.empty()) first.preload_params = std::move(second.preload_params);
  join(first.preload, second.preload, !first.preload.empty(), !second.preload.empty(), "preload");
  first.attributes.merge(second.attributes);
  if (twice.empty()) return;
  m_form->warnings.push_back(m_file + ":" + std::to_string(second.line) + ": a second " + twice +
                             " for " + first.path + " is left aside");
}

void FormReader::index_binds() {
  std::vector<Bind> kept;
  for (Bind& bind : m_form->binds) {
    if (!exists(bind.path)) {
      m_form->warnings.push_back(m_file + ":" + std::to_string(bind.line) + ": the bind's node " +
                                 bind.path + " does not exist");
    }
    const auto [known, fresh] = m_form->m_bind_by_path.emplace(bind.path, kept.size());
    if (fresh) {
      kept.push_back(std::move(bind));
    } else {
      join_binds(kept[known->second], bind);
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
