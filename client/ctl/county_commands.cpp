// jiujinctl county init|certificate|user|second-factor|one-time-code|station|code|grant-key
//                 |stations|import|calendar|sweep
#include "client/control/station_recovery.h"
#include "client/ctl/command.h"
#include "sync/casework/op_bodies.h"
#include "sync/envelope/one_time_code.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace county = sync::county;

namespace {

struct CountyOptions {
  std::string data, actor, folder, file;
  county::CountySetup setup;
  county::StaffEntry staff;
  std::vector<std::string> roles;
  bool inactive = false;
  county::StationEntry station;
  std::string station_id, reason, sealed;
  bool resume = false, wipe = false;
  std::vector<std::string> hosts;
  std::string secret;
  bool lost = false;
  Credentials credentials;
};

Result<std::unique_ptr<county::CountyService>> open(const CountyOptions& options) {
  return county::CountyService::open(options.data);
}

void init(Context& context, CountyOptions& options) {
  auto password = read_password(options.credentials);
  if (!password.ok()) return context.fail(password.error());
  options.setup.admin_password = *password;
  const auto done = county::CountyService::init(options.data, options.setup);
  if (!done.ok()) return context.fail(done.error());
  context.say("county " + options.setup.name + " begins in " + options.data,
              json{{"folder", options.data}});
}

// Without a secret the person sets one up at the next sign-in.
void second_factor(Context& context, const CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  const std::string& id = options.staff.id;
  const auto done = options.secret.empty() ? (*service)->take_second_factor(id)
                                           : (*service)->give_second_factor(id, options.secret);
  if (!done.ok()) return context.fail(done.error());
  context.say(options.secret.empty() ? id + " sets up a second factor at the next sign-in"
                                     : id + " has this second factor",
              json{{"id", id}, {"given", !options.secret.empty()}});
}

void one_time_code(Context& context, const CountyOptions& options) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  const auto code = sync::envelope::code_at(options.secret, seconds);
  if (!code.ok()) return context.fail(code.error());
  context.say(*code, json{{"code", *code}});
}

// The server takes the new one at its next start.
void certificate(Context& context, const CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  const auto issued = (*service)->issue_certificate(options.hosts);
  if (!issued.ok()) return context.fail(issued.error());
  std::string hosts;
  for (const auto& host : issued->hosts) hosts += (hosts.empty() ? "" : " ") + host;
  context.say("a certificate for " + hosts + " in " + issued->certificate,
              json{{"certificate", issued->certificate},
                   {"hosts", issued->hosts},
                   {"until_ms", issued->until_ms}});
}

void add_user(Context& context, CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  auto password = read_password(options.credentials);
  if (!password.ok()) return context.fail(password.error());
  options.staff.password = *password;
  options.staff.active = !options.inactive;
  for (const auto& name : options.roles) {
    const auto role = sync::casework::role_of_name(name);
    if (!role)
      return context.fail({ErrorCode::kInvalidArgument, "--role", "no such role: " + name});
    options.staff.roles.push_back(*role);
  }
  const auto done = (*service)->grant_staff(options.staff, options.actor);
  if (!done.ok()) return context.fail(done.error());
  context.say("granted " + options.staff.id, json{{"id", options.staff.id}});
}

void say_code(Context& context, const Result<county::StationCode>& made) {
  if (!made.ok()) return context.fail(made.error());
  context.say("station " + made->station.hex() + " code " + made->code,
              json{{"station", made->station.hex()},
                   {"code", made->code},
                   {"expires_ms", made->expires_ms}});
}

void add_station(Context& context, const CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  say_code(context, (*service)->add_station(options.station, options.actor));
}

void renew_code(Context& context, const CountyOptions& options) {
  const auto id = sync::base::StationId::from_hex(options.station_id);
  if (!id.ok()) return context.fail(id.error());
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  say_code(context, (*service)->renew_code(*id, options.actor));
}

// What `station admit` takes in where nobody can open the station any more.
void grant_key(Context& context, const CountyOptions& options) {
  const auto id = sync::base::StationId::from_hex(options.station_id);
  if (!id.ok()) return context.fail(id.error());
  std::optional<sync::casework::RecoverySealed> beside_store;
  if (!options.sealed.empty()) {
    auto read = control::read_recovery_file(options.sealed);
    if (!read.ok()) return context.fail(read.error());
    beside_store = *std::move(read);
  }
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  const auto granted =
      (*service)->grant_data_key(*id, options.staff.id, options.actor, beside_store);
  if (!granted.ok()) return context.fail(granted.error());
  auto written = write_text_file(options.file, sync::casework::write_body(*granted));
  if (!written.ok()) return context.fail(written.error());
  context.say("granted to " + options.staff.id + ": " + options.file,
              json{{"staff", options.staff.id}, {"file", options.file}});
}

void suspend(Context& context, const CountyOptions& options) {
  const auto id = sync::base::StationId::from_hex(options.station_id);
  if (!id.ok()) return context.fail(id.error());
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  const auto done = options.wipe ? (*service)->order_wipe(*id, options.reason, options.actor)
                                 : (*service)->suspend_station(*id, !options.resume, options.reason,
                                                               options.actor);
  if (!done.ok()) return context.fail(done.error());
  context.say(options.resume ? "resumed"
              : options.wipe ? "suspended; it destroys its keys at its next contact"
                             : "suspended",
              json{{"suspended", !options.resume}, {"wipe", options.wipe}});
}

void stations(Context& context, const CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  const auto lines = (*service)->stations();
  if (!lines.ok()) return context.fail(lines.error());
  for (const auto& line : *lines) {
    context.say(line.id.hex() + "  " + line.name + "  " + line.division + "  " +
                    (line.wiped_ms > 0             ? "wiped, as it said itself"
                     : line.wipe_handed_out_ms > 0 ? "suspended, the order to wipe handed out"
                     : line.wipe_ordered_ms > 0    ? "suspended, to be wiped"
                     : line.suspended              ? "suspended"
                     : line.enrolled               ? "enrolled"
                                                   : "waiting for its code") +
                    "  " + std::to_string(line.ops) + " ops",
                json{{"id", line.id.hex()},
                     {"name", line.name},
                     {"division", line.division},
                     {"enrolled", line.enrolled},
                     {"suspended", line.suspended},
                     {"wipe_ordered_ms", line.wipe_ordered_ms},
                     {"wipe_handed_out_ms", line.wipe_handed_out_ms},
                     {"wiped_ms", line.wiped_ms},
                     {"ops", line.ops},
                     {"last_contact_ms", line.last_contact_ms}});
  }
}

// Without a file: which years' lists the county knows.
void calendar(Context& context, const CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  if (!options.file.empty()) {
    auto text = read_text_file(options.file);
    if (!text.ok()) return context.fail(text.error());
    const auto years = (*service)->publish_calendar(*text, options.file, options.actor);
    if (!years.ok()) return context.fail(years.error());
    for (const int year : *years)
      context.say("published " + std::to_string(year), json{{"published", year}});
    if (years->empty()) context.say("nothing new", json{{"published", nullptr}});
    return;
  }
  const auto world = (*service)->world();
  if (!world.ok()) return context.fail(world.error());
  for (const int year : (*world)->calendar.years()) {
    const auto* list = (*world)->calendar.find_year(year);
    context.say(std::to_string(year) + ": " + std::to_string(list->off.size()) + " rest days, " +
                    std::to_string(list->work.size()) + " worked weekend days",
                json{{"year", year}, {"off", list->off.size()}, {"work", list->work.size()}});
  }
}

void sweep(Context& context, const CountyOptions& options) {
  auto service = open(options);
  if (!service.ok()) return context.fail(service.error());
  const auto said = (*service)->sweep_deadlines();
  if (!said.ok()) return context.fail(said.error());
  context.say(std::to_string(*said) + " deadlines passed", json{{"passed", *said}});
}

}  // namespace

void add_county_commands(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("county", "The county's users, stations and backups")
                    ->require_subcommand(1);
  auto make = [&](const char* name, const char* help) {
    auto options = std::make_shared<CountyOptions>();
    auto* command = group->add_subcommand(name, help);
    command->add_option("--data", options->data, "Folder of the county")
        ->required()
        ->envname("JIUJIN_DATA");
    command->add_option("--actor", options->actor, "Staff id of who does this");
    return std::pair(command, options);
  };
  {
    auto [command, o] = make("init", "Begin a county; the first administrator's password as below");
    command->add_option("--name", o->setup.name)->required();
    command->add_option("--division", o->setup.division, "12 digits")->required();
    command->add_option("--admin", o->setup.admin_id, "Staff id")->required();
    command->add_option("--admin-name", o->setup.admin_name)->required();
    command->add_option("--host", o->setup.hosts,
                        "Names and IPv4 addresses by which the county is reached (else this "
                        "machine's)");
    command->add_option("--password-fd", o->credentials.password_fd,
                        "Read the password from this descriptor (else JIUJIN_PASSWORD)");
    command->callback([&context, o = o] { init(context, *o); });
  }
  {
    auto [command, o] = make("certificate", "A new certificate for the county's server");
    command->add_option("--host", o->hosts, "Other names and IPv4 addresses than before");
    command->callback([&context, o = o] { certificate(context, *o); });
  }
  {
    auto [command, o] =
        make("second-factor", "Of a person at the console: give it, or take it away");
    command->add_option("id", o->staff.id, "Staff id")->required();
    auto* given = command->add_option("--secret", o->secret, "Base32, of a token or an app");
    auto* lost = command->add_flag("--lost", o->lost, "A new one is set up at the next sign-in");
    given->excludes(lost);
    command->callback([&context, command = command, o = o] {
      if (o->secret.empty() && !o->lost) throw CLI::RequiredError("--secret or --lost");
      second_factor(context, *o);
    });
  }
  {
    auto options = std::make_shared<CountyOptions>();
    auto* command = group->add_subcommand(
        "one-time-code", "The six digits that an app with this secret shows now");
    command->add_option("--secret", options->secret, "Base32")->required();
    command->callback([&context, options] { one_time_code(context, *options); });
  }
  {
    auto [command, o] = make("user", "Add or change a member of staff");
    command->add_option("--id", o->staff.id)->required();
    command->add_option("--name", o->staff.name)->required();
    command->add_option("--unit", o->staff.unit);
    command->add_option("--division", o->staff.division)->required();
    command
        ->add_option("--role", o->roles,
                     "intake prereview agent review decide exit supervise administer kiosk")
        ->required();
    command->add_flag("--inactive", o->inactive);
    command->add_option("--password-fd", o->credentials.password_fd,
                        "Read the password from this descriptor (else JIUJIN_PASSWORD)");
    command->callback([&context, o = o] { add_user(context, *o); });
  }
  {
    auto [command, o] = make("station", "Add a station; prints its one-time enrolment code");
    command->add_option("--name", o->station.name)->required();
    command->add_option("--division", o->station.division)->required();
    command->add_option("--scope", o->station.scope);
    command->add_option("--level", o->station.level, "4 county, 5 town, 6 village")
        ->check(CLI::Range(4, 6));
    command->callback([&context, o = o] { add_station(context, *o); });
  }
  {
    auto [command, o] = make("code", "A further enrolment code for a station");
    command->add_option("STATION", o->station_id)->required();
    command->callback([&context, o = o] { renew_code(context, *o); });
  }
  {
    auto [command, o] = make("grant-key",
                             "Give a station's data key to a member of its staff, where nobody "
                             "there can open it any more");
    command->add_option("STATION", o->station_id)->required();
    command->add_option("--staff", o->staff.id, "Whose password was set anew")->required();
    command->add_option("--out", o->file, "File for `station admit`")->required();
    command->add_option("--sealed", o->sealed,
                        "station.wiped or station.keys of its folder: a key that it has not sent");
    command->callback([&context, o = o] { grant_key(context, *o); });
  }
  {
    auto [command, o] = make("suspend", "Suspend a station, or resume it");
    command->add_option("STATION", o->station_id)->required();
    command->add_option("--reason", o->reason);
    auto* resume = command->add_flag("--resume", o->resume, "Also takes back an order to wipe");
    command
        ->add_flag("--wipe", o->wipe,
                   "Have it destroy the keys to its data at its next contact; `county grant-key` "
                   "opens what it has not sent")
        ->excludes(resume);
    command->callback([&context, o = o] { suspend(context, *o); });
  }
  {
    auto [command, o] = make("stations", "A line per station");
    command->callback([&context, o = o] { stations(context, *o); });
  }
  add_county_backup_commands(*group, context);
  add_county_stick_commands(*group, context);
  add_county_key_commands(*group, context);
  {
    auto [command, o] = make("calendar", "The yearly lists of rest days; with FILE, publish them");
    command->add_option("FILE", o->file, R"({"2027": {"off": ["2027-01-01"], "work": []}})");
    command->callback([&context, o = o] { calendar(context, *o); });
  }
  {
    auto [command, o] = make("sweep", "Say which deadlines have passed");
    command->callback([&context, o = o] { sweep(context, *o); });
  }
}

}  // namespace jiujin::client::ctl
