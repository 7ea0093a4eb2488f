// What views see: the tree of items, their texts and choices, and what is wrong with the answers.
#include <cmath>

#include "forms/xforms/form_reader.h"
#include "forms/xforms/session_state.h"
#include "forms/xpath/dates.h"
#include "localization/text.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

constexpr bool presents(ItemKind kind) {
  return kind != ItemKind::kQuestion;
}

std::string default_type_message(DataType type) {
  switch (type) {
    case DataType::kInt:
      return _t("Please enter a whole number");
    case DataType::kDecimal:
      return _t("Please enter a number");
    case DataType::kDate:
      return _t("Please enter a date that exists");
    case DataType::kTime:
      return _t("Please enter a time of day");
    case DataType::kDateTime:
      return _t("Please enter a date and time that exist");
    default:
      return _t("Please check this answer");
  }
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

const xpath::Node* FormSession::State::instance(std::string_view id) const {
  if (!id.empty() && id == m_definition->last_saved) return &m_last_saved.document();
  if (const xpath::Tree* tree = m_definition->instance(id)) return &tree->document();
  const Node* root = m_definition->primary().root();
  return root != nullptr && root->name == id ? &m_tree.document() : nullptr;
}

const Text* FormSession::State::itext_entry(std::string_view id, std::string_view form) const {
  const Language* language = m_definition->language(m_environment.language);
  if (language == nullptr) return nullptr;
  const auto entry = language->entries.find(std::string(id));
  if (entry == language->entries.end()) return nullptr;
  for (const std::string_view wanted : {form, form.empty() ? std::string_view("long") : form,
                                        form.empty() ? std::string_view("short") : form}) {
    const auto text = entry->second.find(std::string(wanted));
    if (text != entry->second.end()) return &text->second;
  }
  return nullptr;
}

std::string FormSession::State::rendered(const Text& text, const Node& node) const {
  std::string result;
  for (const TextPiece& piece : text) {
    result += piece.output ? to_string(evaluate(*piece.output, node)) : piece.text;
  }
  // Layout of the XML is not part of a label; a line break that was meant stands between words.
  const auto first = result.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return result.substr(first, result.find_last_not_of(" \t\r\n") - first + 1);
}

std::string FormSession::State::itext(std::string_view id) const {
  const Text* entry = itext_entry(id, m_text_form);
  if (entry == nullptr) return {};
  const Node* context = m_text_context != nullptr ? m_text_context : m_tree.root();
  return rendered(*entry, *context);
}

std::string FormSession::State::text(const TextRef& ref, const Node& node,
                                     std::string_view form) const {
  if (!ref.itext_ref) return form.empty() ? rendered(ref.plain, node) : std::string();
  const std::string& written = ref.itext_ref->text();
  const auto quote = written.find_first_of("'\"");
  if (written.starts_with("jr:itext(") && quote != std::string::npos) {
    const auto end = written.find(written[quote], quote + 1);
    if (end != std::string::npos) {
      const Text* entry = itext_entry(written.substr(quote + 1, end - quote - 1), form);
      return entry == nullptr ? std::string() : rendered(*entry, node);
    }
  }
  if (!form.empty()) return {};
  m_text_context = &node;
  std::string result = to_string(evaluate(*ref.itext_ref, node));
  m_text_context = nullptr;
  return result;
}

// The media forms of a label; those of an itext reference whose id is written out.
Media FormSession::State::media(const TextRef& ref, const Node& node) const {
  Media result;
  for (const char* form : {"image", "audio", "video", "big-image"}) {
    std::string address = ref.itext_ref ? text(ref, node, form) : std::string();
    if (!address.empty()) result[form] = std::move(address);
  }
  return result;
}

// Of an item of a list: jr:itext(itextId), asked again for each form.
Media FormSession::State::item_media(const xpath::Expression& label, const Node& item) const {
  Media result;
  for (const char* form : {"image", "audio", "video", "big-image"}) {
    m_text_form = form;
    std::string address = to_string(evaluate(label, item));
    if (!address.empty()) result[form] = std::move(address);
  }
  m_text_form = {};
  return result;
}

std::vector<Choice> FormSession::State::choices(const BodyElement& element,
                                                const Node& node) const {
  std::vector<Choice> result;
  for (const StaticChoice& each : element.choices) {
    result.push_back({each.value, text(each.label, node), {}, media(each.label, node)});
    if (const auto image = result.back().media.find("image"); image != result.back().media.end()) {
      result.back().image = image->second;
    }
  }
  if (!element.itemset) return result;
  const auto items = evaluate(*element.itemset->nodes, node);
  if (!items.is_nodes()) return result;
  m_text_context = &node;
  for (const Node* item : items.nodes()) {
    Choice choice;
    choice.value = to_string(evaluate(*element.itemset->value, *item));
    if (element.itemset->label) {
      const xpath::Expression& label = *element.itemset->label;
      choice.label = to_string(evaluate(label, *item));
      if (label.text().find("itext") != std::string::npos) choice.media = item_media(label, *item);
      if (const auto image = choice.media.find("image"); image != choice.media.end()) {
        choice.image = image->second;
      }
    }
    result.push_back(std::move(choice));
  }
  m_text_context = nullptr;
  return result;
}

std::set<std::string> FormSession::State::offered_values(const BodyElement& element,
                                                         const Node& node) const {
  std::set<std::string> offered;
  for (const StaticChoice& each : element.choices) offered.insert(each.value);
  if (!element.itemset) return offered;
  const auto items = evaluate(*element.itemset->nodes, node);
  if (!items.is_nodes()) return offered;
  for (const Node* item : items.nodes()) {
    offered.insert(to_string(evaluate(*element.itemset->value, *item)));
  }
  return offered;
}

std::string FormSession::State::choice_name(std::string_view value, std::string_view path,
                                            const Node* from) const {
  const std::string around = from == nullptr ? std::string() : schema_path(*from);
  const std::string wanted = resolve_path(std::string(path), around);
  const Node* node = const_cast<State*>(this)->first_at(wanted, from);
  if (node == nullptr) node = m_tree.root();
  for (const BodyElement* element : m_definition->graph().elements_at(wanted)) {
    for (const StaticChoice& each : element->choices) {
      if (each.value == value) return text(each.label, *node);
    }
    if (!element->itemset || !element->itemset->label) continue;
    const auto items = evaluate(*element->itemset->nodes, *node);
    if (!items.is_nodes()) continue;
    for (const Node* item : items.nodes()) {
      if (to_string(evaluate(*element->itemset->value, *item)) != value) continue;
      return to_string(evaluate(*element->itemset->label, *item));
    }
  }
  return {};
}

NodeId FormSession::State::id_of(const BodyElement& element, const Node& node, ItemKind kind) {
  const auto [found, fresh] =
      m_ids.try_emplace({element.index, node.id, kind}, static_cast<NodeId>(m_items.size() + 1));
  if (fresh) m_items.push_back({&element, node.id, kind});
  return found->second;
}

std::vector<NodeId> FormSession::State::children_of(const std::vector<BodyElement>& elements,
                                                    Node& context) {
  std::vector<NodeId> result;
  for (const BodyElement& element : elements) {
    if (element.kind == BodyKind::kRepeat) {
      const auto parent_path = element.path.substr(0, element.path.rfind('/'));
      Node* parent = first_at(parent_path, &context);
      if (parent != nullptr) result.push_back(id_of(element, *parent, ItemKind::kRepeat));
      continue;
    }
    Node* node = element.path.empty() ? &context : first_at(element.path, &context);
    if (node == nullptr || !is_relevant(*node)) continue;
    const bool group = element.kind == BodyKind::kGroup;
    result.push_back(id_of(element, *node, group ? ItemKind::kGroup : ItemKind::kQuestion));
  }
  return result;
}

std::vector<NodeId> FormSession::State::children(NodeId id) {
  const ItemRef ref = m_items[static_cast<std::uint32_t>(id) - 1];
  Node* context = node(ref.node);
  if (ref.node == 0) context = &m_tree.document();
  if (context == nullptr || !is_relevant(*context)) return {};
  if (ref.kind == ItemKind::kQuestion) return {};
  if (ref.kind != ItemKind::kRepeat) return children_of(ref.element->children, *context);
  std::vector<NodeId> result;
  for (Node* each : instances(ref.element->path, *context)) {
    if (each->relevant) result.push_back(id_of(*ref.element, *each, ItemKind::kRepeatInstance));
  }
  return result;
}

void FormSession::State::fill_question(Item& item, const BodyElement& element, const Node& node) {
  const Bind* bind = m_definition->bind(element.path);
  const NodeState& state = state_of(node);
  item.control = element.control;
  item.value = string_value(node);
  item.required = state.required;
  item.readonly = is_readonly(node);
  item.valid = item.value.empty() || (state.constraint_ok && state.type_ok);
  item.media_type = element.media_type;
  item.range_start = element.range_start;
  item.range_end = element.range_end;
  item.range_step = element.range_step;
  item.choices = choices(element, node);
  if (bind != nullptr) item.type = bind->type;
  if (!item.valid && !state.type_ok) item.message = default_type_message(item.type);
  if (!item.valid && state.type_ok) {
    item.message = text(bind->constraint_message, node);
    if (item.message.empty()) item.message = _t("This answer is not allowed here");
  }
  if (bind != nullptr) item.required_message = text(bind->required_message, node);
  if (item.required_message.empty()) item.required_message = _t("This must be answered");
}

Item FormSession::State::item(NodeId id) {
  Item item;
  if (id == NodeId::kNone || static_cast<std::uint32_t>(id) > m_items.size()) return item;
  const ItemRef ref = m_items[static_cast<std::uint32_t>(id) - 1];
  const BodyElement& element = *ref.element;
  const Node* node = ref.node == 0 ? &m_tree.document() : this->node(ref.node);
  item.id = id;
  item.kind = ref.kind;
  item.relevant = node != nullptr && is_relevant(*node);
  if (node == nullptr) return item;  // its instance has been removed
  item.path = path_of(*node);
  if (ref.kind == ItemKind::kRepeat) {
    item.path += element.path.substr(element.path.rfind('/'));
    item.can_add = !element.count && !element.no_add_remove &&
                   m_definition->repeat_template(element.path) != nullptr;
  }
  item.can_remove =
      ref.kind == ItemKind::kRepeatInstance && !element.count && !element.no_add_remove;
  item.appearance = element.appearance;
  item.label = text(element.label, *node);
  item.hint = text(element.hint, *node);
  item.guidance = text(element.hint, *node, "guidance");
  item.short_label = text(element.label, *node, "short");
  item.media = media(element.label, *node);
  if (const auto image = item.media.find("image"); image != item.media.end()) {
    item.image = image->second;
  }
  if (const Bind* bind = m_definition->bind(element.path)) item.attributes = bind->attributes;
  for (const auto& [name, value] : element.attributes) item.attributes[name] = value;
  if (!presents(ref.kind)) fill_question(item, element, *node);
  return item;
}

void FormSession::State::collect_questions(const std::vector<NodeId>& ids,
                                           std::vector<NodeId>& into) {
  for (const NodeId id : ids) {
    if (m_items[static_cast<std::uint32_t>(id) - 1].kind == ItemKind::kQuestion) {
      into.push_back(id);
    } else {
      collect_questions(children(id), into);
    }
  }
}

// Lexical forms of ODK XForms "Data types".
bool FormSession::State::type_fits(const Node& node, const Bind* bind) const {
  const std::string value = string_value(node);
  if (bind == nullptr || value.empty()) return true;
  switch (bind->type) {
    case DataType::kInt:
      return is_integer(value);
    case DataType::kDecimal:
      return !std::isnan(xpath::number_from_text(value));
    case DataType::kDate:
    case DataType::kDateTime:
      return xpath::days_from_text(value, m_environment).has_value();
    case DataType::kBoolean:
      return value == "true" || value == "false" || value == "1" || value == "0";
    case DataType::kTime:
      return xpath::day_fraction_from_text(value, m_environment).has_value();
    default:
      return true;
  }
}

std::vector<Violation> FormSession::State::validate() {
  std::vector<Violation> result;
  std::set<std::uint32_t> seen;
  const auto judge = [&](NodeId id, const Node& node, const Bind* bind) {
    const NodeState& state = state_of(node);
    const bool empty = string_value(node).empty();
    if (empty ? !state.required : state.type_ok && state.constraint_ok) return;
    Violation violation;
    violation.kind = empty           ? ViolationKind::kRequired
                     : state.type_ok ? ViolationKind::kConstraint
                                     : ViolationKind::kType;
    violation.id = id;
    violation.path = path_of(node);
    if (id != NodeId::kNone) {
      const Item shown = item(id);
      violation.label = shown.label;
      violation.message = empty ? shown.required_message : shown.message;
    } else {
      violation.message = text(empty ? bind->required_message : bind->constraint_message, node);
      if (violation.message.empty()) {
        violation.message =
            empty ? _t("This must be answered") : _t("This answer is not allowed here");
      }
    }
    result.push_back(std::move(violation));
  };
  std::vector<NodeId> questions;
  collect_questions(children_of(m_definition->body, m_tree.document()), questions);
  for (const NodeId id : questions) {
    const ItemRef ref = m_items[static_cast<std::uint32_t>(id) - 1];
    if (seen.insert(ref.node).second) {
      judge(id, *node(ref.node), m_definition->bind(ref.element->path));
    }
  }
  for (const Bind& bind : m_definition->binds) {
    if (!bind.constraint && !bind.required) continue;
    for (const Node* each : nodes_at(steps_of(bind.path), nullptr)) {
      if (!seen.contains(each->id) && is_relevant(*each)) judge(NodeId::kNone, *each, &bind);
    }
  }
  return result;
}

}  // namespace jiujin::forms::xforms
