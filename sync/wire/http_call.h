// One HTTP request under way, as libcurl sees it: how it is set up, fed, watched and judged.
//
// It knows neither what travels (a Conversation does) nor how several go on at once
// (http_transport.h). Thread rule: of the thread that performs it, all but the flag `cancelled`.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sync/wire/http_transport.h"

namespace jiujin::sync::wire {

// One request under way: what libcurl's callbacks work on.
struct HttpCall {
  HttpCall(const HttpOptions& with, Conversation& about, const std::atomic<bool>& stop)
      : options(with), conversation(about), cancelled(stop) {}

  const HttpOptions& options;
  Conversation& conversation;
  const std::atomic<bool>& cancelled;
  std::string url{};
  std::string content_type{};  // of the request; "" = none is sent
  std::string wanted_type{};
  bool unchecked = false;      // takes any certificate
  bool get = false;            // asks without a body
  long* any_status = nullptr;  // where the status goes when any will do (JSON says what is wrong)

  CURL* handle = nullptr;
  curl_slist* headers = nullptr;
  char detail[CURL_ERROR_SIZE] = "";
  std::string first{};  // bytes that were asked for before the line stood
  bool first_is_all = false;
  bool opened = false;
  std::chrono::steady_clock::time_point opened_at = std::chrono::steady_clock::now();
  bool paused = false;
  std::optional<Error> error{};  // of the conversation
  bool any_answer = false;
  bool foreign = false;                  // the answer is none of ours
  std::string words{};                   // of a foreign answer
  std::vector<curl_socket_t> sockets{};  // one, but while several addresses are tried
  curl_off_t sent = 0;                   // bytes of the request that the socket took
  curl_off_t moved = 0;                  // bytes in both directions, confirmed, when last looked
  std::chrono::steady_clock::time_point moved_at = std::chrono::steady_clock::now();
  bool idle = false;

  ~HttpCall();
  HttpCall(const HttpCall&) = delete;
};

// libcurl asks to be set up once, before any thread uses it.
void set_up_curl();
// A short request is known whole before it travels: then it goes counted, not chunked.
void read_first(HttpCall& call);
// Sets `call.handle` up for what the other fields say.
void prepare(HttpCall& call);
// Bytes that the socket took and that the other end's system has not yet acknowledged.
curl_off_t unconfirmed(const HttpCall& call);
// What came of a request that libcurl ended with `code`.
Result<void> judge(HttpCall& call, CURLcode code);

}  // namespace jiujin::sync::wire
