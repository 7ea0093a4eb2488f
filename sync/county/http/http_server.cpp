#include "sync/county/http/http_server.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/SharedPtr.h>
#include <Poco/ThreadPool.h>
#include <Poco/Timespan.h>
#include <openssl/ssl.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "sync/county/http/answer_stream.h"
#include "sync/county/http/connections.h"
#include "sync/county/http/request_log.h"
#include "sync/county/http/request_reading.h"

namespace jiujin::sync::county::http {
namespace {

namespace net = Poco::Net;
using console::Response;

constexpr std::size_t kEnrolBytesMax = 64 * 1024;
constexpr int kComeAgainSeconds = 5;
constexpr std::uint64_t kRestBytesMax = 1024 * 1024;

struct Counters {
  std::atomic<std::uint64_t> requests{0}, failures{0}, exchanges{0}, turned_away{0}, ops{0},
      file_bytes{0}, carried{0}, carriers_refused{0};
  std::atomic<int> in_flight{0}, exchanging{0};
};

Response plain(int status, std::string body, std::string type = "text/plain; charset=utf-8") {
  Response response;
  response.status = status;
  response.media_type = std::move(type);
  response.body = std::move(body);
  return response;
}

Response json_error(int status, const Error& error) {
  return plain(
      status,
      nlohmann::json{
          {"error", error_code_name(error.code)}, {"place", error.place}, {"cause", error.cause}}
          .dump(),
      "application/json");
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthenticated:
      return 401;
    case ErrorCode::kForbidden:
    case ErrorCode::kRefused:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
    case ErrorCode::kAlreadyExists:
      return 409;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kBusy:
    case ErrorCode::kDiskFull:  // the county's own trouble: stations keep all and come again
    case ErrorCode::kIo:
      return 503;
    case ErrorCode::kInvalidData:
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kTruncated:
    case ErrorCode::kUnsupported:
    case ErrorCode::kProtocol:
      return 400;
    default:
      return 500;
  }
}

// A page to be sent, or what was sent already.
struct Reply {
  Reply(Response page) : response(std::move(page)), bytes(response.body.size()) {}
  static Reply sent(int status, std::uint64_t bytes) {
    Reply reply(plain(status, ""));
    reply.already_sent = true;
    reply.bytes = bytes;
    return reply;
  }
  Response response;
  bool already_sent = false;
  std::uint64_t bytes = 0;
  std::string remark{};  // for the county's log: who was refused and why; nothing about people
};

// "" for an exchange as it should be. What the other end said is not repeated.
std::string remark_on(const wire::ServeReport& report, const Poco::Net::SocketAddress& from) {
  std::string what;
  if (report.fault)
    what += "; " + report.fault->place + ": " + std::string(error_code_name(report.fault->code));
  if (!report.notice.empty()) what += "; answered " + report.notice;
  if (what.empty()) return "";
  const bool known = !(report.station == base::StationId{});
  return (known ? "station " + report.station.hex() : "no station of this county") + " from " +
         from.host().toString() + what;
}

// The same of a file that was carried. Who has not proved it is only said to be that station.
std::string remark_on(const CarriedReport& report, const Poco::Net::SocketAddress& from) {
  const auto verdict = report.answer.verdict;
  if (verdict == wire::CarriedAnswer::Verdict::kServed) return "";
  const bool named = !report.named.is_zero();
  return (!named ? "no station of this county"
                 : (report.proved ? "station " : "somebody as station ") + report.named.hex()) +
         " from " + from.host().toString() + "; answered " +
         std::string(wire::verdict_name(verdict));
}

class Handler : public net::HTTPRequestHandler {
 public:
  using Answer = std::function<Reply(net::HTTPServerRequest&)>;
  Handler(Answer answer, Counters& counters, const std::function<void(const std::string&)>& log)
      : m_answer(std::move(answer)), m_counters(counters), m_log(log) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const auto begun = std::chrono::steady_clock::now();
    ++m_counters.in_flight;
    ++m_counters.requests;
    Reply answer = plain(500, "internal error\n");
    try {
      answer = m_answer(request);
    } catch (...) {
      // What it was to say is lost; the words above are sent.
    }
    if (answer.response.status >= 500) ++m_counters.failures;
    try {
      if (!answer.already_sent && !response.sent()) {
        console::add_protection(&answer.response, request.secure());
        send(request, answer.response, response);
      }
    } catch (...) {
      // The other end is gone; what was committed stays committed.
    }
    --m_counters.in_flight;
    if (m_log) m_log(line(request, answer, begun));
  }

 private:
  static void send(const net::HTTPServerRequest& request, const Response& answer,
                   net::HTTPServerResponse& response) {
    response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    response.setReason(net::HTTPResponse::getReasonForStatus(response.getStatus()));
    for (const auto& [name, value] : answer.headers) response.add(name, value);
    // A body that was not read to its end would be taken for the next request.
    if (answer.status >= 400 && request.getMethod() == "POST") response.setKeepAlive(false);
    if (answer.status == 304) {
      response.setContentLength(0);
      response.send();
      return;
    }
    response.setContentType(answer.media_type);
    response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    auto& out = response.send();
    if (request.getMethod() != "HEAD") {
      out.write(answer.body.data(), static_cast<std::streamsize>(answer.body.size()));
    }
    out.flush();
  }

  // What was asked for, status, size, time: nothing about people (request_log.h).
  static std::string line(const net::HTTPServerRequest& request, const Reply& answer,
                          std::chrono::steady_clock::time_point begun) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    return logged_method(request.getMethod()) + " " + logged_path(request.getURI()) + " " +
           std::to_string(answer.response.status) + " " + std::to_string(answer.bytes) + " B " +
           std::to_string(took.count()) + " ms" +
           (answer.remark.empty() ? "" : " | " + answer.remark);
  }

  Answer m_answer;
  Counters& m_counters;
  const std::function<void(const std::string&)>& m_log;
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  Factory(Handler::Answer answer, Counters& counters,
          const std::function<void(const std::string&)>& log)
      : m_answer(std::move(answer)), m_counters(counters), m_log(log) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(m_answer, m_counters, m_log);  // Poco deletes it
  }
  // Idle connections end, and with `now` also those at work.
  void end_connections(bool now) { serverStopped(this, now); }

 private:
  Handler::Answer m_answer;
  Counters& m_counters;
  const std::function<void(const std::string&)>& m_log;
};

}  // namespace

struct HttpServer::State {
  State(CountyService& county, ServerOptions given)
      : service(county),
        options(std::move(given)),
        pages(county),
        pool(2, options.threads + 2) {}

  CountyService& service;
  ServerOptions options;
  console::Console pages;
  Counters counters;
  console::RateLimit enrolments{20};
  Poco::ThreadPool pool;
  Poco::SharedPtr<Factory> handlers;
  std::unique_ptr<net::TCPServer> server;

  Reply exchange(net::HTTPServerRequest& request);
  Reply carried(net::HTTPServerRequest& request);
  Response enrol(net::HTTPServerRequest& request);
  Response authority();
  Response metrics();
  Reply answer(net::HTTPServerRequest& request);
};

// The answer may begin while the request is still being read, so it is sent here.
Reply HttpServer::State::exchange(net::HTTPServerRequest& request) {
  if (request.getMethod() != "POST") return plain(405, "POST a bundle\n");
  const auto& type = request.getContentType();  // stations leave it out: every byte counts
  if (type != wire::kMediaType && type != net::HTTPMessage::UNKNOWN_CONTENT_TYPE) {
    return plain(415, "not a bundle\n");
  }
  const bool full = ++counters.exchanging > std::max(1, options.threads / 2);
  BodyReader body(request);
  AnswerStream answer(request.response(), wire::kMediaType,
                      request.getVersion() == net::HTTPMessage::HTTP_1_1);
  if (full) request.response().set("Retry-After", std::to_string(kComeAgainSeconds));
  const auto report = service.exchange(
      {.read = [&](char* buffer, std::size_t size) { return body.read(buffer, size); },
       .write = [&](base::BytesView bytes) { return answer.write(bytes); },
       .ready = [&] { return body.ready(); },
       .flush = [&] { return answer.flush(); }},
      full ? std::optional(std::chrono::seconds(kComeAgainSeconds)) : std::nullopt);
  --counters.exchanging;
  if (!report.ok()) {
    if (!answer.begun()) return json_error(status_of(report.error().code), report.error());
    // Once begun, an answer that cannot be finished ends without END: the station sees a cut.
    return Reply::sent(500, answer.bytes());
  }
  // Poco takes what is left of a body for the next request, and closing over it would reset.
  if (answer.finish().ok()) body.skip_rest(kRestBytesMax);
  ++(full ? counters.turned_away : counters.exchanges);
  counters.ops += report->ops_committed;
  counters.file_bytes += report->file_bytes_committed;
  auto reply = Reply::sent(200, answer.bytes());
  reply.remark = remark_on(*report, request.clientAddress());
  return reply;
}

// A file of a locked station: taken in from memory, so that it is short, and answered whole.
Reply HttpServer::State::carried(net::HTTPServerRequest& request) {
  if (request.getMethod() != "POST") return plain(405, "POST a sealed file\n");
  const bool full = ++counters.exchanging > std::max(1, options.threads / 2);
  BodyReader body(request);
  const auto report = service.take_carried(
      [&](char* buffer, std::size_t size) { return body.read(buffer, size); }, full);
  --counters.exchanging;
  if (!report.ok()) return json_error(status_of(report.error().code), report.error());
  body.skip_rest(wire::kCarriedBytesMax);
  const bool served = report->answer.verdict == wire::CarriedAnswer::Verdict::kServed;
  ++(served ? counters.carried : counters.carriers_refused);
  Reply reply = plain(200, wire::write_carried_answer(report->answer), wire::kMediaType);
  reply.remark = remark_on(*report, request.clientAddress());
  return reply;
}

Response HttpServer::State::enrol(net::HTTPServerRequest& request) {
  if (request.getMethod() != "POST") return plain(405, "POST an enrolment\n");
  if (!enrolments.allows(request.clientAddress().host().toString(), service.now_ms())) {
    auto response =
        json_error(429, {ErrorCode::kBusy, "enrol", "too many attempts; wait a minute"});
    response.headers.emplace_back("Retry-After", "60");
    return response;
  }
  auto body = read_body(request, kEnrolBytesMax);
  if (!body.ok()) return json_error(status_of(body.error().code), body.error());
  auto parsed = wire::parse_enrolment_request(*body);
  if (!parsed.ok()) return json_error(400, parsed.error());
  auto answer = service.enrol(*parsed);
  if (!answer.ok()) return json_error(status_of(answer.error().code), answer.error());
  return plain(200, wire::to_json(*answer).dump(), "application/json");
}

// Told to anybody: the fingerprint in a station's code says whether it is the right one.
Response HttpServer::State::authority() {
  const auto pem = service.own_authority();
  if (!pem.ok()) return json_error(status_of(pem.error().code), pem.error());
  if (pem->empty()) {
    return json_error(404, {ErrorCode::kNotFound, "authority", "this county has none of its own"});
  }
  return plain(200, nlohmann::json{{"authority", *pem}}.dump(), "application/json");
}

Response HttpServer::State::metrics() {
  std::string text;
  const auto add = [&](const char* name, const char* type, std::uint64_t value) {
    text += std::string("# TYPE ") + name + " " + type + "\n" + name + " " + std::to_string(value) +
            "\n";
  };
  add("jiujin_http_requests_total", "counter", counters.requests);
  add("jiujin_http_failures_total", "counter", counters.failures);
  add("jiujin_http_in_flight", "gauge", static_cast<std::uint64_t>(counters.in_flight.load()));
  add("jiujin_exchanges_total", "counter", counters.exchanges);
  add("jiujin_exchanges_turned_away_total", "counter", counters.turned_away);
  add("jiujin_ops_received_total", "counter", counters.ops);
  add("jiujin_file_bytes_received_total", "counter", counters.file_bytes);
  add("jiujin_carried_files_total", "counter", counters.carried);
  add("jiujin_carriers_refused_total", "counter", counters.carriers_refused);
  add("jiujin_sessions", "gauge", pages.sessions_now());
  if (const auto end = service.feed_end(); end.ok()) add("jiujin_feed_position", "gauge", *end);
  return plain(200, text, "text/plain; version=0.0.4");
}

Reply HttpServer::State::answer(net::HTTPServerRequest& request) {
  const auto& uri = request.getURI();
  const auto path = uri.substr(0, uri.find('?'));
  if (path == wire::kExchangePath) return exchange(request);
  if (path == wire::kCarriedPath) return carried(request);
  if (path == wire::kEnrolPath) return enrol(request);
  if (path == wire::kAuthorityPath) return authority();
  if (path == "/healthz") return plain(200, "ok\n");
  if (path == "/readyz") {
    return service.feed_end().ok() ? plain(200, "ready\n") : plain(503, "the store is not there\n");
  }
  if (path == "/metrics") return metrics();
  auto read = read_request(request);
  if (!read.ok()) return plain(status_of(read.error().code), read.error().cause + "\n");
  return pages.handle(*read);
}

HttpServer::HttpServer(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(CountyService& service,
                                                      ServerOptions options) {
  auto state = std::make_unique<State>(service, std::move(options));
  try {
    const net::SocketAddress address(state->options.listen, state->options.port);
    const net::ServerSocket socket(address, 128);
    net::Context::Ptr context;
    if (!state->options.certificate.empty()) {
      context = new net::Context(net::Context::TLS_SERVER_USE, state->options.key,
                                 state->options.certificate, "", net::Context::VERIFY_NONE, 9,
                                 false, "HIGH:!aNULL:!MD5");
      context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
      context->enableSessionCache(true, "jiujin-county");
      SSL_CTX_set_num_tickets(context->sslContext(), 1);  // each costs a station its bytes
    }
    net::HTTPServerParams::Ptr parameters = new net::HTTPServerParams;
    parameters->setMaxThreads(state->options.threads);
    parameters->setMaxQueued(256);
    parameters->setTimeout(Poco::Timespan(30, 0));
    parameters->setKeepAlive(true);
    parameters->setKeepAliveTimeout(Poco::Timespan(2, 0));
    parameters->setMaxKeepAliveRequests(200);
    auto* raw = state.get();
    state->handlers =
        new Factory([raw](net::HTTPServerRequest& request) { return raw->answer(request); },
                    raw->counters, raw->options.log);
    state->server = std::make_unique<net::TCPServer>(
        new ConnectionFactory(parameters, state->handlers, context), state->pool, socket,
        parameters);
    state->server->start();
  } catch (const Poco::Exception& e) {
    return Error{ErrorCode::kIo, state->options.listen + ":" + std::to_string(state->options.port),
                 e.displayText()};
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::~HttpServer() {
  stop();
}

std::uint16_t HttpServer::port() const {
  return m_state->server->port();
}

void HttpServer::stop(int seconds_max) {
  if (!m_state->server) return;
  m_state->server->stop();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
  while (m_state->counters.in_flight > 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  m_state->handlers->end_connections(true);
  m_state->pool.joinAll();
  m_state->server.reset();
}

}  // namespace jiujin::sync::county::http
