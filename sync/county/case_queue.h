// CaseQueue: the desk's lists of cases, kept in order, so that a page costs its own lines and a
// count costs none.
//
// Holds a place for each case that was handed in - list, division, item, date - and no more; the
// lines themselves stay with the CaseRegistry. A page is asked for by the place of its neighbour
// (keyset), so that nothing is shown twice or left out while cases come and go.
// It refuses to know who asks, words and pages. Thread rule: belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "localization/working_days.h"
#include "sync/base/identity.h"
#include "sync/casework/case_summary.h"

namespace jiujin::sync::county {

enum class QueueTab { kPrereview, kCorrection, kHandling, kDelivery, kClosed, kAll };
inline constexpr std::size_t kQueueTabs = 6;

// Where a line stands: by due date, then time of intake; closed ones and all by the last change.
struct QueuePlace {
  std::uint32_t day = 0;  // 20261204; the greatest number = no date
  std::int64_t ms = 0;
  base::CaseId id;
  auto operator<=>(const QueuePlace&) const = default;
  std::string text() const;  // for a link: "20261204.1795312800000.0a1b..."
  static std::optional<QueuePlace> parse(std::string_view text);
};

struct QueueQuery {
  QueueTab tab = QueueTab::kPrereview;
  std::string scope = {};  // division within which; "" = everywhere
  std::string town = {};   // and within which besides
  std::string item = {};
  std::optional<localization::Lamp> lamp = {};
  std::optional<QueuePlace> after = {}, before = {};  // at most one
  std::size_t limit = 50;
};

struct QueuePage {
  std::vector<casework::CaseSummary> lines;
  std::array<std::size_t, kQueueTabs> counts{};
  std::size_t first = 0;  // lines before this page
  std::size_t total = 0;  // of the tab; counts[tab]
  std::optional<QueuePlace> older, newer;  // `after` of the next page, `before` of the previous
  std::vector<std::string> items;          // codes of which there are cases, anywhere
};

class CaseQueue {
 public:
  // A line by id, and whether it fits a search text; asked only for what a page needs. With a
  // search text, and for an item with a lamp, the lines of the lists asked for are walked.
  using LineOf = std::function<const casework::CaseSummary*(const std::string& id)>;
  using Fits = std::function<bool(const casework::CaseSummary& line)>;

  CaseQueue();
  ~CaseQueue();
  void clear();
  void put(const casework::CaseSummary& line);  // new or changed
  QueuePage page(const QueueQuery& query, const localization::HolidayCalendar& calendar,
                 std::chrono::sys_days today, const LineOf& line, const Fits& fits) const;
  struct Neighbours {
    std::string before, after;  // hex ids, "" = none
  };
  // Of a case in a list of a scope, also when it has just left it.
  Neighbours neighbours(const casework::CaseSummary& line, QueueTab tab,
                        const std::string& scope) const;
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

// The list of a line; nothing: not handed in yet, the window's affair.
std::optional<QueueTab> tab_of(const casework::CaseSummary& line);

}  // namespace jiujin::sync::county
