// jiujinctl station export|import, county import: exchanges by stick.
#include <signal.h>

#include "client/ctl/command.h"
#include "client/ctl/progress.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace wire = sync::wire;

namespace {

struct StickOptions {
  std::string data, folder, actor;
  Credentials credentials;
  std::uint64_t limit = wire::kStickFileBytesMax;
};

// Ctrl-C ends the work, not the program: a stick is left without half a file.
class AskedToStop {
 public:
  AskedToStop() {
    sigemptyset(&m_signals);
    sigaddset(&m_signals, SIGINT);
    sigaddset(&m_signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &m_signals, nullptr);
  }
  bool operator()() const {
    sigset_t waiting;
    sigpending(&waiting);
    return sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1;
  }

 private:
  sigset_t m_signals;
};

wire::StickWatch watch_with(Progress& progress, const AskedToStop& stop) {
  return {[&progress](const wire::StickProgress& told) { progress.show(told.done, told.total); },
          [&stop] { return stop(); }};
}

std::string_view name_of(wire::StickBundle::State state) {
  using State = wire::StickBundle::State;
  switch (state) {
    case State::kTaken:
      return "taken";
    case State::kKnown:
      return "known";
    case State::kForeign:
      return "foreign";
    case State::kUnknown:
      return "unknown";
    case State::kIncomplete:
      return "incomplete";
    case State::kCut:
      return "cut";
    case State::kBroken:
      return "broken";
    case State::kRefused:
      return "refused";
  }
  return "";
}

std::string_view name_of(wire::StickAnswer::State state) {
  using State = wire::StickAnswer::State;
  switch (state) {
    case State::kTaken:
      return "taken";
    case State::kKnown:
      return "known";
    case State::kNotOurs:
      return "not_ours";
    case State::kTooEarly:
      return "too_early";
    case State::kCut:
      return "cut";
    case State::kBroken:
      return "broken";
    case State::kRefused:
      return "refused";
  }
  return "";
}

std::string whose(const std::string& label) {
  return label.empty() ? "somebody else" : label;
}

std::string words_of(const wire::StickBundle& bundle) {
  const std::string came =
      std::to_string(bundle.ops) + " ops, " + std::to_string(bundle.file_bytes) + " B of scans";
  switch (bundle.state) {
    case wire::StickBundle::State::kForeign:
      return "it is sealed for " + whose(bundle.cause) + ", not for this county";
    case wire::StickBundle::State::kCut:
      return "it was cut off (" + bundle.cause + "); taken in as far as it goes: " + came;
    case wire::StickBundle::State::kBroken:
      return bundle.cause + "; what stood before was taken in: " + came;
    case wire::StickBundle::State::kRefused:
      return "refused: " + bundle.cause;
    case wire::StickBundle::State::kUnknown:
    case wire::StickBundle::State::kIncomplete:
      return bundle.cause;
    default:
      return came;
  }
}

std::string words_of(const wire::StickAnswer& answer) {
  switch (answer.state) {
    case wire::StickAnswer::State::kNotOurs:
      return "it is sealed for " + whose(answer.cause) +
             ", or for an earlier life of this computer";
    case wire::StickAnswer::State::kCut:
      return "it was cut off (" + answer.cause + "); taken in as far as it goes";
    case wire::StickAnswer::State::kBroken:
      return answer.cause + "; what stood before was taken in";
    case wire::StickAnswer::State::kTooEarly:
    case wire::StickAnswer::State::kRefused:
      return answer.cause;
    default:
      return std::to_string(answer.ops_acknowledged) + " ops acknowledged, " +
             std::to_string(answer.feed_entries) + " feed entries, " +
             std::to_string(answer.file_bytes) + " B of files";
  }
}

ErrorCode code_of(std::string_view state) {
  if (state == "cut") return ErrorCode::kTruncated;
  if (state == "broken") return ErrorCode::kCorrupt;
  if (state == "foreign" || state == "not_ours") return ErrorCode::kForbidden;
  if (state == "unknown") return ErrorCode::kUnauthenticated;
  return ErrorCode::kRefused;
}

// One file's line; what needs a person goes to standard error, too.
template <typename Told>
void tell(Context& context, const Told& told, json object) {
  const std::string_view state = name_of(told.state);
  object["file"] = told.file;
  object["state"] = state;
  if (!told.cause.empty()) object["cause"] = told.cause;
  const bool fine = state == "taken" || state == "known";
  context.say(fine ? std::string(state) + " " + told.file + ": " + words_of(told) : "", object);
  if (!fine) context.fail({code_of(state), told.file, words_of(told)});
}

void export_station(Context& context, const StickOptions& options) {
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const AskedToStop stop;
  Result<wire::ExportReport> report = wire::ExportReport{};
  {
    Progress progress("writing to the stick, B");
    report = (*session)->export_to_stick(options.folder, options.limit, watch_with(progress, stop));
  }
  if (!report.ok()) return context.fail(report.error());
  std::string names;
  for (const auto& name : report->files) names += (names.empty() ? "" : " ") + name;
  context.say("wrote " + names + ": " + std::to_string(report->ops) + " ops, " +
                  std::to_string(report->scans) + " scans, " + std::to_string(report->bytes) + " B",
              json{{"files", report->files},
                   {"ops", report->ops},
                   {"scans", report->scans},
                   {"bytes", report->bytes}});
}

void import_answers(Context& context, const StickOptions& options) {
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const AskedToStop stop;
  Result<wire::AnswersReport> report = wire::AnswersReport{};
  {
    Progress progress("reading the stick, B");
    report = (*session)->import_from_stick(options.folder, watch_with(progress, stop));
  }
  if (!report.ok()) return context.fail(report.error());
  if (report->answers.empty())
    return context.fail({ErrorCode::kNotFound, options.folder, "no answer of a county here"});
  for (const auto& answer : report->answers)
    tell(context, answer,
         json{{"ops_acknowledged", answer.ops_acknowledged},
              {"feed_entries", answer.feed_entries},
              {"file_bytes", answer.file_bytes}});
  if (report->reborn) context.say("this log goes on under another name", json{{"reborn", true}});
  if (report->export_again)
    context.say("the county is not through with this station: export again",
                json{{"export_again", true}, {"notice", report->notice}});
}

void import_bundles(Context& context, const StickOptions& options) {
  auto service = sync::county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  const AskedToStop stop;
  Result<std::vector<wire::StickBundle>> bundles = std::vector<wire::StickBundle>{};
  {
    Progress progress("reading the stick, B");
    bundles = (*service)->import_folder(options.folder, watch_with(progress, stop));
  }
  if (!bundles.ok()) return context.fail(bundles.error());
  if (bundles->empty())
    return context.fail({ErrorCode::kNotFound, options.folder, "no bundle of a station here"});
  const auto world = (*service)->world();
  if (!world.ok()) return context.fail(world.error());
  for (const auto& bundle : *bundles) {
    const auto* station = (*world)->registry.station(bundle.station);
    tell(context, bundle,
         json{{"station", station ? station->name : ""},
              {"ops", bundle.ops},
              {"file_bytes", bundle.file_bytes},
              {"answer", bundle.answer}});
  }
}

CLI::App* add(CLI::App& group, const char* name, const char* help, const char* whose_folder,
              const std::shared_ptr<StickOptions>& options) {
  auto* command = group.add_subcommand(name, help);
  command->add_option("--data", options->data, whose_folder)->envname("JIUJIN_DATA");
  return command;
}

}  // namespace

void add_station_stick_commands(CLI::App& group, Context& context) {
  {
    const auto options = std::make_shared<StickOptions>();
    auto* command = add(group, "export", "Write what waits to a stick, sealed for the county",
                        "Folder of the station", options);
    add_credentials(*command, options->credentials);
    command->add_option("--to", options->folder, "Folder of the stick")->required();
    command
        ->add_option("--limit", options->limit,
                     "Largest file, such as 500MB; more becomes several files")
        ->transform(CLI::AsSizeValue(true));
    command->callback([&context, options] { export_station(context, *options); });
  }
  {
    const auto options = std::make_shared<StickOptions>();
    auto* command =
        add(group, "import", "Take in the county's answers from a stick, any number of times",
            "Folder of the station", options);
    add_credentials(*command, options->credentials);
    command->add_option("DIR", options->folder, "Folder of the stick")->required();
    command->callback([&context, options] { import_answers(context, *options); });
  }
}

void add_county_stick_commands(CLI::App& group, Context& context) {
  const auto options = std::make_shared<StickOptions>();
  auto* command = add(group, "import",
                      "Take in the bundles of a stick, any number of times, and answer beside them",
                      "Folder of the county", options);
  command->get_option("--data")->required();
  command->add_option("--actor", options->actor, "Staff id of who does this");
  command->add_option("DIR", options->folder, "Folder of the stick")->required();
  command->callback([&context, options] { import_bundles(context, *options); });
}

}  // namespace jiujin::client::ctl
