#include "sync/county/http/connections.h"

#include <sys/socket.h>

#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <string_view>

namespace jiujin::sync::county::http {
namespace {

namespace net = Poco::Net;

constexpr unsigned char kTlsHandshake = 0x16;  // RFC 8446, section 5.1: type of the first record

constexpr std::string_view kUseTls =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 42\r\n"
    "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'\r\n"
    "Connection: close\r\n\r\nThis county speaks TLS: begin with https\r\n";

// Ends at once; what it has to say is said in a line.
class ShortConnection : public net::TCPServerConnection {
 public:
  ShortConnection(const net::StreamSocket& socket, std::string_view words)
      : net::TCPServerConnection(socket), m_words(words) {}
  void run() override {
    if (m_words.empty()) return;
    socket().sendBytes(m_words.data(), static_cast<int>(m_words.size()));
    socket().shutdownSend();
  }

 private:
  std::string_view m_words;
};

// Without taking it: whoever reads the request finds it there. -1: nothing came.
int first_byte(net::StreamSocket& socket, const Poco::Timespan& patience) {
  if (!socket.poll(patience, net::Socket::SELECT_READ)) return -1;
  unsigned char byte = 0;
  return socket.receiveBytes(&byte, 1, MSG_PEEK) == 1 ? byte : -1;
}

}  // namespace

ConnectionFactory::ConnectionFactory(net::HTTPServerParams::Ptr parameters,
                                     net::HTTPRequestHandlerFactory::Ptr handlers,
                                     net::Context::Ptr context)
    : m_parameters(std::move(parameters)),
      m_handlers(std::move(handlers)),
      m_context(std::move(context)) {}

net::TCPServerConnection* ConnectionFactory::createConnection(const net::StreamSocket& socket) {
  net::StreamSocket plain(socket);
  if (m_context.isNull()) return new net::HTTPServerConnection(plain, m_parameters, m_handlers);
  try {
    const int byte = first_byte(plain, m_parameters->getTimeout());
    if (byte < 0) return new ShortConnection(plain, {});
    if (byte == kTlsHandshake) {
      plain.setReceiveTimeout(m_parameters->getTimeout());
      plain.setSendTimeout(m_parameters->getTimeout());
      const auto secure = net::SecureStreamSocket::attach(plain, m_context);
      return new net::HTTPServerConnection(secure, m_parameters, m_handlers);
    }
    if (plain.peerAddress().host().isLoopback()) {
      return new net::HTTPServerConnection(plain, m_parameters, m_handlers);
    }
    return new ShortConnection(plain, kUseTls);
  } catch (const Poco::Exception&) {
    // No TLS came of it: a scanner, or a station that does not trust us and hangs up.
    return new ShortConnection(plain, {});
  }
}

}  // namespace jiujin::sync::county::http
