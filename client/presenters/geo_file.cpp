// Places that a file brings: GPX, GeoJSON, CSV.
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "client/presenters/geo_text.h"
#include "forms/xforms/xml_document.h"
#include "localization/text.h"

namespace jiujin::client::presenters {

using localization::_t;

namespace {

using forms::xforms::XmlDocument;
using nlohmann::json;

Error unreadable() {
  return {ErrorCode::kInvalidData, "",
          _t("This is not a GPX, GeoJSON or CSV file that can be read.")};
}

std::optional<double> number_of(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\"");
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t\r\"") - first + 1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// --- GPX 1.0 and 1.1: trkpt within trkseg, rtept within rte, wpt ---

std::optional<GeoPoint> gpx_point(const xmlNode* node) {
  const auto latitude = number_of(forms::xforms::attribute_of(node, "lat"));
  const auto longitude = number_of(forms::xforms::attribute_of(node, "lon"));
  if (!latitude || !longitude) return std::nullopt;
  GeoPoint point{*latitude, *longitude};
  for (const auto* child = node->children; child; child = child->next)
    if (forms::xforms::name_of(child) == "ele")
      point.altitude = number_of(forms::xforms::text_of(child)).value_or(0);
  return point;
}

struct GpxPoints {
  std::vector<GeoPoint> way, marked;  // of the first segment or route that has any; waypoints
};

void read_gpx(const xmlNode* node, GpxPoints& into) {
  const bool has_way = !into.way.empty();
  for (const auto* child = node->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    const auto name = forms::xforms::name_of(child);
    if (name == "trkpt" || name == "rtept" || name == "wpt") {
      auto point = gpx_point(child);
      if (!point) continue;
      if (name == "wpt") into.marked.push_back(*point);
      else if (!has_way) into.way.push_back(*point);
    } else if (name == "trk" || name == "trkseg" || name == "rte") {
      read_gpx(child, into);
    }
  }
}

Result<std::vector<GeoPoint>> gpx_points(std::string_view text, PlaceKind kind) {
  auto document = XmlDocument::parse(text, "gpx", kPlaceFileBytesMax);
  if (!document.ok() || forms::xforms::name_of(document->root()) != "gpx") return unreadable();
  GpxPoints points;
  read_gpx(document->root(), points);
  if (kind == PlaceKind::kPoint) return points.marked.empty() ? points.way : points.marked;
  return points.way.empty() ? points.marked : points.way;
}

// --- GeoJSON (RFC 7946): positions are longitude, latitude, altitude ---

bool add_position(const json& position, std::vector<GeoPoint>& into) {
  if (!position.is_array() || position.size() < 2 || !position[0].is_number() ||
      !position[1].is_number())
    return false;
  GeoPoint point{position[1].get<double>(), position[0].get<double>()};
  if (position.size() > 2 && position[2].is_number()) point.altitude = position[2].get<double>();
  into.push_back(point);
  return true;
}

bool add_positions(const json& positions, std::vector<GeoPoint>& into) {
  if (!positions.is_array()) return false;
  for (const auto& position : positions)
    if (!add_position(position, into)) return false;
  return true;
}

// The first geometry that fits; points of their own count together as a way.
bool read_geometry(const json& geometry, PlaceKind kind, std::vector<GeoPoint>& into) {
  if (!geometry.is_object()) return false;
  const auto type = geometry.value("type", json());
  const auto at = geometry.find("coordinates");
  if (!type.is_string() || at == geometry.end()) return false;
  const auto name = type.get<std::string>();
  if (name == "Point") return add_position(*at, into);
  if (kind == PlaceKind::kPoint) return false;
  if (name == "LineString" || name == "MultiPoint") return add_positions(*at, into);
  if (!at->is_array() || at->empty()) return false;
  if (name == "Polygon" || name == "MultiLineString") return add_positions((*at)[0], into);
  if (name == "MultiPolygon" && (*at)[0].is_array() && !(*at)[0].empty())
    return add_positions((*at)[0][0], into);
  return false;
}

Result<std::vector<GeoPoint>> geojson_points(std::string_view text, PlaceKind kind) {
  const auto read = json::parse(text, nullptr, false);
  if (!read.is_object()) return unreadable();
  std::vector<const json*> geometries;
  const auto collect = [&](const auto& self, const json& value, int depth) -> void {
    if (!value.is_object() || depth > 4) return;
    if (value.contains("coordinates")) geometries.push_back(&value);
    if (value.contains("geometry")) self(self, value["geometry"], depth + 1);
    for (const char* many : {"features", "geometries"}) {
      if (!value.contains(many) || !value[many].is_array()) continue;
      for (const auto& each : value[many]) self(self, each, depth + 1);
    }
  };
  collect(collect, read, 0);
  std::vector<GeoPoint> points, lone;
  for (const auto* geometry : geometries) {
    points.clear();
    if (!read_geometry(*geometry, kind, points)) continue;
    if (kind == PlaceKind::kPoint || points.size() > 1) return points;
    lone.insert(lone.end(), points.begin(), points.end());
  }
  return lone;
}

// --- CSV: a head that names the columns, or latitude and longitude in the first two ---

std::vector<std::string> cells_of(std::string_view line) {
  const char separator = line.find('\t') != std::string_view::npos  ? '\t'
                         : line.find(';') != std::string_view::npos ? ';'
                                                                    : ',';
  std::vector<std::string> cells;
  for (std::size_t begin = 0; begin <= line.size();) {
    const auto end = std::min(line.find(separator, begin), line.size());
    cells.emplace_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return cells;
}

std::string column_name(std::string cell) {
  std::string name;
  for (char c : cell)
    if (!std::isspace(static_cast<unsigned char>(c)) && c != '"')
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

struct Columns {
  std::size_t latitude = 0, longitude = 1, altitude = 2;
};

std::optional<Columns> columns_of(const std::vector<std::string>& head) {
  constexpr auto kNone = static_cast<std::size_t>(-1);
  Columns columns{kNone, kNone, kNone};
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto name = column_name(head[i]);
    if (name == "lat" || name == "latitude" || name == "y" || name == "纬度") columns.latitude = i;
    if (name == "lon" || name == "lng" || name == "long" || name == "longitude" || name == "x" ||
        name == "经度")
      columns.longitude = i;
    if (name == "alt" || name == "ele" || name == "altitude" || name == "elevation" ||
        name == "高程" || name == "海拔")
      columns.altitude = i;
  }
  if (columns.latitude == kNone || columns.longitude == kNone) return std::nullopt;
  return columns;
}

Result<std::vector<GeoPoint>> csv_points(std::string_view text) {
  std::vector<GeoPoint> points;
  Columns columns;
  bool first = true;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto cells = cells_of(line);
    if (std::exchange(first, false)) {
      if (const auto named = columns_of(cells)) {
        columns = *named;
        continue;
      }
    }
    if (std::max(columns.latitude, columns.longitude) >= cells.size()) return unreadable();
    const auto latitude = number_of(cells[columns.latitude]);
    const auto longitude = number_of(cells[columns.longitude]);
    if (!latitude || !longitude) return unreadable();
    GeoPoint point{*latitude, *longitude};
    if (columns.altitude < cells.size())
      point.altitude = number_of(cells[columns.altitude]).value_or(0);
    points.push_back(point);
  }
  return points;
}

}  // namespace

Result<std::string> places_of_file(std::string_view text, PlaceKind kind) {
  const auto begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (begin == std::string_view::npos) return unreadable();
  auto points = text[begin] == '<'   ? gpx_points(text, kind)
                : text[begin] == '{' ? geojson_points(text, kind)
                                     : csv_points(text);
  if (!points.ok()) return points.error();
  if (points->size() > kPlacePointsMax)
    return Error{ErrorCode::kTooLarge, "", _t("These are too many points.")};
  for (const auto& point : *points)
    if (!(point.latitude >= -90 && point.latitude <= 90 && point.longitude >= -180 &&
          point.longitude <= 180))
      return Error{ErrorCode::kInvalidData, "",
                   _t("Its numbers are no latitude and longitude in degrees.")};
  return stored_places(std::move(*points), kind);
}

Result<std::string> read_places(const std::string& path, PlaceKind kind) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (failed) return Error{ErrorCode::kIo, "", _t("The file cannot be read.")};
  if (size > kPlaceFileBytesMax)
    return Error{ErrorCode::kTooLarge, "", _t("The file is too large for a list of points.")};
  std::ifstream in(path, std::ios::binary);
  std::string text(size, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(size)))
    return Error{ErrorCode::kIo, "", _t("The file cannot be read.")};
  return places_of_file(text, kind);
}

}  // namespace jiujin::client::presenters
