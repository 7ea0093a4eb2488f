// Opening a session: earlier answers, preloads and actions, then every rule once.
#include "forms/xforms/session_state.h"
#include "forms/xpath/dates.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

bool listens(const Action& action, const std::string& event) {
  return std::ranges::find(action.events, event) != action.events.end();
}

std::string fresh_uuid(const xpath::Environment& environment) {
  if (environment.uuid) return environment.uuid();
  std::string result;
  for (const char c : std::string_view("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx")) {
    const auto dice = static_cast<std::size_t>(environment.random() * 16);
    result += c == 'x' ? "0123456789abcdef"[dice] : c == 'y' ? "89ab"[dice % 4] : c;
  }
  return result;
}

}  // namespace

FormSession::State::State(std::shared_ptr<const FormDefinition> definition,
                          xpath::Environment environment)
    : m_definition(std::move(definition)),
      m_environment(std::move(environment)),
      m_tree(m_definition->primary().copy()) {
  index_nodes(m_tree.document());
}

// Runs the actions of an event. `within`: only targets at or below it; `source`: only actions that
// stand in that element ("": in the model or in one that is not a repeat).
void FormSession::State::run_actions(const std::string& event, const Node* within,
                                     const std::string& source) {
  for (const Action& action : m_definition->actions) {
    if (!listens(action, event) || (!source.empty() && action.source != source)) continue;
    for (Node* target : nodes_at(steps_of(action.target), within)) {
      set_value(*target,
                action.value ? to_string(evaluate(*action.value, *target)) : action.literal);
    }
  }
}

// jr:preload of ODK XForms "Preload attributes"; what stands already is kept.
void FormSession::State::preload() {
  const auto now = [&] {
    return xpath::date_time_text(xpath::days_of(m_environment.now), m_environment);
  };
  for (const Bind& bind : m_definition->binds) {
    if (bind.preload.empty()) continue;
    std::string value;
    if (bind.preload == "uid") {
      value = "uuid:" + fresh_uuid(m_environment);
    } else if (bind.preload == "timestamp" && bind.preload_params == "start") {
      value = now();
    } else if (bind.preload == "date" && bind.preload_params == "today") {
      value = xpath::day_text(xpath::local_midnight(m_environment.today(), m_environment),
                              m_environment);
    } else if (bind.preload == "property" && m_environment.property) {
      value = m_environment.property(bind.preload_params);
    }
    if (value.empty()) continue;
    for (Node* node : nodes_at(steps_of(bind.path), nullptr)) {
      if (string_value(*node).empty()) set_value(*node, value);
    }
  }
}

Changes FormSession::State::finalise() {
  const std::string now = xpath::date_time_text(xpath::days_of(m_environment.now), m_environment);
  for (const Bind& bind : m_definition->binds) {
    if (bind.preload != "timestamp" || bind.preload_params != "end") continue;
    for (Node* node : nodes_at(steps_of(bind.path), nullptr)) set_value(*node, now);
  }
  settle();
  return take_changes();
}

Result<void> FormSession::State::open(const SessionOptions& options) {
  const bool resumed = options.answers != nullptr || !options.instance_xml.empty();
  m_opening = true;
  if (options.answers != nullptr) load_answers(*options.answers);
  if (!options.instance_xml.empty()) {
    if (auto loaded = load_xml(options.instance_xml); !loaded) return loaded.error();
  }
  preload();
  if (!resumed) {
    run_actions("odk-instance-first-load", nullptr, {});
    run_actions("xforms-ready", nullptr, {});
  }
  run_actions("odk-instance-load", nullptr, {});
  wake_all();
  settle();
  for (const Bind& bind : m_definition->binds) {
    for (const Node* node : nodes_at(steps_of(bind.path), nullptr)) {
      state_of(*node).type_ok = type_fits(*node, &bind);
    }
  }
  m_opening = false;
  m_changed.clear();
  m_structure_changed = false;
  return {};
}

}  // namespace jiujin::forms::xforms
