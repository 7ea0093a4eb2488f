// Functions on places: area() alias enclosed-area(), distance(), geofence(), intersects(). A point
// is "latitude longitude [altitude accuracy]" in degrees; a line or an outline is points joined by
// ';'. The earth is a sphere of the equatorial radius, results are rounded to centimetres, as
// Enketo does.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "forms/xpath/characters.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

constexpr double kEarthRadius = 6378100;  // metres

struct Point {
  double latitude = 0, longitude = 0;  // degrees
};

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}
double to_centimetres(double metres) {
  return std::round(metres * 100) / 100;
}

std::optional<Point> point_from(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  const Point point{number_from_text(parts[0]), number_from_text(parts[1])};
  const bool sound = std::abs(point.latitude) <= 90 && std::abs(point.longitude) <= 180;
  return sound ? std::optional(point) : std::nullopt;
}

// Points of all arguments from `from` on; nothing if one of them is no point.
std::optional<std::vector<Point>> outline(Call& call, std::size_t from) {
  std::vector<Point> result;
  for (const Value& each : call.spread(from)) {
    const std::string text = to_string(each);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find(';', at), text.size());
      const std::string piece = text.substr(at, end - at);
      at = end + 1;
      if (words(piece).empty()) continue;
      const auto point = point_from(piece);
      if (!point) return std::nullopt;
      result.push_back(*point);
    }
  }
  return result;
}

Value distance(Call& call) {
  const auto points = outline(call, 0);
  if (!points || points->empty()) return std::nan("");
  double metres = 0;
  for (std::size_t i = 1; i < points->size(); ++i) {
    const Point& a = (*points)[i - 1];
    const Point& b = (*points)[i];
    const double half_lat = std::sin(radians(b.latitude - a.latitude) / 2);
    const double half_lon = std::sin(radians(b.longitude - a.longitude) / 2);
    const double h = half_lat * half_lat + std::cos(radians(a.latitude)) *
                                               std::cos(radians(b.latitude)) * half_lon * half_lon;
    metres += 2 * kEarthRadius * std::asin(std::min(1.0, std::sqrt(h)));
  }
  return to_centimetres(metres);
}

Value area(Call& call) {
  const auto points = outline(call, 0);
  if (!points || points->empty()) return std::nan("");
  double sum = 0;
  for (std::size_t i = 0; i < points->size(); ++i) {
    const Point& a = (*points)[i];
    const Point& b = (*points)[(i + 1) % points->size()];
    sum += radians(b.longitude - a.longitude) *
           (2 + std::sin(radians(a.latitude)) + std::sin(radians(b.latitude)));
  }
  return to_centimetres(std::abs(sum * kEarthRadius * kEarthRadius / 2));
}

// Even-odd rule on latitude and longitude; a corner of the fence lies outside.
Value geofence(Call& call) {
  const auto point = point_from(call.text(0));
  const auto fence = outline(call, 1);
  if (!fence || fence->size() < 3) return call.fail("geofence() wants an outline");
  if (!point) return false;  // not answered yet: inside of nothing
  bool inside = false;
  for (std::size_t i = 0; i < fence->size(); ++i) {
    const Point& a = (*fence)[i];
    const Point& b = (*fence)[(i + 1) % fence->size()];
    if (a.latitude == point->latitude && a.longitude == point->longitude) return false;
    const bool straddles = (a.latitude > point->latitude) != (b.latitude > point->latitude);
    if (!straddles) continue;
    const double cut =
        (b.longitude - a.longitude) * (point->latitude - a.latitude) / (b.latitude - a.latitude) +
        a.longitude;
    if (point->longitude < cut) inside = !inside;
  }
  return inside;
}

// On which side of the line from `a` to `b` a point lies: 1, -1, or 0 on it.
int side(const Point& a, const Point& b, const Point& point) {
  const double cross = (b.latitude - a.latitude) * (point.longitude - a.longitude) -
                       (b.longitude - a.longitude) * (point.latitude - a.latitude);
  return cross > 0 ? 1 : cross < 0 ? -1 : 0;
}

// Of a point on the line through `a` and `b`: whether it lies between them.
bool between(const Point& a, const Point& b, const Point& point) {
  const auto [south, north] = std::minmax(a.latitude, b.latitude);
  const auto [west, east] = std::minmax(a.longitude, b.longitude);
  return point.latitude >= south && point.latitude <= north && point.longitude >= west &&
         point.longitude <= east;
}

bool meet(const Point& a, const Point& b, const Point& c, const Point& d) {
  const int of_a = side(c, d, a), of_b = side(c, d, b);
  const int of_c = side(a, b, c), of_d = side(a, b, d);
  if (of_a * of_b < 0 && of_c * of_d < 0) return true;
  return (of_a == 0 && between(c, d, a)) || (of_b == 0 && between(c, d, b)) ||
         (of_c == 0 && between(a, b, c)) || (of_d == 0 && between(a, b, d));
}

// Whether b to c goes back over a to b.
bool turns_back(const Point& a, const Point& b, const Point& c) {
  return side(a, b, c) == 0 && (between(a, b, c) || between(b, c, a));
}

bool same_place(const Point& a, const Point& b) {
  return a.latitude == b.latitude && a.longitude == b.longitude;
}

// A line or outline that meets itself elsewhere than where one stretch goes on from another.
Value intersects(Call& call) {
  auto points = outline(call, 0);
  if (!points) return call.fail("intersects() wants a line or an outline");
  const auto repeated = std::unique(points->begin(), points->end(), same_place);
  points->erase(repeated, points->end());
  if (points->size() < 3) return false;
  const std::size_t last = points->size() - 2;  // stretch i leads from point i to point i + 1
  const auto& p = *points;
  const bool closed = p.size() > 3 && same_place(p.front(), p.back());
  for (std::size_t i = 0; i <= last; ++i) {
    if (i < last && turns_back(p[i], p[i + 1], p[i + 2])) return true;
    if (!call.spend(last - i)) return Value();
    for (std::size_t j = i + 2; j <= last; ++j) {
      if (closed && i == 0 && j == last) continue;
      if (meet(p[i], p[i + 1], p[j], p[j + 1])) return true;
    }
  }
  return false;
}

}  // namespace

void add_geo_functions(FunctionLibrary& library) {
  library.add({.name = "distance",
               .least = 1,
               .most = FunctionSpec::kAny,
               .run = distance,
               .aggregate = true});
  for (const char* name : {"area", "enclosed-area"}) {
    library.add({.name = name, .least = 1, .most = 1, .run = area, .aggregate = true});
  }
  library.add({.name = "geofence", .least = 2, .most = 2, .run = geofence});
  library.add({.name = "intersects", .least = 1, .most = 1, .run = intersects});
}

}  // namespace jiujin::forms::xpath
