#include "client/control/package_reading.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/control/session_state.h"
#include "client/devices/limits.h"
#include "client/devices/page_file.h"
#include "sync/base/atomic_file.h"
#include "sync/casework/material_modes.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::control {
namespace {

using namespace sync::casework;
using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kCaseFileBytesMax = 4u << 20;  // answers of the longest form are 100 KB
// Scans of one package that stay in memory between the look at them and their being kept; of the
// others the folder is read a second time.
constexpr std::size_t kBytesInMemoryMax = 8u << 20;
constexpr std::size_t kPackageNameBytesMax = 200;

Error bad(const std::string& place, const std::string& cause) {
  return {ErrorCode::kInvalidData, place, cause};
}

// A package is taken in whole or not at all; whoever sent it wants to know which file is at fault.
Error not_kept(Error error, std::string place) {
  error.place = std::move(place);
  error.cause += "; nothing of this package was kept";
  return error;
}

Person person_of(const json& from) {
  return {from.value("name", ""), from.value("id_type", "111"), from.value("id_no", ""),
          from.value("mobile", "")};
}

// "cleared" is what a slot becomes when a later package leaves it out.
std::optional<MaterialMode> mode_of(const std::string& name) {
  return name == "cleared" ? std::nullopt : declared_mode(name);
}

// Of a damaged scan only the beginning says what it is.
std::string_view media_type_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  return bytes.starts_with("%PDF-") ? "application/pdf" : "";
}

Result<devices::PageFile> read_scan(const std::string& path, DamagedScans damaged) {
  auto read = devices::read_page_file(path);
  const bool faulty = !read.ok() && (read.error().code == ErrorCode::kInvalidData ||
                                     read.error().code == ErrorCode::kTruncated);
  if (!faulty || damaged == DamagedScans::kRefuse) return read;
  auto bytes = sync::base::read_whole_file(path, devices::kPageFileBytesMax);
  if (!bytes.ok()) return bytes.error();
  const auto type = media_type_of(*bytes);
  if (type.empty()) return read;
  devices::PageFile file;
  file.bytes = std::move(*bytes);
  file.media_type = type;
  return file;
}

// Reads one package; the first fault ends it and names its place.
class Reader {
 public:
  Reader(SessionState& state, std::string folder, DamagedScans damaged)
      : m_state(state), m_folder(std::move(folder)), m_damaged(damaged) {}

  Result<Package> read();

 private:
  Result<void> read_draft(const json& from);
  Result<void> read_materials(const json& from, const forms::catalogue::Item& item);
  Result<Material> material_of(const std::string& slot, const json& from);
  Result<FileRef> file_of(const std::string& name);
  void describe(const json& from);

  SessionState& m_state;
  std::string m_folder;
  DamagedScans m_damaged;
  Package m_package;
  std::size_t m_bytes = 0;
};

// Looks at a file; keeping it comes later, when all of the package is in order. The hash of what is
// in it is its address.
Result<FileRef> Reader::file_of(const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos || name[0] == '.')
    return bad(m_folder + "/case.json: " + name,
               "a file name must stand for a file of the package");
  const std::string path = m_folder + "/" + name;
  auto read = read_scan(path, m_damaged);
  if (!read.ok()) return not_kept(read.error(), path);
  FileRef file{sync::envelope::content_hash(read->bytes), read->bytes.size(), read->media_type,
               name, 0, {}};
  PackageFile kept{file, path, {}, m_damaged};
  m_bytes += read->bytes.size();
  if (m_bytes <= kBytesInMemoryMax) kept.bytes = std::move(read->bytes);
  m_package.files.push_back(std::move(kept));
  return file;
}

Result<Material> Reader::material_of(const std::string& slot, const json& from) {
  const std::string place = m_folder + "/case.json: materials." + slot;
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
    if (from.contains("signed")) {
      auto file = file_of(from.value("signed", ""));
      if (!file.ok()) return file.error();
      material.signed_commitment = *file;
    }
  }
  if (!files.is_array()) return bad(place, "a list of files, or an object with a mode");
  for (const auto& name : files) {
    if (!name.is_string()) return bad(place, "a file is given by its name");
    auto file = file_of(name.get<std::string>());
    if (!file.ok()) return file.error();
    material.files.push_back(*file);
  }
  return material;
}

Result<void> Reader::read_materials(const json& from, const forms::catalogue::Item& item) {
  const std::string place = m_folder + "/case.json: materials";
  if (!from.is_object()) return bad(place, "not an object");
  for (const auto& [slot, value] : from.items()) {
    if (!item.material(slot)) return bad(place + "." + slot, "no such slot");
    auto material = material_of(slot, value);
    if (!material.ok()) return material.error();
    m_package.draft.materials.push_back(std::move(*material));
  }
  return {};
}

Result<void> Reader::read_draft(const json& from) {
  const std::string place = m_folder + "/case.json";
  if (!from.is_object()) return bad(place, "not a JSON object");
  Draft& draft = m_package.draft;
  draft.item = from.value("item", "");
  const auto* item = m_state.catalogue.item(draft.item, 0);
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
  if (auto read = read_materials(from.value("materials", json::object()), *item); !read.ok())
    return read;
  const auto delivery = from.value("delivery", json::object());
  draft.delivery = {delivery.value("mode", "station"), delivery.value("name", ""),
                    delivery.value("mobile", ""),      delivery.value("division", ""),
                    delivery.value("address", ""),     delivery.value("pays", "")};
  m_package.name = from.value("package", "");
  if (m_package.name.size() > kPackageNameBytesMax)
    return bad(place + ": package", "over 200 bytes");
  return {};
}

// What the package says, piece by piece, as short prints that can be compared next time.
void Reader::describe(const json& from) {
  const auto print = [](const std::string& text) {
    return sync::envelope::content_hash(text).hex().substr(0, 16);
  };
  for (const auto& [path, value] : m_package.draft.answers) m_package.answers[path] = print(value);
  for (const Material& material : m_package.draft.materials) {
    std::string text = from.at("materials").at(material.slot).dump();
    for (const FileRef& file : material.files) text += file.hash.hex();
    if (material.signed_commitment) text += material.signed_commitment->hash.hex();
    m_package.slots[material.slot] = print(text);
  }
  json rest = from;
  for (const char* told : {"answers", "materials", "package"}) rest.erase(told);
  m_package.rest = print(rest.dump());
  const json all{m_package.answers, m_package.slots, m_package.rest};
  m_package.content = sync::envelope::content_hash("jiujin-package-2\n" + all.dump()).hex();
}

Result<Package> Reader::read() {
  auto text = sync::base::read_whole_file(m_folder + "/case.json", kCaseFileBytesMax);
  if (!text.ok()) return text.error();
  try {
    const json from = json::parse(*text);
    if (auto draft = read_draft(from); !draft.ok()) return draft.error();
    describe(from);
  } catch (const json::exception& failed) {
    return bad(m_folder + "/case.json", failed.what());
  }
  if (m_package.name.empty()) {
    std::error_code failed;
    m_package.name = fs::canonical(m_folder, failed).string();
    if (failed) return Error{ErrorCode::kIo, m_folder, failed.message()};
  }
  return std::move(m_package);
}

}  // namespace

Result<Package> read_package(SessionState& state, const std::string& folder, DamagedScans damaged) {
  return Reader(state, folder, damaged).read();
}

namespace {

void set_preview(Draft& draft, const sync::base::ContentHash& of,
                 const std::optional<PreviewRef>& preview) {
  for (Material& material : draft.materials) {
    for (FileRef& file : material.files)
      if (file.hash == of) file.preview = preview;
    if (material.signed_commitment && material.signed_commitment->hash == of)
      material.signed_commitment->preview = preview;
  }
}

}  // namespace

Result<void> keep_files(SessionState& state, Package& package) {
  for (PackageFile& file : package.files) {
    if (file.bytes.empty()) {
      auto read = read_scan(file.path, file.damaged);
      if (!read.ok()) return not_kept(read.error(), file.path);
      if (sync::envelope::content_hash(read->bytes) != file.file.hash)
        return Error{ErrorCode::kBusy, file.path, "was changed while it was read"};
      file.bytes = std::move(read->bytes);
    }
    auto kept = state.store->put_file(file.bytes, file.file.media_type);
    if (!kept.ok()) return Error{kept.error().code, file.path, kept.error().cause};
    if (auto preview = keep_preview(state, file.bytes, file.file.media_type))
      set_preview(package.draft, file.file.hash, preview);
    file.bytes = {};
  }
  return {};
}

}  // namespace jiujin::client::control
