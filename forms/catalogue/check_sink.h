// CheckSink: where the checks of one item put what they find. Internal to forms/catalogue.
// Thread rule: one stack.
#pragma once

#include <string>
#include <vector>

#include "forms/catalogue/check.h"

namespace jiujin::forms::catalogue {

class CheckSink {
 public:
  CheckSink(std::string code, std::vector<CheckFinding>& into)
      : m_code(std::move(code)), m_into(into) {}

  void error(std::string rule, const std::string& place, std::string message) {
    add(std::move(rule), Severity::kError, place, std::move(message));
  }
  void warning(std::string rule, const std::string& place, std::string message) {
    add(std::move(rule), Severity::kWarning, place, std::move(message));
  }
  // An error unless `holds`.
  void expect(bool holds, std::string rule, const std::string& place, std::string message) {
    if (!holds) error(std::move(rule), place, std::move(message));
  }

 private:
  void add(std::string rule, Severity severity, const std::string& place, std::string message) {
    const std::string where = place.empty() ? m_code : m_code + " " + place;
    m_into.push_back({std::move(rule), severity, where, std::move(message)});
  }

  std::string m_code;
  std::vector<CheckFinding>& m_into;
};

// The parts of check_item(), each in its own source file.
void check_elements(const Catalogue& catalogue, const Item& item, CheckSink& sink);
void check_materials(const Catalogue& catalogue, const Item& item, CheckSink& sink);
void check_form(const Catalogue& catalogue, const Item& item, CheckSink& sink);
void check_rules(const Item& item, CheckSink& sink);

}  // namespace jiujin::forms::catalogue
