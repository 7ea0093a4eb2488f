#include "client/control/case_package.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/control/paper_kinds.h"
#include "client/control/session_state.h"
#include "client/devices/limits.h"
#include "client/devices/page_file.h"
#include "client/documents/paper_file.h"
#include "sync/base/atomic_file.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::control {
namespace {

using namespace sync::casework;
using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kCaseFileBytesMax = 4u << 20;  // answers of the longest form are 100 KB

Error bad(const std::string& place, const std::string& cause) {
  return {ErrorCode::kInvalidData, place, cause};
}

// A package is taken in whole or not at all; whoever sent it wants to know which file is at fault.
Error not_kept(Error error, std::string place) {
  error.place = std::move(place);
  error.cause += "; nothing of this package was kept";
  return error;
}

// The case's id is made of the package's content, so that a second import finds the first.
Result<std::string> id_of_content(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed))
    if (entry.is_regular_file(failed)) files.push_back(entry.path());
  if (failed) return Error{ErrorCode::kIo, folder, failed.message()};
  std::sort(files.begin(), files.end());
  std::string names_and_hashes = "jiujin-package-1\n";
  for (const auto& path : files) {
    auto bytes = sync::base::read_whole_file(path.string(), devices::kPageFileBytesMax);
    if (!bytes.ok()) return not_kept(bytes.error(), path.string());
    names_and_hashes += path.filename().string() + "\n" +
                        sync::envelope::content_hash(*bytes).hex() + "\n";
  }
  return sync::envelope::content_hash(names_and_hashes).hex().substr(0, 32);
}

Person person_of(const json& from) {
  return {from.value("name", ""), from.value("id_type", "111"), from.value("id_no", ""),
          from.value("mobile", "")};
}

std::optional<MaterialMode> mode_of(const std::string& name) {
  if (name == "licence") return MaterialMode::kLicence;
  if (name == "deferred") return MaterialMode::kDeferred;
  if (name == "commitment") return MaterialMode::kCommitment;
  if (name == "paper") return MaterialMode::kPaper;
  if (name == "not_needed") return MaterialMode::kNotNeeded;
  if (name == "files") return MaterialMode::kFiles;
  return std::nullopt;
}

// Looks at a file without keeping it. The hash of what is in it is its address later on.
Result<FileRef> look_at_file(const std::string& folder, const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos || name[0] == '.')
    return bad(folder + "/case.json: " + name, "a file name must stand for a file of the package");
  auto read = devices::read_page_file(folder + "/" + name);
  if (!read.ok()) return not_kept(read.error(), folder + "/" + name);
  return FileRef{sync::envelope::content_hash(read->bytes), read->bytes.size(), read->media_type,
                 name, 0};
}

// Once all of the package is in order. The folder is read again, so that no more than one file is
// in memory at a time.
Result<void> keep_files(SessionState& state, const std::string& folder, const Draft& draft) {
  for (const auto& material : draft.materials) {
    for (const auto& file : material.files) {
      const std::string place = folder + "/" + file.name;
      auto read = devices::read_page_file(place);
      if (!read.ok()) return not_kept(read.error(), place);
      if (sync::envelope::content_hash(read->bytes) != file.hash)
        return Error{ErrorCode::kBusy, place, "was changed while it was read"};
      auto kept = state.store->put_file(read->bytes, read->media_type);
      if (!kept.ok()) return Error{kept.error().code, place, kept.error().cause};
    }
  }
  return {};
}

Result<Material> material_of(const std::string& folder, const std::string& slot,
                             const json& from) {
  const std::string place = folder + "/case.json: materials." + slot;
  Material material;
  material.slot = slot;
  material.mode = MaterialMode::kFiles;
  json files = from;
  if (from.is_object()) {
    const auto mode = mode_of(from.value("mode", "files"));
    if (!mode) return bad(place + ".mode", "unknown");
    material.mode = *mode;
    material.due = from.value("due", "");
    material.note = from.value("note", "");
    if (from.contains("licence")) {
      const auto& licence = from.at("licence");
      material.licence_type = licence.value("type", "");
      material.licence_number = licence.value("number", "");
      material.licence_holder = licence.value("holder", "");
      material.licence_grade = licence.value("grade", "");
      material.licence_valid_until = licence.value("valid_until", "");
    }
    files = from.value("files", json::array());
  }
  if (!files.is_array()) return bad(place, "a list of files, or an object with a mode");
  for (const auto& name : files) {
    if (!name.is_string()) return bad(place, "a file is given by its name");
    auto file = look_at_file(folder, name.get<std::string>());
    if (!file.ok()) return file.error();
    material.files.push_back(*file);
  }
  return material;
}

Result<Draft> draft_of(SessionState& state, const std::string& folder, const json& from) {
  const std::string place = folder + "/case.json";
  if (!from.is_object()) return bad(place, "not a JSON object");
  Draft draft;
  draft.item = from.value("item", "");
  const auto* item = state.catalogue.item(draft.item, 0);
  if (!item) return bad(place + ": item", "no such item in the catalogue: " + draft.item);
  draft.item_version = draft.form_version = item->version;
  draft.form = draft.item;
  draft.channel = from.value("channel", "window");
  draft.applicant = person_of(from.value("applicant", json::object()));
  if (draft.applicant.name.empty()) return bad(place + ": applicant.name", "is missing");
  const auto answers = from.value("answers", json::object());
  if (!answers.is_object()) return bad(place + ": answers", "not an object");
  for (const auto& [key, value] : answers.items())
    draft.answers[key.starts_with('/') ? key : "/data/" + key] = value.dump();
  const auto materials = from.value("materials", json::object());
  if (!materials.is_object()) return bad(place + ": materials", "not an object");
  for (const auto& [slot, value] : materials.items()) {
    if (!item->material(slot)) return bad(place + ": materials." + slot, "no such slot");
    auto material = material_of(folder, slot, value);
    if (!material.ok()) return material.error();
    draft.materials.push_back(std::move(*material));
  }
  const auto delivery = from.value("delivery", json::object());
  draft.delivery = {delivery.value("mode", "station"), delivery.value("name", ""),
                    delivery.value("mobile", ""), delivery.value("division", ""),
                    delivery.value("address", ""), delivery.value("pays", "")};
  return draft;
}

json person_json(const Person& person) {
  return {{"name", person.name}, {"id_type", person.id_type}, {"id_no", person.id_no},
          {"mobile", person.mobile}};
}

Result<json> export_materials(SessionState& state, const Case& c, const std::string& folder) {
  json slots = json::object();
  for (const auto& material : c.materials) {
    json names = json::array();
    std::size_t number = 0;
    for (const auto& file : material.files) {
      const auto dot = file.media_type == "application/pdf" ? ".pdf"
                       : file.media_type == "image/png"     ? ".png" : ".jpg";
      const std::string name = material.slot + "-" + std::to_string(++number) + dot;
      auto bytes = whole_file(state, file.hash);
      if (!bytes.ok()) return bytes.error();
      if (auto written = sync::base::write_file_atomically(folder + "/" + name, *bytes);
          !written.ok())
        return written.error();
      names.push_back(name);
    }
    slots[material.slot] = names;
  }
  return slots;
}

}  // namespace

Result<std::pair<std::string, bool>> import_package(SessionState& state,
                                                    const std::string& folder) {
  auto id = id_of_content(folder);
  if (!id.ok()) return id.error();
  auto case_id = sync::base::CaseId::from_hex(*id);
  auto known = state.store->ops_of_case(*case_id);
  if (!known.ok()) return known.error();
  if (!known->empty()) return std::pair{*id, false};
  auto text = sync::base::read_whole_file(folder + "/case.json", kCaseFileBytesMax);
  if (!text.ok()) return text.error();
  try {
    auto draft = draft_of(state, folder, json::parse(*text));
    if (!draft.ok()) return draft.error();
    draft->id = *id;
    if (auto kept = keep_files(state, folder, *draft); !kept.ok()) return kept.error();
    auto submitted = submit_intake(state, SubmitIntake{std::move(*draft)});
    if (!submitted.ok()) return submitted.error();
  } catch (const json::exception& failed) {
    return bad(folder + "/case.json", failed.what());
  }
  return std::pair{*id, true};
}

Result<void> export_case(SessionState& state, const std::string& case_id,
                         const std::string& folder) {
  auto loaded = load_case(state, case_id);
  if (!loaded.ok()) return loaded.error();
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::kIo, folder, failed.message()};
  auto slots = export_materials(state, *loaded, folder);
  if (!slots.ok()) return slots.error();
  json answers = json::object();
  for (const auto& [path, value] : loaded->answers) {
    auto read = json::parse(value, nullptr, false);
    answers[path] = read.is_discarded() ? json(value) : read;
  }
  const json whole{{"id", case_id},
                   {"item", loaded->item},
                   {"item_version", loaded->item_version},
                   {"number", loaded->number},
                   {"receipt", loaded->receipt},
                   {"state", static_cast<int>(loaded->state)},
                   {"applicant", person_json(loaded->applicant)},
                   {"answers", answers},
                   {"materials", *slots},
                   {"delivery", {{"mode", loaded->delivery_mode}}},
                   {"submitted_on", loaded->submitted_on}};
  if (auto written =
          sync::base::write_file_atomically(folder + "/case.json", whole.dump(2) + "\n");
      !written.ok())
    return written.error();
  auto kinds = documents_of(state, case_id);
  if (!kinds.ok()) return kinds.error();
  for (const auto& kind : *kinds) {
    auto made = make_document(state, {case_id, kind, folder + "/" + kind + ".pdf", false});
    if (!made.ok() && made.error().code != ErrorCode::kRefused) return made.error();
  }
  return {};
}

}  // namespace jiujin::client::control
