// A range question's steps: which values there are, and which one lies nearest to what was given.
//
// Works on decimals as they are written ("0.1", not 0.1000000001): a step is a whole number of
// units of the finest digit that start, end or step have. ODK XForms specification, "range".
// Thread rule: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace jiujin::client::presenters {

inline constexpr int kStarsMax = 12;  // more stars than this are no longer told apart at a glance

struct RangeSteps {
  std::int64_t start = 0, end = 0, step = 1;  // in units of 10^-digits; step > 0
  int digits = 0;
  // Number of values, start and end included.
  int count() const;
  // 0 is the start; beyond the ends, the end.
  std::string value(int index) const;
  // The step nearest to a written number; none when it is no number.
  std::optional<int> nearest(const std::string& value) const;
  bool descending() const { return end < start; }
};

// None when start, end or step is no number, the step is 0 or larger than the way, or there are
// more than 100'000 steps. An empty step is 1.
std::optional<RangeSteps> range_of(const std::string& start, const std::string& end,
                                   const std::string& step);

}  // namespace jiujin::client::presenters
