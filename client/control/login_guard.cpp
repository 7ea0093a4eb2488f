#include "client/control/login_guard.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/base/atomic_file.h"

namespace jiujin::client::control {
namespace {

constexpr std::size_t kFileBytesMax = 4096;
constexpr std::int64_t kFirstWaitMs = 30'000;
constexpr std::int64_t kLongestWaitMs = 900'000;

struct Tries {
  int failures = 0;
  std::int64_t last_ms = 0;
};

std::string path_of(const std::string& folder) {
  return folder + "/log-in.json";
}

// A file that is none counts as no failures: whoever can write there can take it away, too.
Tries read_tries(const std::string& folder) {
  const auto bytes = sync::base::read_whole_file(path_of(folder), kFileBytesMax);
  if (!bytes.ok()) return {};
  const auto json = nlohmann::json::parse(*bytes, nullptr, false);
  if (!json.is_object()) return {};
  const auto failures = json.find("failures");
  const auto last = json.find("last_ms");
  if (failures == json.end() || last == json.end() || !failures->is_number_unsigned() ||
      !last->is_number_integer())
    return {};
  return {static_cast<int>(std::min<std::uint64_t>(failures->get<std::uint64_t>(), 1000)),
          last->get<std::int64_t>()};
}

// 0 after up to four failures, then 30 s, 60 s, ... 15 min.
std::int64_t wait_after(int failures) {
  if (failures < kFreeTries) return 0;
  const int doublings = std::min(failures - kFreeTries, 10);
  return std::min(kFirstWaitMs << doublings, kLongestWaitMs);
}

}  // namespace

Result<void> may_log_in(const std::string& folder, std::int64_t now_ms) {
  const Tries tries = read_tries(folder);
  const std::int64_t wait = wait_after(tries.failures);
  // A clock that was set back does not lengthen the wait beyond its own length.
  const std::int64_t passed = std::max<std::int64_t>(now_ms - tries.last_ms, 0);
  if (passed >= wait) return {};
  return Error{ErrorCode::kBusy, "log-in", std::to_string((wait - passed + 999) / 1000)};
}

void note_wrong_password(const std::string& folder, std::int64_t now_ms) {
  const nlohmann::json json{{"failures", read_tries(folder).failures + 1}, {"last_ms", now_ms}};
  // A full disk does not keep anybody out.
  (void)sync::base::write_file_atomically(path_of(folder), json.dump()).ok();
}

void forget_wrong_passwords(const std::string& folder) {
  unlink(path_of(folder).c_str());
}

}  // namespace jiujin::client::control
