#include "client/presenters/application_check.h"

#include <nlohmann/json.hpp>

#include "client/documents/guide_paper.h"
#include "client/presenters/wording.h"
#include "localization/working_days.h"

namespace jiujin::client::presenters {
namespace {

using namespace forms::prereview;
using sync::casework::MaterialMode;

struct ModeRow {
  MaterialMode mode;
  const char* name;
};
constexpr ModeRow kModes[] = {
    {MaterialMode::kFiles, "files"},           {MaterialMode::kLicence, "licence"},
    {MaterialMode::kDeferred, "deferred"},     {MaterialMode::kCommitment, "commitment"},
    {MaterialMode::kNotNeeded, "not_needed"},  {MaterialMode::kPaper, "paper"}};

std::string promised_due(const forms::catalogue::Item& item, std::chrono::sys_days today,
                         const localization::HolidayCalendar& calendar) {
  const int days = item.promised.value.value_or(0);
  if (item.promised.unit == forms::catalogue::LimitUnit::kNaturalDays)
    return localization::iso_date(localization::add_natural_days(calendar, today, days).day);
  return localization::iso_date(localization::add_working_days(calendar, today, days).day);
}

// Rules name a photograph by its slot or by the id of its field. Whether the ground is white is for
// a person to see.
void add_photos(const MaterialChoice& choice, Facts* facts) {
  const bool field = choice.slot.starts_with('/');
  const auto place = field ? choice.slot.substr(choice.slot.rfind('/') + 1) : choice.slot;
  for (const auto& page : choice.pages) {
    if (!page.media_type.starts_with("image/")) continue;
    PhotoFact photo;
    photo.place = place;
    photo.media_type = page.media_type;
    photo.bytes = static_cast<long>(page.size);
    facts->photos.push_back(std::move(photo));
  }
}

Facts facts_of(const Workplace& workplace, const ApplicationInput& input) {
  Facts facts = input.held ? *input.held : Facts{};
  facts.channel = input.channel;
  facts.division = input.division;
  facts.promised_due = promised_due(input.item, workplace.today(), calendar_of(input.calendar));
  for (const auto& choice : input.choices) {
    SlotFact fact;
    fact.slot = choice.slot;
    fact.mode = slot_mode_of(choice.mode);
    fact.files = static_cast<int>(choice.pages.size());
    if (fact.mode == SlotMode::kFiles && fact.files == 0) fact.mode = SlotMode::kMissing;
    fact.due = choice.due;
    fact.signed_paper = choice.signed_page || choice.mode == "deferred";
    fact.licence_type = choice.licence_type;
    fact.licence_number = choice.licence_number;
    facts.materials.push_back(fact);
    if (choice.mode != "licence" || choice.licence_number.empty()) continue;
    // Seen by the clerk and confirmed by hand: at hand as much as one that a register knows.
    LicenceFact licence;
    licence.type = choice.licence_type;
    licence.holder = input.applicant_id_no;
    licence.holder_name = choice.licence_holder;
    licence.number = choice.licence_number;
    licence.valid_until = choice.licence_valid_until;
    licence.grade = choice.licence_grade;
    if (!licence.valid_until.empty() && licence.valid_until < workplace.today_iso())
      licence.state = "expired";
    facts.licences.push_back(licence);
  }
  for (const auto& choice : input.choices) add_photos(choice, &facts);
  for (const auto& choice : input.form_files) add_photos(choice, &facts);
  return facts;
}

SlotNeed need_of(const ChecklistEntry& entry, const ApplicationInput& input) {
  const auto& slot = *entry.slot;
  SlotNeed need;
  need.slot = slot.id;
  need.name = slot.name.get(language());
  need.required = entry.needed;
  need.reason = !entry.why.empty() ? format(_t("Asked for because: {0}"), entry.why)
                : entry.needed     ? _t("Always asked for")
                                   : _t("Not asked for in this case");
  need.copies = client::documents::copies_text(slot, localization::current_translator());
  need.standard = slot.accept_standard.get(language());
  need.deferrable = slot.deferral.allowed && !input.item.is_immediate();
  need.promisable = slot.commitment.substitutable;
  need.licence = slot.licence.reusable;
  need.licence_type = slot.licence.type;
  if (const auto* type = input.catalogue.catalogue.licence_type(slot.licence.type))
    need.licence_type_name = type->name.get(language());
  need.due_latest = entry.latest_due;
  need.commitment_text = slot.commitment.rule.get(language());
  return need;
}

FindingView view_of(const Finding& finding) {
  FindingView view;
  view.rule = finding.rule;
  view.text = finding.message.get(language());
  view.must_confirm = finding.confirmable;
  view.tone = finding.severity == forms::catalogue::Severity::kError     ? Tone::kRed
              : finding.severity == forms::catalogue::Severity::kWarning ? Tone::kAmber
                                                                         : Tone::kPlain;
  view.jump = gap_at(finding.places.empty() ? "" : finding.places.front(), view.text, view.tone);
  return view;
}

}  // namespace

const localization::HolidayCalendar& calendar_of(const control::CalendarHandle& calendar) {
  return calendar ? *calendar : localization::HolidayCalendar::built_in();
}

Gap gap_at(const std::string& place, const std::string& text, Tone tone) {
  Gap gap{tone, text, JumpStep::kNone, place};
  if (place.starts_with('/')) gap.step = JumpStep::kForm;
  else if (!place.empty()) gap.step = JumpStep::kMaterials;
  return gap;
}

ApplicationCheck check_application(const Workplace& workplace, const ApplicationInput& input) {
  ApplicationCheck check;
  const auto facts = facts_of(workplace, input);
  const ChecklistInput question{input.catalogue.catalogue,
                                input.item,
                                input.session,
                                facts,
                                workplace.today(),
                                calendar_of(input.calendar)};
  auto checklist = material_checklist(question);
  if (!checklist.ok()) {
    check.failure = error_notice(_t("The list of materials could not be made"), checklist.error());
    return check;
  }
  for (const auto& entry : *checklist) check.needs.push_back(need_of(entry, input));
  auto findings = run_prereview(question);
  if (!findings.ok()) {
    check.failure = error_notice(_t("The pre-review could not be made"), findings.error());
    return check;
  }
  for (const auto& finding : *findings) check.findings.push_back(view_of(finding));
  check.facts = std::move(*findings);
  return check;
}

Result<std::unique_ptr<forms::xforms::FormSession>> open_form(
    const Workplace& workplace, std::shared_ptr<const forms::xforms::FormDefinition> definition,
    const std::map<std::string, std::string>& answers, control::CalendarHandle calendar,
    const forms::xforms::FormDefinition* begun_under) {
  nlohmann::json read = nlohmann::json::object();
  for (const auto& [path, value] : answers) {
    auto parsed = nlohmann::json::parse(value, nullptr, false);
    if (parsed.is_discarded() || parsed.is_null() || !path.starts_with("/data/")) continue;
    read[path.substr(6)] = std::move(parsed);
  }
  forms::xforms::SessionOptions options;
  auto& environment = options.environment;
  environment.now = std::chrono::sys_time<std::chrono::milliseconds>(
      std::chrono::milliseconds(workplace.now_ms()));
  environment.language = language().starts_with("zh") ? "zh" : "en";
  environment.add_working_days =
      [calendar](std::chrono::sys_days day, int count) -> std::optional<std::chrono::sys_days> {
    if (count < 0) return std::nullopt;
    return localization::add_working_days(calendar_of(calendar), day, count).day;
  };
  environment.property = [name = workplace.me().id](std::string_view property) {
    return property == "username" ? name : std::string();
  };
  if (!answers.empty()) options.answers = &read;
  options.begun_under = begun_under;
  return forms::xforms::FormSession::create(std::move(definition), std::move(options));
}

std::map<std::string, std::string> answers_by_path(
    const forms::xforms::FormSession& session,
    forms::xforms::FormSession::Irrelevant irrelevant) {
  std::map<std::string, std::string> answers;
  const auto read = session.answers(irrelevant);
  for (const auto& [key, value] : read.items()) answers["/data/" + key] = value.dump();
  return answers;
}

std::map<std::string, std::string> changed_answers(
    const std::map<std::string, std::string>& before,
    const std::map<std::string, std::string>& after) {
  std::map<std::string, std::string> changed;
  for (const auto& [path, value] : after) {
    const auto known = before.find(path);
    if (known == before.end() || known->second != value) changed[path] = value;
  }
  for (const auto& [path, value] : before)
    if (value != "null" && !after.contains(path)) changed[path] = "null";
  return changed;
}

namespace {

std::optional<sync::casework::FileRef> file_of(const MaterialChoice::Page& page) {
  auto hash = sync::base::ContentHash::from_hex(page.hash);
  if (!hash.ok()) return std::nullopt;
  return sync::casework::FileRef{*hash,     page.size,     page.media_type,
                                 page.name, page.rotation, page.preview};
}

MaterialChoice::Page page_of(const sync::casework::FileRef& file) {
  return {file.hash.hex(), file.name, file.media_type, file.size, file.rotation, 1, file.preview};
}

}  // namespace

sync::casework::Material material_of(const MaterialChoice& choice) {
  sync::casework::Material material;
  material.slot = choice.slot;
  for (const auto& row : kModes)
    if (choice.mode == row.name) material.mode = row.mode;
  for (const auto& page : choice.pages)
    if (auto file = file_of(page)) material.files.push_back(std::move(*file));
  if (material.mode == MaterialMode::kFiles && material.files.empty())
    material.mode = MaterialMode::kMissing;
  if (material.mode == MaterialMode::kLicence) {
    material.licence_type = choice.licence_type;
    material.licence_number = choice.licence_number;
    material.licence_holder = choice.licence_holder;
    material.licence_grade = choice.licence_grade;
    material.licence_valid_until = choice.licence_valid_until;
  }
  if (material.mode == MaterialMode::kDeferred) material.due = choice.due;
  if (material.mode == MaterialMode::kCommitment && choice.signed_page)
    material.signed_commitment = file_of(*choice.signed_page);
  material.note = choice.note;
  return material;
}

MaterialChoice choice_of(const sync::casework::Material& material) {
  MaterialChoice choice;
  choice.slot = material.slot;
  for (const auto& row : kModes)
    if (material.mode == row.mode) choice.mode = row.name;
  for (const auto& file : material.files) choice.pages.push_back(page_of(file));
  choice.licence_type = material.licence_type;
  choice.licence_number = material.licence_number;
  choice.licence_holder = material.licence_holder;
  choice.licence_grade = material.licence_grade;
  choice.licence_valid_until = material.licence_valid_until;
  choice.due = material.due;
  choice.note = material.note;
  if (const auto& file = material.signed_commitment) choice.signed_page = page_of(*file);
  return choice;
}

}  // namespace jiujin::client::presenters
