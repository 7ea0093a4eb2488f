// Recorded cases that come out otherwise here, each with its reason: known_differences.json.
//
// The list holds both ways: a case that is not on it must agree, and one that is must differ as
// often as it says. So nothing gets worse unseen, and nothing that was mended stays excused.
// Thread rule: one thread.
#pragma once

#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "forms/conformance/replay.h"

namespace jiujin::tests {

using Counts = std::map<std::string, std::size_t>;  // of a case's id: how many comparisons differ

// {"walks": [{"reason": "...", "cases": {"id": 2}}]}; throws what nlohmann throws.
inline Counts known_differences(const std::string& file, const std::string& kind) {
  std::ifstream in(file, std::ios::binary);
  Counts known;
  const auto list = nlohmann::json::parse(in);
  for (const auto& group : list.at(kind))
    for (const auto& [id, count] : group.at("cases").items())
      known[id] += count.get<std::size_t>();
  return known;
}

// Prints what is not as the list says; true when all is.
inline bool as_known(const forms::conformance::Tally& tally, const Counts& known) {
  Counts found;
  for (const auto& failure : tally.failures) ++found[failure.id];
  bool same = true;
  for (const auto& [id, count] : found) {
    const auto listed = known.find(id);
    const std::size_t allowed = listed == known.end() ? 0 : listed->second;
    if (count == allowed) continue;
    same = false;
    std::cout << id << " differs " << count << " times, " << allowed << " are known\n";
  }
  for (const auto& [id, count] : known) {
    if (found.contains(id)) continue;
    same = false;
    std::cout << id << " agrees now: take it off the list\n";
  }
  return same;
}

}  // namespace jiujin::tests
