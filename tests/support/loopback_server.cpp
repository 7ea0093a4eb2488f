#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace jiujin::tests {

namespace {

// Buffered bytes of one connection.
class Input {
 public:
  explicit Input(int fd) : m_fd(fd) {}
  bool fill() {
    char buffer[8192];
    const ssize_t size = recv(m_fd, buffer, sizeof buffer, 0);
    if (size <= 0) return false;
    m_bytes.append(buffer, static_cast<std::size_t>(size));
    return true;
  }
  std::optional<std::string> line() {
    std::size_t end;
    while ((end = m_bytes.find("\r\n")) == std::string::npos) {
      if (!fill()) return std::nullopt;
    }
    std::string out = m_bytes.substr(0, end);
    m_bytes.erase(0, end + 2);
    return out;
  }
  long take(char* buffer, std::size_t size) {
    if (m_bytes.empty() && !fill()) return -1;
    const std::size_t count = m_bytes.copy(buffer, size);
    m_bytes.erase(0, count);
    return static_cast<long>(count);
  }

 private:
  int m_fd;
  std::string m_bytes;
};

}  // namespace

LoopbackServer::LoopbackServer(StreamHandler handler) : m_handler(std::move(handler)) {
  m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(m_listener, 16) != 0) {
    std::abort();
  }
  getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length);
  m_port = ntohs(address.sin_port);
  m_thread = std::thread([this] { run(); });
}

LoopbackServer::~LoopbackServer() {
  m_stop = true;
  m_thread.join();
  close(m_listener);
}

void LoopbackServer::run() {
  while (!m_stop) {
    pollfd watched{m_listener, POLLIN, 0};
    if (poll(&watched, 1, 20) <= 0) continue;
    const int client = accept(m_listener, nullptr, nullptr);
    if (client < 0) continue;
    serve(client);
    close(client);
  }
}

void LoopbackServer::serve(int client) {
  Input input(client);
  const auto request = input.line();
  if (!request) return;
  const auto from = request->find(' ') + 1;
  const std::string path = request->substr(from, request->find(' ', from) - from);
  bool chunked = false;
  std::size_t left = 0;
  for (;;) {
    auto header = input.line();
    if (!header) return;
    if (header->empty()) break;
    std::transform(header->begin(), header->end(), header->begin(), ::tolower);
    if (*header == "transfer-encoding: chunked") chunked = true;
    if (header->starts_with("content-length:")) left = std::strtoul(header->c_str() + 15, {}, 10);
  }
  bool over = !chunked && left == 0;
  const BodyReader body = [&](char* buffer, std::size_t size) -> long {
    if (over) return 0;
    if (chunked && left == 0) {
      const auto length = input.line();
      if (!length) return -1;
      left = std::strtoul(length->c_str(), nullptr, 16);
      if (left == 0) {
        over = true;
        input.line();
        return 0;
      }
    }
    const long count = input.take(buffer, std::min(size, left));
    if (count < 0) return -1;
    left -= static_cast<std::size_t>(count);
    if (left == 0 && chunked) input.line();
    if (left == 0 && !chunked) over = true;
    return count;
  };
  bool begun = false;
  const auto say = [&](int status, const std::string& media_type, const std::string& bytes) {
    std::string out = bytes;
    if (!begun) {
      out = "HTTP/1.1 " + std::to_string(status) + " Answer\r\nContent-Type: " + media_type +
            "\r\nConnection: close\r\n\r\n" + bytes;
    }
    begun = true;
    for (std::size_t at = 0; at < out.size();) {
      const ssize_t size = send(client, out.data() + at, out.size() - at, MSG_NOSIGNAL);
      if (size <= 0) return false;
      at += static_cast<std::size_t>(size);
    }
    return true;
  };
  const EarlyWriter early = [&](const std::string& media_type, const std::string& bytes) {
    return say(200, media_type, bytes);
  };
  const Answer answer = m_handler(path, body, early);
  if (!say(answer.status, answer.media_type, answer.body)) return;
  shutdown(client, SHUT_WR);
}

}  // namespace jiujin::tests
