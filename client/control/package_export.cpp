// Cases out of a store as packages: case.json beside the files that it names.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/control/case_package.h"
#include "client/control/session_state.h"
#include "sync/base/atomic_file.h"

namespace jiujin::client::control {
namespace {

using namespace sync::casework;
using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 4u << 20;

json person_json(const Person& person) {
  return {{"name", person.name},
          {"id_type", person.id_type},
          {"id_no", person.id_no},
          {"mobile", person.mobile}};
}

std::string_view ending_of(const FileRef& file) {
  if (file.media_type == "application/pdf") return ".pdf";
  return file.media_type == "image/png" ? ".png" : ".jpg";
}

Result<sync::base::Bytes> read_file(const FileRef& file, const ReadFile& read) {
  sync::base::Bytes bytes;
  while (bytes.size() < file.size) {
    auto piece = read(file.hash, bytes.size(), kPieceBytes);
    if (!piece.ok()) return piece.error();
    if (piece->empty())
      return Error{ErrorCode::kNotFound, file.hash.hex(), "the file has not arrived yet"};
    bytes += *piece;
  }
  return bytes;
}

// Slots with the names of their files here, and what those were called before.
Result<void> export_materials(const Case& c, const std::string& folder, const ReadFile& read,
                              json* slots, json* names_before) {
  for (const auto& material : c.materials) {
    json names = json::array();
    std::size_t number = 0;
    for (const auto& file : material.files) {
      const std::string name =
          material.slot + "-" + std::to_string(++number) + std::string(ending_of(file));
      auto bytes = read_file(file, read);
      if (!bytes.ok()) return bytes.error();
      auto written = sync::base::write_file_atomically(folder + "/" + name, *bytes);
      if (!written.ok()) return written;
      names.push_back(name);
      (*names_before)[name] = file.name;
    }
    (*slots)[material.slot] = names;
  }
  return {};
}

}  // namespace

Result<void> write_package(const Case& c, const std::string& folder, const ReadFile& read) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::kIo, folder, failed.message()};
  json slots = json::object(), names = json::object(), answers = json::object();
  if (auto files = export_materials(c, folder, read, &slots, &names); !files.ok()) return files;
  for (const auto& [path, value] : c.answers) {
    auto parsed = json::parse(value, nullptr, false);
    answers[path] = parsed.is_discarded() ? json(value) : parsed;
  }
  const json whole{{"id", c.id.hex()},
                   {"item", c.item},
                   {"item_version", c.item_version},
                   {"number", c.number},
                   {"receipt", c.receipt},
                   {"state", static_cast<int>(c.state)},
                   {"applicant", person_json(c.applicant)},
                   {"answers", answers},
                   {"materials", slots},
                   {"names", names},
                   {"delivery", {{"mode", c.delivery_mode}}},
                   {"submitted_on", c.submitted_on}};
  return sync::base::write_file_atomically(folder + "/case.json", whole.dump(2) + "\n");
}

Result<void> export_case(SessionState& state, const std::string& case_id,
                         const std::string& folder) {
  auto loaded = load_case(state, case_id);
  if (!loaded.ok()) return loaded.error();
  auto written = write_package(*loaded, folder, [&](const auto& hash, auto offset, auto bytes) {
    return state.store->read_file(hash, offset, bytes);
  });
  if (!written.ok()) return written;
  auto kinds = documents_of(state, case_id);
  if (!kinds.ok()) return kinds.error();
  for (const auto& kind : *kinds) {
    auto made = make_document(state, {case_id, kind, folder + "/" + kind + ".pdf", false});
    if (!made.ok() && made.error().code != ErrorCode::kRefused) return made.error();
  }
  return {};
}

}  // namespace jiujin::client::control
