// FormSession: one filling of one form, as a tree of items that a view draws and a script answers.
//
// It decides what is visible, required, valid and computed; it does not know widgets, cases or
// storage. A wrong answer is kept and reported, never thrown away: a clerk's typing is not lost
// because a rule disliked it.
//
// Addresses. Three ways to name the same thing:
//   NodeId   handle of an item; stays the same for the whole session, also when hidden and shown.
//   path     "/data/member[2]/name": positions (from 1) at repeats; what messages and ops use.
//   answers  JSON: {"name": "...", "group/field": "...", "member": [{"name": "..."}, ...]};
//            keys are paths below the enclosing repeat instance (or the root), values strings.
//
// Thread rule: one thread at a time; the definition is shared and must outlive nothing (it is
// held).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "forms/xforms/form_definition.h"
#include "forms/xpath/environment.h"
#include "localization/error.h"

namespace jiujin::forms::xforms {

enum class NodeId : std::uint32_t { kNone = 0 };

enum class ItemKind {
  kGroup,
  kRepeat,          // the series; children are kRepeatInstance
  kRepeatInstance,  // one of the series
  kQuestion,
};

// Forms of an itext other than its text: "image", "audio", "video", "big-image" to a jr:// address.
using Media = std::map<std::string, std::string>;

struct Choice {
  std::string value;
  std::string label;  // in the session's language
  std::string image;  // jr://images/... or empty
  Media media;        // all forms, the image too
};

// What a view needs to draw one item. A snapshot: ask again after a change names it.
struct Item {
  NodeId id = NodeId::kNone;
  ItemKind kind = ItemKind::kQuestion;
  ControlKind control = ControlKind::kNone;
  DataType type = DataType::kString;
  std::string path;  // with positions
  std::string label, hint, guidance, image;
  std::string short_label;  // form "short", "" if the form has none
  Media media;              // of the label
  std::string appearance;
  std::string value;            // select many and rank: values separated by spaces
  std::vector<Choice> choices;  // filtered, in order
  bool relevant = true;         // false: not shown (children neither)
  bool required = false;
  bool readonly = false;
  bool valid = true;             // constraint and data type hold; an empty value is valid
  std::string message;           // of the constraint or of the data type, if not valid
  std::string required_message;  // to show when required and empty
  CustomAttributes attributes;   // of the bind, then of the control: {"jj:kind", "id_no"}
  std::string media_type, range_start, range_end, range_step;
  bool can_add = false, can_remove = false;  // kRepeat: add; kRepeatInstance: remove
  NodeId parent = NodeId::kNone;
};

// What one call changed; each id once, parents before children.
struct Changes {
  std::vector<NodeId> items;  // value, relevance, validity, required, readonly or choices changed
  bool structure = false;     // instances came or went, or relevance: walk the tree again
  bool empty() const { return items.empty() && !structure; }
};

enum class ViolationKind { kRequired, kConstraint, kType };

// What a submission says about an entity of a list (ODK Entities).
struct Entity {
  std::string dataset, id, label, base_version;
  bool create = false, update = false;
  std::map<std::string, std::string> properties;  // by the names that entities:saveto gives
};

struct Violation {
  ViolationKind kind = ViolationKind::kRequired;
  NodeId id = NodeId::kNone;  // kNone for a computed value that no control shows
  std::string path;
  std::string label;
  std::string message;  // for the person, in the session's language
};

// One element or attribute of the instance, whether a control shows it or not.
struct NodeReport {
  std::string path;   // with positions
  std::string value;  // of a leaf
  bool leaf = true;
  bool relevant = true, required = false, readonly = false;  // relevance and readonly inherit
  bool constraint_ok = true;
};

// How answers begun under one version of a form met another. Nothing of them is lost.
struct LoadReport {
  std::string version;               // that the answers name or were begun under; "": unknown
  std::vector<std::string> unknown;  // paths that this version does not have; kept beside the rest
  std::vector<std::pair<std::string, std::string>> moved;  // from, to: found in another group
  std::vector<std::string> not_offered;  // answers that are no longer among the choices; kept
  std::vector<std::string> misfits;      // answers that are not of the question's type now; kept
  // Questions that this version asks here and that one did not, still without an answer, in reading
  // order. Known if the answers are instance XML of another version (it holds what was asked) or if
  // SessionOptions::begun_under is given.
  std::vector<std::string> added;
  bool empty() const {
    return unknown.empty() && moved.empty() && not_offered.empty() && misfits.empty() &&
           added.empty();
  }
};

struct SessionOptions {
  xpath::Environment environment;
  // Answers of an earlier sitting. Given: first-load actions do not run again.
  const nlohmann::json* answers = nullptr;
  std::string_view instance_xml;  // or as instance XML; at most one of the two
  // The version of the form in which the answers were begun, if it is at hand and another one.
  const FormDefinition* begun_under = nullptr;
  // The answers replace a submission: its instanceID becomes deprecatedID, a fresh one its own.
  bool replaces_submission = false;
  std::string_view last_saved_xml;  // what jr://instance/last-saved shows; "" is nothing
};

class FormSession {
 public:
  static Result<std::unique_ptr<FormSession>> create(
      std::shared_ptr<const FormDefinition> definition, SessionOptions options);
  ~FormSession();

  const FormDefinition& definition() const;
  xpath::Environment& environment();            // set `now` before a call that should see it
  Changes set_language(std::string_view name);  // "" is the form's default
  std::string language() const;
  const LoadReport& load_report() const;

  // The tree as it stands. Children of a kQuestion and of what is not relevant: none.
  std::vector<NodeId> roots() const;
  std::vector<NodeId> children(NodeId id) const;
  Item item(NodeId id) const;
  // Every relevant question in reading order: what "next" and progress bars walk.
  std::vector<NodeId> questions() const;
  NodeId find(std::string_view path) const;    // kNone: no such item now
  NodeId series(std::string_view path) const;  // of a repeat: "/data/member[1]/pet"
  std::vector<NodeReport> nodes() const;       // the whole instance in document order

  // Stores a value and recomputes what depends on it. A value that breaks its type or constraint
  // is stored and shows as not valid. kNotFound: no such item; kRefused: read only or a group.
  Result<Changes> answer(NodeId id, std::string_view value);
  Result<Changes> answer_path(std::string_view path, std::string_view value);

  // Adds after the last instance (kRefused: jr:count or noAddRemove says no).
  Result<Changes> add_instance(NodeId repeat);
  Result<Changes> remove_instance(NodeId instance);

  std::string value_at(std::string_view path) const;  // "" if there is no such node
  bool relevant_at(std::string_view path) const;

  // Everything that is wrong, in reading order; empty means the form may be sent.
  std::vector<Violation> validate() const;

  // Runs what waits for the end (preload "end"); call once before the form is sent.
  Changes finalise();

  std::string instance_xml() const;      // nodes that are not relevant are left out
  std::vector<Entity> entities() const;  // that this filling creates or updates
  // Leaves with a value, and unknown ones as they came. What is not relevant is not part of the
  // record; a draft keeps it, so that it is there again when it becomes relevant.
  enum class Irrelevant { kLeftOut, kKept };
  nlohmann::json answers(Irrelevant irrelevant = Irrelevant::kLeftOut) const;

 private:
  class State;
  explicit FormSession(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::forms::xforms
