// jiujinctl events import|list: what other systems saw, in and out, at a station or the county.
#include <fstream>

#include "client/ctl/command.h"
#include "client/ctl/progress.h"
#include "sync/casework/recorded_events.h"

namespace jiujin::client::ctl {

using nlohmann::json;
using sync::casework::EventRecorded;

namespace {

// One transaction each: bounded memory, and what was taken in stays when the rest fails.
constexpr std::size_t kEventsAtOnce = 2500;

struct EventOptions {
  std::string data, file, station;
  Credentials credentials;
};

// Lines of the file as events, piece by piece.
class EventFile {
 public:
  EventFile(std::string path, std::string station)
      : m_path(std::move(path)), m_station(std::move(station)), m_in(m_path, std::ios::binary) {}

  Result<std::vector<EventRecorded>> next() {
    std::vector<EventRecorded> events;
    for (std::string line; events.size() < kEventsAtOnce && std::getline(m_in, line);) {
      ++m_line;
      if (line.empty() || line == "\r") continue;
      auto event = sync::casework::read_event_line(line);
      if (!event.ok()) {
        const std::string member = event.error().place.empty() ? "" : " " + event.error().place;
        return Error{event.error().code, m_path + ":" + std::to_string(m_line) + member,
                     event.error().cause};
      }
      if (event->station.empty()) event->station = m_station;
      events.push_back(std::move(*event));
    }
    if (m_in.bad()) return Error{ErrorCode::kIo, m_path, "cannot be read"};
    return events;
  }

  bool is_open() const { return m_in.is_open(); }
  // The number of events when every line is one. A fault anywhere changes nothing.
  Result<std::uint64_t> check() {
    std::uint64_t count = 0;
    for (;;) {
      auto events = next();
      if (!events.ok()) return events.error();
      if (events->empty()) break;
      count += events->size();
    }
    m_in.clear();
    m_in.seekg(0);
    m_line = 0;
    return count;
  }

 private:
  std::string m_path, m_station;
  std::ifstream m_in;
  std::uint64_t m_line = 0;
};

// A station by its name or id, as 32 hexadecimal digits; "" for "".
Result<std::string> station_id(sync::county::CountyService& county, const std::string& name) {
  if (name.empty()) return std::string();
  auto stations = county.stations();
  if (!stations.ok()) return stations.error();
  for (const auto& station : *stations)
    if (station.name == name || station.id.hex() == name) return station.id.hex();
  return Error{ErrorCode::kNotFound, "--station " + name, "no such station"};
}

void import(Context& context, const EventOptions& options) {
  std::unique_ptr<sync::county::CountyService> county;
  std::unique_ptr<control::StationSession> session;
  std::string station;
  if (is_county_folder(options.data)) {
    auto opened = sync::county::CountyService::open(options.data);
    if (!opened.ok()) return context.fail(opened.error());
    county = std::move(*opened);
    auto id = station_id(*county, options.station);
    if (!id.ok()) return context.fail(id.error());
    station = *id;
  } else {
    auto opened = open_station(options.data, options.credentials);
    if (!opened.ok()) return context.fail(opened.error());
    session = std::move(*opened);
  }
  EventFile file(options.file, station);
  if (!file.is_open()) return context.fail({ErrorCode::kNotFound, options.file, "cannot be read"});
  const auto total = file.check();
  if (!total.ok()) return context.fail(total.error());
  Progress progress("events");
  std::uint64_t read = 0;
  const auto source = [&]() -> Result<std::vector<EventRecorded>> {
    progress.show(read, *total);
    auto events = file.next();
    if (events.ok()) read += events->size();
    return events;
  };
  const auto done = county ? county->take_events(source, options.credentials.staff)
                           : session->take_events(source);
  if (!done.ok()) return context.fail(done.error());
  context.say(
      std::to_string(done->taken) + " taken in, " + std::to_string(done->known) + " known already",
      json{{"taken", done->taken}, {"known", done->known}});
}

void list(Context& context, const EventOptions& options) {
  const auto visit = [&](const sync::oplog::StoredOp& op) {
    const auto event = sync::casework::read_body<EventRecorded>(op.body);
    if (!event.ok()) return;  // destroyed, or of a newer version
    const json object = sync::casework::event_json(*event);
    context.say(event->id + "  " + event->case_name + "  " + event->status + "  " + event->at,
                object);
  };
  if (is_county_folder(options.data)) {
    auto county = sync::county::CountyService::open(options.data);
    if (!county.ok()) return context.fail(county.error());
    if (auto done = (*county)->visit_events(visit); !done.ok()) context.fail(done.error());
    return;
  }
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  if (auto done = (*session)->store().visit_events(visit); !done.ok()) context.fail(done.error());
}

}  // namespace

void add_event_commands(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("events", "What other systems saw: courier scans, counters")
                    ->require_subcommand(1);
  auto make = [&](const char* name, const char* help) {
    auto options = std::make_shared<EventOptions>();
    auto* command = group->add_subcommand(name, help);
    command->add_option("--data", options->data, "Folder of the station or county")
        ->envname("JIUJIN_DATA");
    return std::pair(command, options);
  };
  {
    auto [command, options] = make("import", "Take in a file of events, each once by its id");
    command->add_option("FILE", options->file, "A JSON object a line: id, case?, status?, at? ...")
        ->required();
    command->add_option("--station", options->station,
                        "At the county: the station that events of unknown cases are for");
    add_credentials(*command, options->credentials);
    command->callback([&context, options = options] { import(context, *options); });
  }
  {
    auto [command, options] = make("list", "Every event held here, as it was taken in");
    add_credentials(*command, options->credentials);
    command->callback([&context, options = options] { list(context, *options); });
  }
}

}  // namespace jiujin::client::ctl
