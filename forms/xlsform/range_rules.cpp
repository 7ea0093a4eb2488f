// The parameters of a range: start, end and step, and what marks its scale.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "forms/xlsform/survey_reader.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

// A number in billionths, so that 0.3 is a multiple of 0.1.
using Units = long long;
constexpr Units kOne = 1'000'000'000;

std::optional<Units> units_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr double kLargest = 1e9;
  if (error != std::errc() || end != text.data() + text.size() || text.empty() ||
      !(std::abs(value) < kLargest)) {
    return std::nullopt;
  }
  return std::llround(value * static_cast<double>(kOne));
}

class RangeRules {
 public:
  RangeRules(SurveyContext& context, const Row& row, Element& element)
      : m_context(context), m_row(row), m_element(element) {}

  void settle() {
    accept_parameters(m_element.parameters,
                      {"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"},
                      place(), m_context.findings);
    check_appearance();
    m_start = number("start", "1");
    m_end = number("end", "10");
    m_step = number("step", "1");
    m_interval = number("tick_interval", "");
    m_placeholder = number("placeholder", "");
    if (!m_start || !m_end || !m_step) return;
    if (!fits_the_scale("step", *m_step)) return;
    check_interval();
    check_placeholder();
    check_labels();
    write();
  }

 private:
  Place place() const { return m_context.place(m_row, {"parameters"}); }
  void error(std::string message, std::string suggestion = {}) {
    m_context.findings.error(place(), "range", std::move(message), std::move(suggestion));
  }
  bool has(const std::string& name) const { return m_element.parameters.contains(name); }

  std::optional<Units> number(const std::string& name, const std::string& otherwise) {
    if (!has(name) && !otherwise.empty()) m_element.parameters[name] = otherwise;
    if (!has(name)) return std::nullopt;
    const std::string& text = m_element.parameters[name];
    const auto out = units_of(text);
    if (!out) {
      error(format(_t("The parameter {0} cannot be \"{1}\"."), name, text), _t("It is a number."));
    } else if (*out % kOne != 0) {
      m_whole = false;
    }
    return out;
  }

  void check_appearance() {
    if (!has("tick_interval") && !has("placeholder") && !has("tick_labelset")) return;
    const std::string_view appearance = m_element.body.text("appearance");
    for (const std::string_view known : {"", "vertical", "no-ticks", "vertical no-ticks"}) {
      if (appearance == known) return;
    }
    error(format(_t("A range that looks like \"{0}\" has no ticks, labels or placeholder."),
                 appearance),
          format(_t("It is one of: {0}."), "vertical, no-ticks, vertical no-ticks"));
  }

  bool fits_the_scale(const std::string& name, Units value) {
    if (value == 0) {
      error(format(_t("The parameter {0} cannot be \"{1}\"."), name, "0"));
      return false;
    }
    if (value <= std::abs(*m_end - *m_start)) return true;
    error(format(_t("{0} is larger than the range from start to end."), name));
    return false;
  }

  bool inside(Units value) const {
    return value >= std::min(*m_start, *m_end) && value <= std::max(*m_start, *m_end);
  }

  void check_interval() {
    if (!m_interval || !fits_the_scale("tick_interval", *m_interval)) return;
    if (*m_interval % *m_step != 0) {
      error(format(_t("{0} is no multiple of step."), "tick_interval"));
    }
  }

  void check_placeholder() {
    if (!m_placeholder) return;
    if ((*m_placeholder - *m_start) % *m_step != 0) {
      error(format(_t("{0} is no multiple of step."), "placeholder"));
    } else if (!inside(*m_placeholder)) {
      error(format(_t("{0} does not lie between start and end."), "placeholder"));
    }
  }

  void check_labels() {
    if (!has("tick_labelset")) return;
    const std::string& name = m_element.parameters["tick_labelset"];
    const ChoiceList* list = m_context.survey.list(name);
    if (list == nullptr) {
      std::vector<std::string> names;
      for (const auto& each : m_context.survey.lists) names.push_back(each.name);
      return error(format(_t("There is no list \"{0}\" on the sheet \"{1}\"."), name, "choices"),
                   did_you_mean(nearest(name, names)));
    }
    std::set<Units> marked;
    for (const auto& choice : list->choices) {
      if (!check_label(choice, marked)) return;
    }
    const std::string_view appearance = m_element.body.text("appearance");
    if (appearance.find("no-ticks") == std::string_view::npos) return;
    if (marked != std::set<Units>{*m_start, *m_end}) {
      error(_t("Without ticks, only start and end can have labels."));
    }
  }

  bool check_label(const Choice& choice, std::set<Units>& marked) {
    const auto value = units_of(choice.name);
    if (!value) {
      error(format(_t("The choice \"{0}\" is no number, so that it cannot label a tick."),
                   choice.name));
      return false;
    }
    if (!inside(*value)) {
      error(format(_t("The choice \"{0}\" does not lie between start and end."), choice.name));
      return false;
    }
    const Units spacing = m_interval && *m_interval != 0 ? *m_interval : *m_step;
    if ((*value - *m_start) % spacing != 0) {
      error(format(_t("The choice \"{0}\" stands at no tick."), choice.name));
      return false;
    }
    marked.insert(*value);
    return true;
  }

  // Names of parameters have underscores, attributes have hyphens.
  void write() {
    for (const auto& [name, value] : m_element.parameters) {
      if (name == "tick_labelset") {
        m_element.itemset = value;
      } else if (name == "tick_interval") {
        m_element.body.set("odk:tick-interval", value);
      } else if (name == "placeholder") {
        m_element.body.set("odk:placeholder", value);
      } else {
        m_element.body.set(name, value);
      }
    }
    if (!m_whole && m_row.text({"bind", "type"}).empty()) m_element.bind.set("type", "decimal");
  }

  SurveyContext& m_context;
  const Row& m_row;
  Element& m_element;
  std::optional<Units> m_start, m_end, m_step, m_interval, m_placeholder;
  bool m_whole = true;
};

}  // namespace

void settle_range(SurveyContext& context, const Row& row, Element& element) {
  RangeRules(context, row, element).settle();
}

}  // namespace jiujin::forms::xlsform
