// FormSession::State: the mutable half of a session. Internal to forms/xforms.
//
// Split by concern: recalculation.cpp (rules), session_items.cpp (what views see), structure.cpp
// (instances of repeats, lookup by path), answers.cpp (JSON and XML), session_start.cpp (opening),
// form_change.cpp (answers of another version), entities.cpp.
// Thread rule: as FormSession.
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

#include "forms/xforms/form_graph.h"
#include "forms/xforms/form_session.h"
#include "forms/xforms/stored_form.h"

namespace jiujin::forms::xforms {

// Nodes that all rules together may visit after one answer: some seconds. The largest form of the
// benchmarks needs 100'000.
inline constexpr std::size_t kMaxSettlingSteps = 400'000'000;

// Only what holds no other elements has a value of its own.
bool is_leaf(const xpath::Node& node);

struct NodeState {
  bool required = false, readonly = false;
  bool constraint_ok = true, type_ok = true;
};

class FormSession::State : public xpath::Host {
 public:
  State(std::shared_ptr<const FormDefinition> definition, xpath::Environment environment);

  // Host
  const xpath::Node* primary() const override { return &m_tree.document(); }
  const xpath::Node* instance(std::string_view id) const override;
  std::string itext(std::string_view id) const override;
  std::string choice_name(std::string_view value, std::string_view path,
                          const xpath::Node* from) const override;
  std::int64_t shuffle_seed() const override { return m_shuffle_seed; }
  xpath::ColumnIndex* columns() const override { return &m_columns; }
  std::string form_version() const override { return m_definition->version; }

  // session_start.cpp
  Result<void> open(const SessionOptions& options);
  void run_actions(const std::string& event, const xpath::Node* within, const std::string& source);
  void run_action(const Action& action, const xpath::Node* within);
  void store_defaults();
  void drop_foreign_defaults();
  void deprecate_id();
  void preload();
  Changes finalise();

  // recalculation.cpp
  void wake_readers(const xpath::Node& changed);
  void wake_rules_within(xpath::Node& node);
  void wake_within(const std::string& path, const xpath::Node* scope);
  void wake_all();
  void run(const Rule& rule, xpath::Node& node);
  std::set<std::string> offered_values(const BodyElement& element, const xpath::Node& node) const;
  static std::vector<std::string> chosen_values(const BodyElement& element,
                                                const std::string& answer);
  void drop_stale_choices(const BodyElement& element, xpath::Node& node);
  void settle();  // runs what is awake, in rank order, until nothing is
  Changes take_changes();
  // Stores it in its type's form and wakes its readers; a group takes no value.
  void set_value(xpath::Node& node, std::string_view value,
                 ValueSource source = ValueSource::kComputed);
  std::string count_value(const Rule& rule, const xpath::Node& parent) const;
  xpath::Node* lone_target(std::size_t rule);
  xpath::Value evaluate(const xpath::Expression& expression, const xpath::Node& node) const;

  // structure.cpp
  std::vector<xpath::Node*> nodes_at(const std::vector<std::string>& steps,
                                     const xpath::Node* scope);
  xpath::Node* first_at(const std::string& path, const xpath::Node* scope);
  xpath::Node* node_by_path(std::string_view path) const;  // "/data/member[2]/name"
  std::vector<xpath::Node*> instances(const std::string& repeat, xpath::Node& parent) const;
  // A copy of `pattern`, or of the repeat's template if there is none, after the last one.
  xpath::Node& add_instance(const std::string& repeat, xpath::Node& parent,
                            const xpath::Node* pattern = nullptr);
  void remove_instance(xpath::Node& instance);
  void fit_count(const std::string& repeat, xpath::Node& parent, const std::string& count);
  const xpath::Node* blank_parent_of(const std::string& repeat) const;

  // session_items.cpp
  NodeId id_of(const BodyElement& element, const xpath::Node& node, ItemKind kind);
  std::vector<NodeId> children_of(const std::vector<BodyElement>& elements, xpath::Node& context);
  std::vector<NodeId> children(NodeId id);
  Item item(NodeId id);
  void fill_question(Item& item, const BodyElement& element, const xpath::Node& node);
  std::vector<Choice> choices(const BodyElement& element, const xpath::Node& node) const;
  Media media(const TextRef& ref, const xpath::Node& node) const;
  Media item_media(const xpath::Expression& label, const xpath::Node& item) const;
  std::string text(const TextRef& ref, const xpath::Node& node, std::string_view form = {}) const;
  std::string rendered(const Text& text, const xpath::Node& node) const;
  const Text* itext_entry(std::string_view id, std::string_view form) const;
  void collect_questions(const std::vector<NodeId>& ids, std::vector<NodeId>& into);
  std::vector<Violation> validate();
  bool type_fits(const xpath::Node& node, const Bind* bind) const;

  // entities.cpp
  std::vector<Entity> entities() const;

  // form_change.cpp
  bool move_answer(xpath::Node& base, const std::string& key, const std::string& text,
                   const nlohmann::json& object);
  void report_misfits();
  void report_added(const FormDefinition* begun_under);

  // answers.cpp
  nlohmann::json answers(Irrelevant irrelevant) const;
  void load_answers(const nlohmann::json& answers);
  void load_into(xpath::Node& base, const nlohmann::json& object, const std::string& place);
  void write_answers(const xpath::Node& node, const std::string& prefix, Irrelevant irrelevant,
                     nlohmann::json& into) const;
  Result<void> load_xml(std::string_view xml);
  std::string instance_xml() const;

  struct ItemRef {
    const BodyElement* element = nullptr;
    std::uint32_t node = 0;  // id within the tree
    ItemKind kind = ItemKind::kQuestion;
  };

  xpath::Node* node(std::uint32_t id) const;
  NodeState& state_of(const xpath::Node& node);
  void index_nodes(xpath::Node& node);
  void forget_nodes(xpath::Node& node);
  std::string schema_path(const xpath::Node& node) const { return xpath::schema_path_of(node); }
  bool is_relevant(const xpath::Node& node) const;
  bool is_readonly(const xpath::Node& node);  // a group's rule holds for what is in it

  std::shared_ptr<const FormDefinition> m_definition;
  xpath::Environment m_environment;
  xpath::Tree m_tree;
  std::unordered_map<std::uint32_t, xpath::Node*> m_nodes;
  std::unordered_map<std::uint32_t, NodeState> m_states;
  std::vector<ItemRef> m_items;  // NodeId n is m_items[n - 1]
  std::map<std::tuple<std::uint32_t, std::uint32_t, ItemKind>, NodeId> m_ids;
  LoadReport m_report;
  xpath::Tree m_last_saved;
  // Answers for which this version has no place, by the node they were found at: kept.
  std::map<std::uint32_t, nlohmann::json> m_unknown;
  std::set<std::string> m_brought;  // paths of what the instance XML held, answered or not

  // Awake rules by rank: the nodes in whose scope each must run; nullptr means everywhere.
  std::map<std::size_t, std::set<const xpath::Node*>> m_awake;
  mutable std::size_t m_budget =
      kMaxSettlingSteps;              // steps that evaluations may still take (recalculation.cpp)
  std::set<std::uint32_t> m_changed;  // node ids
  bool m_structure_changed = false;
  // Answers that a filter took away, by node: they come back when they are offered again, as long
  // as nobody has answered anew.
  std::map<std::uint32_t, std::string> m_withheld;
  std::vector<std::uint32_t> m_lone_targets;  // by rule: its one node, 0 not looked up yet
  std::int64_t m_shuffle_seed = 1;
  mutable xpath::ColumnIndex m_columns;
  bool m_fresh = false;                  // while a new filling opens
  bool m_opening = false;                // while opening, choices are not compared with answers
  mutable std::string_view m_text_form;  // the form of itext that is asked for
  mutable const xpath::Node* m_text_context = nullptr;  // where outputs of itext are evaluated
};

}  // namespace jiujin::forms::xforms
