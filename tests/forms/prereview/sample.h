// A complete application of the demonstration data: answers, facts and the day it was made.
#pragma once

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "forms/catalogue/form_writer.h"
#include "forms/prereview/prereview.h"
#include "tests/forms/catalogue/demo.h"

namespace jiujin::forms::prereview::test {

struct Sample {
  explicit Sample(const std::string& code) {
    std::ifstream file(std::string(JIUJIN_DEMO_DIR) + "/samples/" + code + ".json");
    BOOST_REQUIRE_MESSAGE(file.good(), code);
    const auto json = nlohmann::json::parse(file);
    item = catalogue::test::demo().item(code);
    answers = json["answers"];
    auto read = facts_from_json(json["facts"]);
    BOOST_REQUIRE(read.ok());
    facts = *read;
    today = *localization::parse_date(json["today"].get<std::string>());
  }

  std::unique_ptr<xforms::FormSession> session() const {
    auto form = xforms::FormDefinition::parse(
        catalogue::xform_from_item(*item, catalogue::test::demo().parameters),
        xforms::no_resources(), item->code);
    BOOST_REQUIRE_MESSAGE(form.ok(), (form.ok() ? "" : form.error().line()));
    xforms::SessionOptions options;
    options.environment.now = today + std::chrono::hours(4);
    options.answers = &answers;
    auto session = xforms::FormSession::create(*form, std::move(options));
    BOOST_REQUIRE_MESSAGE(session.ok(), (session.ok() ? "" : session.error().line()));
    return std::move(session).value();
  }

  std::vector<Finding> findings() const {
    const auto filled = session();
    auto result = run_prereview({catalogue::test::demo(), *item, *filled, facts, today,
                                 localization::HolidayCalendar::built_in()});
    BOOST_REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : result.error().line()));
    return std::move(result).value();
  }

  std::vector<ChecklistEntry> checklist() const {
    const auto filled = session();
    auto result = material_checklist({catalogue::test::demo(), *item, *filled, facts, today,
                                      localization::HolidayCalendar::built_in()});
    BOOST_REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : result.error().line()));
    return std::move(result).value();
  }

  void set_slot(const SlotFact& fact) {
    for (SlotFact& each : facts.materials) {
      if (each.slot == fact.slot) {
        each = fact;
        return;
      }
    }
    facts.materials.push_back(fact);
  }

  const catalogue::Item* item = nullptr;
  nlohmann::json answers;
  Facts facts;
  localization::Date today;
};

inline const Finding* find(const std::vector<Finding>& findings, const std::string& rule) {
  for (const Finding& finding : findings) {
    if (finding.rule == rule) return &finding;
  }
  return nullptr;
}

}  // namespace jiujin::forms::prereview::test
