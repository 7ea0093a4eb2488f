// The model of a form: its instances, binds and actions.
#include <set>

#include "forms/xlsform/question_types.h"
#include "forms/xlsform/xform_writer.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

using Kind = Element::Kind;

class InstanceWriter {
 public:
  explicit InstanceWriter(const FormParts& parts) : m_parts(parts) {}

  // Before the first instance of a repeat stands its template, unless a template or an instance
  // of a repeat around it already holds one.
  XmlNode write(const Element& element, bool in_instance) const {
    XmlNode out(element.name);
    add_attributes(element, out);
    if (element.kind == Kind::kQuestion && !element.computed_default) {
      out.add_text(element.default_value);
    }
    for (const auto& child : element.children) {
      if (child->kind == Kind::kExternal) continue;
      if (child->kind == Kind::kAttribute) {
        out.set(child->name, child->fixed_value);
      } else if (child->kind == Kind::kRepeat && !in_instance) {
        out.add(as_template(*child));
        out.add(write(*child, true));
      } else {
        out.add(write(*child, in_instance));
      }
    }
    return out;
  }

 private:
  XmlNode as_template(const Element& repeat) const {
    XmlNode out(repeat.name);
    out.set("jr:template", "");
    for (const auto& child : repeat.children) {
      if (child->kind == Kind::kExternal) continue;
      out.add(child->kind == Kind::kRepeat ? as_template(*child) : write(*child, false));
    }
    return out;
  }

  void add_attributes(const Element& element, XmlNode& out) const {
    for (const auto& [name, value] : element.instance.entries()) {
      out.set(name, m_parts.references.in_expression(value.plain(), &element));
    }
  }

  const FormParts& m_parts;
};

// Secondary instances by their id: where each comes from, so that two of one id are noticed.
class InstanceList {
 public:
  InstanceList(const FormParts& parts, XmlNode& model) : m_parts(parts), m_model(model) {}

  void add_file(const std::string& id, const std::string& source, const Element& wanted_by) {
    if (!is_new(id, source, wanted_by.place)) return;
    m_model.add(XmlNode("instance")).set("id", id).set("src", source);
  }

  void add_choices(const ChoiceList& list) {
    if (list.choices.empty() || !is_new(list.name, "", list.choices.front().place)) return;
    XmlNode& instance = m_model.add(XmlNode("instance"));
    instance.set("id", list.name);
    XmlNode& root = instance.add(XmlNode("root"));
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
      const Choice& choice = list.choices[i];
      XmlNode& item = root.add(XmlNode("item"));
      if (list.needs_itext) {
        item.add(XmlNode("itextId")).add_text(list.name + "-" + std::to_string(i));
      }
      item.add(XmlNode("name")).add_text(choice.name);
      if (!list.needs_itext && !choice.label.empty()) {
        item.add(XmlNode("label")).add_text(choice.label.plain());
      }
      for (const auto& [name, text] : choice.more) item.add(XmlNode(name)).add_text(text);
    }
  }

 private:
  bool is_new(const std::string& id, const std::string& source, const Place& place) {
    const auto [known, added] = m_sources.emplace(id, source);
    if (added) return true;
    if (known->second != source) {
      m_parts.findings.error(
          place, "instance.conflict",
          format(_t("Two different sources would be the instance \"{0}\": {1} and {2}."), id,
                 named(known->second), named(source)),
          _t("Give one of them another name."));
    }
    return false;
  }

  static std::string named(const std::string& source) {
    return source.empty() ? _t("a list of choices") : source;
  }

  const FormParts& m_parts;
  XmlNode& m_model;
  std::map<std::string, std::string> m_sources;
};

// Calls use(text) for each expression in which instances may be named.
template <typename Use>
void for_each_expression(const Element& element, const Use& use) {
  for (const char* name : {"calculate", "constraint", "readonly", "required", "relevant"}) {
    const std::string_view text = element.bind.text(name);
    if (!text.empty()) use(text);
  }
  if (!element.choice_filter.empty()) use(std::string_view(element.choice_filter));
  if (!element.default_value.empty()) use(std::string_view(element.default_value));
}

// pulldata('towns', ...): the file's name, if it is written out.
std::vector<std::string> pulldata_files(std::string_view text) {
  std::vector<std::string> out;
  constexpr std::string_view kCall = "pulldata";
  for (auto at = text.find(kCall); at != std::string_view::npos; at = text.find(kCall, at + 1)) {
    std::string_view rest = trimmed(text.substr(at + kCall.size()));
    if (!rest.starts_with('(')) continue;
    rest = trimmed(rest.substr(1));
    if (rest.empty() || (rest.front() != '\'' && rest.front() != '"')) continue;
    const auto end = rest.find(rest.front(), 1);
    if (end != std::string_view::npos) out.emplace_back(trimmed(rest.substr(1, end - 1)));
  }
  return out;
}

void add_external(const FormParts& parts, InstanceList& list, std::set<std::string>& names,
                  const Element& element) {
  if (!names.insert(element.name).second) {
    parts.findings.error(element.place, "instance.twice",
                         format(_t("The attached file \"{0}\" is named twice."), element.name),
                         _t("Remove one of the rows."));
    return;
  }
  const bool csv = element.type == "csv-external";
  list.add_file(
      element.name,
      std::string(csv ? "jr://file-csv/" : "jr://file/") + element.name + (csv ? ".csv" : ".xml"),
      element);
}

std::string yes_no_expression(const std::string& attribute, std::string text) {
  for (const char* name : {"readonly", "required", "relevant", "constraint", "calculate"}) {
    if (attribute != name) continue;
    if (const auto value = yes_or_no(text)) return *value ? "true()" : "false()";
  }
  return text;
}

}  // namespace

XmlNode primary_instance(const FormParts& parts) {
  const FormSettings& settings = parts.survey.settings;
  XmlNode out = InstanceWriter(parts).write(*parts.survey.root, false);
  for (const auto& [name, value] : settings.attributes) out.set(name, value);
  out.set("id", settings.id);
  if (!settings.instance_xmlns.empty()) out.set("xmlns", settings.instance_xmlns);
  if (!settings.version.empty()) out.set("version", settings.version);
  if (!settings.prefix.empty()) out.set("odk:prefix", settings.prefix);
  if (!settings.delimiter.empty()) out.set("odk:delimiter", settings.delimiter);
  return out;
}

void add_secondary_instances(const FormParts& parts, XmlNode& model) {
  InstanceList list(parts, model);
  std::set<std::string> external_names;
  const Element* last_saved = nullptr;
  for_each_element(*parts.survey.root, [&](const Element& element) {
    if (element.kind == Kind::kExternal) {
      add_external(parts, list, external_names, element);
      return;
    }
    for_each_expression(element, [&](std::string_view text) {
      for (const auto& file : pulldata_files(text)) {
        list.add_file(file, "jr://file-csv/" + file + ".csv", element);
      }
      if (has_last_saved(text)) last_saved = &element;
    });
    if (is_instance_file(element.itemset)) {
      const auto ending = file_ending(element.itemset);
      list.add_file(element.itemset.substr(0, element.itemset.size() - ending.size()),
                    (ending == ".csv" ? "jr://file-csv/" : "jr://file/") + element.itemset,
                    element);
    }
  });
  if (last_saved != nullptr) {
    list.add_file("__last-saved", "jr://instance/last-saved", *last_saved);
  }
  for (const auto& each : parts.survey.lists) {
    if (!each.used_by_search) list.add_choices(each);
  }
}

XmlNode action_node(const FormParts& parts, const Element& element, const Action& action) {
  XmlNode out(action.element);
  out.set("event", action.event).set("ref", element.path());
  std::string value = action.value;
  if (value.empty() && action.element == "setvalue") value = element.default_value;
  if (!value.empty()) out.set("value", parts.references.in_expression(value, &element));
  for (const auto& [name, text] : action.more.entries()) out.set(name, text.plain());
  return out;
}

void add_binds(const FormParts& parts, XmlNode& model) {
  for_each_element(*parts.survey.root, [&](const Element& element) {
    if (element.kind == Kind::kExternal) return;
    const std::string path = element.path();
    XmlNode bind("bind");
    bool needed = false;
    for (const auto& [name, value] : element.bind.entries()) {
      if (name == "calculate" && !element.triggers.empty()) continue;  // an action does it
      needed = true;
      if (message_in_itext(name, value)) {
        bind.set(name, "jr:itext('" + path + ":" + name + "')");
      } else {
        bind.set(name,
                 parts.references.in_expression(yes_no_expression(name, value.plain()), &element));
      }
    }
    if (needed) model.add(std::move(bind)).set("nodeset", path);
    for (const auto& action : element.actions) {
      if (action.event != "odk-new-repeat") model.add(action_node(parts, element, action));
    }
  });
}

}  // namespace jiujin::forms::xlsform
