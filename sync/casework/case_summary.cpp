#include "sync/casework/case_summary.h"

#include <nlohmann/json.hpp>

#include "forms/catalogue/catalogue.h"
#include "localization/formats.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/states.h"

namespace jiujin::sync::casework {
namespace {

using Json = nlohmann::json;

void add_files(CaseSummary* line, const std::vector<FileRef>& files) {
  for (const FileRef& file : files) {
    line->files.push_back(file.hash.hex());
    line->file_bytes += file.size;
  }
}

void fill_activity(CaseSummary* line, const Case& c) {
  for (const TimelineEntry& entry : c.timeline) {
    if (line->started_ms == 0) line->started_ms = entry.wall_ms;
    line->changed_ms = std::max(line->changed_ms, entry.wall_ms);
  }
  line->ops = c.ops;
  line->waiting_ops = c.ops - c.county_ops;
}

// One description of the row for both directions.
template <typename F>
void each_text(F f, CaseSummary& s) {
  f("id", s.id);
  f("number", s.number);
  f("receipt", s.receipt);
  f("query_code", s.query_code);
  f("item", s.item);
  f("applicant", s.applicant_masked);
  f("applicant_key", s.applicant_key);
  f("division", s.division);
  f("channel", s.channel);
  f("joint_group", s.joint_group);
  f("submitted_on", s.submitted_on);
  f("accepted_on", s.accepted_on);
  f("decided_on", s.decided_on);
  f("delivered_on", s.delivered_on);
  f("due", s.due);
  f("owner", s.owner);
  f("handler", s.handler);
  f("delivery_mode", s.delivery_mode);
}

template <typename F>
void each_flag(F f, CaseSummary& s) {
  f("stopped", s.stopped);
  f("provisional", s.provisional);
  f("correction_open", s.correction_open);
  f("conflict", s.conflict);
  f("deferral_open", s.deferral_open);
  f("newer", s.newer);
}

template <typename F>
void each_count(F f, CaseSummary& s) {
  f("ops", s.ops);
  f("waiting_ops", s.waiting_ops);
  f("waiting_bytes", s.waiting_bytes);
  f("file_bytes", s.file_bytes);
}

}  // namespace

std::string applicant_key(const Person& applicant) {
  const std::string& id_no = applicant.id_no;
  return applicant.name + (id_no.size() > 4 ? " " + id_no.substr(id_no.size() - 4) : "");
}

CaseSummary summarise(const Case& c, const forms::catalogue::Item* item) {
  CaseSummary line;
  line.id = c.id.hex();
  line.number = c.number;
  line.receipt = c.receipt;
  line.query_code = c.query_code;
  line.item = c.item;
  line.item_name = item ? item->name : localization::LanguageMap(c.item);
  line.applicant_masked = localization::mask_name(c.applicant.name);
  line.applicant_key = applicant_key(c.applicant);
  line.division = c.division;
  line.channel = c.channel;
  line.joint_group = c.joint_group;
  line.state = c.state;
  line.submitted_on = c.submitted_on;
  line.accepted_on = c.accepted_on;
  line.decided_on = c.decided_on;
  line.delivered_on = c.delivered_on;
  line.due = due_of(c);
  line.stopped = c.clocks.stopped;
  line.provisional = c.clocks.provisional;
  line.owner = c.owner;
  line.handler = c.handler;
  line.delivery_mode = c.delivery_mode;
  line.granted = c.granted;
  line.correction_open = c.state == CaseState::kAwaitingCorrection;
  line.conflict = !c.conflicts.empty();
  line.newer = c.has_newer;
  for (const Material& material : c.materials) {
    add_files(&line, material.files);
    if (material.signed_commitment) add_files(&line, {*material.signed_commitment});
    line.deferral_open = line.deferral_open || material.mode == MaterialMode::kDeferred;
  }
  add_files(&line, c.result_files);
  fill_activity(&line, c);
  return line;
}

std::optional<localization::Lamp> lamp(const CaseSummary& line,
                                       const localization::HolidayCalendar& calendar,
                                       std::chrono::sys_days today) {
  if (line.due.empty()) return std::nullopt;
  const auto due = localization::parse_date(line.due);
  if (!due) return std::nullopt;
  return localization::lamp_of(calendar, today, *due, line.stopped);
}

base::Bytes encode_summary(const CaseSummary& line, std::string_view stamp) {
  Json json = Json::object();
  CaseSummary copy = line;
  const auto put = [&](const char* name, auto& value) { json[name] = value; };
  each_text(put, copy);
  each_flag(put, copy);
  each_count(put, copy);
  json["stamp"] = stamp;
  json["item_name"] = line.item_name;
  json["state"] = static_cast<int>(line.state);
  if (line.granted) json["granted"] = *line.granted;
  json["started_ms"] = line.started_ms;
  json["changed_ms"] = line.changed_ms;
  json["files"] = line.files;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<CaseSummary> decode_summary(base::BytesView bytes, std::string_view stamp) try {
  const Json json = Json::parse(bytes);
  if (json.at("stamp").get<std::string>() != stamp)
    return Error{ErrorCode::kConflict, "stamp", "made by another fold, catalogue or calendar"};
  CaseSummary line;
  const auto take = [&](const char* name, auto& value) { json.at(name).get_to(value); };
  each_text(take, line);
  each_flag(take, line);
  each_count(take, line);
  line.item_name = json.at("item_name").get<localization::LanguageMap>();
  const auto state = state_of_code(json.at("state").get<int>());
  if (!state) return Error{ErrorCode::kInvalidData, "state", "unknown code"};
  line.state = *state;
  if (json.contains("granted")) line.granted = json.at("granted").get<bool>();
  json.at("started_ms").get_to(line.started_ms);
  json.at("changed_ms").get_to(line.changed_ms);
  json.at("files").get_to(line.files);
  return line;
} catch (const Json::exception& e) {
  return Error{ErrorCode::kInvalidData, "", e.what()};
}

}  // namespace jiujin::sync::casework
