// What the benchmarks do alike: end at the first failure, take the time of a piece of work, print a
// figure with its floor as a JSON line.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>

#include "localization/error.h"

namespace jiujin::benchmarks {

template <typename T>
T must(Result<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().line().c_str());
  std::exit(1);
}
inline void must(const Result<void>& result) {
  if (result.ok()) return;
  std::fprintf(stderr, "%s\n", result.error().line().c_str());
  std::exit(1);
}

inline double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline void report(const char* name, double value, const char* unit, std::size_t n, double floor) {
  const auto rounded = [](double x) { return std::round(x * 100) / 100; };
  const nlohmann::json line{
      {"name", name}, {"value", rounded(value)}, {"unit", unit},
      {"n", n},       {"floor", rounded(floor)}, {"ratio", rounded(value / floor)}};
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

}  // namespace jiujin::benchmarks
