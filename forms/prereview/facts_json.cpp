// Facts as JSON, both ways: what samples, command lines and the county's records hold.
#include <nlohmann/json.hpp>

#include "forms/prereview/facts.h"

namespace jiujin::forms::prereview {

using nlohmann::json;

namespace {

std::string text(const json& from, const char* key, std::string fallback = {}) {
  return from.value(key, std::move(fallback));
}

const json& list(const json& from, const char* key) {
  static const json nothing = json::array();
  const auto found = from.find(key);
  return found == from.end() ? nothing : *found;
}

std::map<std::string, std::string> texts(const json& from, const char* key) {
  const auto found = from.find(key);
  return found == from.end() ? std::map<std::string, std::string>{}
                             : found->get<std::map<std::string, std::string>>();
}

Facts read_facts(const json& from) {
  Facts facts;
  facts.channel = text(from, "channel", "window");
  facts.division = text(from, "division");
  facts.promised_due = text(from, "promised_due");
  facts.card_read = from.value("card_read", false);
  for (const json& each : list(from, "materials")) {
    facts.materials.push_back({each.at("slot").get<std::string>(), slot_mode_of(text(each, "mode")),
                               each.value("files", 0), text(each, "due"),
                               each.value("signed", false), text(each, "licence_type"),
                               text(each, "licence_number")});
  }
  for (const json& each : list(from, "licences")) {
    facts.licences.push_back({text(each, "type"), text(each, "holder"), text(each, "holder_name"),
                              text(each, "number"), text(each, "valid_until"), text(each, "grade"),
                              text(each, "state", "valid"), texts(each, "data")});
  }
  for (const json& each : list(from, "earlier_cases")) {
    facts.earlier_cases.push_back({text(each, "item"), text(each, "subject"), text(each, "opened"),
                                   each.value("state", 0), each.value("open", false),
                                   each.value("granted", false), texts(each, "answers")});
  }
  for (const json& each : list(from, "registers")) {
    facts.registers.push_back(
        {each.at("name").get<std::string>(), each.value("available", true), text(each, "as_of")});
  }
  for (const json& each : list(from, "register_entries")) {
    facts.register_entries.push_back(
        {text(each, "name"), text(each, "subject"), text(each, "key"), text(each, "value")});
  }
  for (const json& each : list(from, "photos")) {
    facts.photos.push_back({text(each, "place"), text(each, "media_type"), each.value("bytes", 0L),
                            each.value("width", 0), each.value("height", 0),
                            text(each, "white_background", "unknown")});
  }
  for (const json& each : list(from, "confirmations")) {
    facts.confirmations.push_back(each.get<std::string>());
  }
  return facts;
}

}  // namespace

Result<Facts> facts_from_json(const json& from) {
  try {
    return read_facts(from);
  } catch (const json::exception& error) {
    return Error{ErrorCode::kInvalidData, "facts", error.what()};
  }
}

json facts_to_json(const Facts& facts) {
  json result{{"channel", facts.channel},
              {"division", facts.division},
              {"promised_due", facts.promised_due},
              {"card_read", facts.card_read},
              {"confirmations", facts.confirmations}};
  for (const SlotFact& each : facts.materials) {
    result["materials"].push_back({{"slot", each.slot},
                                   {"mode", slot_mode_name(each.mode)},
                                   {"files", each.files},
                                   {"due", each.due},
                                   {"signed", each.signed_paper},
                                   {"licence_type", each.licence_type},
                                   {"licence_number", each.licence_number}});
  }
  for (const LicenceFact& each : facts.licences) {
    result["licences"].push_back({{"type", each.type},
                                  {"holder", each.holder},
                                  {"holder_name", each.holder_name},
                                  {"number", each.number},
                                  {"valid_until", each.valid_until},
                                  {"grade", each.grade},
                                  {"state", each.state},
                                  {"data", each.data}});
  }
  for (const EarlierCase& each : facts.earlier_cases) {
    result["earlier_cases"].push_back({{"item", each.item},
                                       {"subject", each.subject},
                                       {"opened", each.opened},
                                       {"state", each.state},
                                       {"open", each.open},
                                       {"granted", each.granted},
                                       {"answers", each.answers}});
  }
  for (const RegisterFact& each : facts.registers) {
    result["registers"].push_back(
        {{"name", each.name}, {"available", each.available}, {"as_of", each.as_of}});
  }
  for (const RegisterEntry& each : facts.register_entries) {
    result["register_entries"].push_back(
        {{"name", each.name}, {"subject", each.subject}, {"key", each.key}, {"value", each.value}});
  }
  for (const PhotoFact& each : facts.photos) {
    result["photos"].push_back({{"place", each.place},
                                {"media_type", each.media_type},
                                {"bytes", each.bytes},
                                {"width", each.width},
                                {"height", each.height},
                                {"white_background", each.white_background}});
  }
  return result;
}

}  // namespace jiujin::forms::prereview
