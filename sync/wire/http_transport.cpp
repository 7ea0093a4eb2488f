#include "sync/wire/http_transport.h"

#include <curl/curl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

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

constexpr std::size_t kFirstBytesMax = 16 * 1024;  // of a request that may travel counted
// What the kernel may hold of a request beyond what is in flight: an urgent op written now waits
// behind no more than this.
constexpr int kUnsentBytesMax = 32 * 1024;
constexpr long kUploadBufferBytes = 64 * 1024;
constexpr curl_off_t kHeldOnTheWay = 128 * 1024;

// One request under way: what libcurl's callbacks work on.
struct Call {
  Call(const HttpOptions& with, Conversation& about, const std::atomic<bool>& stop)
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
  Clock::time_point opened_at = Clock::now();
  bool paused = false;
  std::optional<Error> error{};  // of the conversation
  bool any_answer = false;
  bool foreign = false;                  // the answer is none of ours
  std::string words{};                   // of a foreign answer
  std::vector<curl_socket_t> sockets{};  // one, but while several addresses are tried
  curl_off_t sent = 0;                   // bytes of the request that the socket took
  curl_off_t moved = 0;                  // bytes in both directions, confirmed, when last looked
  Clock::time_point moved_at = Clock::now();
  bool idle = false;

  ~Call() {
    if (handle) curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
  }
};

void note_open(Call& call) {
  if (call.opened) return;
  call.opened = true;
  call.opened_at = Clock::now();
  call.conversation.opened();
}

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* user) {
  Call& call = *static_cast<Call*>(user);
  note_open(call);
  if (!call.first.empty()) {
    const std::size_t copied = call.first.copy(buffer, size * count);
    call.first.erase(0, copied);
    return copied;
  }
  if (call.first_is_all) return 0;
  auto piece = call.conversation.fill(buffer, size * count);
  if (!piece) {
    call.error = piece.error();
    return CURL_READFUNC_ABORT;
  }
  call.paused = piece->state == Conversation::Piece::State::kNothingYet;
  if (call.paused) return CURL_READFUNC_PAUSE;
  call.moved_at = Clock::now();  // the store's time is not the line's
  return piece->state == Conversation::Piece::State::kBytes ? piece->size : 0;
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
  note_open(call);
  auto taken = call.conversation.take(base::BytesView(bytes, length));
  call.moved_at = Clock::now();
  if (taken) return length;
  call.error = taken.error();
  return 0;
}

// Taken by the socket and not yet acknowledged by the other end's system.
curl_off_t unconfirmed(const Call& call) {
  int waiting = 0;
  if (call.sockets.size() != 1) return 0;
  return ::ioctl(call.sockets.front(), SIOCOUTQ, &waiting) == 0 ? waiting : 0;
}

// A proxy on the way may still send what we take for sent: on a slow line that is no silence.
Clock::duration patience(const Call& call, Clock::time_point now) {
  const Clock::duration usual = call.options.idle_timeout;
  if (call.moved < kHeldOnTheWay / 2) return usual;  // not known yet whether the line is slow
  const auto taken = (now - call.opened_at) / (call.moved / 1024) * (kHeldOnTheWay / 1024);
  return std::clamp(taken, usual, 4 * usual);
}

int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  Call& call = *static_cast<Call*>(user);
  const auto now = Clock::now();
  call.sent = up;
  // A slow line takes longer over the socket's buffer than a dead one may stay silent.
  const curl_off_t moved = down + up - unconfirmed(call);
  if (moved != call.moved) call.moved_at = now;
  call.moved = moved;
  call.idle = now - call.moved_at > patience(call, now);
  return call.cancelled || call.idle ? 1 : 0;
}

int on_socket(void* user, curl_socket_t socket, curlsocktype) {
#ifdef TCP_NOTSENT_LOWAT
  const int unsent = kUnsentBytesMax;
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
#endif
  static_cast<Call*>(user)->sockets.push_back(socket);
  return CURL_SOCKOPT_OK;
}

int on_close(void* user, curl_socket_t socket) {
  std::erase(static_cast<Call*>(user)->sockets, socket);
  return ::close(socket);
}

// A pinned authority is the only one: the system's, which the library would go on asking, are shut
// out by naming none.
void prepare_trust(Call& call) {
  CURL* const h = call.handle;
  curl_easy_setopt(h, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (call.unchecked) {
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
    return;
  }
  const std::string& authority = call.options.authority;
  if (authority.empty()) return;
  curl_blob pem{const_cast<char*>(authority.data()), authority.size(), CURL_BLOB_COPY};
  curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &pem);
  curl_easy_setopt(h, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(h, CURLOPT_CAPATH, nullptr);
}

void prepare_connection(Call& call) {
  CURL* const h = call.handle;
  const HttpOptions& options = call.options;
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(h, CURLOPT_PROXY, options.proxy.c_str());  // "" also overrides the environment
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_timeout.count()));
  // A dead kept-alive connection would ask for the body to be rewound, which a stream cannot.
  curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(h, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(h, CURLOPT_SOCKOPTFUNCTION, on_socket);
  curl_easy_setopt(h, CURLOPT_SOCKOPTDATA, &call);
  curl_easy_setopt(h, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt(h, CURLOPT_CLOSESOCKETDATA, &call);
  curl_easy_setopt(h, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBufferBytes);
  prepare_trust(call);
  if (options.bytes_per_second_max > 0) {
    const auto cap = static_cast<curl_off_t>(options.bytes_per_second_max);
    curl_easy_setopt(h, CURLOPT_MAX_SEND_SPEED_LARGE, cap);
    curl_easy_setopt(h, CURLOPT_MAX_RECV_SPEED_LARGE, cap);
  }
}

void prepare(Call& call) {
  CURL* const h = call.handle;
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, call.detail);
  curl_easy_setopt(h, CURLOPT_PRIVATE, &call);
  curl_easy_setopt(h, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(h, call.get ? CURLOPT_HTTPGET : CURLOPT_POST, 1L);
  curl_easy_setopt(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  prepare_connection(call);
  // An exchange with nothing to say is a few hundred bytes: every header counts. "Name:" removes
  // the one that libcurl would send; "Expect" would also cost a round trip.
  call.headers = curl_slist_append(call.headers, "Expect:");
  call.headers = curl_slist_append(call.headers, ("Content-Type:" + call.content_type).c_str());
  call.headers = curl_slist_append(call.headers, "Accept:");
  if (call.get) {
    // no body, and no word about its length
  } else if (call.first_is_all) {
    const auto size = static_cast<curl_off_t>(call.first.size());
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, size);
  } else {
    call.headers = curl_slist_append(call.headers, "Transfer-Encoding: chunked");
  }
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, call.headers);
  curl_easy_setopt(h, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(h, CURLOPT_READDATA, &call);
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &call);
  curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(h, CURLOPT_XFERINFODATA, &call);
  curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
}

// A short request is known whole before it travels: then it goes counted, not chunked.
void read_first(Call& call) {
  while (!call.error && !call.first_is_all && call.first.size() < kFirstBytesMax) {
    const std::size_t before = call.first.size();
    call.first.resize(kFirstBytesMax);
    auto piece = call.conversation.fill(call.first.data() + before, kFirstBytesMax - before);
    const bool bytes = piece && piece->state == Conversation::Piece::State::kBytes;
    call.first.resize(before + (bytes ? piece->size : 0));
    if (!piece) call.error = piece.error();
    if (piece && piece->state == Conversation::Piece::State::kEnd) call.first_is_all = true;
    if (!bytes) return;
  }
}

Result<void> judge(Call& call, CURLcode code) {
  if (call.cancelled) return Error{ErrorCode::kCancelled, call.url, "cancelled"};
  if (call.error) return *call.error;
  if (call.idle) {
    return Error{ErrorCode::kTimeout, call.url,
                 "no byte for " + std::to_string(call.options.idle_timeout.count()) + " seconds"};
  }
  const std::string cause = *call.detail ? call.detail : curl_easy_strerror(code);
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

std::string join_url(const std::string& base, std::string_view path) {
  std::string url = base;
  while (url.ends_with('/')) url.pop_back();
  return url.append(path);
}

}  // namespace

struct HttpTransport::State {
  HttpOptions options;
  CURLM* multi = nullptr;
  std::vector<std::unique_ptr<Call>> calls;
  std::atomic<bool> cancelled{false};
  std::uint64_t confirmed_before = 0;  // of the requests that are over
  std::uint64_t confirmed = 0;         // as last said

  ~State() {
    for (const auto& call : calls) curl_multi_remove_handle(multi, call->handle);
    calls.clear();
    curl_multi_cleanup(multi);
  }
  void start(std::unique_ptr<Call> call);
  bool resume_paused();
  void reap();
  void fail_unstarted();
};

void HttpTransport::State::start(std::unique_ptr<Call> call) {
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
    call->moved_at = Clock::now();
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
  auto call = std::make_unique<Call>(m_state->options, conversation, m_state->cancelled);
  call->url = join_url(m_state->options.url, kExchangePath);
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
    auto call = std::make_unique<Call>(state.options, question, state.cancelled);
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
