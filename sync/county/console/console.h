// Console: the county's web pages, as a function from Request to Response.
//
// Review desk for the county's staff, administration, and the residents' query page. Every page is
// rendered on the server; what a person may do is asked of the fold. Every answer carries the
// security headers; a POST without the session's token changes nothing; a form sent twice has one
// effect. Nothing escapes handle(): a failure becomes a page that says what to do.
// It refuses to know sockets. Thread rule: handle() may be called from any thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "sync/county/held_facts.h"
#include "sync/county/console/pages.h"
#include "sync/county/console/sessions.h"
#include "sync/county/console/web.h"
#include "sync/county/county_service.h"

namespace jiujin::sync::county::console {


inline constexpr const char* kBrowserCookie = "jj_browser";
inline constexpr std::chrono::hours kBrowserLifetime{180 * 24};
inline constexpr std::size_t kStaffIdBytesMax = 64;

// One request on its way: who asks, in which language, of what snapshot.
struct Visit {
  const Request& request;
  const localization::Translator& words;
  std::optional<Session> session;
  std::string token;
  casework::StaffMember member;  // only with a session
  std::shared_ptr<const World> world;
  std::int64_t now_ms = 0;
  std::chrono::sys_days today{};

  bool has(casework::Role role) const;
  bool may_review() const;      // the queue and its cases
  bool may_administer() const;  // staff, stations, catalogue
  bool may_audit() const;
};

// A page inside the frame: fill body(), then take it.
class Framed {
 public:
  Framed(const Visit& visit, const std::string& county, const std::string& page,
         const std::string& title, const base::RandomSource& random);
  Dictionary& body() { return *m_body; }
  void flash(const std::string& text, const std::string& tone);
  Response finish(const Pages& pages, int status = 200) const;

 private:
  const localization::Translator& m_words;
  Dictionary m_frame;
  Dictionary* m_body;
};

class Console {
 public:
  explicit Console(CountyService& service);
  Response handle(const Request& request);
  std::size_t sessions_now() { return m_sessions.count(m_service.now_ms()); }

 private:
  Response route(Visit& visit);
  Response route_signed_in(Visit& visit);
  Response post_signed_in(Visit& visit);
  Framed framed(const Visit& visit, const std::string& page, const std::string& title);
  Response message(const Visit& visit, int status, const std::string& heading,
                   const std::string& text);
  Response failure(const Visit& visit, const Error& error);
  Response asset(const Request& request);

  Response login_page(const Visit& visit, const std::string& problem, int status = 200);
  Response login(const Visit& visit);
  Result<std::vector<Gate>> password_gates(const Visit& visit, const std::string& id);
  // second_factor.cpp
  Response ask_second(const Visit& visit, const casework::StaffMember& member,
                      const std::string& back);
  Response second(const Visit& visit);
  Response second_page(const Visit& visit, const PendingLogin& pending, const std::string& problem,
                       int status);
  Response second_picture(const Visit& visit, const PendingLogin& pending);
  // own_password_page.cpp
  Response password_page(const Visit& visit, const std::string& problem = "", int status = 200);
  Response save_password(const Visit& visit);
  Response logout(const Visit& visit);
  Response language(const Visit& visit);

  Response queue(const Visit& visit);
  Response queue_changes(const Visit& visit);
  Result<std::uint64_t> change_mark();

  Response case_page(const Visit& visit, const std::string& id, const Error* problem = nullptr);
  Response case_file(const Visit& visit, const std::string& id, const std::string& number);
  Response case_action(const Visit& visit, const std::string& id, const std::string& action);
  Response reveal_case(const Visit& visit, const casework::Case& c, const std::string& once);
  // The case, if this person may see it. Errors: kNotFound, also for one out of scope.
  Result<casework::Case> visible_case(const Visit& visit, const std::string& id);
  bool is_whole(const base::ContentHash& hash);
  void fill_scans(const Visit& visit, const casework::Case& c, Dictionary* body);

  Response staff_page(const Visit& visit, const Error* problem = nullptr);
  Response save_staff(const Visit& visit);
  Response stations_page(const Visit& visit, const StationCode* fresh = nullptr,
                         const Error* problem = nullptr);
  Response save_station(const Visit& visit);
  Response catalogue_page(const Visit& visit);
  Response audit_page(const Visit& visit);
  Response verify_audit(const Visit& visit);
  Response query_page(const Visit& visit);

  CountyService& m_service;
  Pages m_pages;
  Sessions m_sessions;
  PendingLogins m_pending;
  // Passwords: a person's own browser; a name at an address; a name from everywhere; an address,
  // behind which a whole office may sit.
  AttemptGuard m_browsers, m_names;
  AttemptGuard m_name_overall{{20, 5'000, 60'000, 10 * 60'000}};
  AttemptGuard m_addresses{{40, 5'000, 60'000, 60'000}};
  AttemptGuard m_codes;  // of the second factor
  // The residents' page: a receipt, which its owner has to be able to ask about again; an address.
  AttemptGuard m_receipts{{5, 30'000, 15 * 60'000, 60 * 60'000}};
  AttemptGuard m_askers{{20, 30'000, 60 * 60'000, 2 * 60'000}};
  RateLimit m_queries{30};
};

// Of a code as it was typed, in groups perhaps.
std::string digits_only(const std::string& typed);
// "Too many attempts ...", and the answer that says so until when.
std::string wait_words(const Visit& visit, std::int64_t wait_ms);
Response too_many(std::int64_t wait_ms, Response page);

// The HTTP status of a failure: whose fault it is, and whether coming again may help.
int status_of(const Error& error);

// Pieces that several pages draw.
struct Lamp {
  std::string tone, word;
};
QueueTab queue_tab(const std::string& name);  // of a link: "handling"; the first one otherwise
Lamp lamp_of_line(const casework::CaseSummary& line, const Visit& visit);
std::string place_name(const std::string& division);  // 石桥镇枫林村, below the county
std::string staff_name(const World& world, const std::string& id);
std::string moment(std::int64_t ms, const Visit& visit);  // "today 09:12"; "never" for 0
void place_options(Dictionary* body, const std::string& county, const std::string& selected);
// Fills the pane of what is written on the form (case_form_pane.cpp) and the one of facts.
void fill_form_pane(const Visit& visit, const casework::Case& c,
                    std::span<const oplog::StoredOp> ops, const HeldFacts& held, bool masked,
                    bool marking, Dictionary* body);
void fill_facts_pane(const Visit& visit, const casework::Case& c, bool masked, Dictionary* body);
// The form of one action ("accept", "correct" ...); false when there is no such action.
bool fill_action_form(const Visit& visit, const casework::Case& c, const std::string& action,
                      const std::string& key, Dictionary* body);

}  // namespace jiujin::sync::county::console
