// HttpServer: the county on a socket - sync endpoint, enrolment, health, metrics and the console.
//
// Poco carries the bytes; what they mean is the service's and the console's affair. Each connection
// owns a thread, so there are many threads and keep-alive is short; more exchanges at once than
// half of the threads are told to come again. Bodies are checked against their length, because a
// cut body looks like a normal end to Poco. Nothing escapes a handler. The log has no query, body
// or name. Thread rule: start and stop from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sync/county/console/console.h"
#include "sync/county/county_service.h"

namespace jiujin::sync::county::http {

struct ServerOptions {
  std::string listen = "127.0.0.1";
  std::uint16_t port = 0;        // 0 = any free one
  std::string certificate, key;  // PEM files; both or none
  int threads = 64;
  std::function<void(const std::string&)> log;  // a line for each request; empty = none
};

class HttpServer {
 public:
  // Errors: kIo (address in use), kInvalidArgument (certificate).
  static Result<std::unique_ptr<HttpServer>> start(CountyService& service, ServerOptions options);
  ~HttpServer();
  std::uint16_t port() const;
  // Takes no new connection, waits for requests in flight up to `seconds_max`, then cuts them.
  void stop(int seconds_max = 9);

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::sync::county::http
