// A case as JSON: codes, never labels; what `case show` prints and scripts read.
#include "client/ctl/command.h"
#include "sync/casework/op_types.h"
#include "sync/casework/states.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace casework = sync::casework;

namespace {

json person_json(const casework::Person& person) {
  return {{"name", person.name},
          {"id_type", person.id_type},
          {"id_no", person.id_no},
          {"mobile", person.mobile}};
}

json file_json(const casework::FileRef& file) {
  return {{"hash", file.hash.hex()},
          {"size", file.size},
          {"type", file.media_type},
          {"name", file.name},
          {"rotation", file.rotation}};
}

json files_json(const std::vector<casework::FileRef>& files) {
  json out = json::array();
  for (const auto& file : files) out.push_back(file_json(file));
  return out;
}

std::string_view mode_name(casework::MaterialMode mode) {
  switch (mode) {
    case casework::MaterialMode::kMissing:
      return "missing";
    case casework::MaterialMode::kFiles:
      return "files";
    case casework::MaterialMode::kLicence:
      return "licence";
    case casework::MaterialMode::kDeferred:
      return "deferred";
    case casework::MaterialMode::kCommitment:
      return "commitment";
    case casework::MaterialMode::kNotNeeded:
      return "not_needed";
    case casework::MaterialMode::kPaper:
      return "paper";
  }
  return "missing";
}

std::string_view transit_name(casework::Transit transit) {
  switch (transit) {
    case casework::Transit::kWaiting:
      return "waiting";
    case casework::Transit::kSent:
      return "sent";
    case casework::Transit::kReceived:
      return "received";
  }
  return "waiting";
}

json timeline_json(const casework::Case& c) {
  json out = json::array();
  for (const auto& entry : c.timeline) {
    json row{{"op", entry.op.incarnation.hex() + ":" + std::to_string(entry.op.seq)},
             {"type", casework::op_type_name(entry.type)},
             {"wall_ms", entry.wall_ms},
             {"actor", entry.actor},
             {"name", entry.actor_name},
             {"unit", entry.unit},
             {"detail", entry.detail},
             {"transit", transit_name(entry.transit)}};
    if (entry.refused) row["refused"] = entry.refusal;
    if (entry.newer_version) row["newer_version"] = true;
    out.push_back(std::move(row));
  }
  return out;
}

json materials_json(const casework::Case& c) {
  json out = json::array();
  for (const auto& material : c.materials) {
    json row{{"slot", material.slot},
             {"mode", mode_name(material.mode)},
             {"files", files_json(material.files)}};
    if (!material.due.empty()) row["due"] = material.due;
    if (!material.licence_number.empty()) row["licence"] = material.licence_number;
    out.push_back(std::move(row));
  }
  return out;
}

json answers_json(const casework::Case& c) {
  json out = json::object();
  for (const auto& [path, value] : c.answers) {
    json parsed = json::parse(value, nullptr, false);
    out[path] = parsed.is_discarded() ? json(value) : parsed;
  }
  return out;
}

}  // namespace

json case_json(const casework::Case& c) {
  json corrections = json::array();
  for (const auto& correction : c.corrections) {
    json items = json::array();
    for (const auto& item : correction.items) {
      items.push_back({{"place", item.place}, {"text", item.text}});
    }
    corrections.push_back({{"reason", correction.reason},
                           {"due", correction.due},
                           {"answered", correction.answered},
                           {"items", items}});
  }
  json parcels = json::array();
  for (const auto& parcel : c.parcels) {
    parcels.push_back({{"waybill", parcel.waybill},
                       {"carrier", parcel.carrier},
                       {"direction", parcel.direction},
                       {"delivered", parcel.state == casework::Parcel::State::kDelivered},
                       {"signer", parcel.signer}});
  }
  json out{{"id", c.id.hex()},
           {"number", c.number},
           {"receipt", c.receipt},
           {"query_code", c.query_code},
           {"item", c.item},
           {"item_version", c.item_version},
           {"division", c.division},
           {"state", casework::state_row(c.state).name},
           {"state_code", static_cast<int>(c.state)},
           {"applicant", person_json(c.applicant)},
           {"submitted_on", c.submitted_on},
           {"accepted_on", c.accepted_on},
           {"decided_on", c.decided_on},
           {"promised_due", c.clocks.promised_due},
           {"answers", answers_json(c)},
           {"materials", materials_json(c)},
           {"corrections", corrections},
           {"parcels", parcels},
           {"result_files", files_json(c.result_files)},
           {"conflicts", c.conflicts.size()},
           {"ops", c.ops},
           {"county_ops", c.county_ops},
           {"timeline", timeline_json(c)}};
  if (c.rating) out["rating"] = static_cast<int>(*c.rating);
  return out;
}

json summary_json(const casework::CaseSummary& line) {
  return {{"id", line.id},
          {"draft", line.draft},
          {"number", line.number},
          {"receipt", line.receipt},
          {"item", line.item},
          {"state", casework::state_row(line.state).name},
          {"applicant", line.applicant_masked},
          {"division", line.division},
          {"due", line.due},
          {"waiting_ops", line.waiting_ops},
          {"changed_ms", line.changed_ms}};
}

}  // namespace jiujin::client::ctl
