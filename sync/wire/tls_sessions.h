// What a station remembers of its TLS sessions with a county, so that the next exchange need not
// show and check certificates again (RFC 8446, section 2.2): about 1 KB less and less work at both
// ends. In memory alone; the county's tickets are of no use once it was started anew.
//
// A session is taken up only under the authority and the host's name it was made under.
// Thread rule: any thread; the transports that share one may work in several.
#pragma once

#include <memory>

namespace jiujin::sync::wire {

class TlsSessions {
 public:
  TlsSessions();
  ~TlsSessions();
  TlsSessions(const TlsSessions&) = delete;
  // libcurl's CURLSH, for CURLOPT_SHARE. Outlives every handle that was given it.
  void* handle() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::sync::wire
