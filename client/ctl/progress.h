// Progress on a terminal: one line on standard error that is written over; none when piped.
// Thread rule: one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace jiujin::client::ctl {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();  // takes the line away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // `total` 0: not known.
  void show(std::uint64_t done, std::uint64_t total);

 private:
  std::string m_what;
  bool m_terminal;
  bool m_shown = false;
  std::chrono::steady_clock::time_point m_last;
};

}  // namespace jiujin::client::ctl
