// The body of an XForm: controls, groups, repeats and their texts.
#include "forms/xforms/form_graph.h"
#include "forms/xforms/form_reader.h"

namespace jiujin::forms::xforms {

namespace {

constexpr int kMaxBodyDepth = 100;  // groups within groups; deeper is a mistake, not a form

const std::map<std::string, ControlKind, std::less<>> kControls = {
    {"input", ControlKind::kInput},       {"secret", ControlKind::kInput},
    {"select1", ControlKind::kSelectOne}, {"select", ControlKind::kSelectMany},
    {"upload", ControlKind::kUpload},     {"trigger", ControlKind::kTrigger},
    {"range", ControlKind::kRange},       {"rank", ControlKind::kRank}};

bool own_attribute(std::string_view name) {
  return name == "ref" || name == "nodeset" || name == "bind" || name == "appearance" ||
         name == "mediatype" || name == "start" || name == "end" || name == "step" ||
         name == "count" || name == "noAddRemove";
}

}  // namespace

std::string FormReader::ref_of(const xmlNode* node, const std::string& context) {
  bool has = false;
  std::string ref = attribute_of(node, "ref", &has);
  if (!has) ref = attribute_of(node, "nodeset", &has);
  if (!has) {
    const std::string id = attribute_of(node, "bind", &has);
    if (!has) return {};
    const auto found = m_bind_ids.find(id);
    if (found == m_bind_ids.end()) {
      fail(node, "there is no bind '" + id + "'");
      return {};
    }
    return found->second;
  }
  const xpath::Node* root = m_form->primary().root();
  const bool top = context.empty() && root != nullptr;
  return resolve_path(ref, top ? "/" + root->qualified_name() : context);
}

Text FormReader::text_pieces(const xmlNode* node, const std::string& context) {
  Text pieces;
  for (const xmlNode* each = node->children; each != nullptr; each = each->next) {
    if (each->type == XML_ELEMENT_NODE && name_of(each) == "output") {
      std::string value = attribute_of(each, "value");
      if (value.empty()) value = attribute_of(each, "ref");
      pieces.push_back({{}, compile(value, each, "output in " + context)});
    } else {
      pieces.push_back({text_of(each), nullptr});
    }
  }
  return pieces;
}

TextRef FormReader::text_ref(const xmlNode* node, const std::string& context) {
  TextRef result;
  const std::string ref = attribute_of(node, "ref");
  if (!ref.empty()) {
    result.itext_ref = compile(ref, node, "text of " + context);
  } else {
    result.plain = text_pieces(node, context);
  }
  return result;
}

void FormReader::read_appearance(const xmlNode* node, BodyElement& element) {
  element.index = m_next_index++;
  element.line = static_cast<int>(xmlGetLineNo(node));
  element.appearance = attribute_of(node, "appearance");
  element.media_type = attribute_of(node, "mediatype");
  element.range_start = attribute_of(node, "start");
  element.range_end = attribute_of(node, "end");
  element.range_step = attribute_of(node, "step");
  for (const xmlAttr* each = node->properties; each != nullptr; each = each->next) {
    const auto* attribute = reinterpret_cast<const xmlNode*>(each);
    const std::string name(name_of(attribute));
    if (own_attribute(name)) continue;
    const std::string prefix(prefix_of(attribute));
    element.attributes[prefix.empty() ? name : prefix + ":" + name] = text_of(attribute);
  }
}

void FormReader::read_label_and_hint(const xmlNode* node, BodyElement& element) {
  const auto name = name_of(node);
  if (name == "label") element.label = text_ref(node, element.path);
  if (name == "hint") element.hint = text_ref(node, element.path);
}

void FormReader::read_item(const xmlNode* node, BodyElement& element) {
  StaticChoice choice;
  for (const xmlNode* each = node->children; each != nullptr; each = each->next) {
    if (each->type != XML_ELEMENT_NODE) continue;
    if (name_of(each) == "value") choice.value = text_of(each);
    if (name_of(each) == "label") choice.label = text_ref(each, element.path);
  }
  element.choices.push_back(std::move(choice));
}

void FormReader::read_itemset(const xmlNode* node, BodyElement& element) {
  Itemset itemset;
  itemset.nodes = compile(attribute_of(node, "nodeset"), node, "choices of " + element.path);
  for (const xmlNode* each = node->children; each != nullptr; each = each->next) {
    if (each->type != XML_ELEMENT_NODE) continue;
    const std::string ref = attribute_of(each, "ref");
    if (name_of(each) == "value" || name_of(each) == "copy") {
      itemset.value = compile(ref, each, "value of a choice");
    }
    if (name_of(each) == "label") itemset.label = compile(ref, each, "label of a choice");
  }
  if (m_error) return;
  if (!itemset.nodes || !itemset.value) {
    fail(node, "an itemset needs a nodeset and a value");
    return;
  }
  element.itemset = std::move(itemset);
}

void FormReader::read_control(const xmlNode* node, ControlKind kind, const std::string& context,
                              std::vector<BodyElement>& into) {
  BodyElement element;
  element.kind = BodyKind::kQuestion;
  element.control = kind;
  element.path = ref_of(node, context);
  read_appearance(node, element);
  if (element.path.empty()) {
    if (!m_error) fail(node, "<" + std::string(name_of(node)) + "> does not say which node it is");
    return;
  }
  const auto read_children = [&](auto&& self, const xmlNode* parent) -> void {
    for (const xmlNode* each = parent->children; each != nullptr && !m_error; each = each->next) {
      if (each->type != XML_ELEMENT_NODE) continue;
      const auto name = name_of(each);
      read_label_and_hint(each, element);
      if (name == "item") read_item(each, element);
      if (name == "itemset") read_itemset(each, element);
      if (name == "choices") self(self, each);
      if (is_action(name)) read_action(each, element.path);
    }
  };
  read_children(read_children, node);
  into.push_back(std::move(element));
}

void FormReader::read_repeat(const xmlNode* node, const std::string& context,
                             std::vector<BodyElement>& into) {
  BodyElement element;
  element.kind = BodyKind::kRepeat;
  element.path = ref_of(node, context);
  read_appearance(node, element);
  if (element.path.empty()) {
    fail(node, "a repeat without a nodeset");
    return;
  }
  element.count = compile(attribute_of(node, "count"), node, "count of " + element.path);
  const std::string fixed = attribute_of(node, "noAddRemove");
  element.no_add_remove = !fixed.empty() && fixed.find("false") == std::string::npos;
  m_form->repeats.push_back(element.path);
  read_body(node, element.path, element.children);
  into.push_back(std::move(element));
}

void FormReader::read_group(const xmlNode* node, const std::string& context,
                            std::vector<BodyElement>& into) {
  BodyElement element;
  element.kind = BodyKind::kGroup;
  element.path = ref_of(node, context);
  read_appearance(node, element);
  for (const xmlNode* each = node->children; each != nullptr; each = each->next) {
    if (each->type == XML_ELEMENT_NODE) read_label_and_hint(each, element);
  }
  read_body(node, element.path.empty() ? context : element.path, element.children);
  // A group around nothing but a repeat, and about the same node, only carries its label.
  if (element.children.size() == 1 && element.children[0].kind == BodyKind::kRepeat &&
      element.children[0].path == element.path) {
    BodyElement repeat = std::move(element.children[0]);
    if (repeat.label.empty()) repeat.label = std::move(element.label);
    if (repeat.appearance.empty()) repeat.appearance = std::move(element.appearance);
    into.push_back(std::move(repeat));
    return;
  }
  into.push_back(std::move(element));
}

void FormReader::read_body(const xmlNode* parent, const std::string& context,
                           std::vector<BodyElement>& into) {
  if (++m_depth > kMaxBodyDepth) return fail(parent, "groups are nested too deeply");
  for (const xmlNode* node = parent->children; node != nullptr && !m_error; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    const auto name = name_of(node);
    if (const auto control = kControls.find(name); control != kControls.end()) {
      read_control(node, control->second, context, into);
    } else if (name == "group") {
      read_group(node, context, into);
    } else if (name == "repeat") {
      read_repeat(node, context, into);
    } else if (is_action(name)) {
      read_action(node, context);
    } else if (name != "label" && name != "hint") {
      warn(node, "<" + std::string(name) + "> in the body is not read");
    }
  }
  --m_depth;
}

}  // namespace jiujin::forms::xforms
