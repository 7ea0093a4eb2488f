#include "client/presenters/prereview_presenter.h"

#include "localization/text.h"

namespace jiujin::client::presenters {

void PrereviewPresenter::set_findings(std::vector<FindingView> findings) {
  m_findings = std::move(findings);
  rebuild();
}

void PrereviewPresenter::set_confirmed(std::set<std::string> rules) {
  m_confirmed = std::move(rules);
  rebuild();
}

void PrereviewPresenter::confirm(const std::string& rule, bool ticked) {
  if (ticked)
    m_confirmed.insert(rule);
  else
    m_confirmed.erase(rule);
  rebuild();
  if (on_answered) on_answered();
}

void PrereviewPresenter::jump(const FindingView& finding) {
  if (on_jump) on_jump(finding.jump);
}

void PrereviewPresenter::rebuild() {
  m_view = {};
  int open = 0;
  for (auto finding : m_findings) {
    finding.confirmed = m_confirmed.contains(finding.rule);
    if (finding.must_confirm) {
      if (!finding.confirmed) ++open;
      m_view.to_confirm.push_back(std::move(finding));
    } else if (finding.tone == Tone::kRed) {
      m_view.errors.push_back(std::move(finding));
    } else {
      m_view.hints.push_back(std::move(finding));
    }
  }
  const int errors = static_cast<int>(m_view.errors.size());
  m_view.passed = errors == 0 && open == 0;
  if (errors > 0) {
    m_view.tone = Tone::kRed;
    m_view.headline = format(
        _tn("{0} thing still has to be mended", "{0} things still have to be mended", errors),
        errors);
  } else if (open > 0) {
    m_view.tone = Tone::kAmber;
    m_view.headline =
        format(_tn("{0} thing is to be confirmed", "{0} things are to be confirmed", open), open);
  } else {
    m_view.tone = Tone::kGreen;
    m_view.headline = _t("Nothing is missing; it can be submitted");
  }
  if (on_changed) on_changed();
}

}  // namespace jiujin::client::presenters
