#include "sync/wire/tls_sessions.h"

#include <curl/curl.h>

#include <array>
#include <mutex>

#include "localization/error.h"
#include "sync/wire/http_call.h"

namespace jiujin::sync::wire {
namespace {

using Locks = std::array<std::mutex, CURL_LOCK_DATA_LAST>;

void on_lock(CURL*, curl_lock_data data, curl_lock_access, void* user) {
  (*static_cast<Locks*>(user))[data].lock();
}

void on_unlock(CURL*, curl_lock_data data, void* user) {
  (*static_cast<Locks*>(user))[data].unlock();
}

}  // namespace

struct TlsSessions::State {
  Locks locks;
  CURLSH* share = nullptr;
};

TlsSessions::TlsSessions() : m_state(std::make_unique<State>()) {
  set_up_curl();
  m_state->share = curl_share_init();
  Assert(m_state->share);
  curl_share_setopt(m_state->share, CURLSHOPT_LOCKFUNC, on_lock);
  curl_share_setopt(m_state->share, CURLSHOPT_UNLOCKFUNC, on_unlock);
  curl_share_setopt(m_state->share, CURLSHOPT_USERDATA, &m_state->locks);
  Assert(curl_share_setopt(m_state->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ==
         CURLSHE_OK);
}

TlsSessions::~TlsSessions() {
  Assert(curl_share_cleanup(m_state->share) == CURLSHE_OK);
}

void* TlsSessions::handle() const {
  return m_state->share;
}

}  // namespace jiujin::sync::wire
