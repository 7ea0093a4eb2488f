#include "tests/sync/wire/stick_world.h"

#include <stdlib.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

namespace jiujin::tests {

Bytes scan_of(char kind, std::size_t size) {
  Bytes bytes(size, kind);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] + i * i / 7);
  return bytes;
}

using namespace jiujin::sync;

Stick::Stick() {
  std::string folder = (std::filesystem::temp_directory_path() / "jiujin-stick-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(folder.data()) != nullptr);
  m_folder = folder;
}

Stick::~Stick() {
  std::error_code ignored;
  std::filesystem::remove_all(m_folder, ignored);
}

std::vector<std::string> Stick::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(m_folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Bytes Stick::read(const std::string& name) const {
  std::ifstream in(path(name), std::ios::binary);
  BOOST_REQUIRE(in.good());
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

void Stick::write(const std::string& name, BytesView bytes) const {
  std::ofstream(path(name), std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void Stick::clear() const {
  for (const auto& name : names()) std::filesystem::remove(path(name));
}

StickCountyEnd::StickCountyEnd(CountyEnd& end)
    : county(end), opening(*wire::keep_opening_pair(end.store, 1, envelope::system_random())) {}

wire::StickCounty StickCountyEnd::end() {
  return {county.identity(),
          opening,
          [this](const base::IncarnationId& log) { return county.find_station(log); },
          [](const base::StationId&) { return std::string("枫林村"); },
          [this](const wire::ServeLine& line, std::size_t answer_bytes_max) {
            wire::ServeOptions options = county.options;
            options.by_stick = true;
            options.answer_bytes_max = answer_bytes_max;
            return wire::serve_exchange(county.store, county, county.identity(), options, line);
          },
          envelope::system_random()};
}

std::vector<wire::StickBundle> StickCountyEnd::take_in(const Stick& stick) {
  auto served = wire::serve_stick(stick.folder(), end());
  BOOST_REQUIRE_MESSAGE(served.ok(), (served.ok() ? "" : served.error().line()));
  return *served;
}

namespace {

// A disk that was copied or restored goes on under the new log.
wire::StationIdentity identity_of(StationEnd& station) {
  wire::StationIdentity identity = station.identity();
  identity.reborn = [&station](const store::Incarnation& fresh,
                               BytesView private_key) -> Result<wire::RebornRows> {
    station.incarnation = fresh;
    station.keys.pair = {Bytes(private_key), fresh.public_key};
    return wire::RebornRows{};
  };
  return identity;
}

wire::RunnerClocks clocks() {
  return {[] { return std::int64_t{1795312000000}; }, [] { return std::chrono::milliseconds(0); }};
}

}  // namespace

Result<wire::ExportReport> try_export(StationEnd& station, const StickCountyEnd& county,
                                      const Stick& stick, std::uint64_t limit,
                                      const wire::StickWatch& watch) {
  wire::ExportOptions options;
  options.folder = stick.folder();
  options.station_name = "枫林村";
  options.county_name = "青溪县";
  options.county_key = county.opening.key();
  options.file_bytes_max = limit;
  return wire::export_to_stick(station.store, identity_of(station), clocks(),
                               envelope::system_random(), options, watch);
}

wire::ExportReport export_all(StationEnd& station, const StickCountyEnd& county, const Stick& stick,
                              std::uint64_t limit) {
  auto report = try_export(station, county, stick, limit);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  return *report;
}

wire::AnswersReport take_answers(StationEnd& station, const Stick& stick) {
  auto report = wire::import_from_stick(station.store, identity_of(station), clocks(),
                                        envelope::system_random(), stick.folder());
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  return *report;
}

}  // namespace jiujin::tests
