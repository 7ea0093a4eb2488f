// Browsers in which a member of staff has signed in with both factors before.
//
// Tries from such a browser are counted apart, so that nobody keeps a colleague out by typing wrong
// passwords under the colleague's number. Rows "county/browser/HASH", by the hash of a random token
// that the browser keeps: {"staff": [ID...], "ms": last sign-in}.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

constexpr std::int64_t kBrowserLifetimeMs = 180LL * 24 * 3600 * 1000;
constexpr std::size_t kPersonsMax = 16;  // at one computer of an office

using Row = std::pair<std::string, std::optional<base::Bytes>>;

struct Browser {
  std::vector<std::string> staff;
  std::int64_t ms = 0;
};

std::string key_of(const std::string& token) {
  return std::string(kBrowserPrefix) + envelope::content_hash(token).hex();
}

// One that cannot be read knows nobody: it costs its owner a shorter patience, no more.
Browser read_browser(base::BytesView row) {
  const auto json = nlohmann::json::parse(row, nullptr, false);
  Browser browser;
  if (!json.is_object() || !json.contains("staff") || !json["staff"].is_array()) return browser;
  for (const auto& id : json["staff"]) {
    if (id.is_string()) browser.staff.push_back(id);
  }
  if (json.contains("ms") && json["ms"].is_number_integer()) browser.ms = json["ms"];
  return browser;
}

bool holds(const Browser& browser, const std::string& staff) {
  return std::find(browser.staff.begin(), browser.staff.end(), staff) != browser.staff.end();
}

Row row_of(const std::string& key, const Browser& browser) {
  return {key, nlohmann::json{{"staff", browser.staff}, {"ms", browser.ms}}.dump()};
}

}  // namespace

Result<bool> CountyService::knows_browser(const std::string& token, const std::string& staff) {
  const std::lock_guard lock(m_mutex);
  const auto row = m_desk->store->row(key_of(token));
  if (!row.ok()) return row.error();
  if (!*row) return false;
  const auto browser = read_browser(**row);
  return holds(browser, staff) && now_ms() - browser.ms <= kBrowserLifetimeMs;
}

Result<std::string> CountyService::remember_browser(const std::string& shown,
                                                    const std::string& staff) {
  const std::lock_guard lock(m_mutex);
  const auto kept = m_desk->store->rows(kBrowserPrefix);
  if (!kept.ok()) return kept.error();
  std::string token = shown, key = key_of(shown);
  Browser browser;
  std::vector<Row> rows;
  for (const auto& [name, value] : *kept) {
    auto known = read_browser(value);
    if (now_ms() - known.ms > kBrowserLifetimeMs) rows.emplace_back(name, std::nullopt);
    else if (name == key) browser = std::move(known);
  }
  if (browser.staff.empty()) {  // not one of ours: nobody brings a token that another knows
    token = base::Digest::random(m_random).hex();
    key = key_of(token);
  }
  if (!holds(browser, staff)) browser.staff.push_back(staff);
  if (browser.staff.size() > kPersonsMax) browser.staff.erase(browser.staff.begin());
  browser.ms = now_ms();
  rows.push_back(row_of(key, browser));
  if (auto done = m_desk->store->write_rows(rows); !done.ok()) return done.error();
  return token;
}

Result<std::vector<Row>> CountyService::without_browsers_locked(const std::string& staff) {
  const auto kept = m_desk->store->rows(kBrowserPrefix);
  if (!kept.ok()) return kept.error();
  std::vector<Row> rows;
  for (const auto& [name, value] : *kept) {
    auto browser = read_browser(value);
    if (std::erase(browser.staff, staff) == 0) continue;
    rows.push_back(browser.staff.empty() ? Row{name, std::nullopt} : row_of(name, browser));
  }
  return rows;
}

}  // namespace jiujin::sync::county
