// RuleWorld: the document that the rules of one item are evaluated over - answers and facts.
//
// Internal to forms/prereview. Every field of the item is there, empty where nothing was answered,
// so that a comparison with '' means what it says; tables have a node for each row.
// Thread rule: one thread at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "forms/prereview/facts.h"
#include "forms/xforms/form_session.h"
#include "forms/xpath/environment.h"
#include "forms/xpath/expression.h"
#include "localization/working_days.h"

namespace jiujin::forms::prereview {

class RuleWorld : private xpath::Host {
 public:
  RuleWorld(const catalogue::Item& item, const std::vector<catalogue::Parameter>& parameters,
            const xforms::FormSession& session, const Facts& facts, localization::Date today,
            const localization::HolidayCalendar& calendar);

  // Truth of an expression; `place` names it in errors ("QX-001 prechecks.P01").
  Result<bool> holds(const std::string& expression, const std::string& place) const;
  std::string answer(std::string_view field) const;  // "" if none

 private:
  const xpath::Node* primary() const override { return &m_answers.document(); }
  const xpath::Node* instance(std::string_view id) const override;
  std::string itext(std::string_view) const override { return {}; }
  std::string choice_name(std::string_view value, std::string_view,
                          const xpath::Node*) const override;
  std::string form_version() const override { return {}; }

  xpath::Tree m_answers;
  std::map<std::string, xpath::Tree> m_facts;
  xpath::Environment m_environment;
};

}  // namespace jiujin::forms::prereview
