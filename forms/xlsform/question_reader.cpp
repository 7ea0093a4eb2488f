// Questions by their types: what their parameters mean and what they bring along.
#include <cctype>

#include "forms/xlsform/names.h"
#include "forms/xlsform/question_types.h"
#include "forms/xlsform/survey_reader.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

// Where a row's question is being put together.
struct Work {
  SurveyContext& context;
  const Row& row;
  Element& element;

  void error(const Path& path, std::string_view rule, std::string message,
             std::string suggestion = {}) const {
    context.error(row, path, rule, std::move(message), std::move(suggestion));
  }
  void accept(const std::vector<std::string>& parameters) const {
    accept_parameters(element.parameters, parameters, context.place(row, {"parameters"}),
                      context.findings);
  }
  const std::string* parameter(const std::string& name) const {
    const auto found = element.parameters.find(name);
    return found == element.parameters.end() ? nullptr : &found->second;
  }
  void bad_value(const std::string& name, const std::string& value,
                 const std::string& accepted) const {
    error({"parameters"}, "parameters.value",
          format(_t("The parameter {0} cannot be \"{1}\"."), name, value), accepted);
  }
};

std::string one_of(std::string_view list) {
  return format(_t("It is one of: {0}."), list);
}

void settle_text(const Work& work) {
  work.accept({"rows"});
  const std::string* rows = work.parameter("rows");
  if (rows == nullptr) return;
  if (!is_whole_number(*rows)) work.bad_value("rows", *rows, _t("It is a whole number."));
  work.element.body.set("rows", *rows);
}

// Why a name is no package name of Android; "" if it is one.
std::string package_problem(std::string_view name) {
  if (name.find('.') == std::string_view::npos) return _t("It needs at least one full stop.");
  std::string_view rest = name;
  for (;;) {
    const auto segment = rest.substr(0, rest.find('.'));
    if (segment.empty()) return _t("Between full stops there must be something.");
    if (segment.front() == '_' || (segment.front() >= '0' && segment.front() <= '9')) {
      return _t("Each part must begin with a letter.");
    }
    for (const char c : segment) {
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') {
        return _t("It has letters, digits, underscores and full stops only.");
      }
    }
    if (segment.size() == rest.size()) return {};
    rest.remove_prefix(segment.size() + 1);
  }
}

void settle_photo(const Work& work) {
  Element& element = work.element;
  if (!element.default_value.empty() && !element.computed_default &&
      element.default_value.find("jr://images/") == std::string::npos) {
    element.default_value = "jr://images/" + element.default_value;
  }
  work.accept({"max-pixels", "app"});
  if (const std::string* pixels = work.parameter("max-pixels")) {
    if (!is_whole_number(*pixels)) {
      work.bad_value("max-pixels", *pixels, _t("It is a whole number."));
    }
    element.bind.set("orx:max-pixels", *pixels);
  } else {
    work.context.findings.warn(work.context.place(work.row, {"parameters"}), "photo.max_pixels",
                               _t("Photographs of this question keep their full size."),
                               _t("The parameter max-pixels makes them smaller and quicker to "
                                  "send."));
  }
  const std::string* app = work.parameter("app");
  const std::string_view appearance = element.body.text("appearance");
  if (app == nullptr || (!appearance.empty() && appearance != "annotate")) return;
  const std::string problem = package_problem(*app);
  if (!problem.empty()) {
    work.error({"parameters"}, "parameters.value",
               format(_t("\"{0}\" is no package name of Android."), *app), problem);
  }
  element.body.set("intent", *app);
}

void settle_audio(const Work& work) {
  const bool background = work.element.type == "background-audio";
  work.accept({"quality"});
  const std::string* quality = work.parameter("quality");
  if (quality != nullptr) {
    const bool known = *quality == "voice-only" || *quality == "low" || *quality == "normal" ||
                       (*quality == "external" && !background);
    if (!known) {
      work.bad_value(
          "quality", *quality,
          one_of(background ? "voice-only, low, normal" : "voice-only, low, normal, external"));
    }
    if (!background) work.element.bind.set("odk:quality", *quality);
  }
  if (!background) return;
  Action action{"odk:recordaudio", "odk-instance-load", {}, {}};
  if (quality != nullptr) action.more.set("odk:quality", *quality);
  work.element.actions.push_back(std::move(action));
}

void settle_place(const Work& work) {
  Element& element = work.element;
  if (element.type == "geopoint") {
    work.accept(
        {"allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"});
  } else {
    work.accept({"allow-mock-accuracy", "incremental", "reference-geometry"});
  }
  const std::pair<const char*, const char*> accuracies[] = {
      {"capture-accuracy", "accuracyThreshold"},
      {"warning-accuracy", "unacceptableAccuracyThreshold"}};
  for (const auto& [name, attribute] : accuracies) {
    const std::string* value = work.parameter(name);
    if (value == nullptr) continue;
    if (!is_number(*value)) work.bad_value(name, *value, _t("It is a number."));
    element.body.set(attribute, *value);
  }
  if (const std::string* mock = work.parameter("allow-mock-accuracy")) {
    if (*mock != "true" && *mock != "false") {
      work.bad_value("allow-mock-accuracy", *mock, one_of("true, false"));
    }
    element.bind.set("odk:allow-mock-accuracy", *mock);
  }
  if (const std::string* incremental = work.parameter("incremental")) {
    if (!yes_or_no(*incremental).value_or(false)) {
      work.bad_value("incremental", *incremental, _t("It is true, or the parameter is left out."));
    }
    element.body.set("incremental", "true");
  }
  if (const std::string* geometry = work.parameter("reference-geometry")) {
    work.context.geometries.push_back({*geometry, work.context.place(work.row, {"parameters"})});
    element.itemset = *geometry;
  }
}

void settle_background_geopoint(const Work& work) {
  if (work.element.triggers.empty() && work.row.text({"trigger"}).empty()) {
    work.error({"trigger"}, "trigger.missing",
               _t("A background-geopoint needs a trigger, which makes it look where it is."));
  }
  if (work.element.bind.find("calculate") != nullptr) {
    work.error({"bind", "calculate"}, "geopoint.calculation",
               _t("A background-geopoint has no calculation."));
  }
}

void settle_by_type(const Work& work) {
  const std::string& type = work.element.type;
  if (type == "text") settle_text(work);
  if (type == "photo") settle_photo(work);
  if (type == "audio" || type == "background-audio") settle_audio(work);
  if (type == "geopoint" || type == "geoshape" || type == "geotrace") settle_place(work);
  if (type == "range") settle_range(work.context, work.row, work.element);
  if (type == "background-geopoint") settle_background_geopoint(work);
  if (type == "start-geopoint") {
    work.element.actions.push_back({"odk:setgeopoint", "odk-instance-first-load", {}, {}});
  }
  if (type == "calculate" && work.element.bind.find("calculate") == nullptr &&
      !work.element.computed_default) {
    work.error({"bind", "calculate"}, "calculate.missing", _t("The calculation is missing."));
  }
  if (type == "subscriberid" || type == "simserial") {
    work.context.findings.warn(work.context.place(work.row, {"type"}), "type.deprecated",
                               format(_t("Hardly any device tells its \"{0}\" any more."), type));
  }
}

void unknown_type(SurveyContext& context, const Row& row, const std::string& type) {
  std::string meant = nearest(type, type_names(), 3);
  const auto space = type.find(' ');
  if (meant.empty() && space != std::string::npos) {
    // "selct_one yesno": the first word is the command, the rest is its list.
    const std::string command = nearest(type.substr(0, space), type_names(), 3);
    if (!command.empty()) meant = command + type.substr(space);
  }
  context.error(row, {"type"}, "type.unknown",
                format(_t("There is no question type \"{0}\"."), type), did_you_mean(meant));
}

}  // namespace

void add_question(SurveyContext& context, const Row& row, std::string type, Element& parent,
                  TableList& table_list) {
  if (const auto select = select_type(type)) {
    return add_select(context, row, *select, parent, table_list);
  }
  for (const std::string_view bare : {"select_one", "select_multiple", "select one", "rank",
                                      "select_one_from_file", "select_multiple_from_file"}) {
    if (type != bare) continue;
    return context.error(row, {"type"}, "list.missing",
                         format(_t("\"{0}\" must be followed by the name of a list."), type));
  }
  auto element = element_of(context, row, type);
  if (type == "xml-external" || type == "csv-external") {
    element->kind = Element::Kind::kExternal;
    context.attached_files.insert(element->name);
    parent.add(std::move(element));
    return;
  }
  const auto osm = osm_list(type);
  if (osm) element->type = type = "osm";
  const QuestionType* known = question_type(type);
  if (known == nullptr) return unknown_type(context, row, type);
  if (element->name.empty()) element->name = "generated_note_name_" + std::to_string(row.number());
  element->control = known->control;
  if (!known->mediatype.empty()) element->body.set_default("mediatype", known->mediatype);
  for (const auto& [name, text] : known->bind) element->bind.set_default(name, text);
  if (element->hint.empty() && !known->hint.empty()) element->hint = Localised::of(known->hint);
  if (osm) {
    const auto tags = context.survey.osm_lists.find(*osm);
    if (tags != context.survey.osm_lists.end()) element->tags = tags->second;
  }
  settle_by_type({context, row, *element});
  parent.add(std::move(element));
}

}  // namespace jiujin::forms::xlsform
