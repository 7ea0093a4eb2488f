// A county, its stations and a stick that is carried between them; the stick is a real folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sync/wire/stick.h"
#include "sync/wire/stick_county.h"
#include "tests/sync/wire/exchange_world.h"

namespace jiujin::tests {

// Bytes of which no two stretches are alike.
Bytes scan_of(char kind, std::size_t size);

class Stick {
 public:
  Stick();
  ~Stick();
  Stick(const Stick&) = delete;
  const std::string& folder() const { return m_folder; }
  std::string path(const std::string& name) const { return m_folder + "/" + name; }
  std::vector<std::string> names() const;  // sorted
  Bytes read(const std::string& name) const;
  void write(const std::string& name, BytesView bytes) const;
  void clear() const;

 private:
  std::string m_folder;
};

// The county's opening key, as a station has it from the feed.
struct StickCountyEnd {
  CountyEnd& county;
  sync::wire::OpeningPair opening;
  explicit StickCountyEnd(CountyEnd& end);
  sync::wire::StickCounty end();
  std::vector<sync::wire::StickBundle> take_in(const Stick& stick);
};

Result<sync::wire::ExportReport> try_export(StationEnd& station, const StickCountyEnd& county,
                                            const Stick& stick,
                                            std::uint64_t limit = sync::wire::kStickFileBytesMax,
                                            const sync::wire::StickWatch& watch = {});
sync::wire::ExportReport export_all(StationEnd& station, const StickCountyEnd& county,
                                    const Stick& stick,
                                    std::uint64_t limit = sync::wire::kStickFileBytesMax);
sync::wire::AnswersReport take_answers(StationEnd& station, const Stick& stick);

}  // namespace jiujin::tests
