#include "sync/county/case_queue.h"

#include <algorithm>
#include <charconv>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>

#include "sync/casework/county_register.h"
#include "sync/casework/states.h"

namespace jiujin::sync::county {
namespace {

using casework::CaseState;
using casework::CaseSummary;
using localization::Lamp;

constexpr std::uint32_t kNoDay = std::numeric_limits<std::uint32_t>::max();
// Facets beside the item codes: every case of a list stands in exactly one of these.
constexpr const char* kRunning = "~running";
constexpr const char* kStopped = "~stopped";
constexpr const char* kNoDate = "~no date";

// Ordered, and knows the rank of each place: counting a range reads none of it.
using Places = __gnu_pbds::tree<QueuePlace, __gnu_pbds::null_type, std::less<QueuePlace>,
                                __gnu_pbds::rb_tree_tag,
                                __gnu_pbds::tree_order_statistics_node_update>;

struct BucketKey {
  QueueTab tab;
  std::string facet, division;
  auto operator<=>(const BucketKey&) const = default;
};

std::uint32_t day_number(const std::string& iso) {
  std::uint32_t number = 0;
  for (const char c : iso) {
    if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return iso.empty() ? kNoDay : number;
}

bool newest_first(QueueTab tab) { return tab == QueueTab::kClosed || tab == QueueTab::kAll; }

QueuePlace place_of(const CaseSummary& line, QueueTab tab) {
  QueuePlace place;
  if (const auto id = base::CaseId::from_hex(line.id); id.ok()) place.id = *id;
  place.day = newest_first(tab) ? 0 : day_number(line.due);
  place.ms = newest_first(tab) ? -line.changed_ms : line.started_ms;
  return place;
}

const char* clock_facet(const CaseSummary& line) {
  return line.due.empty() ? kNoDate : line.stopped ? kStopped : kRunning;
}

// A stretch of one bucket, both ends outside of it.
struct Stretch {
  const Places* places;
  std::size_t from, to;  // ranks
};

// First and last day number on which a running case shows this lamp.
std::pair<std::uint32_t, std::uint32_t> days_of(Lamp lamp,
                                                const localization::HolidayCalendar& calendar,
                                                std::chrono::sys_days today) {
  const auto number = [](std::chrono::sys_days day) {
    return day_number(localization::iso_date(day));
  };
  const auto shows = [&](std::chrono::sys_days day, Lamp wanted) {
    return localization::lamp_of(calendar, today, day) == wanted;
  };
  // From long overdue to far away the lamp only goes from red over yellow to green.
  auto day = today - std::chrono::days{30};
  while (shows(day, Lamp::kRed)) day += std::chrono::days{1};
  const auto yellow = number(day);
  while (shows(day, Lamp::kYellow)) day += std::chrono::days{1};
  const auto green = number(day);
  if (lamp == Lamp::kRed) return {0, yellow - 1};
  if (lamp == Lamp::kYellow) return {yellow, green - 1};
  return {green, kNoDay - 1};
}

}  // namespace

std::string QueuePlace::text() const {
  return std::to_string(day) + "." + std::to_string(ms) + "." + id.hex();
}

std::optional<QueuePlace> QueuePlace::parse(std::string_view text) {
  QueuePlace place;
  const auto* end = text.data() + text.size();
  const auto day = std::from_chars(text.data(), end, place.day);
  if (day.ec != std::errc() || day.ptr == end || *day.ptr != '.') return std::nullopt;
  const auto ms = std::from_chars(day.ptr + 1, end, place.ms);
  if (ms.ec != std::errc() || ms.ptr == end || *ms.ptr != '.') return std::nullopt;
  const auto id = base::CaseId::from_hex(std::string_view(ms.ptr + 1, end));
  if (!id.ok()) return std::nullopt;
  place.id = *id;
  return place;
}

std::optional<QueueTab> tab_of(const CaseSummary& line) {
  if (line.draft || line.submitted_on.empty()) return std::nullopt;
  switch (line.state) {
    case CaseState::kReceived:
    case CaseState::kInPrereview:
    case CaseState::kDeferralReceived:
      return QueueTab::kPrereview;
    case CaseState::kAwaitingCorrection:
      return QueueTab::kCorrection;
    case CaseState::kAccepted:
    case CaseState::kInHandling:
    case CaseState::kSpecialProcedure:
    case CaseState::kExtended:
    case CaseState::kAwaitingDeferred:
      return QueueTab::kHandling;
    case CaseState::kGranted:
    case CaseState::kDenied:
    case CaseState::kAwaitingDelivery:
    case CaseState::kDispatched:
    case CaseState::kReturned:
      return QueueTab::kDelivery;
    case CaseState::kDelivered:
    case CaseState::kArchived:
    case CaseState::kNotAccepted:
    case CaseState::kWithdrawn:
    case CaseState::kVoided:
      return QueueTab::kClosed;
    default:
      return QueueTab::kAll;  // a state of a newer version: under no heading, but not hidden
  }
}

struct CaseQueue::State {
  struct Standing {
    std::vector<std::pair<BucketKey, QueuePlace>> places;
    std::string item;
  };
  std::map<BucketKey, Places> buckets;
  std::unordered_map<std::string, Standing> cases;
  std::map<std::string, std::size_t> items;

  void add(Standing* standing, QueueTab tab, const char* facet, const CaseSummary& line) {
    const auto place = place_of(line, tab);
    for (const std::string& each : {std::string(facet), line.item}) {
      if (each.empty()) continue;
      BucketKey key{tab, each, line.division};
      buckets[key].insert(place);
      standing->places.emplace_back(std::move(key), place);
    }
  }

  void remove(const std::string& id) {
    const auto found = cases.find(id);
    if (found == cases.end()) return;
    for (const auto& [key, place] : found->second.places) {
      const auto bucket = buckets.find(key);
      bucket->second.erase(place);
      if (bucket->second.empty()) buckets.erase(bucket);
    }
    if (const auto item = items.find(found->second.item);
        item != items.end() && --item->second == 0) {
      items.erase(item);
    }
    cases.erase(found);
  }

  // Everything of a list that the query can mean, as stretches; lamps as ranges of days.
  void collect(QueueTab tab, const QueueQuery& query, std::uint32_t day_from, std::uint32_t day_to,
               std::vector<Stretch>* stretches) const {
    std::vector<std::string> facets{kRunning, kStopped, kNoDate};
    if (!query.item.empty()) {
      facets = {query.item};
    } else if (query.lamp) {
      facets = {*query.lamp == Lamp::kBlue ? kStopped : kRunning};
    }
    for (const auto& facet : facets) {
      for (auto at = buckets.lower_bound({tab, facet, ""});
           at != buckets.end() && at->first.tab == tab && at->first.facet == facet; ++at) {
        const auto within = [&](const std::string& scope) {
          return scope.empty() || casework::division_within(at->first.division, scope);
        };
        if (!within(query.scope) || !within(query.town)) continue;
        const Places& places = at->second;
        std::size_t from = 0, to = places.size();
        constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
        if (day_from > 0) from = places.order_of_key({day_from, kFirst, {}});
        if (day_to < kNoDay) to = places.order_of_key({day_to + 1, kFirst, {}});
        if (from < to) stretches->push_back({&places, from, to});
      }
    }
  }

  std::vector<Stretch> stretches_of(QueueTab tab, const QueueQuery& query,
                                    const localization::HolidayCalendar& calendar,
                                    std::chrono::sys_days today) const {
    std::vector<Stretch> stretches;
    if (!query.lamp) {
      collect(tab, query, 0, kNoDay, &stretches);
      return stretches;
    }
    auto [from, to] = *query.lamp == Lamp::kBlue ? std::pair{0u, kNoDay - 1}
                                                 : days_of(*query.lamp, calendar, today);
    // No clock runs in what is closed. All with a lamp: the open lists together, by their dates.
    for (const auto each : {QueueTab::kPrereview, QueueTab::kCorrection, QueueTab::kHandling,
                            QueueTab::kDelivery}) {
      if (tab == each || tab == QueueTab::kAll) collect(each, query, from, to, &stretches);
    }
    return stretches;
  }
};

namespace {

// Walks several stretches as one ordered list, forwards or backwards, from a place.
class Walk {
 public:
  Walk(const std::vector<Stretch>& stretches, const QueuePlace* from, bool backwards)
      : m_backwards(backwards) {
    for (const auto& s : stretches) {
      std::size_t at = backwards ? s.to : s.from;
      if (from) {
        at = s.places->order_of_key(*from);
        if (!backwards && at < s.places->size() && *s.places->find_by_order(at) == *from) ++at;
        at = std::clamp(at, s.from, s.to);
      }
      m_heads.push_back({s, at});
    }
    std::erase_if(m_heads, [this](const Head& head) { return ended(head); });
    std::make_heap(m_heads.begin(), m_heads.end(), Later{m_backwards});
  }

  std::optional<QueuePlace> next() {
    if (m_heads.empty()) return std::nullopt;
    std::pop_heap(m_heads.begin(), m_heads.end(), Later{m_backwards});
    Head& head = m_heads.back();
    const QueuePlace place = head.place(m_backwards);
    m_backwards ? --head.at : ++head.at;
    if (ended(head))
      m_heads.pop_back();
    else
      std::push_heap(m_heads.begin(), m_heads.end(), Later{m_backwards});
    return place;
  }

 private:
  struct Head {
    Stretch stretch;
    std::size_t at;  // forwards: the next one; backwards: one past it
    QueuePlace place(bool backwards) const {
      return *stretch.places->find_by_order(backwards ? at - 1 : at);
    }
  };
  struct Later {  // std heaps have their greatest in front
    bool backwards;
    bool operator()(const Head& a, const Head& b) const {
      return backwards ? a.place(true) < b.place(true) : b.place(false) < a.place(false);
    }
  };
  bool ended(const Head& head) const {
    return m_backwards ? head.at <= head.stretch.from : head.at >= head.stretch.to;
  }
  bool m_backwards;
  std::vector<Head> m_heads;
};

// Lines by place, where only the line can tell whether it is wanted.
struct Asked {
  const CaseQueue::LineOf& line;
  CaseQueue::Fits wanted;  // empty: every place is

  const CaseSummary* at(const QueuePlace& place) const {
    const auto* found = line(place.id.hex());
    return found && (!wanted || wanted(*found)) ? found : nullptr;
  }
  std::size_t count(const std::vector<Stretch>& stretches) const {
    std::size_t size = 0;
    for (const auto& s : stretches) size += s.to - s.from;
    return wanted ? count(Walk(stretches, nullptr, false)) : size;
  }
  std::size_t count_before(const std::vector<Stretch>& stretches, const QueuePlace& place) const {
    if (wanted) return count(Walk(stretches, &place, true));
    std::size_t before = 0;
    for (const auto& s : stretches) {
      before += std::clamp(s.places->order_of_key(place), s.from, s.to) - s.from;
    }
    return before;
  }

 private:
  std::size_t count(Walk walk) const {
    std::size_t size = 0;
    while (const auto place = walk.next()) size += at(*place) != nullptr;
    return size;
  }
};

void fill(const std::vector<Stretch>& stretches, const QueueQuery& query, const Asked& asked,
          QueuePage* page) {
  const bool backwards = query.before.has_value();
  const auto& from = backwards ? query.before : query.after;
  Walk steps(stretches, from ? &*from : nullptr, backwards);
  std::vector<QueuePlace> places;
  page->lines.clear();
  page->older.reset();
  page->newer.reset();
  while (places.size() < query.limit) {
    const auto place = steps.next();
    if (!place) break;
    const auto* line = asked.at(*place);
    if (!line) continue;
    places.push_back(*place);
    page->lines.push_back(*line);
  }
  if (backwards) {
    std::reverse(places.begin(), places.end());
    std::reverse(page->lines.begin(), page->lines.end());
  }
  if (places.empty()) return;
  page->first = asked.count_before(stretches, places.front());
  if (page->first > 0) page->newer = places.front();
  if (page->first + places.size() < page->total) page->older = places.back();
}

}  // namespace

CaseQueue::CaseQueue() : m_state(std::make_unique<State>()) {}
CaseQueue::~CaseQueue() = default;
void CaseQueue::clear() { *m_state = {}; }
std::size_t CaseQueue::size() const { return m_state->cases.size(); }

void CaseQueue::put(const CaseSummary& line) {
  m_state->remove(line.id);
  const auto tab = tab_of(line);
  if (!tab) return;
  auto& standing = m_state->cases[line.id];
  const char* facet = clock_facet(line);
  if (*tab != QueueTab::kAll) m_state->add(&standing, *tab, facet, line);
  m_state->add(&standing, QueueTab::kAll, facet, line);
  standing.item = line.item;
  if (!line.item.empty()) ++m_state->items[line.item];
}

QueuePage CaseQueue::page(const QueueQuery& query, const localization::HolidayCalendar& calendar,
                          std::chrono::sys_days today, const LineOf& line, const Fits& fits) const {
  QueuePage page;
  for (const auto& [code, count] : m_state->items) page.items.push_back(code);
  // What the places alone cannot tell is asked of the line.
  const bool item_and_lamp = query.lamp && !query.item.empty();
  Asked asked{line, nullptr};
  if (item_and_lamp || fits) {
    asked.wanted = [&](const CaseSummary& each) {
      if (item_and_lamp && each.stopped != (*query.lamp == Lamp::kBlue)) return false;
      return !fits || fits(each);
    };
  }
  std::vector<Stretch> own;
  auto& all = page.counts[static_cast<std::size_t>(QueueTab::kAll)];
  for (std::size_t i = 0; i < kQueueTabs; ++i) {
    const auto tab = static_cast<QueueTab>(i);
    auto stretches = m_state->stretches_of(tab, query, calendar, today);
    // Walked lists are walked once: all is the sum of the others but for states of newer versions.
    if (!asked.wanted || tab != QueueTab::kAll) {
      page.counts[i] = asked.count(stretches);
      if (asked.wanted) all += page.counts[i];
    }
    if (tab == query.tab) own = std::move(stretches);
  }
  page.total = page.counts[static_cast<std::size_t>(query.tab)];
  fill(own, query, asked, &page);
  // Less than a page is left before it: then it is the first page.
  if (query.before && page.lines.size() < query.limit) {
    QueueQuery first = query;
    first.before.reset();
    fill(own, first, asked, &page);
  }
  return page;
}

CaseQueue::Neighbours CaseQueue::neighbours(const CaseSummary& line, QueueTab tab,
                                            const std::string& scope) const {
  std::vector<Stretch> stretches;
  QueueQuery query;
  query.scope = scope;
  m_state->collect(tab, query, 0, kNoDay, &stretches);
  const auto here = place_of(line, tab);
  Neighbours found;
  if (const auto place = Walk(stretches, &here, true).next()) found.before = place->id.hex();
  if (const auto place = Walk(stretches, &here, false).next()) found.after = place->id.hex();
  return found;
}

}  // namespace jiujin::sync::county
