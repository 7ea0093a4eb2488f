// jiujin-county: the county's server.
//   jiujin-county --data DIR [--port N] [--listen ADDRESS] [--certificate FILE --key FILE]
#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "localization/formats.h"
#include "localization/text.h"
#include "sync/county/http/http_server.h"

namespace {

using namespace jiujin;

constexpr int kSweepSeconds = 60;

const char* const kUsage =
    "jiujin-county --data DIR [--port N] [--listen ADDRESS] [--certificate FILE --key FILE]\n"
    "  --data DIR      the county's folder, made by jiujinctl county init (JIUJIN_DATA)\n"
    "  --port N        8080; 0 takes any free one and prints it (JIUJIN_PORT)\n"
    "  --listen ADDR   127.0.0.1 (JIUJIN_LISTEN)\n"
    "  --certificate, --key   PEM files to show instead of the county's own certificate, which\n"
    "                  stations know by their code (JIUJIN_CERTIFICATE, JIUJIN_KEY)\n"
    "Plain HTTP is answered on loopback alone; everybody else speaks TLS.\n";

// Where people reach it: by the address it listens on.
std::string address_of(const sync::county::http::ServerOptions& options, std::uint16_t port) {
  return (options.certificate.empty() ? "http://" : "https://") + options.listen + ":" +
         std::to_string(port);
}

std::string environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value && *value ? value : otherwise;
}

int wrong_usage(const std::string& what) {
  std::fprintf(stderr, "jiujin-county: %s\n%s", what.c_str(), kUsage);
  return 2;
}

void log_line(const std::string& line) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::fprintf(stderr, "%s %s\n",
               localization::format_timestamp(now, localization::kShanghai).c_str(), line.c_str());
}

constexpr int kRestSeconds = 10;

void sweep(sync::county::CountyService& service) {
  auto said = service.sweep_deadlines();
  if (!said.ok()) log_line("deadlines: " + said.error().line());
  else if (*said > 0) log_line("deadlines: " + std::to_string(*said) + " passed");
  if (auto written = service.record_failed_sign_ins([](const auto&) { return false; });
      !written.ok()) {
    log_line("sign-ins: " + written.error().line());
  }
  if (auto forgotten = service.forget_old_forms(); !forgotten.ok()) {
    log_line("forms: " + forgotten.error().line());
  }
}

// Until SIGTERM or SIGINT. Once a minute the deadlines are looked at and what is new in the logs is
// verified; a verification that somebody asked for begins within a second and goes in pieces.
void wait_for_the_end(sync::county::CountyService& service, const sigset_t& signals) {
  bool verifying = true;
  for (int second = 0;; second = (second + 1) % kSweepSeconds) {
    const timespec pause{verifying ? 0 : 1, 0};
    const int signal = sigtimedwait(&signals, nullptr, &pause);
    if (signal == SIGTERM || signal == SIGINT) return;
    if (!verifying && second == 0) sweep(service);
    if (!verifying && second % kRestSeconds == kRestSeconds - 1) service.rest();
    const auto standing = service.audit_standing();
    if (!verifying && second != 0 && !(standing.ok() && standing->running)) continue;
    const auto more = service.audit_step();
    if (!more.ok() && verifying) log_line("audit: " + more.error().line());
    verifying = more.ok() && *more;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const rlimit no_picture{0, 0};  // of the memory after a crash: residents' data are in it
  setrlimit(RLIMIT_CORE, &no_picture);
  std::map<std::string, std::string> options{
      {"--data", environment("JIUJIN_DATA", "")},
      {"--port", environment("JIUJIN_PORT", "8080")},
      {"--listen", environment("JIUJIN_LISTEN", "127.0.0.1")},
      {"--certificate", environment("JIUJIN_CERTIFICATE", "")},
      {"--key", environment("JIUJIN_KEY", "")}};
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--help") return std::fputs(kUsage, stdout) < 0 ? 1 : 0;
    if (!options.contains(name)) return wrong_usage("unknown option " + name);
    if (i + 1 == argc) return wrong_usage(name + " needs a value");
    options[name] = argv[++i];
  }
  char* end = nullptr;
  const long port = std::strtol(options["--port"].c_str(), &end, 10);
  if (*end || port < 0 || port > 65535) return wrong_usage("--port: 0 to 65535");
  if (options["--data"].empty()) return wrong_usage("--data is missing");
  if (options["--certificate"].empty() != options["--key"].empty()) {
    return wrong_usage("--certificate and --key go together");
  }
  localization::set_language(localization::language_from_environment());
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread begins
  signal(SIGPIPE, SIG_IGN);
  auto service = sync::county::CountyService::open(options["--data"]);
  if (!service.ok()) {
    std::fprintf(stderr, "jiujin-county: %s\n", service.error().line().c_str());
    return 1;
  }
  sync::county::http::ServerOptions server_options;
  server_options.listen = options["--listen"];
  server_options.port = static_cast<std::uint16_t>(port);
  server_options.certificate = options["--certificate"];
  server_options.key = options["--key"];
  if (server_options.certificate.empty()) {
    const auto own = (*service)->renewed_certificate();
    if (!own.ok()) {
      std::fprintf(stderr, "jiujin-county: %s\n", own.error().line().c_str());
      return 1;
    }
    if (*own) {
      server_options.certificate = (*own)->certificate;
      server_options.key = (*own)->key;
    }
  }
  server_options.log = log_line;
  auto server = sync::county::http::HttpServer::start(**service, server_options);
  if (!server.ok()) {
    std::fprintf(stderr, "jiujin-county: %s\n", server.error().line().c_str());
    return 1;
  }
  std::printf("listening on %s\n", address_of(server_options, (*server)->port()).c_str());
  std::fflush(stdout);
  if (options["--certificate"].empty()) {
    const auto ended = (*service)->end_former_authorities();
    if (!ended.ok()) log_line("authority: " + ended.error().line());
  }
  if (auto said = (*service)->sweep_deadlines(); !said.ok()) log_line(said.error().line());
  wait_for_the_end(**service, signals);
  (*server)->stop();
  return 0;
}
