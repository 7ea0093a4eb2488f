#include "tests/support/fault_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <list>
#include <vector>

namespace jiujin::tests {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kTickMs = 10;
constexpr std::size_t kWaitingMax = 256 * 1024;  // then the sender feels the slow line

struct Piece {
  Clock::time_point due;
  std::string bytes;
};

// One direction of one connection.
struct Flow {
  int from = -1;
  int to = -1;
  std::deque<Piece> waiting;
  std::size_t waiting_bytes = 0;
  bool ended = false;  // `from` said goodbye
  bool shut = false;   // and `to` was told
};

struct Connection {
  Flow up;
  Flow down;
  bool spent = false;  // cut-after has come to its end here: only what waits goes on
};

sockaddr_in local_address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// What was passed on must arrive: a reset would throw away what still stands in the buffers.
void end_and_close(int fd) {
  shutdown(fd, SHUT_WR);
  close(fd);
}

void reset_and_close(int fd) {
  const linger abruptly{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &abruptly, sizeof abruptly);
  close(fd);
}

// False when the connection is broken. `taken` counts what was read.
bool read_some(Flow& flow, int delay_ms, bool swallow, std::int64_t* allowance,
               std::atomic<std::uint64_t>& counter) {
  char buffer[16384];
  std::size_t room = sizeof buffer;
  if (allowance && *allowance > 0) {
    room = std::min<std::size_t>(room, static_cast<std::size_t>(*allowance));
  }
  const ssize_t size = recv(flow.from, buffer, room, 0);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) {
    flow.ended = true;
    return true;
  }
  if (swallow) return true;
  counter += static_cast<std::uint64_t>(size);
  if (allowance && *allowance >= 0) *allowance -= size;
  flow.waiting.push_back({Clock::now() + std::chrono::milliseconds(delay_ms),
                          std::string(buffer, static_cast<std::size_t>(size))});
  flow.waiting_bytes += static_cast<std::size_t>(size);
  return true;
}

bool write_some(Flow& flow, bool swallow) {
  while (!flow.waiting.empty() && flow.waiting.front().due <= Clock::now()) {
    if (swallow) {
      flow.waiting.clear();
      flow.waiting_bytes = 0;
      break;
    }
    std::string& bytes = flow.waiting.front().bytes;
    const ssize_t size = send(flow.to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    flow.waiting_bytes -= static_cast<std::size_t>(size);
    bytes.erase(0, static_cast<std::size_t>(size));
    if (!bytes.empty()) return true;
    flow.waiting.pop_front();
  }
  if (flow.ended && flow.waiting.empty() && !flow.shut && !swallow) {
    shutdown(flow.to, SHUT_WR);
    flow.shut = true;
  }
  return true;
}

short wanted_events(const Flow& in, const Flow& out) {
  short events = 0;
  if (!in.ended && in.waiting_bytes < kWaitingMax) events |= POLLIN;
  if (!out.waiting.empty() && out.waiting.front().due <= Clock::now()) events |= POLLOUT;
  return events;
}

}  // namespace

FaultProxy::FaultProxy(std::uint16_t listen_port, std::uint16_t target_port)
    : m_target(target_port) {
  m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address = local_address(listen_port);
  socklen_t length = sizeof address;
  if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(m_listener, 64) != 0) {
    return;
  }
  getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length);
  m_port = ntohs(address.sin_port);
  m_thread = std::thread([this] { run(); });
}

FaultProxy::~FaultProxy() {
  m_stop = true;
  if (m_thread.joinable()) m_thread.join();
  close(m_listener);
}

bool FaultProxy::set(const std::string& command) {
  const std::string word = command.substr(0, command.find(' '));
  const auto number = [&] {
    return command.size() > word.size() ? std::atoll(command.c_str() + word.size()) : 0;
  };
  if (word == "pass") {
    m_delay_ms = 0;
    m_mode = Mode::kPass;
  } else if (word == "swallow") {
    m_mode = Mode::kSwallow;
  } else if (word == "cut") {
    m_mode = Mode::kCut;
  } else if (word == "delay") {
    m_delay_ms = static_cast<int>(number());
    m_mode = Mode::kPass;
  } else if (word == "cut-after") {
    m_cut_after = number();
    m_mode = Mode::kPass;
  } else {
    return false;
  }
  return true;
}

void FaultProxy::run() {
  std::list<Connection> connections;
  const auto drop = [&](std::list<Connection>::iterator at) {
    reset_and_close(at->up.from);
    at->spent ? end_and_close(at->up.to) : reset_and_close(at->up.to);
    return connections.erase(at);
  };
  while (!m_stop) {
    std::vector<pollfd> watched{{m_listener, POLLIN, 0}};
    for (auto& c : connections) {
      const auto from_client = wanted_events(c.up, c.down);
      watched.push_back(
          {c.up.from, static_cast<short>(c.spent ? from_client & ~POLLIN : from_client), 0});
      watched.push_back({c.up.to, wanted_events(c.down, c.up), 0});
    }
    poll(watched.data(), watched.size(), kTickMs);
    const bool swallow = m_mode == Mode::kSwallow;
    const bool cut = m_mode == Mode::kCut;
    for (auto c = connections.begin(); c != connections.end();) {
      if (cut) {
        c = drop(c);
        continue;
      }
      std::int64_t allowance = m_cut_after;
      bool alive = c->spent || c->up.ended || c->up.waiting_bytes >= kWaitingMax ||
                   read_some(c->up, m_delay_ms, swallow, &allowance, m_bytes_up);
      if (m_cut_after >= 0) m_cut_after = allowance > 0 ? allowance : -1;
      c->spent = c->spent || allowance == 0;
      alive = alive && (c->down.ended || c->down.waiting_bytes >= kWaitingMax ||
                        read_some(c->down, m_delay_ms, swallow, nullptr, m_bytes_down));
      alive = alive && write_some(c->up, swallow) && write_some(c->down, swallow);
      const bool over = (c->up.shut && c->down.shut) || (c->spent && c->up.waiting.empty());
      c = alive && !over ? std::next(c) : drop(c);
    }
    for (;;) {
      const int client = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (client < 0) break;
      const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const sockaddr_in target = local_address(m_target);
      if (cut || connect(server, reinterpret_cast<const sockaddr*>(&target), sizeof target) != 0) {
        reset_and_close(client);
        close(server);
        continue;
      }
      fcntl(server, F_SETFL, O_NONBLOCK);
      connections.push_back(
          {{client, server, {}, 0, false, false}, {server, client, {}, 0, false, false}, false});
    }
  }
  while (!connections.empty()) drop(connections.begin());
}

}  // namespace jiujin::tests
