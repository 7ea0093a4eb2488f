// What any row of the survey may say, whatever its type.
#include "forms/xlsform/expression_tokens.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/question_types.h"
#include "forms/xlsform/survey_reader.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool is_media_kind(std::string_view name) {
  return name == "image" || name == "big-image" || name == "audio" || name == "video";
}

// Attributes of a group of columns: bind::relevant, bind::jr:constraintMsg::fr.
Attributes attributes_of(SurveyContext& context, const Row& row, const std::string& group) {
  const std::string& language = context.survey.settings.default_language;
  Attributes out;
  for (const auto& field : row.fields) {
    if (field.path.size() < 2 || field.path.front() != group) continue;
    if (out.find(field.path[1]) != nullptr) continue;
    if (group == "media" && !is_media_kind(field.path[1])) {
      context.findings.error(
          context.table.place_of(row, field.path), "media.unknown",
          format(_t("There is no kind of media \"{0}\"."), field.path[1]),
          format(_t("It is one of: {0}."), "image, big-image, audio, video"));
      continue;
    }
    if (!is_qualified_name(field.path[1])) {
      context.findings.error(
          context.table.place_of(row, field.path), "name.invalid",
          format(_t("\"{0}\" cannot be the name of an attribute."), field.path[1]));
      continue;
    }
    Localised value = row.localised({group, field.path[1]}, language);
    if (!value.empty()) out.set(field.path[1], std::move(value));
  }
  return out;
}

void read_parameters(SurveyContext& context, const Row& row, Element& element) {
  const std::string_view text = row.text({"parameters"});
  auto parsed = parse_parameters(text);
  if (!parsed) {
    context.error(row, {"parameters"}, "parameters.form",
                  format(_t("\"{0}\" is not of the form name=value name=value."), text));
    return;
  }
  element.parameters = std::move(*parsed);
}

void read_triggers(SurveyContext& context, const Row& row, Element& element) {
  const std::string text(row.text({"trigger"}));
  if (text.empty()) return;
  const Place place = context.place(row, {"trigger"});
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const auto references = references_in(part);
    if (references.size() > 1) {
      context.findings.error(place, "trigger.commas",
                             _t("Several triggers must have a comma between them."),
                             _t("Write ${a}, ${b}."));
      return;
    }
    if (references.empty() && !trimmed(part).empty()) {
      context.findings.error(
          place, "trigger.no_reference",
          format(_t("The trigger \"{0}\" is not a reference to a question."), trimmed(part)),
          format(_t("Write it as {0}."), "${name}"));
      return;
    }
    for (const auto& reference : references) {
      element.triggers.push_back(reference.name);
      context.triggers.push_back({reference.name, place});
    }
  }
}

void read_default(const Row& row, Element& element) {
  element.default_value = row.text({"default"});
  element.computed_default = is_computed_default(element.default_value, element.type);
  if (!element.computed_default) return;
  element.actions.push_back({"setvalue", "odk-instance-first-load", {}, {}});
}

}  // namespace

std::unique_ptr<Element> element_of(SurveyContext& context, const Row& row, std::string type) {
  const std::string& language = context.survey.settings.default_language;
  auto out = std::make_unique<Element>();
  out->type = std::move(type);
  out->name = row.text({"name"});
  out->place = row.place;
  out->label = row.localised({"label"}, language);
  out->hint = row.localised({"hint"}, language);
  out->guidance_hint = row.localised({"guidance_hint"}, language);
  out->media = attributes_of(context, row, "media");
  out->bind = attributes_of(context, row, "bind");
  out->body = attributes_of(context, row, "control");
  out->instance = attributes_of(context, row, "instance");
  out->choice_filter = row.text({"choice_filter"});
  read_triggers(context, row, *out);
  read_default(row, *out);
  read_parameters(context, row, *out);
  return out;
}

}  // namespace jiujin::forms::xlsform
