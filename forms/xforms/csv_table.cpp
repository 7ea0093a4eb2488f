#include "forms/xforms/csv_table.h"

#include <algorithm>

#include "forms/xforms/form_definition.h"
#include "forms/xforms/xml_document.h"

#include <nlohmann/json.hpp>

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;
using xpath::NodeKind;
using xpath::Tree;

// Of a list of kMaxListCells with the coordinates of its places.
constexpr std::size_t kMaxJsonValues = 8 * kMaxListCells;

// Takes one record off `rest`; false at the end.
bool next_record(std::string_view& rest, char separator, std::vector<std::string>& fields) {
  fields.clear();
  if (rest.empty()) return false;
  std::string field;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (at + 1 < rest.size() && rest[at + 1] == '"') {
        field += '"';
        ++at;
      } else {
        quoted = false;
      }
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == separator) {
      fields.push_back(std::move(field));
      field.clear();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      field += c;
    }
  }
  fields.push_back(std::move(field));
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return true;
}

Error too_long(std::string_view file) {
  return {ErrorCode::kTooLarge, std::string(file),
          "a list of more than " + std::to_string(kMaxListCells) + " cells"};
}

bool name_like(std::string_view name) {
  return !name.empty() && name.find_first_of(" <>&\"'/") == std::string_view::npos;
}

}  // namespace

Result<Tree> tree_from_csv(std::string_view csv, std::string_view file) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  const std::string_view head = csv.substr(0, csv.find('\n'));
  const bool semicolons =
      head.find(',') == std::string_view::npos && head.find(';') != std::string_view::npos;
  const char separator = semicolons ? ';' : ',';
  std::vector<std::string> columns;
  if (!next_record(csv, separator, columns)) {
    return Error{ErrorCode::kInvalidData, std::string(file), "an empty table"};
  }
  Tree tree;
  Node& root = tree.append(tree.document(), NodeKind::kElement, "root");
  std::vector<std::string> fields;
  std::size_t cells = 0;
  while (next_record(csv, separator, fields)) {
    cells += std::min(fields.size(), columns.size()) + 1;
    if (cells > kMaxListCells) return too_long(file);
    if (fields.size() == 1 && fields[0].empty()) continue;  // a blank line
    Node& item = tree.append(root, NodeKind::kElement, "item");
    for (std::size_t i = 0; i < columns.size() && i < fields.size(); ++i) {
      if (!name_like(columns[i])) continue;
      Node& cell = tree.append(item, NodeKind::kElement, columns[i]);
      if (!fields[i].empty()) tree.append(cell, NodeKind::kText, {}, std::move(fields[i]));
    }
  }
  return tree;
}

Result<Tree> tree_from_xml(std::string_view xml, std::string_view file) {
  // Start tags, before a document is made of them: one of a hundred megabytes takes a gigabyte.
  std::size_t elements = 0;
  for (auto at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
    const char next = at + 1 < xml.size() ? xml[at + 1] : '/';
    if (next != '/' && next != '!' && next != '?') ++elements;
  }
  if (elements > kMaxListCells) return too_long(file);
  const auto document = XmlDocument::parse(xml, file, kMaxAttachmentBytes);
  if (!document) return document.error();
  Tree tree;
  copy_into(tree, tree.document(), document->root(), {});
  return tree;
}

Result<Tree> tree_from_geojson(std::string_view json, std::string_view file) {
  // So many values there are at most; a feature has some of its own beside its properties.
  const auto values =
      std::ranges::count_if(json, [](char c) { return c == ',' || c == '{' || c == '['; });
  if (static_cast<std::size_t>(values) > kMaxJsonValues) return too_long(file);
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (parsed.is_discarded() || !parsed.is_object() || !parsed.contains("features") ||
      !parsed["features"].is_array()) {
    return Error{ErrorCode::kInvalidData, std::string(file), "no GeoJSON feature collection"};
  }
  Tree tree;
  Node& root = tree.append(tree.document(), NodeKind::kElement, "root");
  std::size_t cells = 0;
  for (const auto& feature : parsed["features"]) {
    cells += 1;
    if (feature.is_object() && feature.contains("properties"))
      cells += feature["properties"].size();
    if (cells > kMaxListCells) return too_long(file);
    Node& item = tree.append(root, NodeKind::kElement, "item");
    const auto add = [&](const std::string& name, const nlohmann::json& value) {
      Node& cell = tree.append(item, NodeKind::kElement, name);
      tree.append(cell, NodeKind::kText, {},
                  value.is_string() ? value.get<std::string>() : value.dump());
    };
    if (feature.is_object() && feature.contains("geometry") && feature["geometry"].is_object()) {
      const auto& geometry = feature["geometry"];
      if (geometry.contains("type") && geometry["type"] == "Point" &&
          geometry.contains("coordinates") && geometry["coordinates"].is_array() &&
          geometry["coordinates"].size() >= 2) {
        add("geometry",
            geometry["coordinates"][1].dump() + " " + geometry["coordinates"][0].dump() + " 0 0");
      }
    }
    if (!feature.is_object() || !feature.contains("properties")) continue;
    for (const auto& [name, value] : feature["properties"].items()) {
      if (name_like(name) && !value.is_null()) add(name, value);
    }
  }
  return tree;
}

}  // namespace jiujin::forms::xforms
