// The station's HTTP: POST of a bundle, the answer streamed back while the request still travels.
//
// A request that is known whole before it begins travels counted, any other chunked; headers that
// mean nothing to the county are left out.
// Time-outs are for idleness, never for the whole request: over a slow line an hour of scans is
// normal. Whatever is not a bundle (a captive portal's page, a proxy's error) is kProtocol with the
// URL as the place and its first words as the cause.
// Thread rule: of its thread, all but cancel(). Several transports may work in several threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sync/wire/transport.h"

namespace jiujin::sync::wire {

class TlsSessions;

inline constexpr const char* kMediaType = "application/vnd.jiujin.bundle";
inline constexpr const char* kExchangePath = "/sync/v1/exchange";

struct HttpOptions {
  std::string url{};  // "https://county.example:8443", no path
  std::chrono::seconds connect_timeout{10};
  // No byte in either direction for so long; up to four times that on a line that is seen to be
  // slow, where a proxy's buffer takes its time.
  std::chrono::seconds idle_timeout{30};
  std::uint64_t bytes_per_second_max = 0;  // 0: no cap
  // PEM of the only authority whose certificates are taken; "" = the system's authorities.
  std::string authority{};
  std::string proxy{};                     // "" = none, whatever the environment says
  // Taken up by the next connection to the same county; null = each begins from nothing.
  std::shared_ptr<TlsSessions> sessions{};
  std::string path{kExchangePath};         // where conversations are posted to
};

class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(HttpOptions options);
  ~HttpTransport() override;
  void begin(Conversation& conversation) override;
  void step(std::chrono::milliseconds wait_max) override;
  void cancel() override;
  bool gains_by_lanes() const override;
  std::optional<std::uint64_t> bytes_confirmed() override;

 private:
  friend class JsonQuestion;
  struct State;
  std::unique_ptr<State> m_state;
};

// One small JSON request (enrolment). The answer is at most 1 MiB. `*status` gets the HTTP status;
// an answer that is not JSON is kProtocol.
Result<std::string> post_json(const HttpOptions& options, const std::string& path,
                              const std::string& json, long* status);
// GET of a small JSON answer from whoever answers there, TLS or not, whatever certificate it
// shows: for what proves itself, as an authority does by the fingerprint that is asked for.
Result<std::string> get_json_unchecked(const HttpOptions& options, const std::string& path,
                                       long* status);

}  // namespace jiujin::sync::wire
