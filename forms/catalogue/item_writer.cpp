// Items back to JSON: what stands in the published file, and what a comparison walks through.
#include "forms/catalogue/item_json.h"

namespace jiujin::forms::catalogue {

using nlohmann::json;

namespace {

// Empty members are left out, so that a file shows what was said and nothing else.
void put(json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = text;
}
void put(json& to, const char* key, const LanguageMap& words) {
  if (!words.empty()) to[key] = words;
}
void put(json& to, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) to[key] = texts;
}
void put(json& to, const char* key, const std::vector<LanguageMap>& words) {
  if (!words.empty()) to[key] = words;
}
void put_true(json& to, const char* key, bool truth) {
  if (truth) to[key] = true;
}

json write_limit(const TimeLimit& limit) {
  json result{{"unit", name_of(limit.unit, limit_unit_names())}};
  if (limit.value) result["value"] = *limit.value;
  put(result, "note", limit.note);
  return result;
}

json write_material(const MaterialSlot& slot) {
  json result{{"id", slot.id},
              {"name", slot.name},
              {"source", name_of(slot.source, material_source_names())},
              {"form", slot.form},
              {"original_copies", slot.original_copies},
              {"photocopy_copies", slot.photocopy_copies},
              {"necessity", name_of(slot.necessity, necessity_names())}};
  put(result, "category", slot.category);
  put(result, "source_org", slot.source_org);
  put(result, "original_kind", slot.original_kind);
  put_true(result, "nothing_to_submit", slot.nothing_to_submit);
  put(result, "need_condition", slot.need_condition);
  put(result, "need_test", slot.need_test);
  if (slot.deferral.allowed) result["deferral"] = {{"max_workdays", slot.deferral.max_workdays}};
  put(result, "commitment", slot.commitment.rule);
  put(result, "licence", slot.licence.type);
  put(result, "fill_note", slot.fill_note);
  put(result, "accept_standard", slot.accept_standard);
  put(result, "basis", slot.basis);
  return result;
}

json write_field(const FormField& field) {
  json result{
      {"id", field.id}, {"label", field.label}, {"type", name_of(field.type, field_type_names())}};
  put(result, "hint", field.hint);
  if (!field.media.empty()) result["media"] = field.media;
  put_true(result, "required", field.required);
  put(result, "required_when", field.required_when);
  put(result, "constraint", field.constraint);
  for (const FieldChoice& choice : field.choices) {
    json written{{"code", choice.code}, {"label", choice.label}};
    if (!choice.media.empty()) written["media"] = choice.media;
    result["choices"].push_back(std::move(written));
  }
  for (const FormField& column : field.columns) result["columns"].push_back(write_field(column));
  put(result, "prefill", field.prefill);
  put(result, "section", field.section);
  put(result, "default", field.default_value);
  put(result, "required_test", field.required_test);
  put(result, "relevant_test", field.relevant_test);
  put(result, "constraint_test", field.constraint_test);
  put(result, "calculate", field.calculate);
  put(result, "initial", field.initial);
  put(result, "message", field.constraint_message);
  put_true(result, "readonly", field.readonly);
  if (!field.attributes.empty()) result["attributes"] = field.attributes;
  return result;
}

json write_precheck(const PrecheckRule& rule) {
  json result{
      {"id", rule.id}, {"kind", rule.kind}, {"severity", name_of(rule.severity, severity_names())}};
  put(result, "text", rule.text);
  put(result, "message", rule.message);
  put(result, "needs", rule.needs);
  put(result, "when", rule.when);
  put(result, "holds", rule.holds);
  put(result, "places", rule.places);
  put(result, "registers", rule.registers);
  put_true(result, "confirmable", rule.confirmable);
  put(result, "task", rule.task);
  put(result, "basis", rule.basis);
  return result;
}

void write_service(const Item& item, json& result) {
  result["onsite_visits"] = item.onsite_visits;
  put(result, "onsite_reason", item.onsite_reason);
  for (const ServiceMode mode : item.service_modes) {
    result["service_modes"].push_back(name_of(mode, service_mode_names()));
  }
  put(result, "service_objects", item.service_objects);
  put(result, "cross_scope", item.cross_scope);
  put(result, "online_depth", item.online_depth);
  result["reservation"] = item.reservation;
  result["courier"] = {{"materials_in", item.courier.materials_in},
                       {"result_out", item.courier.result_out}};
  result["fee"] = {{"charged", item.fee.charged}, {"online_pay", item.fee.online_pay}};
  put(result["fee"], "basis", item.fee.basis);
  put(result["fee"], "standard", item.fee.standard);
  put(result, "intermediary", item.intermediary);
  put(result, "quantity_limit", item.quantity_limit);
  put(result, "agent_rule", item.agent_rule);
  put(result, "seasonal_peak", item.seasonal_peak);
  put(result, "handle_place", item.handle_place);
  put(result, "handle_time", item.handle_time);
  put(result, "consult_phone", item.consult_phone);
  put(result, "supervise_phone", item.supervise_phone);
  put(result, "remedy", item.remedy);
  result["result"] = {{"name", item.result.name}, {"type", item.result.type}};
  put(result["result"], "licence_type", item.result.licence_type);
  put(result["result"], "validity", item.result.validity);
  put(result["result"], "sample", item.result.sample);
}

void write_lists(const Item& item, json& result) {
  put(result, "legal_basis", item.legal_basis);
  put(result, "conditions", item.conditions);
  for (const ProcessStep& step : item.process) {
    result["process"].push_back({{"name", step.name}, {"actor", step.actor}});
  }
  for (const SpecialProcedure& each : item.special_procedures) {
    result["special_procedures"].push_back(
        {{"name", each.name}, {"limit", write_limit(each.limit)}, {"extension", each.extension}});
  }
  for (const Question& each : item.questions) {
    result["questions"].push_back({{"question", each.question}, {"answer", each.answer}});
  }
  for (const MaterialSlot& each : item.materials) {
    result["materials"].push_back(write_material(each));
  }
  for (const FormSection& each : item.sections) {
    json section{{"id", each.id}, {"label", each.label}};
    put(section, "relevant_test", each.relevant_test);
    result["sections"].push_back(std::move(section));
  }
  for (const FormField& each : item.fields) result["fields"].push_back(write_field(each));
  for (const PrecheckRule& each : item.prechecks) {
    result["prechecks"].push_back(write_precheck(each));
  }
}

}  // namespace

json write_item(const Item& item) {
  json result{{"code", item.code},
              {"version", item.version},
              {"name", item.name},
              {"state", item.state},
              {"basic_code", item.basic_code},
              {"implement_code", item.implement_code},
              {"handle_code", item.handle_code},
              {"item_type", item.item_type},
              {"authority", item.authority},
              {"power_source", item.power_source},
              {"case_type", item.is_immediate() ? "immediate" : "committed"},
              {"statutory", write_limit(item.statutory)},
              {"promised", write_limit(item.promised)},
              {"rules_version", item.rules_version}};
  result["levels"] = {{"accept", item.levels.accept},
                      {"review", item.levels.review},
                      {"decide", item.levels.decide}};
  put(result, "alias", item.alias);
  put(result, "effective_date", item.effective_date);
  put(result, "cancel_date", item.cancel_date);
  put(result, "authority_name", item.authority_name);
  put(result, "authority_uscc", item.authority_uscc);
  put(result, "guide_authority", item.guide_authority);
  put(result, "entrusted_by", item.entrusted_by);
  put(result, "form_xml", item.form_xml);
  write_service(item, result);
  write_lists(item, result);
  return result;
}

}  // namespace jiujin::forms::catalogue
