// Joint items, authorities, licence types and parameters as JSON.
#include "forms/catalogue/item_json.h"

namespace jiujin::forms::catalogue {

using nlohmann::json;

namespace {

GuideQuestion read_question(const JsonReader& reader) {
  GuideQuestion question{.id = reader.text("id"),
                         .text = reader.words("text"),
                         .choices = {},
                         .effect = reader.words_or("effect"),
                         .effects = {}};
  reader.list("choices", [&](const JsonReader& each) {
    question.choices.push_back({each.text("code"), each.words("label")});
  });
  reader.list("effects", [&](const JsonReader& each) {
    question.effects.push_back(
        {each.text("when"), each.text_or("include"), each.words_or("notice")});
  });
  return question;
}

SharedField read_shared(const JsonReader& reader) {
  SharedField shared{reader.text("name"), {}};
  for (const std::string& map : reader.texts("maps")) {
    const auto dot = map.find('.');
    if (dot == std::string::npos) reader.fail("maps", "\"" + map + "\" is not ITEM.field");
    shared.maps.emplace_back(map.substr(0, dot), map.substr(dot + 1));
  }
  return shared;
}

json write_question(const GuideQuestion& question) {
  json result{{"id", question.id}, {"text", question.text}, {"effect", question.effect}};
  if (question.effect.empty()) result.erase("effect");
  for (const FieldChoice& choice : question.choices) {
    result["choices"].push_back({{"code", choice.code}, {"label", choice.label}});
  }
  for (const GuideEffect& effect : question.effects) {
    json each{{"when", effect.when}};
    if (!effect.include.empty()) each["include"] = effect.include;
    if (!effect.notice.empty()) each["notice"] = effect.notice;
    result["effects"].push_back(std::move(each));
  }
  return result;
}

}  // namespace

JointItem read_joint_item(const JsonReader& reader) {
  JointItem joint;
  joint.code = reader.text("code");
  joint.name = reader.words("name");
  joint.scenario = reader.words_or("scenario");
  joint.lead_authority = reader.words_or("lead_authority");
  joint.delivery = reader.words_or("delivery");
  joint.note = reader.words_or("note");
  const JsonReader promised = reader.object("promised");
  joint.promised.value = promised.integer("value");
  joint.promised.unit = promised.choice("unit", limit_unit_names());
  joint.onsite_visits = reader.integer_or("onsite_visits", 0);
  reader.list("parts", [&](const JsonReader& each) {
    joint.parts.push_back({each.text("item"), each.text("action"), each.words_or("include_when"),
                           each.text("include_test")});
  });
  reader.list("edges", [&](const JsonReader& each) {
    joint.edges.push_back({each.text("before"), each.text("after"), each.words_or("reason")});
  });
  reader.list("shared_fields",
              [&](const JsonReader& each) { joint.shared_fields.push_back(read_shared(each)); });
  reader.list("questions",
              [&](const JsonReader& each) { joint.questions.push_back(read_question(each)); });
  if (reader.has("exclusive_groups")) {
    try {
      joint.exclusive_groups =
          reader.json().at("exclusive_groups").get<std::vector<std::vector<std::string>>>();
    } catch (const json::exception&) {
      reader.fail("exclusive_groups", "must be a list of lists of item codes");
    }
  }
  return joint;
}

json write_joint_item(const JointItem& joint) {
  json result{{"code", joint.code},
              {"name", joint.name},
              {"scenario", joint.scenario},
              {"lead_authority", joint.lead_authority},
              {"delivery", joint.delivery},
              {"note", joint.note},
              {"onsite_visits", joint.onsite_visits},
              {"exclusive_groups", joint.exclusive_groups}};
  for (const char* key : {"scenario", "lead_authority", "delivery", "note"}) {
    if (result[key].empty()) result.erase(key);
  }
  result["promised"] = {{"value", joint.promised.value.value_or(0)},
                        {"unit", name_of(joint.promised.unit, limit_unit_names())}};
  for (const JointPart& part : joint.parts) {
    json each{{"item", part.item}, {"action", part.action}, {"include_test", part.include_test}};
    if (!part.include_when.empty()) each["include_when"] = part.include_when;
    result["parts"].push_back(std::move(each));
  }
  for (const JointEdge& edge : joint.edges) {
    json each{{"before", edge.before}, {"after", edge.after}};
    if (!edge.reason.empty()) each["reason"] = edge.reason;
    result["edges"].push_back(std::move(each));
  }
  for (const SharedField& shared : joint.shared_fields) {
    json maps = json::array();
    for (const auto& [item, field] : shared.maps) maps.push_back(item + "." + field);
    result["shared_fields"].push_back({{"name", shared.name}, {"maps", std::move(maps)}});
  }
  for (const GuideQuestion& question : joint.questions) {
    result["questions"].push_back(write_question(question));
  }
  return result;
}

Authority read_authority(const JsonReader& reader) {
  return {reader.text("id"), reader.words("name"), reader.text("uscc"), reader.integer("level"),
          reader.text("division")};
}

LicenceType read_licence_type(const JsonReader& reader) {
  return {reader.text("id"), reader.words("name"), reader.words_or("issuer"),
          reader.truth_or("organisation", false)};
}

Parameter read_parameter(const JsonReader& reader) {
  return {reader.text("name"), reader.text_or("key"), reader.text("value"),
          reader.words_or("note")};
}

json write_authority(const Authority& authority) {
  return {{"id", authority.id},
          {"name", authority.name},
          {"uscc", authority.uscc},
          {"level", authority.level},
          {"division", authority.division}};
}

json write_licence_type(const LicenceType& type) {
  json result{{"id", type.id}, {"name", type.name}, {"organisation", type.holder_is_organisation}};
  if (!type.issuer.empty()) result["issuer"] = type.issuer;
  return result;
}

json write_parameter(const Parameter& parameter) {
  json result{{"name", parameter.name}, {"key", parameter.key}, {"value", parameter.value}};
  if (!parameter.note.empty()) result["note"] = parameter.note;
  return result;
}

}  // namespace jiujin::forms::catalogue
