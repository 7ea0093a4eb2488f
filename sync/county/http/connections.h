// Connections: who speaks TLS on the county's one port, and who may speak without.
//
// The first byte tells a TLS hello from a plain request. Where the county has a certificate, plain
// HTTP is answered on loopback alone (a monitor on the same machine, a proxy that ends TLS there);
// anybody else is told in one line to use TLS, so that no password ever travels readable.
// Thread rule: Poco asks from its worker threads; each connection belongs to one.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/TCPServerConnectionFactory.h>

namespace jiujin::sync::county::http {

class ConnectionFactory : public Poco::Net::TCPServerConnectionFactory {
 public:
  // `context`: null where the county has no certificate.
  ConnectionFactory(Poco::Net::HTTPServerParams::Ptr parameters,
                    Poco::Net::HTTPRequestHandlerFactory::Ptr handlers,
                    Poco::Net::Context::Ptr context);
  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override;

 private:
  Poco::Net::HTTPServerParams::Ptr m_parameters;
  Poco::Net::HTTPRequestHandlerFactory::Ptr m_handlers;
  Poco::Net::Context::Ptr m_context;
};

}  // namespace jiujin::sync::county::http
