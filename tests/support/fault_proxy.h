// A line that breaks on command: a TCP proxy that passes, swallows, delays or cuts.
//
// pass         bytes go through
// swallow      connections stand, bytes vanish (a black hole: what a dead radio link looks like)
// cut          connections are reset, new ones too
// delay MS     every piece waits so long
// cut-after N  passes N more bytes towards the server (N > 0; they arrive), then ends that
//              connection there, resets it at the client, and passes again
// Thread rule: start/stop belong to one thread; set() may be called from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace jiujin::tests {

class FaultProxy {
 public:
  // Listens on 127.0.0.1:`listen_port` (0 = any free one), forwards to 127.0.0.1:`target_port`.
  FaultProxy(std::uint16_t listen_port, std::uint16_t target_port);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  std::uint16_t port() const { return m_port; }  // 0: could not listen
  // A command as above; false for one that is not known.
  bool set(const std::string& command);
  std::uint64_t bytes_up() const { return m_bytes_up; }
  std::uint64_t bytes_down() const { return m_bytes_down; }

 private:
  enum class Mode { kPass, kSwallow, kCut };
  void run();

  int m_listener = -1;
  std::uint16_t m_port = 0;
  std::uint16_t m_target;
  std::atomic<Mode> m_mode{Mode::kPass};
  std::atomic<int> m_delay_ms{0};
  std::atomic<std::int64_t> m_cut_after{-1};
  std::atomic<std::uint64_t> m_bytes_up{0};
  std::atomic<std::uint64_t> m_bytes_down{0};
  std::atomic<bool> m_stop{false};
  std::thread m_thread;
};

}  // namespace jiujin::tests
