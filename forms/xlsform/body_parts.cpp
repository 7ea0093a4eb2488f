// The body of a form: groups, repeats and the controls of questions.
#include "forms/xlsform/question_types.h"
#include "forms/xlsform/xform_writer.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

using Kind = Element::Kind;

class BodyWriter {
 public:
  explicit BodyWriter(const FormParts& parts) : m_parts(parts) {}

  void write_children(const Element& section, XmlNode& out) const {
    for (const auto& child : section.children) {
      if (child->kind == Kind::kRepeat) {
        write_repeat(*child, out);
      } else if (child->kind == Kind::kGroup && !child->hidden_group) {
        write_group(*child, out);
      } else if (child->kind == Kind::kQuestion) {
        write_question(*child, out);
      }
    }
  }

 private:
  void set_body_attributes(const Element& element, XmlNode& out) const;
  void write_group(const Element& group, XmlNode& out) const;
  void write_repeat(const Element& repeat, XmlNode& out) const;
  void add_new_repeat_actions(const Element& section, XmlNode& repeat) const;
  void write_question(const Element& question, XmlNode& out) const;
  bool is_hidden(const Element& question) const;
  void refuse_as_trigger(const Element& question) const;
  bool check_words(const Element& question) const;
  void add_label(const Element& element, XmlNode& out) const;
  void add_hint(const Element& element, XmlNode& out) const;
  void add_itemset(const Element& question, XmlNode& control) const;
  void add_items(const ChoiceList& list, XmlNode& control) const;
  void add_tags(const Element& question, XmlNode& control) const;
  void add_triggered(const Element& question, XmlNode& control) const;

  const FormParts& m_parts;
};

void BodyWriter::set_body_attributes(const Element& element, XmlNode& out) const {
  for (const auto& [name, value] : element.body.entries()) {
    out.set(name, m_parts.references.in_expression(value.plain(), &element));
  }
}

void BodyWriter::write_group(const Element& group, XmlNode& out) const {
  XmlNode& node = out.add(XmlNode("group"));
  set_body_attributes(group, node);
  node.set("ref", group.path());
  if (!group.label.empty() || !group.media.empty()) add_label(group, node);
  write_children(group, node);
}

void BodyWriter::write_repeat(const Element& repeat, XmlNode& out) const {
  XmlNode& group = out.add(XmlNode("group"));
  group.set("ref", repeat.path());
  add_label(repeat, group);
  XmlNode& node = group.add(XmlNode("repeat"));
  set_body_attributes(repeat, node);
  node.set("nodeset", repeat.path());
  write_children(repeat, node);
  add_new_repeat_actions(repeat, node);
}

// Repeats within this one look after their own.
void BodyWriter::add_new_repeat_actions(const Element& section, XmlNode& repeat) const {
  for (const auto& child : section.children) {
    if (child->kind == Kind::kRepeat) continue;
    for (const auto& action : child->actions) {
      if (action.event == "odk-new-repeat") repeat.add(action_node(m_parts, *child, action));
    }
    add_new_repeat_actions(*child, repeat);
  }
}

// What is calculated and has no words is not shown.
bool BodyWriter::is_hidden(const Element& question) const {
  if (question.type == "calculate") return true;
  const bool computed = question.bind.find("calculate") != nullptr || !question.triggers.empty();
  return computed && question.label.empty() && question.hint.empty();
}

void BodyWriter::refuse_as_trigger(const Element& question) const {
  const auto found = m_parts.triggered.find(question.name);
  if (found == m_parts.triggered.end()) return;
  for (const auto& triggered : found->second) {
    m_parts.findings.error(triggered.element->place, "trigger.hidden",
                           format(_t("The question \"{0}\" is not shown, so that it cannot trigger "
                                     "\"{1}\"."),
                                  question.name, triggered.element->name));
  }
}

bool BodyWriter::check_words(const Element& question) const {
  const bool label_row = question.body.text("appearance") == "label";
  if (question.label.empty() && question.media.empty() && question.hint.empty() && !label_row) {
    m_parts.findings.error(
        question.place, "question.no_label",
        format(_t("The question \"{0}\" has neither label nor hint."), question.name));
    return false;
  }
  if (question.media.find("big-image") != nullptr && question.media.find("image") == nullptr) {
    m_parts.findings.error(
        question.place, "media.big_image",
        format(_t("The question \"{0}\" has a big-image, but no image."), question.name));
    return false;
  }
  return true;
}

void BodyWriter::write_question(const Element& question, XmlNode& out) const {
  if (is_hidden(question)) return refuse_as_trigger(question);
  if (question.control.empty() || !check_words(question)) return;
  XmlNode& control = out.add(XmlNode(question.control));
  set_body_attributes(question, control);
  control.set("ref", question.path());
  add_label(question, control);
  add_hint(question, control);
  if (!question.query.empty()) {
    std::string query = "instance('" + question.query + "')/root/item";
    if (!question.choice_filter.empty()) {
      query +=
          "[" +
          m_parts.references.in_expression(question.choice_filter, &question, {.current = true}) +
          "]";
    }
    control.set("query", query);
  }
  ChoiceList* list = m_parts.survey.list(question.itemset);
  if (list != nullptr && list->used_by_search && uses_search(question)) {
    add_items(*list, control);
  } else if (!question.itemset.empty()) {
    add_itemset(question, control);
  }
  add_tags(question, control);
  add_triggered(question, control);
}

void BodyWriter::add_label(const Element& element, XmlNode& out) const {
  XmlNode& label = out.add(XmlNode("label"));
  if (label_in_itext(element)) {
    label.set("ref", "jr:itext('" + element.path() + ":label')");
    return;
  }
  if (element.label.empty() && element.body.text("appearance") == "label") label.add_text(" ");
  add_text_pieces(label, m_parts.references.in_text(element.label.plain(), &element));
}

void BodyWriter::add_hint(const Element& element, XmlNode& out) const {
  if (element.hint.empty() && element.guidance_hint.empty()) return;
  XmlNode& hint = out.add(XmlNode("hint"));
  if (hint_in_itext(element)) {
    hint.set("ref", "jr:itext('" + element.path() + ":hint')");
  } else {
    add_text_pieces(hint, m_parts.references.in_text(element.hint.plain(), &element));
  }
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos && !from.empty();
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

void BodyWriter::add_itemset(const Element& question, XmlNode& control) const {
  const std::string& itemset = question.itemset;
  const bool answers = has_reference(itemset);  // those of a question in a repeat
  const bool geometry = question.parameters.contains("reference-geometry");
  const auto parameter = [&](const char* name, const std::string& otherwise) {
    const auto found = question.parameters.find(name);
    return found == question.parameters.end() ? otherwise : found->second;
  };
  const ChoiceList* list = m_parts.survey.list(itemset);
  const bool geojson = file_ending(itemset) == ".geojson";
  const bool of_repeat = geometry && answers;
  std::string value = parameter("value", of_repeat ? "geometry" : geojson ? "id" : "name");
  std::string label = parameter("label", of_repeat ? "geometry" : geojson ? "title" : "label");
  if (list != nullptr && list->needs_itext) label = "jr:itext(itextId)";
  std::string filter = m_parts.references.in_expression(
      question.choice_filter, &question, {.current = true, .reference_parent = answers});
  std::string nodeset;
  if (answers) {
    const std::string path(trimmed(
        m_parts.references.in_expression(itemset, &question, {.reference_parent = !geometry})));
    const auto slash = geometry ? path.size() : path.rfind('/');
    nodeset = path.substr(0, slash);
    if (!geometry) value = label = path.substr(std::min(slash + 1, path.size()));
    if (filter.empty()) filter = "./" + value + " != ''";
    filter = replace_all(replace_all(filter, "current()/" + nodeset, "."), nodeset, ".");
  } else {
    const std::string ending(is_instance_file(itemset) ? file_ending(itemset) : "");
    nodeset = "instance('" + itemset.substr(0, itemset.size() - ending.size()) + "')/root/item";
  }
  if (!filter.empty()) nodeset += "[" + filter + "]";
  if (parameter("randomize", "") == "true") {
    nodeset = "randomize(" + nodeset;
    const std::string seed = parameter("seed", "");
    if (!seed.empty()) {
      nodeset += ", " + std::string(trimmed(m_parts.references.in_expression(seed, &question)));
    }
    nodeset += ")";
  }
  XmlNode& node = control.add(XmlNode("itemset"));
  node.set("nodeset", nodeset);
  node.add(XmlNode("value")).set("ref", value);
  node.add(XmlNode("label")).set("ref", label);
}

void BodyWriter::add_items(const ChoiceList& list, XmlNode& control) const {
  for (std::size_t i = 0; i < list.choices.size(); ++i) {
    const Choice& choice = list.choices[i];
    XmlNode& item = control.add(XmlNode("item"));
    XmlNode& label = item.add(XmlNode("label"));
    if (list.needs_itext) {
      label.set("ref", "jr:itext('" + list.name + "-" + std::to_string(i) + "')");
    } else {
      add_text_pieces(label, m_parts.references.in_text(choice.label.plain(), nullptr));
    }
    item.add(XmlNode("value")).add_text(choice.name);
  }
}

void BodyWriter::add_tags(const Element& question, XmlNode& control) const {
  for (const auto& tag : question.tags) {
    XmlNode& node = control.add(XmlNode("tag"));
    node.set("key", tag.name);
    node.add(XmlNode("label")).add_text(tag.label.plain());
    const auto values = m_parts.survey.osm_lists.find(tag.name);
    if (values == m_parts.survey.osm_lists.end()) continue;
    for (const auto& value : values->second) {
      XmlNode& item = node.add(XmlNode("item"));
      item.add(XmlNode("label")).add_text(value.label.plain());
      item.add(XmlNode("value")).add_text(value.name);
    }
  }
}

void BodyWriter::add_triggered(const Element& question, XmlNode& control) const {
  const auto found = m_parts.triggered.find(question.name);
  if (found == m_parts.triggered.end()) return;
  for (const bool places : {false, true}) {
    for (const auto& triggered : found->second) {
      if (places != (triggered.element->type == "background-geopoint")) continue;
      XmlNode& node = control.add(XmlNode(places ? "odk:setgeopoint" : "setvalue"));
      node.set("event", "xforms-value-changed").set("ref", triggered.element->path());
      if (!triggered.expression.empty()) {
        node.set("value", m_parts.references.in_expression(triggered.expression, &question));
      }
    }
  }
}

}  // namespace

void add_controls(const FormParts& parts, const Element& section, XmlNode& out) {
  BodyWriter(parts).write_children(section, out);
}

}  // namespace jiujin::forms::xlsform
