// An answer that may begin while the request is still being read.
//
// What is written waits until flush(), or until there is too much of it; an answer that never had
// to travel early goes counted, with as few headers as possible. Status and headers are told by the
// first byte that travels: another answer can be given only while begun() is false.
// Thread rule: on the handler's thread.
#pragma once

#include <Poco/Net/HTTPServerResponse.h>

#include <cstdint>
#include <string>

#include "localization/error.h"
#include "sync/base/identity.h"

namespace jiujin::sync::county::http {

class AnswerStream {
 public:
  // `may_begin_early`: the other end speaks HTTP/1.1, so that an answer without a length has an
  // end.
  AnswerStream(Poco::Net::HTTPServerResponse& response, std::string media_type,
               bool may_begin_early);
  // Errors: kNetwork (the other end is gone).
  Result<void> write(base::BytesView bytes);
  Result<void> flush();   // what was written travels now, if it may
  Result<void> finish();  // the answer's end; nothing was written: an empty one
  bool begun() const { return m_out != nullptr; }
  std::uint64_t bytes() const { return m_bytes; }

 private:
  Result<void> send_waiting(bool whole);  // whole: the answer's end is among it

  Poco::Net::HTTPServerResponse& m_response;
  std::string m_media_type;
  bool m_may_begin_early;
  std::string m_waiting;
  std::ostream* m_out = nullptr;
  std::uint64_t m_bytes = 0;
};

}  // namespace jiujin::sync::county::http
