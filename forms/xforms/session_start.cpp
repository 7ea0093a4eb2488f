// Opening a session: earlier answers, preloads and actions, then every rule once.
#include "forms/xforms/session_state.h"
#include "forms/xforms/xml_document.h"
#include "forms/xpath/characters.h"
#include "forms/xpath/dates.h"
#include "forms/xpath/dependencies.h"
#include "forms/xpath/uuid.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;
using xpath::Value;

bool listens(const Action& action, const std::string& event) {
  return std::ranges::find(action.events, event) != action.events.end();
}

std::string innermost_repeat(const std::string& path, const std::vector<std::string>& repeats) {
  std::string innermost;
  for (const std::string& repeat : repeats) {
    if (xpath::lies_within(path, repeat) && repeat.size() > innermost.size()) innermost = repeat;
  }
  return innermost;
}

}  // namespace

FormSession::State::State(std::shared_ptr<const FormDefinition> definition,
                          xpath::Environment environment)
    : m_definition(std::move(definition)),
      m_environment(std::move(environment)),
      m_tree(m_definition->primary().copy()),
      m_columns(&m_definition->columns()) {
  index_nodes(m_tree.document());
}

// Runs the actions of an event. `within`: only targets at or below it; `source`: only actions that
// stand in that element ("": anywhere), or, of a new instance, in one of its controls.
void FormSession::State::run_actions(const std::string& event, const Node* within,
                                     const std::string& source) {
  for (const Action& action : m_definition->actions) {
    if (!listens(action, event)) continue;
    const bool own = source.empty() || action.source == source;
    const bool inside = event == "odk-new-repeat" &&
                        innermost_repeat(action.source, m_definition->repeats) == source;
    if (own || inside) run_action(action, within);
  }
}

void FormSession::State::run_action(const Action& action, const Node* within) {
  std::vector<Node*> targets;
  if (action.target_nodes) {
    const Node& context = within == nullptr ? *m_tree.root() : *within;
    const Value chosen = evaluate(*action.target_nodes, context);
    if (!chosen.is_nodes()) return;
    for (const Node* each : chosen.nodes()) {
      if (Node* own = node(each->id); own == each) targets.push_back(own);
    }
  } else {
    targets = nodes_at(steps_of(action.target), within);
  }
  for (Node* target : targets) {
    std::string value = action.literal;
    if (action.kind == ActionKind::kSetGeopoint) {
      value = m_environment.locate ? m_environment.locate() : std::string();
      value = stored_form(DataType::kGeopoint, ValueSource::kComputed, value);
    } else if (action.kind == ActionKind::kRecordAudio) {
      if (!string_value(*target).empty()) continue;  // a recording goes on, or is there already
      value = m_environment.record ? m_environment.record(action.quality) : std::string();
    } else if (action.value) {
      value = to_string(evaluate(*action.value, *target));
    }
    m_withheld.erase(target->id);
    set_value(*target, value == "NaN" ? std::string() : value);
  }
}

// The defaults that stand in the form's own instance, in the form of their types; what is not of
// its type is no default.
void FormSession::State::store_defaults() {
  for (const Bind& bind : m_definition->binds) {
    if (bind.type == DataType::kString) continue;
    const bool dated = bind.type == DataType::kDate || bind.type == DataType::kDateTime;
    for (Node* each : nodes_at(steps_of(bind.path), nullptr)) {
      if (!is_leaf(*each)) continue;
      const std::string value = string_value(*each);
      set_value(*each, value, ValueSource::kDefault);
      const bool no_date = dated && value.find(' ') != std::string::npos;
      if (no_date || !type_fits(*each, &bind)) set_value(*each, {}, ValueSource::kDefault);
    }
  }
}

// A default that no choice offers is no answer.
void FormSession::State::drop_foreign_defaults() {
  for (const auto& [path, elements] : m_definition->graph().all_elements()) {
    for (const BodyElement* element : elements) {
      if (!chooses(element->control)) continue;
      for (Node* each : nodes_at(steps_of(path), nullptr)) drop_stale_choices(*element, *each);
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
      value = "uuid:" + xpath::fresh_uuid(m_environment);
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
  run_actions("xforms-revalidate", nullptr, {});
  const std::string now = xpath::date_time_text(xpath::days_of(m_environment.now), m_environment);
  for (const Bind& bind : m_definition->binds) {
    if (bind.preload != "timestamp" || bind.preload_params != "end") continue;
    for (Node* node : nodes_at(steps_of(bind.path), nullptr)) set_value(*node, now);
  }
  settle();
  return take_changes();
}

// OpenRosa metadata: a filling that replaces another names it.
void FormSession::State::deprecate_id() {
  Node* meta = nullptr;
  for (const auto& child : m_tree.root()->children) {
    if (child->is_element() && child->name == "meta") meta = child.get();
  }
  if (meta == nullptr) return;
  Node* id = meta->child("instanceID");
  if (id == nullptr) return;
  Node* former = meta->child("deprecatedID");
  if (former == nullptr) {
    const std::string prefix = meta->prefix.empty() ? std::string() : meta->prefix + ":";
    former = &m_tree.append(*meta, xpath::NodeKind::kElement, prefix + "deprecatedID");
    former->namespace_uri = meta->namespace_uri;
    index_nodes(*former);
  }
  set_value(*former, string_value(*id));
  set_value(*id, "uuid:" + xpath::fresh_uuid(m_environment));
}

Result<void> FormSession::State::open(const SessionOptions& options) {
  const bool resumed = options.answers != nullptr || !options.instance_xml.empty();
  m_opening = true;
  m_fresh = !resumed;
  m_shuffle_seed = static_cast<std::int64_t>(m_environment.random() * 2147483646.0) + 1;
  if (options.answers != nullptr) load_answers(*options.answers);
  if (!options.instance_xml.empty()) {
    if (auto loaded = load_xml(options.instance_xml); !loaded) return loaded.error();
  }
  if (!options.last_saved_xml.empty()) {
    auto document = XmlDocument::parse(options.last_saved_xml, "last saved", kMaxFormBytes);
    if (!document) return document.error();
    copy_into(m_last_saved, m_last_saved.document(), document->root(), {});
  }
  if (options.replaces_submission) deprecate_id();
  preload();
  if (!resumed) {
    store_defaults();
    run_actions("odk-instance-first-load", nullptr, {});
    run_actions("xforms-ready", nullptr, {});
  }
  run_actions("odk-instance-load", nullptr, {});
  wake_all();
  settle();
  m_opening = false;
  if (!resumed) drop_foreign_defaults();
  settle();
  m_fresh = false;
  for (const Bind& bind : m_definition->binds) {
    for (const Node* node : nodes_at(steps_of(bind.path), nullptr)) {
      state_of(*node).type_ok = type_fits(*node, &bind);
    }
  }
  if (resumed) {
    report_misfits();
    report_added(options.begun_under);
  }
  m_changed.clear();
  m_structure_changed = false;
  return {};
}

}  // namespace jiujin::forms::xforms
