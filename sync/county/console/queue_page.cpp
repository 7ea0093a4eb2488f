#include <algorithm>
#include <set>

#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/casework/states.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

using casework::CaseState;
using casework::CaseSummary;

constexpr std::size_t kPageLines = 50;

struct Tab {
  const char* name;
  const char* words;
  std::set<CaseState> states;  // empty: all
};

const std::vector<Tab>& tabs() {
  static const std::vector<Tab> kTabs{
      {"prereview", _mark("To pre-review"),
       {CaseState::kReceived, CaseState::kInPrereview, CaseState::kDeferralReceived}},
      {"correction", _mark("Correction awaited"), {CaseState::kAwaitingCorrection}},
      {"handling", _mark("In handling"),
       {CaseState::kAccepted, CaseState::kInHandling, CaseState::kSpecialProcedure,
        CaseState::kExtended, CaseState::kAwaitingDeferred}},
      {"delivery", _mark("To be delivered"),
       {CaseState::kGranted, CaseState::kDenied, CaseState::kAwaitingDelivery,
        CaseState::kDispatched, CaseState::kReturned}},
      {"closed", _mark("Closed"),
       {CaseState::kDelivered, CaseState::kArchived, CaseState::kNotAccepted,
        CaseState::kWithdrawn, CaseState::kVoided}},
      {"all", _mark("All"), {}}};
  return kTabs;
}

bool in_tab(const CaseSummary& line, const Tab& tab) {
  if (line.submitted_on.empty()) return false;  // not handed in yet: the window's affair
  return tab.states.empty() || tab.states.contains(line.state);
}

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

void fill_filters(const Visit& visit, const std::vector<CaseSummary>& lines,
                  const std::string& county, Dictionary* body) {
  std::map<std::string, std::string> items;
  for (const auto& line : lines) {
    if (!line.item.empty()) items[line.item] = line.item_name.get(visit.words.language());
  }
  for (const auto& [code, name] : items) {
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
  query[name] = value;
  if (name == "tab") query.erase("from");
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

Response Console::queue(const Visit& visit) {
  casework::CaseFilter filter;
  filter.text = visit.request.query_value("q");
  filter.item = visit.request.query_value("item");
  const auto mark = change_mark();  // before the list: what comes in between is shown next time
  auto found = m_service.list_cases(filter);
  if (!found.ok()) return failure(visit, found.error());
  const auto town = visit.request.query_value("town"), lamp = visit.request.query_value("lamp");
  std::vector<CaseSummary> lines;
  for (auto& line : found->lines) {
    if (!casework::division_within(line.division, visit.member.division)) continue;
    if (!town.empty() && !casework::division_within(line.division, town)) continue;
    if (!lamp.empty() && lamp_of_line(line, visit).tone != lamp) continue;
    lines.push_back(std::move(line));
  }
  const auto wanted = visit.request.query_value("tab");
  const Tab* tab = &tabs().front();
  auto page = framed(visit, "queue", visit.words._t("Cases"));
  auto& body = page.body();
  for (const auto& each : tabs()) {
    if (wanted == each.name) tab = &each;
  }
  for (const auto& each : tabs()) {
    auto* entry = body.AddSectionDictionary("TAB");
    entry->SetValue("HREF", query_with(visit, "tab", each.name));
    entry->SetValue("NAME", visit.words._t(each.words));
    const auto count = std::count_if(lines.begin(), lines.end(),
                                     [&](const CaseSummary& line) { return in_tab(line, each); });
    entry->SetIntValue("COUNT", count);
    if (&each == tab) entry->ShowSection("HERE");
  }
  body.SetTemplateGlobalValue("TAB_NAME", tab->name);
  body.SetValue("AT", std::to_string(mark.ok() ? *mark : 0));
  body.SetValue("QUERY", filter.text);
  fill_filters(visit, found->lines, m_service.info().division, &body);
  std::erase_if(lines, [&](const CaseSummary& line) { return !in_tab(line, *tab); });
  if (std::string_view(tab->name) != "all" && std::string_view(tab->name) != "closed") {
    std::stable_sort(lines.begin(), lines.end(), [](const CaseSummary& a, const CaseSummary& b) {
      return std::tuple(a.due.empty(), a.due, a.started_ms) <
             std::tuple(b.due.empty(), b.due, b.started_ms);
    });
  }
  if (lines.empty()) {
    auto* empty = body.AddSectionDictionary("EMPTY");
    const bool filtered = !filter.text.empty() || !filter.item.empty() || !town.empty() ||
                          !lamp.empty();
    empty->SetValue("EMPTY_TITLE", filtered ? visit.words._t("Nothing fits this search")
                                            : visit.words._t("Nothing waits here"));
    empty->SetValue("EMPTY_TEXT",
                    filtered ? visit.words._t("Take a filter away, or look under All.")
                             : visit.words._t("What the stations send appears here by itself."));
    return page.finish(m_pages);
  }
  auto* list = body.AddSectionDictionary("LIST");
  const auto asked = std::strtoull(visit.request.query_value("from").c_str(), nullptr, 10);
  const std::size_t from = std::min<std::size_t>(asked, lines.size() - 1) / kPageLines * kPageLines;
  const std::size_t to = std::min(lines.size(), from + kPageLines);
  for (std::size_t i = from; i < to; ++i) add_row(lines[i], visit, list);
  list->SetValue("RANGE", format(visit.words._t("{0} to {1} of {2}"), from + 1, to, lines.size()));
  if (to < lines.size()) {
    list->AddSectionDictionary("OLDER")->SetValue("OLDER_HREF",
                                                  query_with(visit, "from", std::to_string(to)));
  }
  if (from > 0) {
    list->AddSectionDictionary("NEWER")->SetValue(
        "NEWER_HREF", query_with(visit, "from", std::to_string(from - kPageLines)));
  }
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
