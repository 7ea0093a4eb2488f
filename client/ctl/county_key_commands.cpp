// jiujinctl county new-opening-key|opening-keys|forget-opening-key|new-authority: keys of the
// county that can be changed.
#include "client/ctl/command.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace county = sync::county;

namespace {

struct KeyOptions {
  std::string data, actor, id;
  std::vector<std::string> given_up;
  bool takes_place = false;
};

std::string names_of(const std::vector<sync::casework::RegisteredStation>& stations) {
  std::string names;
  for (const auto& station : stations) names += (names.empty() ? "" : ", ") + station.name;
  return names;
}

json ids_of(const std::vector<sync::casework::RegisteredStation>& stations) {
  json ids = json::array();
  for (const auto& station : stations) ids.push_back(station.id.hex());
  return ids;
}

void new_opening_key(Context& context, const KeyOptions& options) {
  auto service = county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  const auto id = (*service)->renew_opening_key(options.actor);
  if (!id.ok()) return context.fail(id.error());
  context.say("opening key " + *id + ": stations hear of it with their next exchange or stick",
              json{{"id", *id}});
}

void opening_keys(Context& context, const KeyOptions& options) {
  auto service = county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  const auto lines = (*service)->opening_keys();
  if (!lines.ok()) return context.fail(lines.error());
  for (const auto& line : *lines) {
    const auto here = names_of(line.stations), unheard = names_of(line.unheard);
    context.say(line.id + (line.current ? "  of now" : "  former") +
                    "  data keys of: " + (here.empty() ? "none" : here) +
                    (unheard.empty() ? "" : "  no data key yet: " + unheard),
                json{{"id", line.id},
                     {"current", line.current},
                     {"stations", ids_of(line.stations)},
                     {"unheard", ids_of(line.unheard)}});
  }
}

Result<std::set<sync::base::StationId>> given_up(const KeyOptions& options) {
  std::set<sync::base::StationId> stations;
  for (const auto& text : options.given_up) {
    const auto id = sync::base::StationId::from_hex(text);
    if (!id.ok()) return id.error();
    stations.insert(*id);
  }
  return stations;
}

// The server shows the new certificate from its next start on, and ends the former authority then.
void switch_authority(Context& context, county::CountyService& service, const KeyOptions& options) {
  const auto without = given_up(options);
  if (!without.ok()) return context.fail(without.error());
  const auto issued = service.switch_authority(*without);
  if (!issued.ok()) return context.fail(issued.error());
  const auto standing = service.authority_standing();
  if (!standing.ok()) return context.fail(standing.error());
  context.say("authority " + standing->current +
                  " signs from now on: start the server anew; codes " +
                  "that were given out before are void",
              json{{"current", standing->current}, {"certificate", issued->certificate}});
}

void new_authority(Context& context, const KeyOptions& options) {
  auto service = county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  if (options.takes_place) return switch_authority(context, **service, options);
  const auto standing = (*service)->announce_authority(options.actor);
  if (!standing.ok()) return context.fail(standing.error());
  const auto unheard = names_of(standing->unheard);
  context.say("authority " + standing->next + " is announced; " +
                  (unheard.empty() ? "every station has heard of it" : "not heard by: " + unheard),
              json{{"current", standing->current},
                   {"next", standing->next},
                   {"unheard", ids_of(standing->unheard)}});
}

void forget_opening_key(Context& context, const KeyOptions& options) {
  const auto without = given_up(options);
  if (!without.ok()) return context.fail(without.error());
  auto service = county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  const auto done = (*service)->forget_opening_key(options.id, *without);
  if (!done.ok()) return context.fail(done.error());
  context.say("forgotten: what is sealed for " + options.id + " opens no more",
              json{{"forgotten", options.id}});
}

}  // namespace

void add_county_key_commands(CLI::App& group, Context& context) {
  auto make = [&](const char* name, const char* help) {
    auto options = std::make_shared<KeyOptions>();
    auto* command = group.add_subcommand(name, help);
    command->add_option("--data", options->data, "Folder of the county")
        ->required()
        ->envname("JIUJIN_DATA");
    return std::pair(command, options);
  };
  {
    auto [command, o] = make("new-opening-key",
                             "Another key for what stations seal for the county; what was sealed "
                             "for the former one still opens");
    command->add_option("--actor", o->actor, "Staff id of who does this");
    command->callback([&context, o = o] { new_opening_key(context, *o); });
  }
  {
    auto [command, o] = make("opening-keys", "These keys, and whose data keys are sealed to each");
    command->callback([&context, o = o] { opening_keys(context, *o); });
  }
  {
    auto [command, o] =
        make("forget-opening-key", "Destroy a former one, once no station stands on it any more");
    command->add_option("--id", o->id, "As `opening-keys` names it")->required();
    command->add_option("--give-up", o->given_up,
                        "A station that is lost: its data may stay shut for ever");
    command->callback([&context, o = o] { forget_opening_key(context, *o); });
  }
  {
    auto [command, o] = make("new-authority",
                             "Announce another authority for the server to all stations; then, "
                             "with --switch, let it sign");
    command->add_option("--actor", o->actor, "Staff id of who does this");
    auto* now = command->add_flag("--switch", o->takes_place,
                                  "It takes the former one's place, whose key is destroyed");
    command
        ->add_option("--give-up", o->given_up,
                     "A station that has not heard: it will have to by stick")
        ->needs(now);
    command->callback([&context, o = o] { new_authority(context, *o); });
  }
}

}  // namespace jiujin::client::ctl
