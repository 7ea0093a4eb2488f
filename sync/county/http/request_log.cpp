#include "sync/county/http/request_log.h"

#include <algorithm>
#include <iterator>

namespace jiujin::sync::county::http {
namespace {

constexpr std::string_view kMethods[] = {"GET",    "HEAD",    "POST", "PUT",
                                         "DELETE", "OPTIONS", "PATCH"};
// Of addresses. A page that is not named here is a star in the log and works all the same.
constexpr std::string_view kWords[] = {"",
                                       "accept",
                                       "audit",
                                       "authority",
                                       "carried",
                                       "case",
                                       "catalogue",
                                       "changes",
                                       "code",
                                       "console.css",
                                       "console.js",
                                       "correct",
                                       "deny",
                                       "enrol",
                                       "exchange",
                                       "extend",
                                       "favicon.ico",
                                       "file",
                                       "grant",
                                       "healthz",
                                       "language",
                                       "login",
                                       "logout",
                                       "mark.svg",
                                       "metrics",
                                       "note",
                                       "password",
                                       "q",
                                       "queue",
                                       "readyz",
                                       "refuse",
                                       "reveal",
                                       "second",
                                       "second.svg",
                                       "settle",
                                       "special-end",
                                       "special-start",
                                       "staff",
                                       "start",
                                       "static",
                                       "stations",
                                       "suspend",
                                       "sync",
                                       "v1",
                                       "verify"};
constexpr int kPiecesMax = 8;

bool among(std::string_view word, const auto& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Ids of cases, stations and logs have 32 digits, hashes of files 64: nobody is named so.
bool is_id(std::string_view word) {
  return (word.size() == 32 || word.size() == 64) &&
         word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string logged_method(std::string_view method) {
  return among(method, kMethods) ? std::string(method) : "*";
}

std::string logged_path(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  if (!uri.starts_with('/')) return "*";
  std::string path;
  for (int pieces = 0; uri.starts_with('/'); ++pieces) {
    uri.remove_prefix(1);
    if (pieces == kPiecesMax) return path + "/...";
    const auto piece = uri.substr(0, uri.find('/'));
    path += '/';
    path += among(piece, kWords) || is_id(piece) ? piece : "*";
    uri.remove_prefix(piece.size());
  }
  return path;
}

}  // namespace jiujin::sync::county::http
