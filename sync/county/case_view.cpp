#include "sync/county/case_view.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "forms/catalogue/published.h"
#include "sync/county/county_desk.h"

namespace jiujin::sync::county {
namespace {

namespace prereview = forms::prereview;
using casework::MaterialMode;
using casework::OpType;

prereview::SlotMode slot_mode(MaterialMode mode) {
  switch (mode) {
    case MaterialMode::kFiles:
      return prereview::SlotMode::kFiles;
    case MaterialMode::kLicence:
      return prereview::SlotMode::kLicence;
    case MaterialMode::kDeferred:
      return prereview::SlotMode::kDeferred;
    case MaterialMode::kCommitment:
      return prereview::SlotMode::kCommitment;
    case MaterialMode::kNotNeeded:
      return prereview::SlotMode::kNotNeeded;
    case MaterialMode::kPaper:
      return prereview::SlotMode::kPaper;
    case MaterialMode::kMissing:
      break;
  }
  return prereview::SlotMode::kMissing;
}

// What the station promised when it judged: counted from the day of the application.
std::string promised_due(const forms::catalogue::Item* item, std::chrono::sys_days applied,
                         const localization::HolidayCalendar& calendar) {
  if (!item) return "";
  const int days = item->promised.value.value_or(0);
  const bool natural = item->promised.unit == forms::catalogue::LimitUnit::kNaturalDays;
  return localization::iso_date(
      (natural ? localization::add_natural_days(calendar, applied, days)
               : localization::add_working_days(calendar, applied, days)).day);
}

prereview::Facts facts_of(const casework::Case& c, const HeldFacts& held) {
  prereview::Facts facts;
  facts.channel = c.channel;
  facts.division = c.division;
  facts.earlier_cases = held.earlier_cases;
  facts.photos = held.photos;
  for (const auto& material : c.materials) {
    // The station declares a promise only once the clerk has seen it signed.
    const bool promised =
        material.mode == MaterialMode::kCommitment || material.mode == MaterialMode::kDeferred;
    facts.materials.push_back({material.slot, slot_mode(material.mode),
                               static_cast<int>(material.files.size()), material.due,
                               promised || material.signed_commitment.has_value(),
                               material.licence_type, material.licence_number});
    if (material.mode != MaterialMode::kLicence) continue;
    prereview::LicenceFact licence;
    licence.type = material.licence_type;
    licence.holder = c.applicant.id_no;
    licence.holder_name =
        material.licence_holder.empty() ? c.applicant.name : material.licence_holder;
    licence.number = material.licence_number;
    licence.grade = material.licence_grade;
    licence.valid_until = material.licence_valid_until;
    // ISO dates compare as text; judged on the day of the application, as the station did.
    if (!licence.valid_until.empty() && licence.valid_until < c.submitted_on)
      licence.state = "expired";
    facts.licences.push_back(licence);
  }
  for (const auto& finding : c.findings) {
    if (finding.confirmed) facts.confirmations.push_back(finding.rule);
  }
  return facts;
}

// What was written after the last request for a correction.
void find_changes(std::span<const oplog::StoredOp> ops, CaseView* view) {
  bool asked = false;
  for (const auto& op : ops) {
    const auto type = static_cast<OpType>(type_of(op));
    if (type == OpType::kCorrectionRequested) {
      asked = true;
      view->changed.clear();
      view->changed_slots.clear();
    }
    if (!asked) continue;
    if (type == OpType::kFormAnswered) {
      const auto body = casework::read_body<casework::FormAnswered>(op.body);
      if (!body.ok()) continue;
      for (const auto& [path, value] : body->answers) view->changed.insert(path);
    } else if (type == OpType::kMaterialAdded) {
      const auto body = casework::read_body<casework::MaterialAdded>(op.body);
      if (body.ok()) view->changed_slots.insert(body->slot);
    } else if (type == OpType::kMaterialDeclared) {
      const auto body = casework::read_body<casework::MaterialDeclared>(op.body);
      if (body.ok()) view->changed_slots.insert(body->slot);
    }
  }
}

void put_scalar(nlohmann::json* place, const nlohmann::json& value) {
  if (value.is_string() || value.is_array() || value.is_object())
    *place = value;
  else if (!value.is_null())
    *place = value.dump();
}

}  // namespace

nlohmann::json session_answers(const std::map<std::string, std::string>& answers) {
  auto result = nlohmann::json::object();
  for (const auto& [path, text] : answers) {
    const auto value = nlohmann::json::parse(text, nullptr, false);
    const auto root_end = path.find('/', 1);
    if (value.is_discarded() || root_end == std::string::npos) continue;
    std::string rest = path.substr(root_end + 1);
    nlohmann::json* place = &result;
    bool usable = true;
    for (auto open = rest.find('['); usable && open != std::string::npos; open = rest.find('[')) {
      const auto close = rest.find("]/", open);
      const long position = std::strtol(rest.c_str() + open + 1, nullptr, 10);
      usable = close != std::string::npos && position >= 1 && position <= 1000;
      if (!usable) break;
      auto& series = (*place)[rest.substr(0, open)];
      if (!series.is_array()) series = nlohmann::json::array();
      while (series.size() < static_cast<std::size_t>(position)) {
        series.push_back(nlohmann::json::object());
      }
      place = &series[static_cast<std::size_t>(position - 1)];
      if (!place->is_object()) *place = nlohmann::json::object();
      rest.erase(0, close + 2);
    }
    if (usable) put_scalar(&(*place)[rest], value);
  }
  return result;
}

CaseView make_case_view(const World& world, const casework::Case& c,
                        std::span<const oplog::StoredOp> ops, const HeldFacts& held,
                        std::int64_t now_ms, std::chrono::sys_days today) {
  CaseView view;
  view.c = &c;
  view.item = world.item(c.item, c.item_version);
  view.facts = facts_of(c, held);
  // Judged as of the day on which the application was made, as facts.h asks for.
  if (const auto applied = localization::parse_date(c.submitted_on); applied.ok()) {
    now_ms -= std::chrono::milliseconds(today - *applied).count();
    today = *applied;
  }
  view.facts.promised_due = promised_due(view.item, today, world.calendar);
  find_changes(ops, &view);
  if (!view.item) return view;
  auto definition = forms::catalogue::parse_form(*view.item);
  if (!definition.ok()) {
    view.trouble.push_back(definition.error());
    return view;
  }
  const auto answers = session_answers(c.answers);
  forms::xforms::SessionOptions options;
  options.environment.now =
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(now_ms));
  options.environment.add_working_days =
      [&world](std::chrono::sys_days day, int count) -> std::optional<std::chrono::sys_days> {
    if (count < 0) return std::nullopt;
    return localization::add_working_days(world.calendar, day, count).day;
  };
  options.answers = &answers;
  auto session = forms::xforms::FormSession::create(*definition, std::move(options));
  if (!session.ok()) {
    view.trouble.push_back(session.error());
    return view;
  }
  view.session = std::move(session).value();
  const prereview::ChecklistInput input{*world.catalogue(), *view.item, *view.session,
                                        view.facts,         today,      world.calendar};
  auto checklist = prereview::material_checklist(input);
  if (checklist.ok())
    view.checklist = std::move(checklist).value();
  else
    view.trouble.push_back(checklist.error());
  auto findings = prereview::run_prereview(input);
  if (findings.ok())
    view.findings = std::move(findings).value();
  else
    view.trouble.push_back(findings.error());
  return view;
}

std::vector<ShownFile> shown_files(const casework::Case& c) {
  std::vector<ShownFile> files;
  const auto add = [&](const casework::FileRef& file, const std::string& slot) {
    files.push_back({file, slot});
  };
  for (const auto& material : c.materials) {
    for (const auto& file : material.files) add(file, material.slot);
    if (material.signed_commitment) add(*material.signed_commitment, material.slot);
  }
  for (const auto& file : c.result_files) add(file, "");
  return files;
}

}  // namespace jiujin::sync::county
