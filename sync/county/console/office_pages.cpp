// Administration: staff, stations, catalogue.
#include <algorithm>

#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"
#include "sync/county/county_desk.h"

namespace jiujin::sync::county::console {
namespace {

constexpr casework::Role kRoles[] = {
    casework::Role::kIntake, casework::Role::kPrereview, casework::Role::kAgent,
    casework::Role::kReview, casework::Role::kDecide,    casework::Role::kExit,
    casework::Role::kSupervise, casework::Role::kAdminister, casework::Role::kKiosk};

std::string promised_words(const forms::catalogue::TimeLimit& limit, const Visit& visit) {
  if (limit.unit == forms::catalogue::LimitUnit::kImmediate) return visit.words._t("at once");
  if (!limit.value) return "";
  const long long n = *limit.value;
  return limit.unit == forms::catalogue::LimitUnit::kWorkingDays
             ? format(visit.words._tn("{0} working day", "{0} working days", n), n)
             : format(visit.words._tn("{0} day", "{0} days", n), n);
}

}  // namespace

std::string moment(std::int64_t ms, const Visit& visit) {
  if (ms == 0) return visit.words._t("never");
  return localization::format_moment(
      localization::Instant{std::chrono::seconds{ms / 1000}},
      localization::Instant{std::chrono::seconds{visit.now_ms / 1000}}, localization::kShanghai,
      visit.words);
}

Response Console::staff_page(const Visit& visit, const Error* problem) {
  auto page = framed(visit, "staff", visit.words._t("Staff"));
  auto& body = page.body();
  const auto& staff = visit.world->registry.staff();
  for (const auto* member : staff.members()) {
    auto* row = body.AddSectionDictionary("ROW");
    row->SetValue("ID", member->id);
    row->SetValue("NAME", member->name);
    row->SetValue("UNIT", member->unit);
    row->SetValue("PLACE", place_name(member->division));
    std::string roles;
    for (const auto role : member->roles) {
      roles += (roles.empty() ? "" : " · ") + role_words(role, visit.words);
    }
    row->SetValue("ROLES", roles);
    if (!member->active) row->ShowSection("INACTIVE");
  }
  casework::StaffMember form;
  form.division = m_service.info().division;
  const auto* known = staff.find(visit.request.query_value("id"));
  if (known) form = *known;
  if (problem) {
    form.id = visit.request.form_value("id");
    form.name = visit.request.form_value("name");
    form.unit = visit.request.form_value("unit");
    form.division = visit.request.form_value("division");
    body.AddSectionDictionary("PROBLEM")
        ->SetValue("PROBLEM_TEXT", error_words(*problem, visit.words));
  }
  body["FORM_TITLE"] = known ? format(visit.words._t("Change {0}"), known->name)
                             : visit.words._t("Add a member of staff");
  body["F_ID"] = form.id;
  body["F_NAME"] = form.name;
  body["F_UNIT"] = form.unit;
  if (form.active) body.ShowSection("ACTIVE");
  place_options(&body, m_service.info().division, form.division);
  for (const auto role : kRoles) {
    auto* entry = body.AddSectionDictionary("ROLE");
    entry->SetValue("VALUE", std::string(casework::role_name(role)));
    entry->SetValue("NAME", role_words(role, visit.words));
    if (std::find(form.roles.begin(), form.roles.end(), role) != form.roles.end()) {
      entry->ShowSection("CHECKED");
    }
  }
  if (visit.request.query_value("done") == "1") page.flash(visit.words._t("Saved."), "ok");
  return page.finish(m_pages, problem ? status_of(*problem) : 200);
}

Response Console::save_staff(const Visit& visit) {
  const auto& request = visit.request;
  StaffEntry entry;
  entry.id = request.form_value("id");
  entry.name = request.form_value("name");
  entry.unit = request.form_value("unit");
  entry.division = request.form_value("division");
  entry.active = request.form_value("active") == "1";
  entry.password = request.form_value("password");
  for (const auto& [name, value] : request.form_pairs) {
    const auto role = name == "role" ? casework::role_of_name(value) : std::nullopt;
    if (role) entry.roles.push_back(*role);
  }
  // Not even an administrator's own without the old one: a session that was left open or stolen
  // must not become a password.
  if (entry.id == visit.member.id && !entry.password.empty()) {
    const Error own{ErrorCode::kInvalidArgument, "own", "it has a page of its own"};
    return staff_page(visit, &own);
  }
  auto done = m_service.grant_staff(entry, visit.member.id);
  if (!done.ok()) return staff_page(visit, &done.error());
  if (!entry.active || !entry.password.empty()) {
    m_pending.end_all_of(entry.id);
    if (entry.id != visit.member.id) m_sessions.end_all_of(entry.id);
  }
  return redirect("/staff?done=1");
}

namespace {

// How far the order to wipe it has come; "" where there is none.
std::string wipe_words(const StationLine& line, const Visit& visit) {
  if (line.wiped_ms > 0)
    return format(visit.words._t("wiped, as the station itself said: {0}"),
                  moment(line.wiped_ms, visit));
  if (line.wipe_handed_out_ms > 0)
    return format(visit.words._t("the order to wipe was handed out: {0}; not confirmed"),
                  moment(line.wipe_handed_out_ms, visit));
  if (line.wipe_ordered_ms > 0) return visit.words._t("will be wiped at its next contact");
  return "";
}

}  // namespace

Response Console::stations_page(const Visit& visit, const StationCode* fresh,
                                const Error* problem) {
  auto lines = m_service.stations();
  if (!lines.ok()) return failure(visit, lines.error());
  auto page = framed(visit, "stations", visit.words._t("Stations"));
  auto& body = page.body();
  body.ShowSection(lines->empty() ? "NONE" : "SOME");
  for (const auto& line : *lines) {
    if (fresh && fresh->station == line.id) {
      auto* card = body.AddSectionDictionary("NEW_CODE");
      card->SetValue("CODE_STATION", line.name);
      card->SetValue("CODE", fresh->code);
      card->SetValue("CODE_NOTE",
                     format(visit.words._t("Works once, until {0}. It is shown only now: only its "
                                           "hash is kept."),
                            moment(fresh->expires_ms, visit)));
    }
    auto* row = body.AddSectionDictionary("ROW");
    row->SetValue("ID", line.id.hex());
    row->SetValue("NAME", line.name);
    row->SetValue("LEVEL", line.level == 4   ? visit.words._t("county centre")
                           : line.level == 5 ? visit.words._t("town centre")
                                             : visit.words._t("village station"));
    row->SetValue("PLACE", place_name(line.division));
    row->SetValue("TONE", line.suspended ? "bad" : line.enrolled ? "ok" : "wait");
    row->SetValue("STANDING", line.suspended  ? visit.words._t("suspended")
                              : line.enrolled ? visit.words._t("enrolled")
                              : line.code_expires_ms ? visit.words._t("waits for its code")
                                                     : visit.words._t("code has run out"));
    row->SetValue("CONTACT", moment(line.last_contact_ms, visit));
    if (const auto words = wipe_words(line, visit); !words.empty())
      row->AddSectionDictionary("WIPE_NOTE")->SetValue("WIPE", words);
    if (line.enrolled && line.wipe_ordered_ms == 0) row->AddSectionDictionary("CAN_WIPE");
    if (line.enrolled) {
      auto* toggle = row->AddSectionDictionary("ENROLLED");
      toggle->SetValue("TOGGLE", line.suspended ? "0" : "1");
      toggle->SetValue("TOGGLE_NAME",
                       line.suspended ? visit.words._t("Let in again") : visit.words._t("Suspend"));
    }
  }
  // {{#ROW}} stands inside {{#SOME}}: rows hang on the same dictionary, which both sections see.
  if (problem) {
    body.AddSectionDictionary(problem->place == "wipe" ? "WIPE_PROBLEM" : "PROBLEM")
        ->SetValue("PROBLEM_TEXT", error_words(*problem, visit.words));
  }
  place_options(&body, m_service.info().division, "");
  return page.finish(m_pages, problem ? status_of(*problem) : 200);
}

Response Console::save_station(const Visit& visit) {
  const auto& request = visit.request;
  if (request.path == "/stations") {
    StationEntry entry{request.form_value("name"), request.form_value("division"), "", 6};
    if (entry.division.size() == 12) {
      entry.level = static_cast<int>(localization::division_level(entry.division));
    }
    auto code = m_service.add_station(entry, visit.member.id);
    return code.ok() ? stations_page(visit, &*code) : stations_page(visit, nullptr, &code.error());
  }
  const auto station = base::StationId::from_hex(request.form_value("station"));
  if (!station.ok()) return failure(visit, station.error());
  if (request.path == "/stations/code") {
    auto code = m_service.renew_code(*station, visit.member.id);
    return code.ok() ? stations_page(visit, &*code) : failure(visit, code.error());
  }
  if (request.path == "/stations/wipe") {
    const auto reason = request.form_value("reason");
    auto done = m_service.order_wipe(
        *station, reason.empty() ? visit.words._t("Suspended by the county.") : reason,
        visit.member.id);
    if (done.ok()) return redirect("/stations");
    if (done.error().code != ErrorCode::kRefused) return failure(visit, done.error());
    const Error no_key{ErrorCode::kInvalidArgument, "wipe", done.error().cause};
    return stations_page(visit, nullptr, &no_key);
  }
  if (request.path == "/stations/suspend") {
    auto done = m_service.suspend_station(*station, request.form_value("suspended") == "1",
                                          visit.words._t("Suspended by the county."),
                                          visit.member.id);
    return done.ok() ? redirect("/stations") : failure(visit, done.error());
  }
  return failure(visit, {ErrorCode::kNotFound, request.path, "no such action"});
}

Response Console::catalogue_page(const Visit& visit) {
  auto page = framed(visit, "catalogue", visit.words._t("Catalogue"));
  auto& body = page.body();
  const auto* catalogue = visit.world->catalogue();
  body.ShowSection(catalogue ? "SOME" : "NONE");
  if (!catalogue) return page.finish(m_pages);
  body["VERSION"] = format(visit.words._t("Version {0}, published {1}, {2} items"),
                           catalogue->version, catalogue->published_on, catalogue->items.size());
  const auto& language = visit.words.language();
  for (const auto& item : catalogue->items) {
    auto* row = body.AddSectionDictionary("ROW");
    row->SetValue("CODE", item.code);
    row->SetValue("NAME", item.name.get(language));
    row->SetValue("AUTHORITY", item.authority_name.get(language));
    row->SetValue("KIND", item.is_immediate() ? visit.words._t("decided on the spot")
                                              : visit.words._t("with a promised date"));
    row->SetValue("PROMISED", promised_words(item.promised, visit));
    const auto fields = static_cast<long long>(item.fields.size());
    row->SetValue("FIELDS", format(visit.words._tn("{0} field", "{0} fields", fields), fields));
    if (item.state != "in_use") {
      row->AddSectionDictionary("NOT_IN_USE")
          ->SetValue("STATE", item.state == "suspended" ? visit.words._t("suspended")
                                                        : visit.words._t("cancelled"));
    }
  }
  return page.finish(m_pages);
}

}  // namespace jiujin::sync::county::console
