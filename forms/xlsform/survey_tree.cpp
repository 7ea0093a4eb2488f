#include "forms/xlsform/survey_tree.h"

#include <algorithm>

#include "forms/xlsform/names.h"

namespace jiujin::forms::xlsform {

void Attributes::set(const std::string& name, Localised value) {
  const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                  [&](const Entry& entry) { return entry.first == name; });
  if (found == m_entries.end()) {
    m_entries.emplace_back(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

void Attributes::set_default(const std::string& name, const std::string& text) {
  if (find(name) == nullptr) set(name, text);
}

void Attributes::remove(std::string_view name) {
  std::erase_if(m_entries, [&](const Entry& entry) { return entry.first == name; });
}

const Localised* Attributes::find(std::string_view name) const {
  for (const auto& [key, value] : m_entries) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string_view Attributes::text(std::string_view name) const {
  const Localised* found = find(name);
  return found == nullptr ? std::string_view() : std::string_view(found->plain());
}

void ChoiceList::settle_itext() {
  needs_itext = std::any_of(choices.begin(), choices.end(), [](const Choice& choice) {
    return !choice.media.empty() || choice.label.by_language || has_reference(choice.label.plain());
  });
}

Element& Element::add(std::unique_ptr<Element> child) {
  child->parent = this;
  children.push_back(std::move(child));
  return *children.back();
}

Element& Element::add_first(std::unique_ptr<Element> child) {
  child->parent = this;
  children.insert(children.begin(), std::move(child));
  return *children.front();
}

std::string Element::path() const {
  std::string out;
  for (const Element* each = this; each != nullptr; each = each->parent) {
    out.insert(0, "/" + each->step());
  }
  return out;
}

std::string Element::path_below(const Element& ancestor) const {
  std::string out;
  for (const Element* each = this; each != nullptr && each != &ancestor; each = each->parent) {
    out.insert(0, "/" + each->step());
  }
  return out;
}

ChoiceList* Survey::list(std::string_view name) {
  const auto found = m_list_places.find(name);
  return found == m_list_places.end() ? nullptr : &lists[found->second];
}

ChoiceList& Survey::list_or_new(const std::string& name) {
  const auto [place, is_new] = m_list_places.try_emplace(name, lists.size());
  if (is_new) lists.push_back({name, {}, false, false});
  return lists[place->second];
}

}  // namespace jiujin::forms::xlsform
