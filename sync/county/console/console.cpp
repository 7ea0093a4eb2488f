#include "sync/county/console/console.h"

#include <algorithm>

#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/county/console/words.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county::console {
namespace {

// A place on this site, never another one's.
std::string local_path(const std::string& path) {
  const bool local = path.size() > 1 && path[0] == '/' && path[1] != '/' && path[1] != '\\' &&
                     path.find_first_of("\r\n\t") == std::string::npos;
  return local ? path : "/";
}

std::string path_with_query(const Request& request) {
  std::string path = request.path;
  char joint = '?';
  for (const auto& [name, value] : request.query) {
    if (name == "c" || name == "r") continue;  // nothing secret into an address
    path += joint + encode_component(name) + "=" + encode_component(value);
    joint = '&';
  }
  return path;
}

}  // namespace

int status_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kRefused:
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kBusy:
    case ErrorCode::kDiskFull:
    case ErrorCode::kIo:
      return 503;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidData:
    case ErrorCode::kUnsupported:
      return 400;
    case ErrorCode::kTooLarge:
      return 413;
    default:
      return 500;
  }
}

std::string wait_words(const Visit& visit, std::int64_t wait_ms) {
  const std::chrono::seconds left{(wait_ms + 999) / 1000};
  return format(visit.words._t("Too many attempts. Please wait {0} and try again."),
                localization::format_duration(left, visit.words));
}

Response too_many(std::int64_t wait_ms, Response page) {
  page.headers.emplace_back("Retry-After", std::to_string((wait_ms + 999) / 1000));
  return page;
}

bool Visit::has(casework::Role role) const {
  return std::find(member.roles.begin(), member.roles.end(), role) != member.roles.end();
}
bool Visit::may_review() const {
  return has(casework::Role::kReview) || has(casework::Role::kDecide) ||
         has(casework::Role::kPrereview) || has(casework::Role::kSupervise);
}
bool Visit::may_administer() const {
  return has(casework::Role::kAdminister);
}
bool Visit::may_audit() const {
  return may_administer() || has(casework::Role::kSupervise);
}

Framed::Framed(const Visit& visit, const std::string& county, const std::string& page,
               const std::string& title, const base::RandomSource& random)
    : m_words(visit.words), m_frame("frame") {
  const bool chinese = visit.words.is_chinese();
  m_frame.SetTemplateGlobalValue("CSRF", visit.session ? visit.session->csrf : "");
  m_frame.SetTemplateGlobalValue("ONCE", random_token(random));
  m_frame["LANG"] = chinese ? "zh-CN" : "en";
  m_frame["OTHER_LANG"] = chinese ? "en" : "zh";
  m_frame["OTHER_LANG_NAME"] = chinese ? "English" : "中文";
  m_frame["BACK"] = visit.request.method == "GET" ? path_with_query(visit.request) : "/";
  m_frame["TITLE"] = title;
  m_frame["COUNTY"] = county;
  m_frame["PAGE"] = page;
  m_frame["HOME"] = visit.session ? "/" : "/q";
  if (visit.session) {
    m_frame.ShowSection("SIGNED_IN");
    m_frame["WHO"] =
        visit.member.name + (visit.member.unit.empty() ? "" : " · " + visit.member.unit);
    auto* nav = m_frame.AddSectionDictionary("NAV");
    const auto place = [&](bool may, const char* href, const std::string& name, const char* here) {
      if (!may) return;
      auto* entry = nav->AddSectionDictionary("PLACE");
      entry->SetValue("HREF", href);
      entry->SetValue("NAME", name);
      if (page == here) entry->ShowSection("HERE");
    };
    place(visit.may_review(), "/", visit.words._t("Cases"), "queue");
    place(visit.may_administer(), "/staff", visit.words._t("Staff"), "staff");
    place(visit.may_administer(), "/stations", visit.words._t("Stations"), "stations");
    place(true, "/catalogue", visit.words._t("Catalogue"), "catalogue");
    place(visit.may_audit(), "/audit", visit.words._t("Audit"), "audit");
  }
  m_body = m_frame.AddIncludeDictionary("BODY");
  m_body->SetFilename(Pages::key(visit.words, page));
}

void Framed::flash(const std::string& text, const std::string& tone) {
  auto* flash = m_frame.AddSectionDictionary("FLASH");
  flash->SetValue("FLASH_TEXT", text);
  flash->SetValue("FLASH_TONE", tone);
}

Response Framed::finish(const Pages& pages, int status) const {
  Response response;
  response.status = status;
  response.body = pages.render(m_words, "layout", m_frame);
  return response;
}

Console::Console(CountyService& service) : m_service(service) {}

Response Console::handle(const Request& request) {
  // Chinese unless somebody chose otherwise, whatever the browser was installed in.
  Visit visit{request,
              m_pages.words(request.cookie("jj_lang")),
              {},
              request.cookie("jj_session"),
              {},
              {},
              m_service.now_ms(),
              m_service.today()};
  Response response;
  try {
    response = route(visit);
  } catch (const std::exception& e) {
    response = failure(visit, {ErrorCode::kIo, request.path, e.what()});
  }
  add_protection(&response, request.secure);
  return response;
}

Response Console::route(Visit& visit) {
  const auto& request = visit.request;
  if (request.path.starts_with("/static/")) return asset(request);
  auto world = m_service.world();
  if (!world.ok()) return failure(visit, world.error());
  visit.world = *world;
  if (request.method != "GET" && request.method != "POST" && request.method != "HEAD") {
    return message(visit, 405, visit.words._t("This page cannot be used like that."), "");
  }
  if (request.method == "POST" && is_foreign(request)) {
    return message(visit, 403, visit.words._t("This was sent by another site."),
                   visit.words._t("Nothing was changed."));
  }
  if (request.path == "/q") return query_page(visit);
  if (request.path == "/language") return language(visit);
  const bool quiet = request.quiet || request.path == "/queue/changes";
  if (auto session = m_sessions.find(visit.token, visit.now_ms, quiet)) {
    const auto* member = visit.world->registry.staff().find(session->staff_id);
    if (member && member->active) {
      visit.session = session;
      visit.member = *member;
    } else {
      m_sessions.end(visit.token);
    }
  }
  if (request.path == "/login/second" || request.path == "/login/second.svg") return second(visit);
  if (request.path == "/login") {
    if (request.method == "POST") return login(visit);
    return visit.session ? redirect("/") : login_page(visit, "");
  }
  if (!visit.session) {
    if (quiet) {
      Response response;
      response.status = 401;
      response.media_type = "application/json";
      response.body = "{\"error\":\"unauthenticated\"}";
      return response;
    }
    if (request.method == "POST") {
      return login_page(visit, visit.words._t("You have been signed out. Sign in and try again."),
                        403);
    }
    return redirect("/login?back=" + encode_component(path_with_query(request)));
  }
  return request.method == "POST" ? post_signed_in(visit) : route_signed_in(visit);
}

Response Console::route_signed_in(Visit& visit) {
  const std::string& path = visit.request.path;
  if (path == "/") {
    if (visit.may_review()) return queue(visit);
    return redirect(visit.may_administer() ? "/staff" : "/catalogue");
  }
  if (path == "/queue/changes") return queue_changes(visit);
  if (path.starts_with("/case/") && visit.may_review()) {
    const auto slash = path.find('/', 6);
    const std::string id = path.substr(6, slash == std::string::npos ? slash : slash - 6);
    if (slash == std::string::npos) return case_page(visit, id);
    if (path.compare(slash, 6, "/file/") == 0) return case_file(visit, id, path.substr(slash + 6));
  }
  if (path == "/staff" && visit.may_administer()) return staff_page(visit);
  if (path == "/stations" && visit.may_administer()) return stations_page(visit);
  if (path == "/catalogue") return catalogue_page(visit);
  if (path == "/password") return password_page(visit);
  if (path == "/audit" && visit.may_audit()) return audit_page(visit);
  return message(visit, 404, visit.words._t("There is nothing here."),
                 visit.words._t("The page does not exist, or your role does not show it."));
}

Response Console::post_signed_in(Visit& visit) {
  const auto& request = visit.request;
  if (!same_secret(request.form_value("csrf"), visit.session->csrf)) {
    return message(visit, 403, visit.words._t("The form was too old."),
                   visit.words._t("Nothing was changed. Open the page again and repeat it."));
  }
  const std::string& path = request.path;
  if (path == "/logout") return logout(visit);
  if (path == "/password") return save_password(visit);
  if (path.starts_with("/case/") && visit.may_review()) {
    const auto slash = path.find('/', 6);
    if (slash != std::string::npos) {
      return case_action(visit, path.substr(6, slash - 6), path.substr(slash + 1));
    }
  }
  if (path == "/audit/verify" && visit.may_audit()) return verify_audit(visit);
  if (visit.may_administer()) {
    if (path == "/staff") return save_staff(visit);
    if (path.starts_with("/stations")) return save_station(visit);
  }
  return message(visit, 403, visit.words._t("Your role does not allow this."),
                 visit.words._t("Nothing was changed. Ask the person in charge."));
}

Framed Console::framed(const Visit& visit, const std::string& page, const std::string& title) {
  return Framed(visit, m_service.info().name, page, title, m_service.random());
}

Response Console::message(const Visit& visit, int status, const std::string& heading,
                          const std::string& text) {
  auto page = framed(visit, "message", heading);
  page.body()["HEADING"] = heading;
  page.body()["TEXT"] = text;
  page.body()["HREF"] = visit.session ? "/" : "/login";
  page.body()["LINK"] =
      visit.session ? visit.words._t("Back to the list") : visit.words._t("Sign in");
  return page.finish(m_pages, status);
}

Response Console::failure(const Visit& visit, const Error& error) {
  if (error.code == ErrorCode::kNotFound && visit.request.method != "POST") {
    return message(visit, 404, visit.words._t("There is nothing here."),
                   visit.words._t("The page does not exist, or your role does not show it."));
  }
  return message(visit, status_of(error), visit.words._t("That did not work."),
                 error_words(error, visit.words));
}

Response Console::asset(const Request& request) {
  Response response;
  // Only names that were compiled in: there is no path to walk.
  const auto* found = find_asset(std::string_view(request.path).substr(1));
  if (!found) {
    response.status = 404;
    response.media_type = "text/plain";
    return response;
  }
  const std::string tag = "\"" + envelope::content_hash(found->bytes).hex().substr(0, 16) + "\"";
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "public, max-age=0, must-revalidate");
  response.media_type = request.path.ends_with(".css")  ? "text/css; charset=utf-8"
                        : request.path.ends_with(".js") ? "text/javascript; charset=utf-8"
                                                        : "image/svg+xml";
  if (request.if_none_match == tag)
    response.status = 304;
  else
    response.body = std::string(found->bytes);
  return response;
}

Response Console::language(const Visit& visit) {
  auto response = redirect(local_path(visit.request.query_value("back")));
  const bool english = visit.request.query_value("to") == "en";
  response.headers.emplace_back(
      "Set-Cookie", cookie_header("jj_lang", english ? "en" : "zh_CN", visit.request.secure));
  return response;
}

Response Console::login_page(const Visit& visit, const std::string& problem, int status) {
  auto page = framed(visit, "login", visit.words._t("Sign in"));
  // Before there is a session, a cookie and the form must carry the same secret.
  const std::string secret = random_token(m_service.random());
  page.body()["LOGIN_CSRF"] = secret;
  page.body()["ID"] = visit.request.form_value("id");
  page.body().ShowSection(visit.request.form_value("id").empty() ? "ASK_ID" : "ASK_PASSWORD");
  const auto back = visit.request.method == "POST" ? visit.request.form_value("back")
                                                   : visit.request.query_value("back");
  page.body()["BACK_TO"] = local_path(back);
  if (!problem.empty()) {
    page.body().AddSectionDictionary("PROBLEM")->SetValue("PROBLEM_TEXT", problem);
  }
  auto response = page.finish(m_pages, status);
  response.headers.emplace_back("Set-Cookie",
                                cookie_header("jj_login", secret, visit.request.secure));
  return response;
}

// From a browser in which this person signed in before, tries are counted apart: nobody keeps a
// colleague out for longer than that. From all others they count for the name at this address, for
// the name, and for the address.
Result<std::vector<Gate>> Console::password_gates(const Visit& visit, const std::string& id) {
  const auto browser = visit.request.cookie(kBrowserCookie);
  const auto known = m_service.knows_browser(browser, id);
  if (!known.ok()) return known.error();
  if (*known) return std::vector<Gate>{{&m_browsers, id + " in " + browser}};
  return std::vector<Gate>{{&m_names, id + " at " + visit.request.remote},
                           {&m_name_overall, id},
                           {&m_addresses, visit.request.remote}};
}

Response Console::login(const Visit& visit) {
  const auto& request = visit.request;
  const std::string id = request.form_value("id");
  if (request.cookie("jj_login").empty() ||
      !same_secret(request.form_value("csrf"), request.cookie("jj_login"))) {
    return login_page(visit, visit.words._t("The form was too old. Please sign in once more."),
                      403);
  }
  const auto gates = password_gates(visit, id.substr(0, kStaffIdBytesMax));
  if (!gates.ok()) return failure(visit, gates.error());
  if (const auto wait = begin_at_all(*gates, visit.now_ms); wait > 0) {
    return too_many(wait, login_page(visit, wait_words(visit, wait), 429));
  }
  auto member = m_service.check_login(id, request.form_value("password"));
  if (!member.ok()) {
    if (member.error().code != ErrorCode::kUnauthenticated) return failure(visit, member.error());
    // A full disk lets nobody in who would stay out otherwise.
    (void)m_service.note_failed_sign_in(id, request.remote, "password").ok();
    return login_page(visit, visit.words._t("Staff number or password is wrong."), 401);
  }
  // An address is not forgiven: with a password of one's own one would try those of others.
  for (const auto& gate : *gates) {
    gate.guard == &m_addresses ? gate.guard->uncount(gate.key) : gate.guard->succeeded(gate.key);
  }
  return ask_second(visit, *member, local_path(request.form_value("back")));
}

Response Console::logout(const Visit& visit) {
  m_sessions.end(visit.token);
  auto response = redirect("/login");
  response.headers.emplace_back("Set-Cookie",
                                cookie_header("jj_session", "", visit.request.secure));
  return response;
}

std::string place_name(const std::string& division) {
  const auto& divisions = localization::Divisions::built_in();
  const auto level = division.size() == 12 ? localization::division_level(division)
                                           : localization::DivisionLevel::kVillage;
  const bool below =
      level == localization::DivisionLevel::kTown || level == localization::DivisionLevel::kVillage;
  const auto name = divisions.full_name(
      division, below ? localization::DivisionLevel::kTown : localization::DivisionLevel::kCounty);
  return name.empty() ? division : name;
}

std::string staff_name(const World& world, const std::string& id) {
  const auto* member = world.registry.staff().find(id);
  return member ? member->name : id;
}

void place_options(Dictionary* body, const std::string& county, const std::string& selected) {
  const auto& divisions = localization::Divisions::built_in();
  const auto add = [&](const std::string& code, const std::string& name) {
    auto* option = body->AddSectionDictionary("PLACE_OPTION");
    option->SetValue("VALUE", code);
    option->SetValue("NAME", name);
    if (code == selected) option->ShowSection("SELECTED");
  };
  add(county, place_name(county));
  for (const auto* town : divisions.children(county)) {
    add(town->code, town->name);
    for (const auto* village : divisions.children(town->code)) {
      add(village->code, town->name + " · " + village->name);
    }
  }
}

}  // namespace jiujin::sync::county::console
