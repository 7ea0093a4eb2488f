#include "sync/county/catalogue_source.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "forms/catalogue/form_writer.h"
#include "forms/catalogue/published.h"
#include "forms/xforms/form_definition.h"
#include "sync/base/atomic_file.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;
using Kind = CatalogueSource::Kind;

constexpr std::size_t kSourceBytesMax = 64u << 20;

// An item of a folder has no form yet: it is written here, so that what is checked is what is
// published.
Result<void> make_form(const forms::catalogue::Catalogue& catalogue,
                       forms::catalogue::Item* item) {
  const bool written_here = item->form_xml.empty();
  if (written_here) item->form_xml = forms::catalogue::xform_from_item(*item, catalogue.parameters);
  auto form = forms::catalogue::parse_form(*item);
  if (form.ok()) return {};
  if (written_here) {
    // What spoils the form stands in the item: the check names it there, in its author's words.
    const auto findings = forms::catalogue::check_item(catalogue, *item);
    const bool named = std::any_of(findings.begin(), findings.end(),
                                   [](const auto& finding) {
                                     return finding.severity == forms::catalogue::Severity::kError;
                                   });
    if (named) return {};
  }
  return Error{form.error().code, item->code + " form_xml: " + form.error().place,
               form.error().cause};
}

Result<CatalogueSource> load_item(const fs::path& file, const nlohmann::json& json) {
  CatalogueSource source;
  source.kind = Kind::kItem;
  if (json["code"].is_string()) source.item = json["code"].get<std::string>();
  const auto items = fs::absolute(file).lexically_normal().parent_path();
  if (items.filename() != "items" || !fs::exists(items.parent_path() / "catalogue.json")) {
    return Error{ErrorCode::kNotFound, file.string(),
                 "an item is read in its catalogue: FOLDER/items/" + file.filename().string() +
                     " beside FOLDER/catalogue.json"};
  }
  auto catalogue = forms::catalogue::load_folder(items.parent_path().string());
  if (!catalogue.ok()) return catalogue.error();
  source.catalogue = std::move(*catalogue);
  for (auto& item : source.catalogue.items) {
    if (item.code != source.item) continue;
    auto made = make_form(source.catalogue, &item);
    if (!made.ok()) return made.error();
    return source;
  }
  return Error{ErrorCode::kInvalidData, file.string() + ": code", "no such item"};
}

Result<CatalogueSource> load_form(const std::string& path, const std::string& xml) {
  const auto folder = fs::path(path).parent_path().string();
  auto form = forms::xforms::FormDefinition::parse(
      xml, forms::xforms::folder_resources(folder.empty() ? "." : folder), path);
  if (!form.ok()) return form.error();
  CatalogueSource source;
  source.kind = Kind::kForm;
  return source;
}

}  // namespace

std::vector<forms::catalogue::CheckFinding> CatalogueSource::findings() const {
  if (kind == Kind::kForm) return {};
  if (kind != Kind::kItem) return forms::catalogue::check_catalogue(catalogue);
  return forms::catalogue::check_item(catalogue, *catalogue.item(item));
}

Result<CatalogueSource> load_catalogue_source(const std::string& path) {
  CatalogueSource source;
  if (fs::is_directory(path)) {
    auto catalogue = forms::catalogue::load_folder(path);
    if (!catalogue.ok()) return catalogue.error();
    source.catalogue = std::move(*catalogue);
  } else {
    auto bytes = base::read_whole_file(path, kSourceBytesMax);
    if (!bytes.ok()) return bytes.error();
    const auto first = bytes->find_first_not_of("\xef\xbb\xbf \t\r\n");
    if (first != std::string::npos && (*bytes)[first] == '<') return load_form(path, *bytes);
    const auto json = nlohmann::json::parse(*bytes, nullptr, false);
    if (json.is_object() && json.contains("code") && !json.contains("items")) {
      return load_item(path, json);
    }
    auto catalogue = forms::catalogue::load_published(*bytes);
    if (!catalogue.ok()) {
      const Error& error = catalogue.error();
      return Error{error.code, path + (error.place.empty() ? "" : ": " + error.place),
                   error.cause};
    }
    source.kind = Kind::kPublished;
    source.catalogue = std::move(*catalogue);
  }
  for (auto& item : source.catalogue.items) {
    auto made = make_form(source.catalogue, &item);
    if (!made.ok()) return made.error();
  }
  return source;
}

}  // namespace jiujin::sync::county
