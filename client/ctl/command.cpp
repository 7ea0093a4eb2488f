#include "client/ctl/command.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "sync/base/atomic_file.h"
#include "sync/envelope/data_key.h"

namespace jiujin::client::ctl {

using nlohmann::json;

void Context::say(const std::string& words, const nlohmann::json& object) {
  if (json) {
    std::cout << object.dump() << '\n';
  } else if (!words.empty()) {
    std::cout << words << '\n';
  }
  std::cout.flush();
}

void Context::fail(const Error& error) {
  std::cerr << "error: " << error.line() << '\n';
  if (!json) std::cerr << describe_error({error.code, {}, {}}) << '\n';
  status = kNo;
}

void add_credentials(CLI::App& command, Credentials& credentials) {
  command.add_option("--staff", credentials.staff, "Staff id in whose name this is done")
      ->envname("JIUJIN_STAFF");
  command.add_option("--password-fd", credentials.password_fd,
                     "Read the password from this file descriptor (else JIUJIN_PASSWORD)");
}

Result<std::string> read_password(const Credentials& credentials) {
  if (credentials.password_fd < 0) {
    const char* given = std::getenv("JIUJIN_PASSWORD");
    if (!given) {
      return Error{ErrorCode::kInvalidArgument, "--password-fd",
                   "no password: give a file descriptor or JIUJIN_PASSWORD"};
    }
    return std::string(given);
  }
  std::string password;
  char buffer[256];
  ssize_t got = 0;
  while ((got = ::read(credentials.password_fd, buffer, sizeof buffer)) > 0) {
    password.append(buffer, static_cast<std::size_t>(got));
  }
  if (got < 0) {
    return Error{ErrorCode::kInvalidArgument, "--password-fd", "cannot read the file descriptor"};
  }
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
    password.pop_back();
  }
  return password;
}

namespace {

using Opened = Result<std::unique_ptr<control::StationSession>>;

Opened open_folder(const std::string& folder) {
  control::SessionOptions options;
  options.folder = folder.empty() ? control::default_station_folder() : folder;
  return control::StationSession::open(std::move(options));
}

Opened log_in(Opened session, const Credentials& credentials) {
  if (credentials.staff.empty())
    return Error{ErrorCode::kUnauthenticated, (*session)->info().folder,
                 "the station is locked: name a member of staff (--staff or JIUJIN_STAFF) and give "
                 "the password (--password-fd or JIUJIN_PASSWORD)"};
  auto password = read_password(credentials);
  if (!password.ok()) return password.error();
  auto logged_in = (*session)->perform(control::LogIn{credentials.staff, *password});
  sync::envelope::wipe(*password);
  if (!logged_in.ok()) return logged_in.error();
  return session;
}

}  // namespace

Opened open_station(const std::string& folder, const Credentials& credentials) {
  auto session = open_folder(folder);
  if (!session.ok() || (credentials.staff.empty() && !(*session)->locked())) return session;
  return log_in(std::move(session), credentials);
}

Opened open_unnamed(const std::string& folder, const Credentials& credentials) {
  auto session = open_folder(folder);
  if (!session.ok() || !(*session)->locked()) return session;
  return log_in(std::move(session), credentials);
}

Result<std::string> resolve_case(control::StationSession& session,
                                 const std::string& name) {
  const auto index = session.ask<control::IndexReady>(control::AskIndex{});
  if (!index.ok()) return index.error();
  for (const auto& entry : index->index->entries) {
    const auto& line = entry.summary;
    if (line.id == name || line.number == name || line.receipt == name) return line.id;
  }
  return Error{ErrorCode::kNotFound, name, "no such case here"};
}

bool is_county_folder(const std::string& folder) {
  return std::filesystem::exists(std::filesystem::path(folder) / "county.db");
}

Result<std::string> read_text_file(const std::string& path) {
  if (std::filesystem::is_directory(path))
    return Error{ErrorCode::kInvalidData, path, "is a folder; a file is wanted"};
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kNotFound, path, "cannot be read"};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Result<void> write_text_file(const std::string& path, std::string_view bytes) {
  return sync::base::write_file_atomically(path, bytes);
}

}  // namespace jiujin::client::ctl
