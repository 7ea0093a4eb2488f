// Request and Response: a web page's question and answer, without a socket in sight.
//
// The console is a function from one to the other, so that it can be tested and fuzzed without a
// network; the HTTP server (http_server.h) translates.
// Thread rule: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace jiujin::sync::county::console {

struct Upload {
  std::string field, file_name, bytes;
};

struct Request {
  std::string method = "GET";  // upper case
  std::string path = "/";      // decoded, without the query
  std::map<std::string, std::string> query, form, cookies;
  std::vector<std::pair<std::string, std::string>> form_pairs;  // repeated names, in order
  std::vector<Upload> uploads;
  std::string remote;          // the other end's address, without port
  std::string host, origin;    // of the headers of these names; origin "" = the browser told none
  std::string if_none_match;
  bool secure = false;         // came over TLS
  bool quiet = false;          // a page refreshing itself: keeps nobody signed in

  std::string query_value(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
  }
  std::string form_value(const std::string& name) const {
    const auto found = form.find(name);
    return found == form.end() ? "" : found->second;
  }
  std::string cookie(const std::string& name) const {
    const auto found = cookies.find(name);
    return found == cookies.end() ? "" : found->second;
  }
};

struct Response {
  int status = 200;
  std::string media_type = "text/html; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// 303: the browser fetches `to` with GET, so that reloading a page sends nothing twice.
Response redirect(const std::string& to);

// The headers without which nothing is answered to a browser; what the answer sets itself stays.
void add_protection(Response* response, bool secure);

// Sent by a page of another site (or another port of this one).
bool is_foreign(const Request& request);

// A cookie that scripts cannot read and other sites cannot make the browser send. An empty value
// takes it away; `lifetime` 0 = until the browser is closed.
std::string cookie_header(const std::string& name, const std::string& value, bool secure,
                          std::chrono::seconds lifetime = std::chrono::seconds{0});

// application/x-www-form-urlencoded; broken escapes stay as they are.
std::vector<std::pair<std::string, std::string>> decode_form(const std::string& text);
std::string encode_component(const std::string& text);

}  // namespace jiujin::sync::county::console
