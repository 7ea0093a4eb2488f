// Places as an answer holds them, as a person types them and as a file brings them.
//
// Stored: "latitude longitude altitude accuracy" in WGS 84 degrees and metres; a way or an area is
// points with "; " between them, an area ends where it begins (ODK XForms specification, "Data
// types"). Typed: one point a line (or with ";" between), decimal degrees or degrees, minutes and
// seconds, with N/S/E/W or 北纬/东经 when longitude comes first. A file: GPX, GeoJSON or CSV.
// It draws no map. Thread rule: pure; read_places reads one file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::client::presenters {

enum class PlaceKind { kPoint, kTrace, kShape };

struct GeoPoint {
  double latitude = 0, longitude = 0;  // -90..90, -180..180
  double altitude = 0, accuracy = 0;   // metres; 0 = not known
};

inline constexpr std::size_t kPlaceFileBytesMax = 8u << 20;  // a day's track, written every second
inline constexpr std::size_t kPlacePointsMax = 20'000;

// Error: kInvalidData; place is the line (from 1), cause a sentence for the person.
Result<std::vector<GeoPoint>> typed_points(std::string_view text);
// The stored text; an area is closed. Error: kInvalidData (too few points), cause for the person.
Result<std::string> stored_places(std::vector<GeoPoint> points, PlaceKind kind);

// As typed to as stored; text that cannot be read stays as it is, so that nothing typed is lost.
std::string stored_place_text(const std::string& typed, PlaceKind kind);
// As it stands in the box: one point a line, "28.2282, 112.9388"; an area without its last point.
std::string displayed_place_text(const std::string& stored, PlaceKind kind);
// What is wrong with an answer, for the person; "" when it is fine or empty.
std::string place_error(const std::string& stored, PlaceKind kind);
// 3 points, 1.2 km long / 3 points, 0.45 ha; "" for less than a way.
std::string place_summary(const std::string& stored, PlaceKind kind);

// The first place of the kind in a file's text; a track of a GPX file counts as a way and as an
// area. Error: kInvalidData, kTooLarge; cause for the person.
Result<std::string> places_of_file(std::string_view text, PlaceKind kind);
Result<std::string> read_places(const std::string& path, PlaceKind kind);

}  // namespace jiujin::client::presenters
