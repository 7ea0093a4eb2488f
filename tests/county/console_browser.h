// A browser of three lines in front of a county's console, and people who sign in with it.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "county_fixture.h"
#include "sync/county/console/console.h"
#include "sync/envelope/one_time_code.h"

namespace jiujin::tests {

using namespace jiujin::sync::county::console;
using casework::Role;

inline std::string between(const std::string& text, const std::string& from,
                           const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) return "";
  const auto begin = at + from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

// The secret that everybody's app shares here, and the clock that app and county look at.
inline constexpr const char* kAppSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
inline FixedClock* g_clock = nullptr;

inline std::string code_now(const std::string& secret = kAppSecret) {
  return envelope::code_at(secret, g_clock->wall_ms / 1000).value();
}

// A browser of three lines: keeps cookies, sends forms.
struct Browser {
  Console& console;
  std::map<std::string, std::string> cookies;
  std::string remote = "127.0.0.1";

  Response ask(Request request) {
    request.cookies = cookies;
    request.remote = remote;
    auto response = console.handle(request);
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie") continue;
      const auto equals = value.find('=');
      cookies[value.substr(0, equals)] = between(value, "=", ";");
    }
    return response;
  }
  Response get(const std::string& path) {
    Request request;
    const auto question = path.find('?');
    request.path = path.substr(0, question);
    if (question != std::string::npos) {
      for (auto& [name, value] : decode_form(path.substr(question + 1)))
        request.query[name] = value;
    }
    return ask(request);
  }
  Response post(const std::string& path, std::map<std::string, std::string> form) {
    Request request;
    request.method = "POST";
    request.path = path;
    for (const auto& pair : form) request.form_pairs.push_back(pair);
    request.form = std::move(form);
    return ask(request);
  }
  static std::string csrf_of(const Response& page) {
    return between(page.body, "name=\"csrf\" value=\"", "\"");
  }
  Response password(const std::string& id, const std::string& password,
                    const std::string& back = "/") {
    const auto page = get("/login");
    return post("/login",
                {{"id", id}, {"password", password}, {"back", back}, {"csrf", csrf_of(page)}});
  }
  Response code(const std::string& digits) {
    const auto page = get("/login/second");
    return post("/login/second", {{"code", digits}, {"csrf", csrf_of(page)}});
  }
  // Both halves; the next step begins first, because no code is taken twice.
  Response login(const std::string& id, const std::string& secret, const std::string& back = "/") {
    const auto first = password(id, secret, back);
    if (first.status != 303) return first;
    g_clock->wall_ms += 30'000;
    return code(code_now());
  }
  std::string csrf() { return between(get("/catalogue").body, "name=\"csrf\" value=\"", "\""); }
};

struct DeskFixture : CountyFixture {
  DeskFixture() {
    must(service->publish_catalogue(catalogue_file(), "admin"));
    add_staff("rev", {Role::kReview, Role::kPrereview});
    add_staff("dec", {Role::kDecide});
    enrol_station();
    for (const char* id : {"rev", "dec", "admin"}) {
      must(service->give_second_factor(id, kAppSecret));
    }
    g_clock = &clock;
    console = std::make_unique<Console>(*service);
  }
  std::unique_ptr<Console> console;
};

}  // namespace jiujin::tests
