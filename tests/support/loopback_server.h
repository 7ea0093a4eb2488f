// A tiny HTTP/1.1 server on 127.0.0.1 for tests: one request a connection, one thread in all.
//
// Understands chunked and counted bodies, answers with "Connection: close" and no length, so that
// the end of the stream is the end of the answer. Not a server for anything else.
// Thread rule: the handler runs on the server's thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace jiujin::tests {

class LoopbackServer {
 public:
  // Up to `size` bytes of the body; 0 = its end, -1 = broken off.
  using BodyReader = std::function<long(char* buffer, std::size_t size)>;
  struct Answer {
    int status = 200;
    std::string media_type;
    std::string body;
  };
  using Handler = std::function<Answer(const std::string& path, const BodyReader& body)>;
  // Sends a piece of the answer's body while the request is still being read (status and type are
  // those of an Answer that begins with it); false when the other end is gone.
  using EarlyWriter = std::function<bool(const std::string& media_type, const std::string& bytes)>;
  using StreamHandler = std::function<Answer(const std::string& path, const BodyReader& body,
                                             const EarlyWriter& early)>;

  explicit LoopbackServer(StreamHandler handler);
  explicit LoopbackServer(Handler handler)
      : LoopbackServer(
            [handler = std::move(handler)](const std::string& path, const BodyReader& body,
                                           const EarlyWriter&) { return handler(path, body); }) {}
  ~LoopbackServer();
  std::uint16_t port() const { return m_port; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

 private:
  void run();
  void serve(int client);

  StreamHandler m_handler;
  int m_listener = -1;
  std::uint16_t m_port = 0;
  std::atomic<bool> m_stop{false};
  std::thread m_thread;
};

}  // namespace jiujin::tests
