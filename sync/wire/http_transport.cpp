#include "sync/wire/http_transport.h"

#include <curl/curl.h>

#include <atomic>
#include <optional>

namespace jiujin::sync::wire {

namespace {

using Clock = std::chrono::steady_clock;

// How much of an answer that is no bundle is kept for the error.
constexpr std::size_t kWordsMax = 200;
constexpr std::size_t kJsonAnswerMax = 1024 * 1024;

// libcurl asks to be set up once, before any thread uses it.
void set_up_curl() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  Assert(once == CURLE_OK);
}

// The first words of a page: tags dropped, blanks gathered.
std::string first_words(std::string_view page) {
  std::string out;
  bool in_tag = false;
  for (char c : page) {
    if (c == '<') in_tag = true;
    const bool blank = in_tag || static_cast<unsigned char>(c) <= ' ';
    if (c == '>') in_tag = false;
    if (!blank) out.push_back(c);
    if (blank && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out.substr(0, 100);
}

// A county that cannot take anything in names its trouble; a proxy before it does not.
std::string why_not_now(std::string_view answer) {
  if (answer.find(R"("error":"disk_full")") != std::string_view::npos)
    return "the county's disk is full (HTTP 503); it took in nothing of this";
  return "the county takes in nothing just now (HTTP 503)";
}

// One request under way: what libcurl's callbacks work on.
struct Call {
  CURL* handle = nullptr;
  curl_slist* headers = nullptr;
  const HttpOptions& options;
  std::string url;
  std::string wanted_type;
  const RequestSource& source;
  const AnswerSink& sink;
  const std::atomic<bool>& cancelled;
  std::optional<Error> error{};  // of source or sink
  bool any_answer = false;
  bool foreign = false;  // the answer is none of ours
  std::string words{};   // of a foreign answer
  curl_off_t moved = 0;  // bytes in both directions when last looked
  Clock::time_point moved_at = Clock::now();
  bool idle = false;
  long* any_status = nullptr;  // where the status goes when any will do (JSON says what is wrong)
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* user) {
  Call& call = *static_cast<Call*>(user);
  auto got = call.source(buffer, size * count);
  call.moved_at = Clock::now();  // the store's time is not the line's
  if (got) return *got;
  call.error = got.error();
  return CURL_READFUNC_ABORT;
}

// Judges by status and type, before a byte reaches the engine.
bool is_ours(Call& call) {
  long status = 0;
  char* type = nullptr;
  curl_easy_getinfo(call.handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(call.handle, CURLINFO_CONTENT_TYPE, &type);
  if (call.any_status) *call.any_status = status;
  return (status == 200 || call.any_status) && type &&
         std::string_view(type).starts_with(call.wanted_type);
}

std::size_t on_write(char* bytes, std::size_t size, std::size_t count, void* user) {
  Call& call = *static_cast<Call*>(user);
  const std::size_t length = size * count;
  if (!call.any_answer) call.foreign = !is_ours(call);
  call.any_answer = true;
  call.moved_at = Clock::now();
  if (call.foreign) {
    call.words.append(bytes, std::min(length, kWordsMax - std::min(kWordsMax, call.words.size())));
    return call.words.size() >= kWordsMax ? 0 : length;
  }
  auto taken = call.sink(base::BytesView(bytes, length));
  if (taken) return length;
  call.error = taken.error();
  return 0;
}

int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  Call& call = *static_cast<Call*>(user);
  const auto now = Clock::now();
  if (down + up != call.moved) call.moved_at = now;
  call.moved = down + up;
  call.idle = now - call.moved_at > call.options.idle_timeout;
  return call.cancelled || call.idle ? 1 : 0;
}

void prepare(Call& call, const std::string& media_type) {
  CURL* const h = call.handle;
  const HttpOptions& options = call.options;
  curl_easy_setopt(h, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(h, CURLOPT_POST, 1L);
  curl_easy_setopt(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(h, CURLOPT_PROXY, options.proxy.c_str());  // "" also overrides the environment
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_timeout.count()));
  // A dead kept-alive connection would ask for the body to be rewound, which a stream cannot.
  curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(h, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
  if (!options.ca_file.empty()) curl_easy_setopt(h, CURLOPT_CAINFO, options.ca_file.c_str());
  if (options.bytes_per_second_max > 0) {
    const auto cap = static_cast<curl_off_t>(options.bytes_per_second_max);
    curl_easy_setopt(h, CURLOPT_MAX_SEND_SPEED_LARGE, cap);
    curl_easy_setopt(h, CURLOPT_MAX_RECV_SPEED_LARGE, cap);
  }
  // "Expect: 100-continue" costs a round trip, or a second where the server does not know it.
  call.headers = curl_slist_append(call.headers, "Expect:");
  call.headers = curl_slist_append(call.headers, ("Content-Type: " + media_type).c_str());
  call.headers = curl_slist_append(call.headers, ("Accept: " + call.wanted_type).c_str());
  call.headers = curl_slist_append(call.headers, "Transfer-Encoding: chunked");
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, call.headers);
  curl_easy_setopt(h, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(h, CURLOPT_READDATA, &call);
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &call);
  curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(h, CURLOPT_XFERINFODATA, &call);
  curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
}

Result<void> judge(Call& call, CURLcode code, const char* detail) {
  if (call.cancelled) return Error{ErrorCode::kCancelled, call.url, "cancelled"};
  if (call.error) return *call.error;
  if (call.idle) {
    return Error{ErrorCode::kTimeout, call.url,
                 "no byte for " + std::to_string(call.options.idle_timeout.count()) + " seconds"};
  }
  const std::string cause = *detail ? detail : curl_easy_strerror(code);
  if (!call.foreign && code != CURLE_OK) {
    const bool late = code == CURLE_OPERATION_TIMEDOUT;
    return Error{late ? ErrorCode::kTimeout : ErrorCode::kNetwork, call.url, cause};
  }
  if (!call.foreign && (call.any_answer || is_ours(call))) return {};
  long status = 0;
  curl_easy_getinfo(call.handle, CURLINFO_RESPONSE_CODE, &status);
  const std::string what = "HTTP " + std::to_string(status) + ", not a county's answer";
  if (status == 503) return Error{ErrorCode::kBusy, call.url, why_not_now(call.words)};
  const std::string words = first_words(call.words);
  return Error{ErrorCode::kProtocol, call.url, words.empty() ? what : what + ": " + words};
}

Result<void> perform(Call& call, const std::string& media_type) {
  set_up_curl();
  call.handle = curl_easy_init();
  Assert(call.handle);
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(call.handle, CURLOPT_ERRORBUFFER, detail);
  prepare(call, media_type);
  const CURLcode code = curl_easy_perform(call.handle);
  auto outcome = judge(call, code, detail);
  curl_easy_cleanup(call.handle);
  curl_slist_free_all(call.headers);
  return outcome;
}

std::string join_url(const std::string& base, std::string_view path) {
  std::string url = base;
  while (url.ends_with('/')) url.pop_back();
  return url.append(path);
}

}  // namespace

struct HttpTransport::State {
  HttpOptions options;
  std::atomic<bool> cancelled{false};
};

HttpTransport::HttpTransport(HttpOptions options) : m_state(std::make_unique<State>()) {
  m_state->options = std::move(options);
}

HttpTransport::~HttpTransport() = default;

Result<void> HttpTransport::exchange(const RequestSource& source, const AnswerSink& sink) {
  m_state->cancelled = false;
  Call call{.options = m_state->options,
            .url = join_url(m_state->options.url, kExchangePath),
            .wanted_type = kMediaType,
            .source = source,
            .sink = sink,
            .cancelled = m_state->cancelled};
  return perform(call, kMediaType);
}

void HttpTransport::cancel() {
  m_state->cancelled = true;
}

Result<std::string> post_json(const HttpOptions& options, const std::string& path,
                              const std::string& json, long* status) {
  std::string left = json;
  std::string answer;
  const std::atomic<bool> never{false};
  const RequestSource source = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = left.copy(buffer, size);
    left.erase(0, count);
    return count;
  };
  const AnswerSink sink = [&](base::BytesView bytes) -> Result<void> {
    if (answer.size() + bytes.size() > kJsonAnswerMax) {
      return Error{ErrorCode::kProtocol, options.url, "the answer is longer than 1 MiB"};
    }
    answer.append(bytes);
    return {};
  };
  Call call{.options = options,
            .url = join_url(options.url, path),
            .wanted_type = "application/json",
            .source = source,
            .sink = sink,
            .cancelled = never};
  call.any_status = status;
  auto done = perform(call, "application/json");
  if (!done) return done.error();
  return answer;
}

}  // namespace jiujin::sync::wire
