#include <algorithm>

#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/casework/states.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

using casework::CaseSummary;

struct Tab {
  QueueTab tab;
  const char* name;
  const char* words;
};

constexpr Tab kTabs[] = {{QueueTab::kPrereview, "prereview", _mark("To pre-review")},
                         {QueueTab::kCorrection, "correction", _mark("Correction awaited")},
                         {QueueTab::kHandling, "handling", _mark("In handling")},
                         {QueueTab::kDelivery, "delivery", _mark("To be delivered")},
                         {QueueTab::kClosed, "closed", _mark("Closed")},
                         {QueueTab::kAll, "all", _mark("All")}};

void add_option(Dictionary* body, const char* section, const std::string& value,
                const std::string& name, const std::string& selected) {
  auto* option = body->AddSectionDictionary(section);
  option->SetValue("VALUE", value);
  option->SetValue("NAME", name);
  if (value == selected) option->ShowSection("SELECTED");
}

std::string day_words(const std::string& iso, const Visit& visit) {
  const auto day = localization::parse_date(iso);
  return day.ok() ? localization::format_day(*day, visit.today, visit.words) : "";
}

// "3 working days left", "2 working days late".
std::string left_words(const CaseSummary& line, const Visit& visit) {
  const auto due = localization::parse_date(line.due);
  if (!due.ok() || line.stopped) return "";
  const int left = localization::working_days_left(visit.world->calendar, visit.today, *due);
  if (left == 0) return visit.words._t("today is the last day");
  if (left < 0) {
    return format(visit.words._tn("{0} working day late", "{0} working days late", -left), -left);
  }
  return format(visit.words._tn("{0} working day left", "{0} working days left", left), left);
}

void add_row(const CaseSummary& line, const Visit& visit, Dictionary* list) {
  auto* row = list->AddSectionDictionary("ROW");
  const auto lamp = lamp_of_line(line, visit);
  row->SetValue("ID", line.id);
  row->SetValue("TONE", lamp.tone);
  row->SetValue("LAMP_WORD", lamp.word);
  const auto name = line.item_name.get(visit.words.language());
  row->SetValue("ITEM_NAME", name.empty() ? line.item : name);
  row->SetValue("RECEIPT", line.receipt);
  row->SetValue("APPLICANT", line.applicant_masked);
  row->SetValue("STATION", place_name(line.division));
  const localization::Instant received{std::chrono::seconds{line.started_ms / 1000}};
  const localization::Instant now{std::chrono::seconds{visit.now_ms / 1000}};
  row->SetValue("RECEIVED",
                localization::format_moment(received, now, localization::kShanghai, visit.words));
  row->SetValue("DUE", day_words(line.due, visit));
  if (const auto left = left_words(line, visit); !left.empty()) {
    row->AddSectionDictionary("LEFT")->SetValue("LEFT_TEXT", left);
  }
  row->SetValue("STATE", visit.words._t(casework::state_row(line.state).words));
  const auto flag = [&](bool set, const std::string& text) {
    if (set) row->AddSectionDictionary("FLAG")->SetValue("FLAG_TEXT", text);
  };
  flag(line.conflict, visit.words._t("contradiction"));
  flag(line.deferral_open, visit.words._t("material to follow"));
  flag(line.newer, visit.words._t("newer version"));
  row->SetValue("HANDLER", line.handler.empty() ? visit.words._t("nobody yet")
                                                : staff_name(*visit.world, line.handler));
}

void fill_filters(const Visit& visit, const std::vector<std::string>& items,
                  const std::string& county, Dictionary* body) {
  for (const auto& code : items) {
    const auto* item = visit.world->item(code);
    const auto name = item ? item->name.get(visit.words.language()) : "";
    add_option(body, "ITEM", code, name.empty() ? code : name, visit.request.query_value("item"));
  }
  for (const auto* town : localization::Divisions::built_in().children(county)) {
    add_option(body, "TOWN", town->code, town->name, visit.request.query_value("town"));
  }
  const auto lamp = visit.request.query_value("lamp");
  add_option(body, "LAMP", "bad", visit.words._t("Overdue"), lamp);
  add_option(body, "LAMP", "wait", visit.words._t("Due soon"), lamp);
  add_option(body, "LAMP", "ok", visit.words._t("In time"), lamp);
  add_option(body, "LAMP", "stop", visit.words._t("Clock stopped"), lamp);
}

std::string query_with(const Visit& visit, const std::string& name, const std::string& value) {
  std::string link = "/";
  char joint = '?';
  auto query = visit.request.query;
  for (const auto* place : {"after", "before"}) query.erase(place);  // of the old page
  query[name] = value;
  for (const auto& [key, text] : query) {
    if (text.empty()) continue;
    link += joint + encode_component(key) + "=" + encode_component(text);
    joint = '&';
  }
  return link;
}

}  // namespace

Lamp lamp_of_line(const CaseSummary& line, const Visit& visit) {
  const auto lamp = casework::lamp(line, visit.world->calendar, visit.today);
  if (!lamp) {
    if (casework::is_in_progress(line.state)) return {"draft", visit.words._t("No date")};
    return {std::string(state_tone(line.state)) == "bad" ? "bad" : "draft",
            visit.words._t("Ended")};
  }
  switch (*lamp) {
    case localization::Lamp::kGreen: return {"ok", visit.words._t("In time")};
    case localization::Lamp::kYellow: return {"wait", visit.words._t("Due soon")};
    case localization::Lamp::kRed: return {"bad", visit.words._t("Overdue")};
    case localization::Lamp::kBlue: return {"stop", visit.words._t("Clock stopped")};
  }
  return {};
}

QueueTab queue_tab(const std::string& name) {
  for (const auto& each : kTabs) {
    if (name == each.name) return each.tab;
  }
  return QueueTab::kPrereview;
}

namespace {

QueueQuery query_of(const Visit& visit) {
  const auto value = [&](const char* name) { return visit.request.query_value(name); };
  QueueQuery query;
  query.tab = queue_tab(value("tab"));
  query.scope = visit.member.division;
  query.town = value("town");
  query.item = value("item");
  const auto lamp = value("lamp");
  if (lamp == "bad") query.lamp = localization::Lamp::kRed;
  if (lamp == "wait") query.lamp = localization::Lamp::kYellow;
  if (lamp == "ok") query.lamp = localization::Lamp::kGreen;
  if (lamp == "stop") query.lamp = localization::Lamp::kBlue;
  query.before = QueuePlace::parse(value("before"));
  if (!query.before) query.after = QueuePlace::parse(value("after"));
  return query;
}

void fill_list(const Visit& visit, const QueuePage& found, Dictionary* body) {
  auto* list = body->AddSectionDictionary("LIST");
  for (const auto& line : found.lines) add_row(line, visit, list);
  list->SetValue("RANGE", format(visit.words._t("{0} to {1} of {2}"), found.first + 1,
                                 found.first + found.lines.size(), found.total));
  if (found.older) {
    list->AddSectionDictionary("OLDER")->SetValue(
        "OLDER_HREF", query_with(visit, "after", found.older->text()));
  }
  if (found.newer) {
    list->AddSectionDictionary("NEWER")->SetValue(
        "NEWER_HREF", query_with(visit, "before", found.newer->text()));
  }
}

}  // namespace

Response Console::queue(const Visit& visit) {
  const auto query = query_of(visit);
  const auto text = visit.request.query_value("q");
  const auto mark = change_mark();  // before the list: what comes in between is shown next time
  auto found = m_service.queue_page(query, text);
  if (!found.ok()) return failure(visit, found.error());
  auto page = framed(visit, "queue", visit.words._t("Cases"));
  auto& body = page.body();
  for (const auto& each : kTabs) {
    auto* entry = body.AddSectionDictionary("TAB");
    entry->SetValue("HREF", query_with(visit, "tab", each.name));
    entry->SetValue("NAME", visit.words._t(each.words));
    entry->SetIntValue("COUNT",
                       static_cast<long>(found->counts[static_cast<std::size_t>(each.tab)]));
    if (each.tab != query.tab) continue;
    entry->ShowSection("HERE");
    body.SetTemplateGlobalValue("TAB_NAME", each.name);
  }
  body.SetValue("AT", std::to_string(mark.ok() ? *mark : 0));
  body.SetValue("QUERY", text);
  fill_filters(visit, found->items, m_service.info().division, &body);
  if (!found->lines.empty()) {
    fill_list(visit, *found, &body);
    return page.finish(m_pages);
  }
  auto* empty = body.AddSectionDictionary("EMPTY");
  const bool filtered = !text.empty() || !query.item.empty() || !query.town.empty() || query.lamp;
  empty->SetValue("EMPTY_TITLE", filtered ? visit.words._t("Nothing fits this search")
                                          : visit.words._t("Nothing waits here"));
  if (filtered) empty->ShowSection("CLEAR");
  empty->SetValue("EMPTY_TEXT",
                  filtered ? visit.words._t("Take a filter away, or look under All.")
                           : visit.words._t("What the stations send appears here by itself."));
  return page.finish(m_pages);
}

Result<std::uint64_t> Console::change_mark() { return m_service.change_mark(); }

Response Console::queue_changes(const Visit& visit) {
  const auto mark = change_mark();
  if (!mark.ok()) return failure(visit, mark.error());
  Response response;
  response.media_type = "application/json";
  response.body = "{\"at\":" + std::to_string(*mark) + "}";
  return response;
}

}  // namespace jiujin::sync::county::console
