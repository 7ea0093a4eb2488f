// A person's own password: the old one and the code of this moment, then a new one.
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {

Response Console::password_page(const Visit& visit, const std::string& problem, int status) {
  auto page = framed(visit, "password", visit.words._t("Your password"));
  if (works_at_station(visit.member.roles)) page.body().ShowSection("AT_STATION");
  if (!problem.empty()) {
    page.body().AddSectionDictionary("PROBLEM")->SetValue("PROBLEM_TEXT", problem);
  }
  const bool done = problem.empty() && visit.request.query_value("done") == "1";
  if (!done) page.body().ShowSection("FORM");
  if (done) {
    page.flash(visit.words._t("Your password is changed. Everywhere else you are signed out."),
               "ok");
  }
  return page.finish(m_pages, status);
}

Response Console::save_password(const Visit& visit) {
  const auto& request = visit.request;
  const std::string& id = visit.member.id;
  const std::string old = request.form_value("old"), fresh = request.form_value("new");
  if (fresh != request.form_value("again"))
    return password_page(visit, visit.words._t("The new password was not typed the same twice."),
                         400);
  if (fresh.size() < kPasswordLengthMin || fresh == old) {
    const Error bad{ErrorCode::kInvalidArgument, fresh == old ? "same" : "password", ""};
    return password_page(visit, error_words(bad, visit.words), 400);
  }
  // Both are tried as at a sign-in: a session that somebody has found guesses no password.
  const auto gates = password_gates(visit, id);
  if (!gates.ok()) return failure(visit, gates.error());
  if (const auto wait = begin_at_all(*gates, visit.now_ms); wait > 0)
    return too_many(wait, password_page(visit, wait_words(visit, wait), 429));
  const auto member = m_service.check_login(id, old);
  if (!member.ok() && member.error().code != ErrorCode::kUnauthenticated)
    return failure(visit, member.error());
  if (!member.ok()) {
    (void)m_service.note_failed_sign_in(id, request.remote, "password").ok();
    return password_page(visit, visit.words._t("The old password is wrong."), 403);
  }
  for (const auto& gate : *gates)
    gate.guard == &m_addresses ? gate.guard->uncount(gate.key) : gate.guard->succeeded(gate.key);
  const auto browser = request.cookie(kBrowserCookie);
  const auto known = m_service.knows_browser(browser, id);
  if (!known.ok()) return failure(visit, known.error());
  const std::string counted = id + (*known ? " in " + browser : "");
  if (const auto wait = m_codes.begin(counted, visit.now_ms); wait > 0)
    return too_many(wait, password_page(visit, wait_words(visit, wait), 429));
  const auto code = m_service.check_second_factor(id, digits_only(request.form_value("code")));
  if (!code.ok() && code.error().code != ErrorCode::kUnauthenticated)
    return failure(visit, code.error());
  if (!code.ok()) {
    (void)m_service.note_failed_sign_in(id, request.remote, "code").ok();
    return password_page(visit, visit.words._t("This is not the code of this moment."), 403);
  }
  m_codes.succeeded(counted);
  if (const auto done = m_service.change_password(id, old, fresh); !done.ok())
    return failure(visit, done.error());
  m_sessions.end_all_of(id);
  m_pending.end_all_of(id);
  auto response = redirect("/password?done=1");
  const auto token = m_sessions.start(id, visit.now_ms, m_service.random());
  response.headers.emplace_back("Set-Cookie", cookie_header("jj_session", token, request.secure));
  if (const auto kept = m_service.remember_browser(browser, id); kept.ok())
    response.headers.emplace_back(
        "Set-Cookie", cookie_header(kBrowserCookie, *kept, request.secure, kBrowserLifetime));
  return response;
}

}  // namespace jiujin::sync::county::console
