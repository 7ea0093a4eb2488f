#include "forms/xlsform/checks.h"

#include <algorithm>
#include <set>

#include "forms/xlsform/question_types.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

std::vector<std::string> all_names(const SurveyContext& context) {
  std::vector<std::string> out;
  for (const auto& [name, count] : context.names) out.push_back(name);
  return out;
}

// Columns whose cells are no expressions and no texts.
bool holds_references(SheetKind kind, const Path& path) {
  const std::string& first = path.front();
  if (kind == SheetKind::kSurvey) {
    return first != "type" && first != "name" && first != "trigger";
  }
  if (kind == SheetKind::kChoices) {
    return first == "label" || first == "media";
  }
  if (kind == SheetKind::kEntities) return first != "dataset" && first != "repeat";
  return true;
}

void check_field(const SurveyContext& context, const Place& place, std::string_view text) {
  if (malformed_reference(text) != std::string_view::npos) {
    context.findings.error(place, "reference.form",
                           _t("After ${ there must be the name of a question, and then }."));
    return;
  }
  for (const auto& reference : references_in(text)) {
    const auto found = context.names.find(reference.name);
    if (found == context.names.end()) {
      context.findings.error(
          place, "reference.unknown",
          format(_t("There is no question \"{0}\" on the sheet survey."), reference.name),
          did_you_mean(nearest(reference.name, all_names(context))));
    } else if (found->second > 1) {
      context.findings.error(
          place, "reference.ambiguous",
          format(_t("Several rows of the sheet survey are named \"{0}\"."), reference.name),
          _t("What is referred to must have a name of its own."));
    }
  }
}

struct LanguageColumns {
  std::map<std::string, std::set<std::string>> by_language;
  std::set<std::string> all;

  bool only_default() const {
    return by_language.empty() || (by_language.size() == 1 && by_language.contains("default"));
  }
};

LanguageColumns language_columns(SheetKind kind, const std::vector<Header>& headers) {
  LanguageColumns out;
  for (const auto& header : headers) {
    Path path = header.path;
    if (path.size() > 1 && (path.front() == "media" || path.front() == "bind")) {
      path.erase(path.begin());
    }
    for (const auto& column : translatable_columns(kind)) {
      if (path.front() != column.step) continue;
      if (path.size() <= 2) {
        out.by_language[path.size() == 1 ? "default" : path[1]].insert(column.name);
      }
      out.all.insert(column.name);
    }
  }
  return out;
}

// One finding for a sheet: what each language lacks.
std::string missing_columns(const LanguageColumns& columns) {
  if (columns.only_default()) return {};
  std::string out;
  for (const auto& [language, has] : columns.by_language) {
    std::string lacks;
    for (const auto& column : columns.all) {
      if (!has.contains(column)) lacks += (lacks.empty() ? "" : ", ") + column;
    }
    if (lacks.empty()) continue;
    if (!out.empty()) out += " ";
    out += format(_t("The language \"{0}\" has no {1}."), language, lacks);
  }
  return out;
}

bool is_language_code(std::string_view code) {
  static constexpr std::string_view kTwoLetters =
      " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
      "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
      "ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
      "ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
      "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq "
      "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
      "yi yo za zh zu ";
  const std::string_view primary = code.substr(0, code.find('-'));
  for (const char c : primary) {
    if (c < 'a' || c > 'z') return false;
  }
  if (primary.size() == 3) return true;
  return primary.size() == 2 &&
         kTwoLetters.find(" " + std::string(primary) + " ") != std::string_view::npos;
}

}  // namespace

void check_prefixes(const Survey& survey, Findings& findings) {
  std::set<std::string> declared = {"h",   "ev",       "xsd", "jr",   "orx",
                                    "odk", "entities", "xml", "xmlns"};
  std::set<std::string> told;
  const auto check = [&](const Attributes& attributes, const Place& place) {
    for (const auto& [name, value] : attributes.entries()) {
      const auto colon = name.find(':');
      if (colon == std::string::npos) continue;
      const std::string prefix = name.substr(0, colon);
      const bool known = declared.contains(prefix) ||
                         survey.settings.namespaces.find(prefix + "=") != std::string::npos;
      if (known || !told.insert(prefix).second) continue;
      findings.hint(place, "prefix.undeclared",
                    format(_t("The prefix of \"{0}\" is not declared."), name),
                    _t("Declare it in the column namespaces of the sheet settings."));
    }
  };
  for_each_element(static_cast<const Element&>(*survey.root), [&](const Element& element) {
    check(element.bind, element.place);
    check(element.body, element.place);
    check(element.instance, element.place);
  });
}

void check_references(const SurveyContext& context, const std::vector<Table>& tables) {
  for (const auto& table : tables) {
    for (const auto& row : table.rows) {
      for (const auto& field : row.fields) {
        if (field.text.find("${") == std::string::npos) continue;
        if (!holds_references(table.kind, field.path)) continue;
        check_field(context, table.place_of(row, field.path), field.text);
      }
    }
  }
}

void check_mentions(const SurveyContext& context, const std::vector<std::string>& datasets) {
  for (const auto& trigger : context.triggers) {
    if (context.question_names.contains(trigger.name)) continue;
    const std::vector<std::string> names(context.question_names.begin(),
                                         context.question_names.end());
    context.findings.error(
        trigger.place, "reference.unknown",
        format(_t("There is no question \"{0}\" on the sheet survey."), trigger.name),
        did_you_mean(nearest(trigger.name, names)));
  }
  for (const auto& geometry : context.geometries) {
    const auto reference = single_reference(geometry.name);
    const bool known =
        context.attached_files.contains(geometry.name) ||
        context.survey.list(geometry.name) != nullptr ||
        std::find(datasets.begin(), datasets.end(), geometry.name) != datasets.end() ||
        (reference && context.repeat_names.contains(reference->name));
    if (known) continue;
    context.findings.error(geometry.place, "geometry.unknown",
                           format(_t("reference-geometry cannot be \"{0}\"."), geometry.name),
                           _t("It is a list of choices or entities, an attached file without its "
                              "ending, or a reference to a repeat."));
  }
}

void check_translations(const SurveyContext& context, const std::vector<Header>& choice_headers) {
  const auto survey = language_columns(SheetKind::kSurvey, context.table.headers);
  const auto choices = language_columns(SheetKind::kChoices, choice_headers);
  const std::string in_survey = missing_columns(survey);
  const std::string in_choices = missing_columns(choices);
  if (!in_survey.empty()) {
    context.findings.warn({"survey", 1, -1, {}}, "language.columns", in_survey);
  }
  if (!in_choices.empty()) {
    context.findings.warn({"choices", 1, -1, {}}, "language.columns", in_choices);
  }
  if (context.or_other_seen && (!survey.only_default() || !choices.only_default())) {
    context.findings.warn({"survey", 0, -1, {}}, "select.other_language",
                          _t("\"or_other\" makes a question and a choice that are not translated."),
                          _t("Write them out in a form with several languages."));
  }
}

void check_languages(const Itext& itext, Findings& findings) {
  std::string without;
  for (const auto& language : itext.languages()) {
    if (language == "default") continue;
    const auto open = language.find('(');
    const bool coded =
        open != std::string::npos && language.ends_with(')') &&
        is_language_code(std::string_view(language).substr(open + 1, language.size() - open - 2));
    if (!coded) without += (without.empty() ? "\"" : ", \"") + language + "\"";
  }
  if (without.empty()) return;
  findings.warn({"survey", 1, -1, {}}, "language.code",
                format(_t("These languages do not say their code: {0}."), without),
                format(_t("Name them like this: {0}."), "label::English (en)"));
}

}  // namespace jiujin::forms::xlsform
