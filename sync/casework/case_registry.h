// CaseRegistry: the cases in a store, as lists and one by one; for the window and for the console.
//
// Keeps one summary row a case, folded anew when its ops changed, when the feed was rewound, or
// when fold, catalogue or calendar changed (the stamp). The rows are a cache: a disk without room
// for them stops no list. Whole cases are folded on reading. Knows no clock: `today` is an
// argument. Thread rule: belongs to one thread, as the store does.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "localization/pinyin_query.h"
#include "sync/casework/case_summary.h"
#include "sync/casework/fold.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::casework {

// The places of the window's left side.
enum class Place { kToday, kDrafts, kCorrections, kInProgress, kAwaitingDelivery, kAll };

struct CaseFilter {
  Place place = Place::kAll;
  std::string text = {};      // number, receipt, name, item, pinyin or initials; "" = no search
  std::string division = {};  // prefix of the division code: "430190101"
  std::string owner = {}, handler = {};
  std::string item = {};
  std::vector<CaseState> states = {};  // empty = any
  std::size_t offset = 0;
  std::size_t limit = 0;  // 0 = all
};

struct CaseList {
  std::vector<CaseSummary> lines;
  std::size_t total = 0;  // before offset and limit
};

struct PlaceCounts {
  std::size_t today = 0, drafts = 0, corrections = 0, in_progress = 0, awaiting_delivery = 0,
              all = 0;
};

// Where new ops are looked for: a county gave each op its place in the feed when it came in.
enum class OpSources { kFeedAndLogs, kFeed };

// What became different since it was last asked for.
struct RegistryChanges {
  bool all = false;              // everything was read anew; `ids` is empty
  std::vector<std::string> ids;  // hex ids of cases
};

// What a person typed to find cases, made ready once for all lines.
class CaseSearch {
 public:
  explicit CaseSearch(std::string text) : m_text(std::move(text)), m_query(m_text) {}

 private:
  friend class CaseRegistry;
  std::string m_text;
  localization::PinyinQuery m_query;
  std::unordered_map<std::string, std::optional<localization::MatchRank>> m_items;  // by name
};

class CaseRegistry {
 public:
  // `catalogue_version` is part of the stamp; the calendar's comes from the context.
  CaseRegistry(store::LogStore& store, FoldContext context, std::string catalogue_version,
               OpSources sources = OpSources::kFeedAndLogs);

  // With another stamp everything cached is folded again at the next reading.
  void set_context(FoldContext context, std::string catalogue_version);
  const FoldContext& context() const { return m_context; }

  // Errors: kNotFound, and the store's own.
  Result<Case> load(const base::CaseId& id, std::chrono::sys_days today);
  // By 办件编号, receipt number (with the query code when two collide) or 32 hex digits.
  Result<std::optional<base::CaseId>> find(std::string_view number_or_receipt,
                                           std::string_view query_code = "");

  // Reads what other hands have written since (another process, a sync run) and folds only those.
  Result<void> catch_up(std::chrono::sys_days today);
  // Folds these now; call after appending or applying ops of theirs.
  Result<void> refresh(std::span<const base::CaseId> ids, std::chrono::sys_days today);

  // Newest change first; with a search text, best match first. Calls catch_up().
  Result<CaseList> list(const CaseFilter& filter, std::chrono::sys_days today);
  Result<PlaceCounts> counts(std::chrono::sys_days today);

  // As of the last catch_up(): for lists that keep an order of their own (sync/county/case_queue).
  RegistryChanges take_changes();
  const CaseSummary* line(const std::string& id) const;  // a case; null when unknown
  void each_line(const std::function<void(const CaseSummary&)>& visit) const;  // cases only
  bool matches(const std::string& id, CaseSearch& search) const;
  // Cases of numbers with the same last four digits; the whole number is in the case.
  std::vector<std::string> same_applicant(const Person& applicant) const;
  std::uint64_t folds() const { return m_folds; }  // cases folded since it was made

 private:
  struct Line {
    CaseSummary summary;
    std::string applicant;  // search_text of its key
  };
  Result<void> load_rows();
  Result<void> load_drafts();
  Result<void> notice_rewind();
  Result<void> keep_rows();
  void put_line(CaseSummary summary);
  // Cases with ops that this object has not seen, and moves its marks on.
  Result<std::set<base::CaseId>> changed_cases();
  Result<void> read_feed(std::set<base::CaseId>* changed);
  Result<void> read_own_logs(std::set<base::CaseId>* changed);
  Result<Case> fold(const base::CaseId& id, std::chrono::sys_days today,
                    std::uint64_t* waiting_bytes);
  Result<void> mark_sent(Case* c);
  std::string stamp() const;
  static std::optional<localization::MatchRank> rank(const Line& line, CaseSearch& search);

  store::LogStore& m_store;
  FoldContext m_context;
  std::string m_catalogue_version;
  OpSources m_sources;
  bool m_loaded = false;
  std::optional<std::uint64_t> m_counter;     // of the store when it was last read to its end
  std::map<std::string, Line> m_cases;        // by hex id
  std::multimap<std::string, std::string> m_by_number;     // number or receipt -> hex id
  std::multimap<std::string, std::string> m_by_applicant;  // last four digits -> hex id
  std::set<std::string> m_unkept;  // folded, but their rows have found no room on the disk yet
  RegistryChanges m_changes;
  std::uint64_t m_folds = 0;
  base::Bytes m_rewinds;  // the row of that name when the feed was last read
  std::map<std::string, Line> m_drafts;
  std::uint64_t m_feed_seen = 0;
  std::map<base::IncarnationId, std::uint64_t> m_seq_seen;
};

// Whether a line belongs into a place on that day.
bool in_place(const CaseSummary& line, Place place, std::chrono::sys_days today);

}  // namespace jiujin::sync::casework
