// The parts of a case page, made from a case: one method a part. Private to the case page.
// Thread rule: pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "client/presenters/application_check.h"
#include "client/presenters/case_page_presenter.h"

namespace jiujin::client::presenters {

class CaseWords {
 public:
  CaseWords(const Workplace& workplace, const control::CaseReady& ready,
            const forms::catalogue::Item* item, bool masked);
  std::string title() const;
  Mark state() const;
  std::string headline() const;
  std::vector<ClockView> clocks() const;
  std::vector<TimelineDay> timeline() const;
  std::vector<Section> form() const;
  std::vector<SlotView> materials() const;
  std::vector<DocumentRow> documents() const;
  std::vector<MessageRow> messages() const;
  std::vector<ConflictView> conflicts() const;
  std::vector<std::pair<CaseAction, Button>> actions() const;
  CorrectionView correction() const;

 private:
  bool allowed(sync::casework::Action action) const;
  std::string due_words() const;
  std::string who(const sync::casework::TimelineEntry& entry) const;
  const Workplace& m_workplace;
  const control::CaseReady& m_ready;
  const sync::casework::Case& m_case;
  const forms::catalogue::Item* m_item;
  bool m_masked;
};

// "收件" for case.submitted and so on; the newer version's word for an unknown type.
std::string op_words(std::uint32_t type);
// A refusal's code in a sentence.
std::string refusal_words(const std::string& code);

}  // namespace jiujin::client::presenters
