#include "forms/xlsform/xform_writer.h"

#include "forms/xlsform/limits.h"
#include "forms/xlsform/question_types.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

void set_namespaces(const Survey& survey, XmlNode& html) {
  html.set("xmlns", "http://www.w3.org/2002/xforms");
  html.set("xmlns:h", "http://www.w3.org/1999/xhtml");
  html.set("xmlns:ev", "http://www.w3.org/2001/xml-events");
  html.set("xmlns:xsd", "http://www.w3.org/2001/XMLSchema");
  html.set("xmlns:jr", "http://openrosa.org/javarosa");
  html.set("xmlns:orx", "http://openrosa.org/xforms");
  html.set("xmlns:odk", "http://www.opendatakit.org/xforms");
  if (!survey.entities_version.empty()) {
    html.set("xmlns:entities", "http://www.opendatakit.org/xforms/entities");
  }
  // prefix="uri" prefix2="uri2"
  std::string_view rest = survey.settings.namespaces;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    const auto equals = word.find('=');
    if (equals == std::string_view::npos || !is_name(word.substr(0, equals))) continue;
    std::string uri(word.substr(equals + 1));
    std::erase_if(uri, [](char c) { return c == '"' || c == '\''; });
    const std::string name = "xmlns:" + std::string(word.substr(0, equals));
    static constexpr std::string_view kOwn[] = {"xmlns:h",     "xmlns:ev",  "xmlns:xsd",
                                                "xmlns:jr",    "xmlns:orx", "xmlns:odk",
                                                "xmlns:xmlns", "xmlns:xml"};
    bool own = uri.empty();
    for (const auto each : kOwn) own = own || name == each;
    if (!own) html.set(name, uri);
  }
}

void add_submission(const FormSettings& settings, XmlNode& model) {
  XmlNode node("submission");
  bool needed = false;
  const auto set = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    node.set(name, value);
    needed = true;
  };
  set("action", settings.submission_url);
  if (!settings.submission_url.empty()) node.set("method", "post");
  set("base64RsaPublicKey", settings.public_key);
  set("orx:auto-send", settings.auto_send);
  set("orx:auto-delete", settings.auto_delete);
  set("odk:client-editable", settings.client_editable ? "true" : "");
  if (needed) model.add(std::move(node));
}

// Which questions recompute which others when they change.
void gather_triggers(FormParts& parts) {
  for_each_element(*parts.survey.root, [&](const Element& element) {
    for (const auto& name : element.triggers) {
      parts.triggered[name].push_back({&element, std::string(element.bind.text("calculate"))});
    }
  });
}

// A list that search() uses must not be used by selects that do not: its items stand in the body.
void settle_search(const FormParts& parts) {
  std::map<std::string, const Element*> searching;
  for_each_element(*parts.survey.root, [&](const Element& element) {
    if (!uses_search(element) || element.itemset.empty()) return;
    if (is_instance_file(element.itemset)) {
      parts.findings.error(element.place, "select.search",
                           format(_t("The question \"{0}\" takes its choices from a file, so that "
                                     "it cannot use search()."),
                                  element.name));
      return;
    }
    searching.emplace(element.itemset, &element);
    if (ChoiceList* list = parts.survey.list(element.itemset)) list->used_by_search = true;
  });
  if (searching.empty()) return;
  for_each_element(*parts.survey.root, [&](const Element& element) {
    const auto found = searching.find(element.itemset);
    const bool select = element.control == "select1" || element.control == "select" ||
                        element.control == "odk:rank";
    if (found == searching.end() || !select || uses_search(element)) return;
    parts.findings.error(found->second->place, "select.search",
                         format(_t("The question \"{0}\" uses search() with the list \"{1}\", "
                                   "which \"{2}\" uses without it."),
                                found->second->name, element.itemset, element.name),
                         _t("Use search() in all of them, or another list."));
  });
}

}  // namespace

bool uses_search(const Element& element) {
  const std::string_view appearance = element.body.text("appearance");
  const auto at = appearance.find("search(");
  return at != std::string_view::npos && appearance.find(')', at) != std::string_view::npos;
}

std::string write_xform(Survey& survey, const References& references, Findings& findings) {
  FormParts parts{survey, references, findings, {}};
  gather_triggers(parts);
  settle_search(parts);
  const Itext itext = itext_of(survey);
  if (itext.size() > kItextMax) {
    findings.error({"survey", 1, -1, {}}, "language.size",
                   _t("The form has too many texts in too many languages."));
    return {};
  }

  XmlNode html("h:html");
  set_namespaces(survey, html);
  XmlNode& head = html.add(XmlNode("h:head"));
  head.add(XmlNode("h:title")).add_text(survey.settings.title);
  XmlNode& model = head.add(XmlNode("model"));
  model.set("odk:xforms-version", "1.0.0");
  if (!survey.entities_version.empty()) {
    model.set("entities:entities-version", survey.entities_version);
  }
  add_submission(survey.settings, model);
  if (!itext.empty()) model.add(itext.node(references));
  model.add(XmlNode("instance")).add(primary_instance(parts));
  add_secondary_instances(parts, model);
  add_binds(parts, model);
  XmlNode& body = html.add(XmlNode("h:body"));
  if (!survey.settings.style.empty()) body.set("class", survey.settings.style);
  add_controls(parts, *survey.root, body);
  return html.document();
}

}  // namespace jiujin::forms::xlsform
