// Signing in, second half: behind the password the code of the person's own app or token.
#include "localization/formats.h"
#include "localization/typeset/render.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"
#include "sync/envelope/one_time_code.h"

namespace jiujin::sync::county::console {
namespace {

constexpr int kQuietZone = 4;  // ISO/IEC 18004: light modules around the symbol

// Dark modules as runs of one path; sharp at any size, and no script or style in it.
std::string drawn(const localization::typeset::Symbol& symbol) {
  const std::string side = std::to_string(symbol.width + 2 * kQuietZone);
  std::string path;
  for (int y = 0; y < symbol.height; ++y) {
    for (int x = 0; x < symbol.width; ++x) {
      if (!symbol.dark(x, y)) continue;
      int end = x;
      while (end < symbol.width && symbol.dark(end, y)) ++end;
      path += "M" + std::to_string(x + kQuietZone) + " " + std::to_string(y + kQuietZone) + "h" +
              std::to_string(end - x) + "v1h-" + std::to_string(end - x) + "z";
      x = end;
    }
  }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
         "\" fill=\"#fff\"/><path d=\"" + path + "\" fill=\"#000\"/></svg>";
}

// "ABCD EFGH": what a person copies by eye.
std::string in_fours(const std::string& secret) {
  std::string out;
  for (std::size_t i = 0; i < secret.size(); i += 4) {
    out += (i == 0 ? "" : " ") + secret.substr(i, 4);
  }
  return out;
}

}  // namespace

std::string digits_only(const std::string& typed) {
  std::string out;
  for (const char c : typed) {
    if (c != ' ' && c != '-') out += c;
  }
  return out;
}

Response Console::ask_second(const Visit& visit, const casework::StaffMember& member,
                             const std::string& back) {
  const auto has = m_service.has_second_factor(member.id);
  if (!has.ok()) return failure(visit, has.error());
  const std::string secret = *has ? "" : envelope::fresh_code_secret(m_service.random());
  const auto token =
      m_pending.start({member.id, secret, back, visit.now_ms}, visit.now_ms, m_service.random());
  auto response = redirect("/login/second");
  response.headers.emplace_back("Set-Cookie",
                                cookie_header("jj_second", token, visit.request.secure));
  response.headers.emplace_back("Set-Cookie", cookie_header("jj_login", "", visit.request.secure));
  return response;
}

Response Console::second(const Visit& visit) {
  const auto& request = visit.request;
  const auto pending = m_pending.find(request.cookie("jj_second"), visit.now_ms);
  if (!pending) return redirect("/login");
  if (request.path == "/login/second.svg") return second_picture(visit, *pending);
  if (request.method != "POST") return second_page(visit, *pending, "", 200);
  if (!same_secret(request.form_value("csrf"), pending->csrf)) {
    return second_page(visit, *pending,
                       visit.words._t("The form was too old. Please sign in once more."), 403);
  }
  const auto browser = request.cookie(kBrowserCookie);
  const auto known = m_service.knows_browser(browser, pending->staff_id);
  if (!known.ok()) return failure(visit, known.error());
  const std::string counted = pending->staff_id + (*known ? " in " + browser : "");
  if (const auto wait = m_codes.begin(counted, visit.now_ms); wait > 0) {
    return too_many(wait, second_page(visit, *pending, wait_words(visit, wait), 429));
  }
  const std::string code = digits_only(request.form_value("code"));
  const auto done = pending->secret.empty()
                        ? m_service.check_second_factor(pending->staff_id, code)
                        : m_service.begin_second_factor(pending->staff_id, pending->secret, code);
  if (!done.ok() && done.error().code == ErrorCode::kConflict) return redirect("/login");
  if (!done.ok() && done.error().code != ErrorCode::kUnauthenticated) {
    return failure(visit, done.error());
  }
  if (!done.ok()) {
    (void)m_service.note_failed_sign_in(pending->staff_id, request.remote, "code").ok();
    return second_page(visit, *pending, visit.words._t("This is not the code of this moment."),
                       401);
  }
  const int wrong = m_codes.failures(counted) - 1;  // this one was counted, too
  m_codes.succeeded(counted);
  // What was tried in this person's name stands in the record before what was done in it.
  (void)m_service
      .record_failed_sign_ins([&](const auto& one) { return one.who == pending->staff_id; })
      .ok();
  // With a full disk people can still look; everything else that is not recorded does not happen.
  casework::SignedIn signed_in{"console", {}};
  if (wrong > 0) signed_in.failed = wrong;
  const auto recorded =
      m_service.append({casework::draft_op({}, 0, pending->staff_id, signed_in)}, "");
  if (!recorded.ok() && recorded.error().code != ErrorCode::kDiskFull) {
    return failure(visit, recorded.error());
  }
  m_pending.end(request.cookie("jj_second"));
  m_sessions.end(visit.token);  // a token from before the login is worth nothing after it
  auto response = redirect(pending->back);
  const auto token = m_sessions.start(pending->staff_id, visit.now_ms, m_service.random());
  response.headers.emplace_back("Set-Cookie", cookie_header("jj_session", token, request.secure));
  response.headers.emplace_back("Set-Cookie", cookie_header("jj_second", "", request.secure));
  // Where it cannot be kept (a full disk) the browser stays a stranger: nothing worse.
  if (const auto kept = m_service.remember_browser(browser, pending->staff_id); kept.ok()) {
    response.headers.emplace_back(
        "Set-Cookie", cookie_header(kBrowserCookie, *kept, request.secure, kBrowserLifetime));
  }
  return response;
}

Response Console::second_page(const Visit& visit, const PendingLogin& pending,
                              const std::string& problem, int status) {
  auto page = framed(visit, "second", visit.words._t("Sign in"));
  page.body()["SECOND_CSRF"] = pending.csrf;
  if (!pending.secret.empty()) {
    auto* first = page.body().AddSectionDictionary("FIRST");
    first->SetValue("SECRET", in_fours(pending.secret));
  } else {
    page.body().ShowSection("KNOWN");
  }
  if (!problem.empty()) {
    page.body().AddSectionDictionary("PROBLEM")->SetValue("PROBLEM_TEXT", problem);
  }
  return page.finish(m_pages, status);
}

// Only for who has just given the password, and only until the code was given back once.
Response Console::second_picture(const Visit& visit, const PendingLogin& pending) {
  if (pending.secret.empty()) {
    return message(visit, 404, visit.words._t("There is nothing here."), "");
  }
  const auto symbol = localization::typeset::encode_symbol(
      localization::typeset::CodeKind::kQr,
      envelope::code_address(pending.secret, m_service.info().name, pending.staff_id));
  if (!symbol.ok()) return failure(visit, symbol.error());
  Response response;
  response.media_type = "image/svg+xml";
  response.body = drawn(*symbol);
  return response;
}

}  // namespace jiujin::sync::county::console
