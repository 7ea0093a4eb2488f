// The survey as a tree: groups, repeats and questions in the order of their rows, each with what
// its row said, understood but not yet turned into expressions of XForms.
// Thread rule: values owned by one Survey.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/xlsform/table.h"

namespace jiujin::forms::xlsform {

// Attributes keep the order in which they were given.
class Attributes {
 public:
  using Entry = std::pair<std::string, Localised>;
  void set(const std::string& name, Localised value);
  void set(const std::string& name, std::string text) { set(name, Localised::of(std::move(text))); }
  void set_default(const std::string& name, const std::string& text);  // unless it is there
  void remove(std::string_view name);
  const Localised* find(std::string_view name) const;
  std::string_view text(std::string_view name) const;  // "" if there is none
  bool empty() const { return m_entries.empty(); }
  const std::vector<Entry>& entries() const { return m_entries; }

 private:
  std::vector<Entry> m_entries;
};

using Parameters = std::map<std::string, std::string>;

struct Action {
  std::string element;  // setvalue, odk:setgeopoint, odk:recordaudio
  std::string event;
  std::string value;  // an expression; "" takes the question's default
  Attributes more;
};

struct Choice {
  std::string name;
  Localised label;
  Attributes media;
  std::vector<std::pair<std::string, std::string>> more;  // further columns, for filters
  Place place;
};

struct ChoiceList {
  std::string name;
  std::vector<Choice> choices;
  bool needs_itext = false;     // labels in languages, with media or with references
  bool used_by_search = false;  // its items stand in the body
  void settle_itext();          // sets needs_itext from the choices
};

struct Element {
  enum class Kind {
    kSurvey,
    kGroup,
    kRepeat,
    kQuestion,
    kExternal,   // an attached file as an instance of its own
    kEntity,     // meta/entity
    kAttribute,  // of an entity
    kEntityLabel,
  };
  Kind kind = Kind::kQuestion;
  std::string type;     // "text"; for controls "begin_group"; canonical
  std::string control;  // element of the body: input, select1; "" has none
  std::string name;
  Place place;

  Localised label, hint, guidance_hint;
  Attributes media, bind, body, instance;
  std::string default_value;
  bool computed_default = false;
  std::string choice_filter, itemset, query;
  Parameters parameters;
  std::vector<std::string> triggers;  // names of questions whose change recomputes this one
  std::vector<Action> actions;
  std::vector<Choice> tags;   // of osm
  bool hidden_group = false;  // meta: no control in the body
  std::string fixed_value;    // of an attribute

  Element* parent = nullptr;
  std::vector<std::unique_ptr<Element>> children;

  Element& add(std::unique_ptr<Element> child);
  Element& add_first(std::unique_ptr<Element> child);
  bool is_section() const {
    return kind == Kind::kSurvey || kind == Kind::kGroup || kind == Kind::kRepeat;
  }
  // Absolute path in the instance; an attribute's step is "@name".
  std::string path() const;
  // The part of path() below `ancestor`, with a leading slash.
  std::string path_below(const Element& ancestor) const;
  std::string step() const { return kind == Kind::kAttribute ? "@" + name : name; }
};

struct FormSettings {
  std::string title, id, name, version, style, public_key, submission_url, auto_send, auto_delete;
  std::string instance_name, instance_id, namespaces, prefix, delimiter, instance_xmlns;
  std::string default_language = "default";
  bool allow_choice_duplicates = false, omit_instance_id = false, client_editable = false;
  bool clean_text_values = true;
  std::vector<std::pair<std::string, std::string>> attributes;  // of the instance's root
};

struct Survey {
  FormSettings settings;
  std::unique_ptr<Element> root;
  std::vector<ChoiceList> lists;            // of the sheet choices, in its order
  std::vector<std::string> external_lists;  // of external_choices
  std::map<std::string, std::vector<Choice>, std::less<>> osm_lists;
  std::string entities_version;  // "" without entities

  ChoiceList* list(std::string_view name);  // null if there is none
  ChoiceList& list_or_new(const std::string& name);

 private:
  std::map<std::string, std::size_t, std::less<>> m_list_places;
};

// Calls visit(element) for `root` and all below, parents first.
template <typename E, typename Visit>
void for_each_element(E& root, const Visit& visit) {
  visit(root);
  for (auto& child : root.children) for_each_element(static_cast<E&>(*child), visit);
}

}  // namespace jiujin::forms::xlsform
