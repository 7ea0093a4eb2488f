// FormGraph: what must be computed after what, known from the definition alone.
//
// A rule is one expression of one bind or control. Rules that write a value, a relevance or the
// number of instances stand before the rules that read it (ranks); a circle among them is refused
// with the paths in it. A change at one node then wakes only rules that read its path, and, where
// the path is bound to the current instance of a repeat, only inside that instance.
// Thread rule: immutable after build.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "forms/xforms/form_definition.h"
#include "localization/error.h"

namespace jiujin::forms::xforms {

enum class RuleKind : std::uint8_t {
  kCount,  // jr:count of a repeat; target: its parent
  kRelevant,
  kCalculate,
  kChoices,  // a filtered list; clears an answer that is no longer in it
  kRequired,
  kReadonly,
  kConstraint,
  kText,  // an <output> in a label or hint: nothing to compute, but the item looks different
};

struct Rule {
  RuleKind kind = RuleKind::kCalculate;
  std::string path;                // of the node it is about
  std::vector<std::string> steps;  // the path's names, without the leading '/'
  const xpath::Expression* expression = nullptr;
  const Bind* bind = nullptr;  // null for kCount, kChoices, kText
  const BodyElement* element = nullptr;
  std::size_t rank = 0;
  bool sweeps = false;  // reads its own path in other instances: always computed for all of them
  bool lone = false;    // about one node only: no repeat on its path
  bool positional = false;  // reads positions: computed anew when instances come or go
};

struct Reader {
  std::size_t rule = 0;
  std::string bound;            // see xpath::Dependency
  std::size_t bound_depth = 0;  // number of steps in `bound`, 0: every instance
};

class FormGraph {
 public:
  static Result<std::unique_ptr<FormGraph>> build(const FormDefinition& definition);

  const std::vector<Rule>& rules() const { return m_rules; }
  const std::vector<std::size_t>& by_rank() const { return m_by_rank; }
  // Rules that read `path` or, with subtree, something at, above or below it.
  void readers_of(const std::string& path, std::vector<Reader>& into) const;
  void readers_within(const std::string& path, std::vector<Reader>& into) const;
  // Rules about nodes at or below `path`.
  std::vector<std::size_t> rules_within(const std::string& path) const;
  const std::map<std::string, std::vector<const BodyElement*>>& all_elements() const {
    return m_elements_at;
  }
  const std::vector<const BodyElement*>& elements_at(const std::string& path) const;

 private:
  void collect_rules(const FormDefinition& definition);
  void collect_body(const std::vector<BodyElement>& elements);
  void add(RuleKind kind, const std::string& path, const std::shared_ptr<const xpath::Expression>&,
           const Bind* bind, const BodyElement* element);
  void add_text(const TextRef& text, const BodyElement& element);
  void collect_readers(const FormDefinition& definition);
  Result<void> order();
  Result<void> order_without(const std::vector<RuleKind>& weak);
  std::string circle(const std::vector<std::vector<std::size_t>>& after,
                     const std::vector<std::size_t>& waiting) const;
  std::vector<std::size_t> successors(std::size_t rule) const;

  std::vector<Rule> m_rules;
  std::vector<std::size_t> m_by_rank;
  std::map<std::string, std::vector<Reader>> m_readers;
  std::vector<std::pair<std::string, Reader>> m_subtree_readers;
  std::map<std::string, std::vector<std::size_t>> m_rules_at;
  std::map<std::string, std::vector<const BodyElement*>> m_elements_at;
};

std::vector<std::string> steps_of(std::string_view path);

}  // namespace jiujin::forms::xforms
