// What every command of jiujinctl shares: options, output, exit status.
//
// Results go to standard output (words, or JSON with --json); errors to standard error: a line that
// names the place and, without --json, a second one in the reader's language that says what was
// kept and what to do. Exit status: 0 done, 1 the answer is "no" or something failed, 2 wrong
// usage. Thread rule: one thread.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "client/control/station_session.h"
#include "localization/error.h"
#include "sync/county/county_service.h"

namespace jiujin::client::ctl {

inline constexpr int kDone = 0;
inline constexpr int kNo = 1;
inline constexpr int kUsage = 2;

struct Context {
  bool json = false;
  int status = kDone;  // set by the command that ran

  // One line of words, or the object.
  void say(const std::string& words, const nlohmann::json& object);
  // A line that names the place, and what was kept; status becomes 1.
  void fail(const Error& error);
};

// Groups add themselves to the program; each command runs in its callback.
void add_form_commands(CLI::App& app, Context& context);
void add_catalogue_commands(CLI::App& app, Context& context);
void add_case_commands(CLI::App& app, Context& context);
void add_event_commands(CLI::App& app, Context& context);
void add_station_commands(CLI::App& app, Context& context);
void add_county_commands(CLI::App& app, Context& context);
// Into the groups "station" and "county".
void add_station_stick_commands(CLI::App& group, Context& context);
void add_county_stick_commands(CLI::App& group, Context& context);
void add_county_backup_commands(CLI::App& group, Context& context);
void add_county_key_commands(CLI::App& group, Context& context);
void add_audit_commands(CLI::App& app, Context& context);

// --- shared pieces ---
struct Credentials {
  std::string staff;
  int password_fd = -1;  // -1: JIUJIN_PASSWORD
};
void add_credentials(CLI::App& command, Credentials& credentials);
Result<std::string> read_password(const Credentials& credentials);

// Opens a station folder and, when a staff id is given, logs in; a locked one in any case: without
// a staff id it is kUnauthenticated.
Result<std::unique_ptr<control::StationSession>> open_station(const std::string& folder,
                                                              const Credentials& credentials);
// The same for what is done in nobody's name: logs in only where that is needed to open the data.
Result<std::unique_ptr<control::StationSession>> open_unnamed(const std::string& folder,
                                                              const Credentials& credentials);
bool is_county_folder(const std::string& folder);
// The id of a case that is named by it, by its 办件编号 or its receipt number.
Result<std::string> resolve_case(control::StationSession& session, const std::string& name);
Result<std::string> read_text_file(const std::string& path);
Result<void> write_text_file(const std::string& path, std::string_view bytes);

nlohmann::json case_json(const sync::casework::Case& c);
nlohmann::json summary_json(const sync::casework::CaseSummary& line);

}  // namespace jiujin::client::ctl
