// References: what ${name} becomes. A path from the root; within a repeat, a path relative to the
// question that speaks, so that it means the instance of the repeat in which that question stands.
//
// Relative paths go up to the lowest group or repeat that both share, if they share a repeat;
// current() leads them where a predicate over a secondary instance would change what they mean.
// Thread rule: const after construction; refers to the tree.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/names.h"
#include "forms/xlsform/survey_tree.h"

namespace jiujin::forms::xlsform {

struct ReferenceUse {
  bool current = false;           // the text is a predicate: lead relative paths with current()
  bool reference_parent = false;  // the path of an itemset of answers: keep the repeat's own step
};

// A piece of a text that people read: words, or an expression whose value stands there.
struct TextPiece {
  bool output = false;
  std::string text;
};

class References {
 public:
  // References that cannot be resolved go to `findings`, with the place of who speaks.
  References(const Element& root, Findings& findings);

  // The element of this name; null if there is none or more than one.
  const Element* find(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  std::string in_expression(std::string_view text, const Element* speaker,
                            ReferenceUse use = {}) const;
  // Quoted instances and references become outputs. `speaker` null: absolute paths.
  std::vector<TextPiece> in_text(std::string_view text, const Element* speaker) const;

 private:
  std::string replacement(std::string_view text, const Reference& reference, const Element* speaker,
                          ReferenceUse use) const;

  Findings& m_findings;
  std::map<std::string, std::vector<const Element*>, std::less<>> m_elements;
};

}  // namespace jiujin::forms::xlsform
