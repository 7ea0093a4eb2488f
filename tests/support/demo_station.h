// A station in a temporary folder, enrolled with a county that lives in memory: staff, the demo
// catalogue, a fixed clock. Thread rule: one thread.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "client/control/control_thread.h"
#include "client/control/station_session.h"
#include "client/presenters/workplace.h"
#include "sync/casework/op_bodies.h"
#include "sync/store/memory_store.h"
#include "sync/store/sqlite_store.h"
#include "tests/support/temporary_folder.h"

namespace jiujin::tests {

// 2026-11-23 10:32 in Shanghai, a Monday.
inline constexpr std::int64_t kMondayMorningMs = 1795401120000;

class DemoStation {
 public:
  // On another disk than the machine's when `disk` names one.
  explicit DemoStation(sync::store::SqliteStoreOptions disk = {});
  client::control::SessionOptions options() const;  // of the enrolled folder
  const std::string& folder() const { return m_folder; }
  void advance(std::int64_t ms) { *m_now_ms += ms; }
  std::int64_t now_ms() const { return *m_now_ms; }
  // An open session with the clerk logged in.
  std::unique_ptr<client::control::StationSession> session() const;

  // The station's ops go up, and what the county has comes down.
  void exchange(sync::store::LogStore& station);
  // The county's staff write about a case.
  void county_writes(std::vector<sync::oplog::OpDraft> ops);
  // Another version of the catalogue, each of whose items `edit` may change, comes down whole.
  void publish(int version, const std::function<void(nlohmann::json& item)>& edit);

 private:
  TemporaryFolder m_temporary;
  std::string m_folder;
  std::shared_ptr<std::int64_t> m_now_ms;
  sync::store::SqliteStoreOptions m_disk;
  sync::store::MemoryStore m_county;
  sync::base::IncarnationId m_own, m_county_log;
};

// A window over a station, driven at once.
struct DemoWindow {
  explicit DemoWindow(DemoStation& station, bool logged_in = true);
  // Lets everything that was asked be answered.
  void settle();
  // Time goes by, timers run.
  void wait(std::int64_t ms);
  DemoStation& station;
  client::control::InlineControl control;
  client::presenters::Workplace workplace;
};

inline constexpr const char* kClerk = "limin";
inline constexpr const char* kPassword = "qingxi-2026";

// A key of a member of staff that costs next to nothing.
sync::casework::StaffOpening staff_opening(const std::string& id, const std::string& password);

// A small valid JPEG, made with libjpeg's defaults: 16 x 8 pixels.
std::string small_jpeg();
// One that shows noise, so that it is large: about a byte a pixel.
std::string noise_jpeg(int width, int height);
void write_file(const std::string& path, const std::string& bytes);

}  // namespace jiujin::tests
