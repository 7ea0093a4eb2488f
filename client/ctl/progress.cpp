#include "client/ctl/progress.h"

#include <unistd.h>

#include <cstdio>

namespace jiujin::client::ctl {
namespace {

constexpr std::chrono::milliseconds kEvery{100};

}  // namespace

Progress::Progress(std::string what) : m_what(std::move(what)), m_terminal(isatty(2) == 1) {}

Progress::~Progress() {
  if (m_shown) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  if (!m_terminal) return;
  const auto now = std::chrono::steady_clock::now();
  if (m_shown && now - m_last < kEvery) return;
  m_last = now;
  m_shown = true;
  const std::string of = total ? " / " + std::to_string(total) : "";
  std::fprintf(stderr, "\r\033[K%s %s%s", m_what.c_str(), std::to_string(done).c_str(), of.c_str());
  std::fflush(stderr);
}

}  // namespace jiujin::client::ctl
