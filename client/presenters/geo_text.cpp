#include "client/presenters/geo_text.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "localization/text.h"

namespace jiujin::client::presenters {

using localization::_t;
using localization::_tn;
using localization::format;

namespace {

constexpr double kEarthRadius = 6'371'008.8;  // metres, mean radius (IUGG)
constexpr double kDegree = 3.14159265358979323846 / 180;

Error wrong(std::string why, std::string where = "") {
  return {ErrorCode::kInvalidData, std::move(where), std::move(why)};
}

// Seven digits are a centimetre.
std::string number_text(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.7f", value);
  std::string out = text;
  while (out.ends_with('0')) out.pop_back();
  if (out.ends_with('.')) out.pop_back();
  return out == "-0" ? "0" : out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// One line in capitals, with d, m and s for the signs of degrees, minutes and seconds.
std::string plain_line(std::string_view line) {
  std::string text(line);
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::pair<const char*, const char*> words[] = {
      {"北纬", "N"}, {"南纬", "S"}, {"东经", "E"}, {"西经", "W"}, {"纬度", " "}, {"经度", " "},
      {"°", "d"},    {"度", "d"},   {"′", "m"},    {"分", "m"},   {"'", "m"},    {"’", "m"},
      {"″", "s"},    {"秒", "s"},   {"\"", "s"},   {"”", "s"},    {"，", " "},   {"、", " "},
      {"：", " "},   {"　", " "},   {"米", " "},   {",", " "},    {":", " "},    {"\t", " "},
      {"\r", " "}};
  for (const auto& [from, to] : words) replace_all(text, from, to);
  return text;
}

struct Angle {
  double value = 0;
  char hemisphere = ' ';
};

// angle := [NSEW] number [d [number m [number s]]] [NSEW]
class AngleReader {
 public:
  explicit AngleReader(std::string text) : m_text(std::move(text)) {}
  bool done() {
    skip();
    return m_at == m_text.size();
  }
  std::optional<Angle> read() {
    Angle angle;
    skip();
    const bool before = hemisphere(angle);
    skip();
    const auto degrees = number();
    if (!degrees) return std::nullopt;
    angle.value = *degrees;
    const double sign = m_text[m_number_at] == '-' ? -1 : 1;
    if (take('d')) {
      for (const auto& [mark, part] : {std::pair{'m', 60.0}, std::pair{'s', 3600.0}}) {
        const auto back = m_at;
        skip();
        const auto value = number();
        if (!value || !take(mark)) {
          m_at = back;
          break;
        }
        if (*value < 0 || *value >= 60) return std::nullopt;
        angle.value += sign * *value / part;
      }
    }
    skip();
    if (!before) hemisphere(angle);
    return angle;
  }

 private:
  void skip() {
    while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
  }
  bool take(char mark) {
    skip();
    if (m_at == m_text.size() || m_text[m_at] != mark) return false;
    ++m_at;
    return true;
  }
  bool hemisphere(Angle& angle) {
    if (m_at == m_text.size() || std::string_view("NSEW").find(m_text[m_at]) == std::string::npos)
      return false;
    angle.hemisphere = m_text[m_at++];
    return true;
  }
  std::optional<double> number() {
    m_number_at = m_at;
    std::size_t end = m_at;
    if (end < m_text.size() && (m_text[end] == '-' || m_text[end] == '+')) ++end;
    while (end < m_text.size() &&
           (std::isdigit(static_cast<unsigned char>(m_text[end])) || m_text[end] == '.'))
      ++end;
    double value = 0;
    const char* first = m_text.data() + m_at + (m_text[m_at] == '+' ? 1 : 0);
    const auto read = std::from_chars(first, m_text.data() + end, value);
    if (read.ec != std::errc() || read.ptr != m_text.data() + end) return std::nullopt;
    m_at = end;
    return value;
  }
  std::string m_text;
  std::size_t m_at = 0, m_number_at = 0;
};

std::optional<GeoPoint> point_of(std::string_view line) {
  AngleReader reader(plain_line(line));
  std::vector<Angle> angles;
  while (!reader.done()) {
    const auto angle = reader.read();
    if (!angle || angles.size() == 4) return std::nullopt;
    angles.push_back(*angle);
  }
  if (angles.size() < 2) return std::nullopt;
  for (auto& angle : angles)
    if (angle.hemisphere == 'S' || angle.hemisphere == 'W') angle.value = -std::abs(angle.value);
  const auto is = [](const Angle& angle, char a, char b) {
    return angle.hemisphere == a || angle.hemisphere == b;
  };
  // Longitude came first: the letters say so, or no latitude is that large.
  if (is(angles[0], 'E', 'W') || is(angles[1], 'N', 'S') ||
      (std::abs(angles[0].value) > 90 && std::abs(angles[1].value) <= 90))
    std::swap(angles[0], angles[1]);
  GeoPoint point{angles[0].value, angles[1].value};
  if (angles.size() > 2) point.altitude = angles[2].value;
  if (angles.size() > 3) point.accuracy = angles[3].value;
  if (std::abs(point.latitude) > 90 || std::abs(point.longitude) > 180 || point.accuracy < 0)
    return std::nullopt;
  return point;
}

bool same_place(const GeoPoint& a, const GeoPoint& b) {
  return a.latitude == b.latitude && a.longitude == b.longitude;
}

double metres(const GeoPoint& a, const GeoPoint& b) {
  const double half_lat = (b.latitude - a.latitude) * kDegree / 2;
  const double half_lon = (b.longitude - a.longitude) * kDegree / 2;
  const double h = std::sin(half_lat) * std::sin(half_lat) +
                   std::cos(a.latitude * kDegree) * std::cos(b.latitude * kDegree) *
                       std::sin(half_lon) * std::sin(half_lon);
  return 2 * kEarthRadius * std::asin(std::min(1.0, std::sqrt(h)));
}

// Chamberlain and Duquette, Some Algorithms for Polygons on a Sphere (2007).
double square_metres(const std::vector<GeoPoint>& ring) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i)
    sum += (ring[i + 1].longitude - ring[i].longitude) * kDegree *
           (2 + std::sin(ring[i].latitude * kDegree) + std::sin(ring[i + 1].latitude * kDegree));
  return std::abs(sum * kEarthRadius * kEarthRadius / 2);
}

std::string rounded(double value, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

}  // namespace

Result<std::vector<GeoPoint>> typed_points(std::string_view text) {
  std::vector<GeoPoint> points;
  std::string all(text);
  replace_all(all, "；", ";");
  int line = 1;
  for (std::size_t begin = 0; begin <= all.size();) {
    const auto end = std::min(all.find_first_of(";\n", begin), all.size());
    const auto part = std::string_view(all).substr(begin, end - begin);
    if (part.find_first_not_of(" \t\r") != std::string_view::npos) {
      const auto point = point_of(part);
      if (!point)
        return wrong(_t("Please write latitude and longitude in degrees, for example "
                        "28.2282, 112.9388"),
                     std::to_string(line));
      if (points.size() == kPlacePointsMax)
        return Error{ErrorCode::kTooLarge, "", _t("These are too many points.")};
      points.push_back(*point);
    }
    if (end == all.size()) break;
    begin = end + 1;
    ++line;
  }
  return points;
}

Result<std::string> stored_places(std::vector<GeoPoint> points, PlaceKind kind) {
  if (points.empty()) return wrong(_t("There is no point in it."));
  if (kind == PlaceKind::kPoint && points.size() > 1)
    return wrong(_t("One point is asked for, not several."));
  if (kind == PlaceKind::kTrace && points.size() < 2)
    return wrong(_t("A way needs at least two points."));
  if (kind == PlaceKind::kShape) {
    if (points.size() > 1 && same_place(points.front(), points.back())) points.pop_back();
    if (points.size() < 3) return wrong(_t("An area needs at least three points."));
    points.push_back(points.front());
  }
  std::string text;
  for (const auto& point : points) {
    if (!text.empty()) text += "; ";
    text += number_text(point.latitude) + " " + number_text(point.longitude) + " " +
            number_text(point.altitude) + " " + number_text(point.accuracy);
  }
  return text;
}

std::string stored_place_text(const std::string& typed, PlaceKind kind) {
  if (typed.find_first_not_of(" \t\r\n") == std::string::npos) return "";
  auto points = typed_points(typed);
  if (!points.ok()) return typed;
  auto stored = stored_places(std::move(*points), kind);
  return stored.ok() ? *stored : typed;
}

std::string displayed_place_text(const std::string& stored, PlaceKind kind) {
  auto read = typed_points(stored);
  if (!read.ok() || !place_error(stored, kind).empty()) return stored;
  auto points = std::move(*read);
  if (kind == PlaceKind::kShape && points.size() > 1) points.pop_back();
  std::string text;
  for (const auto& point : points) {
    if (!text.empty()) text += "\n";
    text += number_text(point.latitude) + ", " + number_text(point.longitude);
    if (point.altitude != 0 || point.accuracy != 0) text += ", " + number_text(point.altitude);
    if (point.accuracy != 0) text += ", " + number_text(point.accuracy);
  }
  return text;
}

std::string place_error(const std::string& stored, PlaceKind kind) {
  if (stored.empty()) return {};
  auto points = typed_points(stored);
  if (!points.ok())
    return kind == PlaceKind::kPoint || points.error().place.empty()
               ? points.error().cause
               : format(_t("Line {0}: {1}"), points.error().place, points.error().cause);
  auto again = stored_places(std::move(*points), kind);
  return again.ok() ? "" : again.error().cause;
}

std::string place_summary(const std::string& stored, PlaceKind kind) {
  if (kind == PlaceKind::kPoint || stored.empty() || !place_error(stored, kind).empty()) return {};
  auto read = typed_points(stored);
  const auto& points = *read;
  const int count = static_cast<int>(points.size()) - (kind == PlaceKind::kShape ? 1 : 0);
  const auto counted = format(_tn("{0} point", "{0} points", count), count);
  if (kind == PlaceKind::kShape) {
    const double area = square_metres(points);
    // A mu is 2000/3 square metres.
    return format(_t("{0}, about {1} m² ({2} mu)"), counted, rounded(area, 0),
                  rounded(area * 3 / 2000, 2));
  }
  double way = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) way += metres(points[i], points[i + 1]);
  return format(_t("{0}, about {1} km long"), counted, rounded(way / 1000, way < 1000 ? 3 : 1));
}

}  // namespace jiujin::client::presenters
