#include "sync/wire/http_call.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "localization/text.h"
#include "sync/wire/tls_sessions.h"

namespace jiujin::sync::wire {
namespace {

using Clock = std::chrono::steady_clock;

// How much of an answer that is no bundle is kept for the error.
constexpr std::size_t kWordsMax = 200;

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

// A station that missed the county's change of authority must not be left guessing.
std::string untrusted_words() {
  return _t(
      "Who answers there does not prove to be the county, and nothing was sent. If the county has "
      "another authority now, this station hears of it by stick; if not, tell the county's "
      "technical staff.");
}

constexpr std::size_t kFirstBytesMax = 16 * 1024;  // of a request that may travel counted
// What the kernel may hold of a request beyond what is in flight: an urgent op written now waits
// behind no more than this.
constexpr int kUnsentBytesMax = 32 * 1024;
constexpr long kUploadBufferBytes = 64 * 1024;
constexpr curl_off_t kHeldOnTheWay = 128 * 1024;

void note_open(HttpCall& call) {
  if (call.opened) return;
  call.opened = true;
  call.opened_at = Clock::now();
  call.conversation.opened();
}

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* user) {
  HttpCall& call = *static_cast<HttpCall*>(user);
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
bool is_ours(HttpCall& call) {
  long status = 0;
  char* type = nullptr;
  curl_easy_getinfo(call.handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(call.handle, CURLINFO_CONTENT_TYPE, &type);
  if (call.any_status) *call.any_status = status;
  return (status == 200 || call.any_status) && type &&
         std::string_view(type).starts_with(call.wanted_type);
}

std::size_t on_write(char* bytes, std::size_t size, std::size_t count, void* user) {
  HttpCall& call = *static_cast<HttpCall*>(user);
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

// A proxy on the way may still send what we take for sent: on a slow line that is no silence.
Clock::duration patience(const HttpCall& call, Clock::time_point now) {
  const Clock::duration usual = call.options.idle_timeout;
  if (call.moved < kHeldOnTheWay / 2) return usual;  // not known yet whether the line is slow
  const auto taken = (now - call.opened_at) / (call.moved / 1024) * (kHeldOnTheWay / 1024);
  return std::clamp(taken, usual, 4 * usual);
}

int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  HttpCall& call = *static_cast<HttpCall*>(user);
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
  static_cast<HttpCall*>(user)->sockets.push_back(socket);
  return CURL_SOCKOPT_OK;
}

int on_close(void* user, curl_socket_t socket) {
  std::erase(static_cast<HttpCall*>(user)->sockets, socket);
  return ::close(socket);
}

// A pinned authority is the only one: the system's, which the library would go on asking, are shut
// out by naming none.
void prepare_trust(HttpCall& call) {
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

void prepare_connection(HttpCall& call) {
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
  if (options.sessions) curl_easy_setopt(h, CURLOPT_SHARE, options.sessions->handle());
  if (options.bytes_per_second_max > 0) {
    const auto cap = static_cast<curl_off_t>(options.bytes_per_second_max);
    curl_easy_setopt(h, CURLOPT_MAX_SEND_SPEED_LARGE, cap);
    curl_easy_setopt(h, CURLOPT_MAX_RECV_SPEED_LARGE, cap);
  }
}

}  // namespace

HttpCall::~HttpCall() {
  if (handle) curl_easy_cleanup(handle);
  curl_slist_free_all(headers);
}

void set_up_curl() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  Assert(once == CURLE_OK);
}

curl_off_t unconfirmed(const HttpCall& call) {
  int waiting = 0;
  if (call.sockets.size() != 1) return 0;
  return ::ioctl(call.sockets.front(), SIOCOUTQ, &waiting) == 0 ? waiting : 0;
}

void read_first(HttpCall& call) {
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

void prepare(HttpCall& call) {
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

Result<void> judge(HttpCall& call, CURLcode code) {
  if (call.cancelled) return Error{ErrorCode::kCancelled, call.url, "cancelled"};
  if (call.error) return *call.error;
  if (call.idle) {
    return Error{ErrorCode::kTimeout, call.url,
                 "no byte for " + std::to_string(call.options.idle_timeout.count()) + " seconds"};
  }
  std::string cause = *call.detail ? call.detail : curl_easy_strerror(code);
  if (code == CURLE_PEER_FAILED_VERIFICATION) cause += ". " + untrusted_words();
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

}  // namespace jiujin::sync::wire
