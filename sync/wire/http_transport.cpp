#include "sync/wire/http_transport.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "sync/wire/http_call.h"

namespace jiujin::sync::wire {
namespace {

constexpr std::size_t kJsonAnswerMax = 1024 * 1024;

std::string join_url(const std::string& base, std::string_view path) {
  std::string url = base;
  while (url.ends_with('/')) url.pop_back();
  return url.append(path);
}

}  // namespace

struct HttpTransport::State {
  HttpOptions options;
  CURLM* multi = nullptr;
  std::vector<std::unique_ptr<HttpCall>> calls;
  std::atomic<bool> cancelled{false};
  std::uint64_t confirmed_before = 0;  // of the requests that are over
  std::uint64_t confirmed = 0;         // as last said

  ~State() {
    for (const auto& call : calls) curl_multi_remove_handle(multi, call->handle);
    calls.clear();
    curl_multi_cleanup(multi);
  }
  void start(std::unique_ptr<HttpCall> call);
  bool resume_paused();
  void reap();
  void fail_unstarted();
};

void HttpTransport::State::start(std::unique_ptr<HttpCall> call) {
  read_first(*call);
  if (!call->error) {
    call->handle = curl_easy_init();
    Assert(call->handle);
    prepare(*call);
    Assert(curl_multi_add_handle(multi, call->handle) == CURLM_OK);
  }
  calls.push_back(std::move(call));
}

// A conversation that had nothing to say may have something now.
bool HttpTransport::State::resume_paused() {
  bool any = false;
  for (const auto& call : calls) {
    if (!call->paused || call->error) continue;
    read_first(*call);
    if (call->first.empty() && !call->first_is_all && !call->error) continue;
    any = true;
    call->paused = false;
    call->moved_at = std::chrono::steady_clock::now();
    curl_easy_pause(call->handle, CURLPAUSE_CONT);
  }
  return any;
}

void HttpTransport::State::fail_unstarted() {
  for (std::size_t i = 0; i < calls.size();) {
    if (calls[i]->handle) {
      ++i;
      continue;
    }
    const auto call = std::move(calls[i]);
    calls.erase(calls.begin() + static_cast<std::ptrdiff_t>(i));
    call->conversation.ended(*call->error);
  }
}

void HttpTransport::State::reap() {
  int left = 0;
  while (CURLMsg* const message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto found = std::find_if(calls.begin(), calls.end(), [&](const auto& call) {
      return call->handle == message->easy_handle;
    });
    Assert(found != calls.end());
    const auto call = std::move(*found);
    calls.erase(found);
    confirmed_before += static_cast<std::uint64_t>(call->sent);
    const auto how = judge(*call, code);
    curl_multi_remove_handle(multi, call->handle);
    call->conversation.ended(how);
  }
}

HttpTransport::HttpTransport(HttpOptions options) : m_state(std::make_unique<State>()) {
  set_up_curl();
  m_state->options = std::move(options);
  m_state->multi = curl_multi_init();
  Assert(m_state->multi);
}

HttpTransport::~HttpTransport() = default;

void HttpTransport::begin(Conversation& conversation) {
  if (m_state->calls.empty()) m_state->cancelled = false;
  auto call = std::make_unique<HttpCall>(m_state->options, conversation, m_state->cancelled);
  call->url = join_url(m_state->options.url, m_state->options.path);
  call->wanted_type = kMediaType;
  m_state->start(std::move(call));
}

void HttpTransport::step(std::chrono::milliseconds wait_max) {
  m_state->fail_unstarted();
  const bool resumed = m_state->resume_paused();
  int running = 0;
  curl_multi_perform(m_state->multi, &running);
  const std::size_t before = m_state->calls.size();
  m_state->reap();
  if (m_state->calls.empty() || m_state->calls.size() < before || resumed) return;
  curl_multi_poll(m_state->multi, nullptr, 0, static_cast<int>(wait_max.count()), nullptr);
  curl_multi_perform(m_state->multi, &running);
  m_state->reap();
}

std::optional<std::uint64_t> HttpTransport::bytes_confirmed() {
  std::uint64_t bytes = m_state->confirmed_before;
  for (const auto& call : m_state->calls) {
    bytes += static_cast<std::uint64_t>(std::max<curl_off_t>(0, call->sent - unconfirmed(*call)));
  }
  return m_state->confirmed = std::max(m_state->confirmed, bytes);
}

bool HttpTransport::gains_by_lanes() const {
  return m_state->options.bytes_per_second_max == 0;
}

void HttpTransport::cancel() {
  m_state->cancelled = true;
  curl_multi_wakeup(m_state->multi);
}

namespace {

// One question and its whole answer.
class JsonCall final : public Conversation {
 public:
  JsonCall(const std::string& json, const std::string& place) : m_left(json), m_place(place) {}
  void opened() override {}
  Result<Piece> fill(char* buffer, std::size_t size) override {
    const std::size_t count = m_left.copy(buffer, size);
    m_left.erase(0, count);
    return Piece{count > 0 ? Piece::State::kBytes : Piece::State::kEnd, count};
  }
  Result<void> take(base::BytesView bytes) override {
    if (m_answer.size() + bytes.size() > kJsonAnswerMax) {
      return Error{ErrorCode::kProtocol, m_place, "the answer is longer than 1 MiB"};
    }
    m_answer.append(bytes);
    return {};
  }
  void ended(const Result<void>& how) override {
    m_outcome = how ? Result<std::string>(std::move(m_answer)) : how.error();
  }
  const std::optional<Result<std::string>>& outcome() const { return m_outcome; }

 private:
  std::string m_left, m_place, m_answer;
  std::optional<Result<std::string>> m_outcome;
};

}  // namespace

// Asks it, and waits.
class JsonQuestion {
 public:
  static Result<std::string> ask(const HttpOptions& options, const std::string& path,
                                 const std::string* json, long* status) {
    HttpTransport transport(options);
    HttpTransport::State& state = *transport.m_state;
    JsonCall question(json ? *json : "", options.url);
    auto call = std::make_unique<HttpCall>(state.options, question, state.cancelled);
    call->url = join_url(options.url, path);
    call->content_type = json ? " application/json" : "";
    call->wanted_type = "application/json";
    call->any_status = status;
    call->get = call->unchecked = json == nullptr;
    state.start(std::move(call));
    while (!question.outcome()) transport.step(std::chrono::seconds(1));
    return *question.outcome();
  }
};

Result<std::string> post_json(const HttpOptions& options, const std::string& path,
                              const std::string& json, long* status) {
  return JsonQuestion::ask(options, path, &json, status);
}

Result<std::string> get_json_unchecked(const HttpOptions& options, const std::string& path,
                                       long* status) {
  return JsonQuestion::ask(options, path, nullptr, status);
}

}  // namespace jiujin::sync::wire
