#include "forms/catalogue/item_json.h"

#include <cctype>

namespace jiujin::forms::catalogue {

const NameTable<FieldType>& field_type_names() {
  static const NameTable<FieldType> names = {
      {FieldType::kText, "text"},       {FieldType::kTextArea, "textarea"},
      {FieldType::kIdNumber, "id_no"},  {FieldType::kMobile, "mobile"},
      {FieldType::kDate, "date"},       {FieldType::kDateTime, "datetime"},
      {FieldType::kMonth, "month"},     {FieldType::kInteger, "int"},
      {FieldType::kDecimal, "decimal"}, {FieldType::kMoney, "money"},
      {FieldType::kChoice, "choice"},   {FieldType::kMultiple, "multi"},
      {FieldType::kYesNo, "bool"},      {FieldType::kDivision, "division"},
      {FieldType::kAddress, "address"}, {FieldType::kBankCard, "bank_card"},
      {FieldType::kUscc, "uscc"},       {FieldType::kFile, "file"},
      {FieldType::kTable, "table"}};
  return names;
}

const NameTable<Severity>& severity_names() {
  static const NameTable<Severity> names = {{Severity::kError, "error"},
                                            {Severity::kWarning, "warning"},
                                            {Severity::kInformation, "information"}};
  return names;
}

const NameTable<Necessity>& necessity_names() {
  static const NameTable<Necessity> names = {{Necessity::kRequired, "required"},
                                             {Necessity::kConditional, "conditional"},
                                             {Necessity::kDeferrable, "deferrable"}};
  return names;
}

const NameTable<MaterialSource>& material_source_names() {
  static const NameTable<MaterialSource> names = {
      {MaterialSource::kProvidedForm, "provided_form"},
      {MaterialSource::kApplicant, "applicant"},
      {MaterialSource::kGovernment, "government"},
      {MaterialSource::kThirdParty, "third_party"},
      {MaterialSource::kInternalCheck, "internal_check"}};
  return names;
}

const NameTable<LimitUnit>& limit_unit_names() {
  static const NameTable<LimitUnit> names = {{LimitUnit::kImmediate, "immediate"},
                                             {LimitUnit::kWorkingDays, "working_days"},
                                             {LimitUnit::kNaturalDays, "natural_days"}};
  return names;
}

const NameTable<ServiceMode>& service_mode_names() {
  static const NameTable<ServiceMode> names = {{ServiceMode::kImmediate, "immediate"},
                                               {ServiceMode::kOnlinePrereview, "online_prereview"},
                                               {ServiceMode::kFullyOnline, "fully_online"},
                                               {ServiceMode::kConsultation, "consultation"},
                                               {ServiceMode::kWindowCourier, "window_courier"},
                                               {ServiceMode::kHomeAppointment, "home_appointment"}};
  return names;
}

namespace {

const NameTable<CaseType> kCaseTypes = {{CaseType::kImmediate, "immediate"},
                                        {CaseType::kCommitted, "committed"}};

TimeLimit read_limit(const JsonReader& json) {
  TimeLimit limit;
  if (json.has("value")) limit.value = json.integer("value");
  if (limit.value && *limit.value < 0) json.fail("value", "must not be negative");
  limit.unit = json.choice("unit", limit_unit_names());
  limit.note = json.words_or("note");
  return limit;
}

// What a station's window shows itself or hands to the system's player.
bool is_of_kind(std::string_view name, std::string_view form) {
  const auto ends = [&](std::initializer_list<std::string_view> suffixes) {
    return std::ranges::any_of(suffixes, [&](auto suffix) { return name.ends_with(suffix); });
  };
  if (form == "audio") return ends({".mp3", ".m4a", ".ogg", ".opus", ".wav"});
  if (form == "video") return ends({".mp4", ".webm", ".3gp"});
  return (form == "image" || form == "big-image") && ends({".png", ".jpg", ".jpeg"});
}

bool is_file_name(std::string_view name) {
  const auto allowed = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= 80 && name[0] != '.' && std::ranges::all_of(name, allowed);
}

LabelMedia read_media(const JsonReader& json) {
  LabelMedia media;
  json.members("media", [&](const std::string& form, const JsonReader& value) {
    const auto name = value.json().is_string() ? value.json().get<std::string>() : std::string();
    if (!is_file_name(name)) json.fail("media." + form, "is not the plain name of a file");
    if (!is_of_kind(name, form))
      json.fail("media." + form, "is a PNG or JPEG picture, or a sound or film that is played");
    media[form] = name;
  });
  return media;
}

FieldChoice read_choice(const JsonReader& json) {
  return {json.text("code"), json.words("label"), read_media(json)};
}

MaterialSlot read_material(const JsonReader& json) {
  MaterialSlot slot;
  slot.id = json.text("id");
  slot.name = json.words("name");
  slot.category = json.words_or("category");
  slot.source = json.choice("source", material_source_names());
  slot.source_org = json.words_or("source_org");
  slot.form = json.text_or("form", "either");
  slot.original_copies = json.integer_or("original_copies", 0);
  slot.photocopy_copies = json.integer_or("photocopy_copies", 0);
  slot.original_kind = json.words_or("original_kind");
  slot.nothing_to_submit = json.truth_or("nothing_to_submit", false);
  slot.necessity = json.choice("necessity", necessity_names());
  slot.need_condition = json.words_or("need_condition");
  slot.need_test = json.text_or("need_test");
  if (json.has("deferral")) {
    slot.deferral = {true, json.object("deferral").integer("max_workdays")};
  }
  slot.commitment.rule = json.words_or("commitment");
  slot.commitment.substitutable = !slot.commitment.rule.empty();
  slot.licence.type = json.text_or("licence");
  slot.licence.reusable = !slot.licence.type.empty();
  slot.fill_note = json.words_or("fill_note");
  slot.accept_standard = json.words_or("accept_standard");
  slot.basis = json.words_or("basis");
  return slot;
}

PrecheckRule read_precheck(const JsonReader& json) {
  PrecheckRule rule;
  rule.id = json.text("id");
  rule.kind = json.text("kind");
  rule.severity = json.choice("severity", severity_names());
  rule.text = json.words_or("text");
  rule.message = json.words_or("message");
  rule.needs = json.texts("needs");
  rule.when = json.text_or("when");
  rule.holds = json.text_or("holds");
  rule.places = json.texts(json.has("places") ? "places" : "fields");
  rule.registers = json.texts("registers");
  rule.confirmable = json.truth_or("confirmable", false);
  rule.task = json.text_or("task");
  rule.basis = json.words_or("basis");
  return rule;
}

void read_lists(const JsonReader& json, Item& item) {
  item.service_objects = json.texts("service_objects");
  item.legal_basis = json.all_words("legal_basis");
  item.conditions = json.all_words("conditions");
  for (const std::string& name : json.texts("service_modes")) {
    const auto& table = service_mode_names();
    const auto found = std::ranges::find(table, name, [](const auto& each) { return each.second; });
    if (found == table.end()) json.fail("service_modes", "has the unknown mode \"" + name + "\"");
    item.service_modes.push_back(found->first);
  }
  json.list("process", [&](const JsonReader& each) {
    item.process.push_back({each.words("name"), each.text_or("actor")});
  });
  json.list("special_procedures", [&](const JsonReader& each) {
    item.special_procedures.push_back(
        {each.words("name"), read_limit(each.object("limit")), each.truth_or("extension", false)});
  });
  json.list("questions", [&](const JsonReader& each) {
    item.questions.push_back({each.words("question"), each.words("answer")});
  });
  json.list("materials",
            [&](const JsonReader& each) { item.materials.push_back(read_material(each)); });
  json.list("sections",
            [&](const JsonReader& each) { item.sections.push_back(read_section(each)); });
  json.list("fields", [&](const JsonReader& each) { item.fields.push_back(read_field(each)); });
  json.list("prechecks",
            [&](const JsonReader& each) { item.prechecks.push_back(read_precheck(each)); });
}

void read_service(const JsonReader& json, Item& item) {
  item.onsite_visits = json.integer_or("onsite_visits", 0);
  item.onsite_reason = json.words_or("onsite_reason");
  item.cross_scope = json.words_or("cross_scope");
  item.online_depth = json.words_or("online_depth");
  item.reservation = json.truth_or("reservation", false);
  if (json.has("courier")) {
    const JsonReader courier = json.object("courier");
    item.courier = {courier.truth_or("materials_in", false), courier.truth_or("result_out", false)};
  }
  if (json.has("fee")) {
    const JsonReader fee = json.object("fee");
    item.fee = {fee.truth_or("charged", false), fee.truth_or("online_pay", false),
                fee.words_or("basis"), fee.words_or("standard")};
  }
  item.intermediary = json.words_or("intermediary");
  item.quantity_limit = json.words_or("quantity_limit");
  item.agent_rule = json.words_or("agent_rule");
  item.seasonal_peak = json.words_or("seasonal_peak");
  item.handle_place = json.words_or("handle_place");
  item.handle_time = json.words_or("handle_time");
  item.consult_phone = json.text_or("consult_phone");
  item.supervise_phone = json.text_or("supervise_phone");
  item.remedy = json.words_or("remedy");
  const JsonReader result = json.object("result");
  item.result = {result.words("name"), result.text_or("type"), result.text_or("licence_type"),
                 result.words_or("validity"), result.words_or("sample")};
}

}  // namespace

FormSection read_section(const JsonReader& json) {
  return {json.text("id"), json.words("label"), json.text_or("relevant_test")};
}

FormField read_field(const JsonReader& json) {
  FormField field;
  field.id = json.text("id");
  field.label = json.words("label");
  field.hint = json.words_or("hint");
  field.media = read_media(json);
  field.type = json.choice("type", field_type_names());
  field.required = json.truth_or("required", false);
  field.required_when = json.text_or("required_when");
  field.constraint = json.words_or("constraint");
  json.list("choices", [&](const JsonReader& each) { field.choices.push_back(read_choice(each)); });
  json.list("columns", [&](const JsonReader& each) { field.columns.push_back(read_field(each)); });
  field.prefill = json.text_or("prefill");
  field.section = json.text_or("section");
  field.default_value = json.text_or("default");
  field.required_test = json.text_or("required_test");
  field.relevant_test = json.text_or("relevant_test");
  field.constraint_test = json.text_or("constraint_test");
  field.calculate = json.text_or("calculate");
  field.initial = json.text_or("initial");
  field.constraint_message = json.words_or("message");
  field.readonly = json.truth_or("readonly", false);
  json.members("attributes", [&](const std::string& name, const JsonReader& value) {
    field.attributes[name] = value.json().get<std::string>();
  });
  return field;
}

Item read_item(const JsonReader& json) {
  Item item;
  item.code = json.text("code");
  item.version = json.integer("version");
  item.name = json.words("name");
  item.alias = json.words_or("alias");
  item.state = json.text("state");
  item.effective_date = json.text_or("effective_date");
  item.cancel_date = json.text_or("cancel_date");
  item.basic_code = json.text("basic_code");
  item.implement_code = json.text("implement_code");
  item.handle_code = json.text("handle_code");
  item.item_type = json.text("item_type");
  item.authority = json.text("authority");
  item.authority_name = json.words_or("authority_name");
  item.authority_uscc = json.text_or("authority_uscc");
  item.guide_authority = json.words_or("guide_authority");
  const JsonReader levels = json.object("levels");
  item.levels = {levels.integer("accept"), levels.integer("review"), levels.integer("decide")};
  item.power_source = json.text("power_source");
  item.entrusted_by = json.words_or("entrusted_by");
  item.case_type = json.choice("case_type", kCaseTypes);
  item.statutory = read_limit(json.object("statutory"));
  item.promised = read_limit(json.object("promised"));
  if (!item.promised.value) json.fail("promised.value", "is missing");
  read_service(json, item);
  read_lists(json, item);
  item.rules_version = json.integer_or("rules_version", 0);
  item.form_xml = json.text_or("form_xml");
  return item;
}

}  // namespace jiujin::forms::catalogue
