// PrereviewPresenter: everything the rules find, at once, each with a way to where it is mended.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"

namespace jiujin::client::presenters {

struct FindingView {
  std::string rule;  // "P01"
  Tone tone = Tone::kRed;
  std::string text;
  Gap jump;
  bool must_confirm = false;  // a person has looked: tick
  bool confirmed = false;
};

struct PrereviewView {
  std::string headline;  // 还有 2 处要改 / 可以提交
  Tone tone = Tone::kPlain;
  std::vector<FindingView> errors, to_confirm, hints;
  bool passed = false;  // no error, everything ticked
};

class PrereviewPresenter {
 public:
  const PrereviewView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void(const Gap&)> on_jump;
  std::function<void()> on_answered;

  void set_findings(std::vector<FindingView> findings);
  void set_confirmed(std::set<std::string> rules);
  const std::set<std::string>& confirmed() const { return m_confirmed; }
  void confirm(const std::string& rule, bool ticked);
  void jump(const FindingView& finding);

 private:
  void rebuild();
  PrereviewView m_view;
  std::vector<FindingView> m_findings;
  std::set<std::string> m_confirmed;
};

}  // namespace jiujin::client::presenters
