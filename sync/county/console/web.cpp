#include "sync/county/console/web.h"

#include <algorithm>

namespace jiujin::sync::county::console {
namespace {

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode_component(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
               hex_digit(text[i + 2]) >= 0) {
      plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace

Response redirect(const std::string& to) {
  Response response;
  response.status = 303;
  response.headers.emplace_back("Location", to);
  return response;
}

void add_protection(Response* response, bool secure) {
  auto& headers = response->headers;
  const auto add = [&](const char* name, const char* value) {
    const bool set = std::any_of(headers.begin(), headers.end(),
                                 [&](const auto& header) { return header.first == name; });
    if (!set) headers.emplace_back(name, value);
  };
  add("Content-Security-Policy", kPolicy);
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "same-origin");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Cache-Control", "no-store");
  if (secure) add("Strict-Transport-Security", "max-age=31536000");
}

// Browsers tell the origin with every POST. Only the host is compared: behind a proxy that ends TLS
// the scheme is another one.
bool is_foreign(const Request& request) {
  if (request.origin.empty()) return false;
  const auto host = request.origin.find("://");
  return host == std::string::npos || request.origin.substr(host + 3) != request.host;
}

std::string cookie_header(const std::string& name, const std::string& value, bool secure,
                          std::chrono::seconds lifetime) {
  std::string cookie = name + "=" + value + "; Path=/; HttpOnly; SameSite=Strict";
  if (value.empty()) {
    cookie += "; Max-Age=0";
  } else if (lifetime.count() > 0) {
    cookie += "; Max-Age=" + std::to_string(lifetime.count());
  }
  return secure ? cookie + "; Secure" : cookie;
}

std::vector<std::pair<std::string, std::string>> decode_form(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::size_t at = 0;
  while (at < text.size()) {
    auto end = text.find('&', at);
    if (end == std::string::npos) end = text.size();
    const auto piece = text.substr(at, end - at);
    const auto equals = piece.find('=');
    if (!piece.empty()) {
      pairs.emplace_back(decode_component(piece.substr(0, equals)),
                         equals == std::string::npos ? ""
                                                     : decode_component(piece.substr(equals + 1)));
    }
    at = end + 1;
  }
  return pairs;
}

std::string encode_component(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (plain) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[static_cast<unsigned char>(c) >> 4];
      encoded += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return encoded;
}

}  // namespace jiujin::sync::county::console
