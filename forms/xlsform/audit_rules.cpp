// The parameters of an audit: what a client records about the filling of a form.
#include <cstdlib>

#include "forms/xlsform/survey_reader.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

class AuditRules {
 public:
  AuditRules(SurveyContext& context, const Row& row, Element& element)
      : m_context(context), m_row(row), m_element(element) {}

  void settle() {
    accept_parameters(m_element.parameters,
                      {"location-priority", "location-min-interval", "location-max-age",
                       "track-changes", "identify-user", "track-changes-reasons"},
                      place(), m_context.findings);
    take("track-changes", {"true", "false"});
    take("identify-user", {"true", "false"});
    take("track-changes-reasons", {"on-form-edit"});
    const int given = int(has("location-priority")) + int(has("location-min-interval")) +
                      int(has("location-max-age"));
    if (given == 0) return;
    if (given < 3) {
      error(
          _t("To record places, an audit needs location-priority, location-min-interval and "
             "location-max-age."));
      return;
    }
    take("location-priority", {"no-power", "low-power", "balanced", "high-accuracy"});
    const long interval = take_seconds("location-min-interval");
    const long age = take_seconds("location-max-age");
    if (age < interval) error(_t("location-max-age must not be below location-min-interval."));
  }

 private:
  Place place() const { return m_context.place(m_row, {"parameters"}); }
  bool has(const std::string& name) const { return m_element.parameters.contains(name); }
  void error(std::string message, std::string suggestion = {}) {
    m_context.findings.error(place(), "audit", std::move(message), std::move(suggestion));
  }

  void take(const std::string& name, const std::vector<std::string>& values) {
    if (!has(name)) return;
    const std::string& value = m_element.parameters[name];
    std::string list;
    bool known = false;
    for (const auto& each : values) {
      known = known || each == value;
      list += (list.empty() ? "" : ", ") + each;
    }
    if (!known) {
      error(format(_t("The parameter {0} cannot be \"{1}\"."), name, value),
            format(_t("It is one of: {0}."), list));
    }
    m_element.bind.set("odk:" + name, value);
  }

  long take_seconds(const std::string& name) {
    const std::string& value = m_element.parameters[name];
    const bool good = is_whole_number(value) && !value.starts_with('-');
    if (!good) {
      error(format(_t("The parameter {0} cannot be \"{1}\"."), name, value),
            _t("It is a whole number that is not negative."));
    }
    m_element.bind.set("odk:" + name, value);
    return good ? std::atol(value.c_str()) : 0;
  }

  SurveyContext& m_context;
  const Row& m_row;
  Element& m_element;
};

}  // namespace

void settle_audit(SurveyContext& context, const Row& row, Element& element) {
  AuditRules(context, row, element).settle();
}

}  // namespace jiujin::forms::xlsform
