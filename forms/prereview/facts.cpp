#include "forms/prereview/facts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace jiujin::forms::prereview {

using xpath::Node;
using xpath::NodeKind;
using xpath::Tree;

namespace {

constexpr std::array<std::pair<SlotMode, std::string_view>, 7> kModes = {{
    {SlotMode::kMissing, "missing"},
    {SlotMode::kFiles, "files"},
    {SlotMode::kLicence, "licence"},
    {SlotMode::kDeferred, "deferred"},
    {SlotMode::kCommitment, "commitment"},
    {SlotMode::kNotNeeded, "not_needed"},
    {SlotMode::kPaper, "paper"},
}};

// A secondary instance: a document with <root>, to which rows of named texts are added.
class Rows {
 public:
  Rows() : m_root(&m_tree.append(m_tree.document(), NodeKind::kElement, "root")) {}

  Node& row(std::string name) {
    return m_tree.append(*m_root, NodeKind::kElement, std::move(name));
  }
  Node& text(Node& parent, std::string name, const std::string& value) {
    Node& node = m_tree.append(parent, NodeKind::kElement, std::move(name));
    if (!value.empty()) m_tree.set_text(node, value);
    return node;
  }
  Node& root_text(std::string name, const std::string& value) {
    return text(*m_root, std::move(name), value);
  }
  void map(Node& parent, std::string name, const std::map<std::string, std::string>& values) {
    Node& node = m_tree.append(parent, NodeKind::kElement, std::move(name));
    for (const auto& [key, value] : values) text(node, key, value);
  }
  Tree take() { return std::move(m_tree); }

 private:
  Tree m_tree;
  Node* m_root;
};

std::string yes_no(bool truth) {
  return truth ? "yes" : "no";
}

Tree case_instance(const Facts& facts, const catalogue::Item& item) {
  Rows rows;
  rows.root_text("channel", facts.channel);
  rows.root_text("division", facts.division);
  rows.root_text("card_read", yes_no(facts.card_read));
  rows.root_text("promised_due", facts.promised_due);
  rows.root_text("item", item.code);
  rows.root_text("item_version", std::to_string(item.version));
  return rows.take();
}

// Every slot of the item has a row, so that a rule can ask for one that nobody touched.
Tree materials_instance(const Facts& facts, const catalogue::Item& item) {
  Rows rows;
  for (const catalogue::MaterialSlot& slot : item.materials) {
    const SlotFact* known = facts.slot(slot.id);
    const SlotFact fact = known != nullptr ? *known : SlotFact{.slot = slot.id};
    Node& row = rows.row("item");
    rows.text(row, "slot", fact.slot);
    rows.text(row, "mode", slot_mode_name(fact.mode));
    rows.text(row, "files", std::to_string(fact.files));
    rows.text(row, "due", fact.due);
    rows.text(row, "signed", yes_no(fact.signed_paper));
    rows.text(row, "licence_type", fact.licence_type);
    rows.text(row, "licence_number", fact.licence_number);
  }
  return rows.take();
}

Tree licences_instance(const Facts& facts) {
  Rows rows;
  for (const LicenceFact& fact : facts.licences) {
    Node& row = rows.row("licence");
    rows.text(row, "type", fact.type);
    rows.text(row, "holder", fact.holder);
    rows.text(row, "holder_name", fact.holder_name);
    rows.text(row, "number", fact.number);
    rows.text(row, "valid_until", fact.valid_until);
    rows.text(row, "grade", fact.grade);
    rows.text(row, "state", fact.state);
    rows.map(row, "data", fact.data);
  }
  return rows.take();
}

Tree earlier_cases_instance(const Facts& facts) {
  Rows rows;
  for (const EarlierCase& fact : facts.earlier_cases) {
    Node& row = rows.row("case");
    rows.text(row, "item", fact.item);
    rows.text(row, "subject", fact.subject);
    rows.text(row, "opened", fact.opened);
    rows.text(row, "state", std::to_string(fact.state));
    rows.text(row, "open", yes_no(fact.open));
    rows.text(row, "granted", yes_no(fact.granted));
    rows.map(row, "answers", fact.answers);
  }
  return rows.take();
}

Tree registers_instance(const Facts& facts) {
  Rows rows;
  for (const RegisterFact& fact : facts.registers) {
    Node& row = rows.row("register");
    rows.text(row, "name", fact.name);
    rows.text(row, "state", fact.available ? "available" : "unavailable");
    rows.text(row, "as_of", fact.as_of);
  }
  for (const RegisterEntry& fact : facts.register_entries) {
    Node& row = rows.row("entry");
    rows.text(row, "register", fact.name);
    rows.text(row, "subject", fact.subject);
    rows.text(row, "key", fact.key);
    rows.text(row, "value", fact.value);
  }
  return rows.take();
}

Tree photos_instance(const Facts& facts) {
  Rows rows;
  for (const PhotoFact& fact : facts.photos) {
    Node& row = rows.row("photo");
    rows.text(row, "place", fact.place);
    rows.text(row, "media_type", fact.media_type);
    rows.text(row, "bytes", std::to_string(fact.bytes));
    rows.text(row, "width", std::to_string(fact.width));
    rows.text(row, "height", std::to_string(fact.height));
    rows.text(row, "white_background", fact.white_background);
  }
  return rows.take();
}

}  // namespace

std::string slot_mode_name(SlotMode mode) {
  for (const auto& [value, name] : kModes) {
    if (value == mode) return std::string(name);
  }
  return "missing";
}

SlotMode slot_mode_of(std::string_view name) {
  for (const auto& [value, each] : kModes) {
    if (each == name) return value;
  }
  return SlotMode::kMissing;
}

const SlotFact* Facts::slot(std::string_view id) const {
  const auto found = std::ranges::find(materials, id, &SlotFact::slot);
  return found == materials.end() ? nullptr : &*found;
}

bool Facts::register_available(std::string_view name) const {
  const auto found = std::ranges::find(registers, name, &RegisterFact::name);
  return found != registers.end() && found->available;
}

std::map<std::string, Tree> fact_instances(const Facts& facts, const catalogue::Item& item,
                                           const std::vector<catalogue::Parameter>& parameters) {
  Rows parameter_rows, confirmation_rows;
  for (const catalogue::Parameter& each : parameters) {
    Node& row = parameter_rows.row("parameter");
    parameter_rows.text(row, "name", each.name);
    parameter_rows.text(row, "key", each.key);
    parameter_rows.text(row, "value", each.value);
  }
  for (const std::string& rule : facts.confirmations) confirmation_rows.root_text("rule", rule);

  std::map<std::string, Tree> instances;
  instances.emplace("case", case_instance(facts, item));
  instances.emplace("materials", materials_instance(facts, item));
  instances.emplace("licences", licences_instance(facts));
  instances.emplace("earlier-cases", earlier_cases_instance(facts));
  instances.emplace("registers", registers_instance(facts));
  instances.emplace("photos", photos_instance(facts));
  instances.emplace("parameters", parameter_rows.take());
  instances.emplace("confirmations", confirmation_rows.take());
  return instances;
}

}  // namespace jiujin::forms::prereview
