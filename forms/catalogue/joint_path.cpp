#include "forms/catalogue/joint_path.h"

#include <algorithm>
#include <map>
#include <set>

namespace jiujin::forms::catalogue {

Result<std::vector<std::vector<std::string>>> stages_of(const JointItem& joint,
                                                        const std::vector<std::string>& items) {
  std::set<std::string> waiting(items.begin(), items.end());
  std::vector<std::vector<std::string>> stages;
  while (!waiting.empty()) {
    std::vector<std::string> stage;
    for (const std::string& code : items) {
      const bool blocked = std::ranges::any_of(joint.edges, [&](const JointEdge& edge) {
        return edge.after == code && waiting.contains(edge.before);
      });
      if (waiting.contains(code) && !blocked) stage.push_back(code);
    }
    if (stage.empty()) {
      return Error{ErrorCode::kInvalidData, joint.code + " edges",
                   "the order goes round in a circle at " + *waiting.begin()};
    }
    for (const std::string& code : stage) waiting.erase(code);
    stages.push_back(std::move(stage));
  }
  return stages;
}

Result<std::pair<int, std::vector<std::string>>> longest_path(
    const Catalogue& catalogue, const JointItem& joint, const std::vector<std::string>& items) {
  const auto stages = stages_of(joint, items);
  if (!stages) return stages.error();
  std::map<std::string, std::pair<int, std::vector<std::string>>> ends;  // longest way to each
  std::pair<int, std::vector<std::string>> longest{0, {}};
  for (const auto& stage : *stages) {
    for (const std::string& code : stage) {
      const Item* item = catalogue.item(code);
      if (item == nullptr) {
        return Error{ErrorCode::kNotFound, joint.code, "there is no item " + code};
      }
      auto& [days, path] = ends[code];
      for (const JointEdge& edge : joint.edges) {
        const auto before = ends.find(edge.before);
        if (edge.after != code || before == ends.end()) continue;
        if (path.empty() || before->second.first > days) {
          days = before->second.first;
          path = before->second.second;
        }
      }
      days += item->promised.value.value_or(0);
      path.push_back(code);
      if (longest.second.empty() || days > longest.first) longest = {days, path};
    }
  }
  return longest;
}

}  // namespace jiujin::forms::catalogue
