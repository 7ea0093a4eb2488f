// Wrong passwords and codes at the console, gathered until they are written down: a row of them is
// one entry with a count, so that whoever guesses cannot fill the record.
//
// A series is one person tried, from one address, with one of the two factors. It is over an hour
// after it began. There are never more than kSeriesMax at a time: what more there is comes into one
// that names neither. What was typed never comes here; the caller hands in the person's number
// where it is one of this county. It refuses to know stores, pages and the clock. Thread rule: a
// value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jiujin::sync::county {

struct SignInSeries {
  std::string who;   // staff id; "" = no number of this county
  std::string from;  // address; "" = several
  std::string what;  // "password" or "code"; "" = either
  std::int64_t since_ms = 0, until_ms = 0;
  int count = 0;
};

class FailedSignIns {
 public:
  static constexpr std::size_t kSeriesMax = 32;
  static constexpr std::int64_t kSeriesMs = 60 * 60 * 1000;

  // What row() gave; anything else holds no series.
  static FailedSignIns read(std::string_view row);
  std::string row() const;  // "" when there is none
  void note(const std::string& who, const std::string& from, const std::string& what,
            std::int64_t now_ms);
  // Takes out those that are over, and those that are wanted.
  std::vector<SignInSeries> take(std::int64_t now_ms,
                                 const std::function<bool(const SignInSeries&)>& wanted);

 private:
  std::vector<SignInSeries> m_series;
};

}  // namespace jiujin::sync::county
