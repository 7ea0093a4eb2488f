#include "sync/county/http/request_reading.h"

#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/PartHandler.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <sstream>

#include "sync/base/utf8.h"
#include "sync/county/case_actions.h"

namespace jiujin::sync::county::http {
namespace {

namespace net = Poco::Net;

constexpr std::size_t kFieldsBytesMax = 512 * 1024;
constexpr std::size_t kUploadBytesMax = kResultFileBytesMax + kFieldsBytesMax;
constexpr std::uint64_t kTooLargeReadMax = 64u << 20;
constexpr std::size_t kFieldsMax = 600;  // a correction names every field and material of a form

constexpr std::size_t kFileNameBytesMax = 255;  // as file systems have it

class Uploads : public net::PartHandler {
 public:
  explicit Uploads(console::Request* request) : m_request(request) {}
  void handlePart(const net::MessageHeader& header, std::istream& stream) override {
    std::string disposition;
    net::NameValueCollection parameters;
    if (header.has("Content-Disposition")) {
      net::MessageHeader::splitParameters(header["Content-Disposition"], disposition, parameters);
    }
    console::Upload upload;
    upload.field = parameters.get("name", "");
    upload.file_name = parameters.get("filename", "");
    if (const auto cut = upload.file_name.find_last_of("/\\"); cut != std::string::npos) {
      upload.file_name.erase(0, cut + 1);
    }
    Poco::StreamCopier::copyToString(stream, upload.bytes);
    m_request->uploads.push_back(std::move(upload));
  }

 private:
  console::Request* m_request;
};

Result<void> read_form(net::HTTPServerRequest& from, console::Request* request) {
  const auto& type = from.getContentType();
  const bool multipart = type.starts_with("multipart/form-data");
  if (!multipart && !type.starts_with("application/x-www-form-urlencoded")) {
    return Error{ErrorCode::kUnsupported, "Content-Type", "forms only"};
  }
  auto body = read_body(from, multipart ? kUploadBytesMax : kFieldsBytesMax);
  if (!body.ok()) return body.error();
  if (!multipart) {
    request->form_pairs = console::decode_form(*body);
  } else {
    std::istringstream stream(*body);
    Uploads uploads(request);
    net::HTMLForm form;
    form.setFieldLimit(static_cast<int>(kFieldsMax));
    form.load(from, stream, uploads);
    for (const auto& [name, value] : form) {
      request->form_pairs.emplace_back(name, value);
    }
  }
  if (request->form_pairs.size() > kFieldsMax) {
    return Error{ErrorCode::kTooLarge, "form", "it has too many fields"};
  }
  for (const auto& [name, value] : request->form_pairs) {
    if (base::is_typed_text(name) && base::is_typed_text(value)) continue;
    return Error{ErrorCode::kInvalidArgument, "form", "a field is not text"};
  }
  for (const auto& [name, value] : request->form_pairs) request->form.emplace(name, value);
  for (const auto& upload : request->uploads) {
    const auto& name = upload.file_name;
    if (name.size() <= kFileNameBytesMax && base::is_typed_text(name) &&
        name.find_first_of("\t\r\n") == std::string::npos) {
      continue;
    }
    return Error{ErrorCode::kInvalidArgument, "form", "a file's name is no name"};
  }
  return {};
}

}  // namespace

BodyReader::BodyReader(net::HTTPServerRequest& request)
    : m_request(request),
      m_stream(request.stream()),
      m_announced(request.hasContentLength()),
      m_left(m_announced ? static_cast<std::uint64_t>(request.getContentLength64()) : 0) {}

Result<std::size_t> BodyReader::read(char* buffer, std::size_t size) {
  if (m_announced) size = static_cast<std::size_t>(std::min<std::uint64_t>(size, m_left));
  if (size == 0) return std::size_t{0};
  // istream::read would wait until the buffer is full, while the station waits for our answer.
  std::size_t got = 0;
  try {
    auto& bytes = *m_stream.rdbuf();
    do {
      // Asked again behind the last chunk, Poco would wait for another one.
      m_ended =
          m_ended || (bytes.in_avail() <= 0 && bytes.sgetc() == std::char_traits<char>::eof());
      if (m_ended) break;
      const auto room = static_cast<std::streamsize>(size - got);
      got += static_cast<std::size_t>(bytes.sgetn(buffer + got, std::min(bytes.in_avail(), room)));
    } while (got < size && ready());
  } catch (const Poco::Exception& e) {
    // What came before the line broke counts; the next read says that it broke.
    if (got == 0) return Error{ErrorCode::kNetwork, "request", e.displayText()};
  }
  if (m_announced) {
    m_left -= got;
    if (got == 0) return Error{ErrorCode::kTruncated, "request", "the body ends too early"};
  }
  return got;
}

bool BodyReader::ready() const {
  if (m_stream.rdbuf()->in_avail() > 0) return true;
  auto* const request = dynamic_cast<net::HTTPServerRequestImpl*>(&m_request);
  if (!request) return false;
  try {
    auto& socket = request->socket();
    // Of TLS some bytes may be deciphered already, where the socket itself has none.
    return socket.poll(Poco::Timespan(0), net::Socket::SELECT_READ) ||
           (request->secure() && socket.available() > 0);
  } catch (const Poco::Exception&) {
    return false;  // the next read says why
  }
}

void BodyReader::skip_rest(std::uint64_t bytes_max) {
  char buffer[16384];
  for (std::uint64_t total = 0; total < bytes_max;) {
    auto got = read(buffer, sizeof buffer);
    if (!got.ok() || *got == 0) return;
    total += *got;
  }
}

Result<std::string> read_body(net::HTTPServerRequest& request, std::size_t bytes_max) {
  const Error too_large{ErrorCode::kTooLarge, "request", "the body is too large"};
  BodyReader reader(request);
  if (request.hasContentLength() &&
      static_cast<std::uint64_t>(request.getContentLength64()) > bytes_max) {
    reader.skip_rest(kTooLargeReadMax);  // who is still sending hears no answer
    return too_large;
  }
  std::string body;
  char buffer[16384];
  while (true) {
    auto got = reader.read(buffer, sizeof buffer);
    if (!got.ok()) return got.error();
    if (*got == 0) return body;
    body.append(buffer, *got);
    if (body.size() > bytes_max) return too_large;
  }
}

Result<console::Request> read_request(net::HTTPServerRequest& from) {
  console::Request request;
  try {
    request.method = from.getMethod();
    const auto& uri = from.getURI();
    const auto question = uri.find('?');
    request.path.clear();  // Poco appends
    Poco::URI::decode(uri.substr(0, question), request.path);
    if (request.path.empty() || request.path[0] != '/') request.path = "/";
    if (!base::is_typed_text(request.path)) {
      return Error{ErrorCode::kInvalidArgument, "address", "it is not text"};
    }
    if (question != std::string::npos) {
      for (auto& [name, value] : console::decode_form(uri.substr(question + 1))) {
        if (!base::is_typed_text(name) || !base::is_typed_text(value)) {
          return Error{ErrorCode::kInvalidArgument, "address", "it is not text"};
        }
        request.query.emplace(name, value);
      }
    }
    net::NameValueCollection cookies;
    from.getCookies(cookies);
    for (const auto& [name, value] : cookies) request.cookies.emplace(name, value);
    request.remote = from.clientAddress().host().toString();
    request.host = from.get("Host", "");
    request.origin = from.get("Origin", "");
    request.secure = from.secure();
    request.if_none_match = from.get("If-None-Match", "");
    request.quiet = from.has("X-Quiet");
    if (request.method == "POST") {
      if (auto read = read_form(from, &request); !read.ok()) return read.error();
    }
  } catch (const Poco::Exception& e) {
    return Error{ErrorCode::kInvalidArgument, "request", "the request cannot be read"};
  }
  return request;
}

}  // namespace jiujin::sync::county::http
