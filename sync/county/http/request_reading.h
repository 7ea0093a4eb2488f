// From Poco's request to bytes and to the console's Request, with limits and lengths checked.
//
// Thread rule: on the handler's thread.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>

#include <cstdint>
#include <string>

#include "localization/error.h"
#include "sync/county/console/web.h"

namespace jiujin::sync::county::http {

// Reads a body to its announced length; ending earlier is kTruncated, not an end.
class BodyReader {
 public:
  explicit BodyReader(Poco::Net::HTTPServerRequest& request);
  // What is there, at most `size`; waits for at least one byte.
  Result<std::size_t> read(char* buffer, std::size_t size);
  // Bytes are here that a read would give at once. In doubt false.
  bool ready() const;
  // Reads and forgets, so that closing the connection does not reset it.
  void skip_rest(std::uint64_t bytes_max);

 private:
  Poco::Net::HTTPServerRequest& m_request;
  std::istream& m_stream;
  bool m_ended = false;
  bool m_announced;
  std::uint64_t m_left;
};

// Errors: kTooLarge, kTruncated.
Result<std::string> read_body(Poco::Net::HTTPServerRequest& request, std::size_t bytes_max);

// Errors: kInvalidArgument (address, cookies), kTooLarge, kTruncated, kUnsupported (media type).
Result<console::Request> read_request(Poco::Net::HTTPServerRequest& request);

}  // namespace jiujin::sync::county::http
