#include "forms/xlsform/references.h"

#include <algorithm>

#include "forms/xlsform/expression_tokens.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool is_repeat(const Element& element) {
  return element.kind == Element::Kind::kRepeat;
}

bool is_group_or_repeat(const Element& element) {
  return is_repeat(element) || element.kind == Element::Kind::kGroup;
}

template <typename Accept>
const Element* ancestor(const Element& element, const Accept& accept) {
  for (const Element* each = element.parent; each != nullptr; each = each->parent) {
    if (accept(*each)) return each;
  }
  return nullptr;
}

bool is_below(const Element& element, const Element& other) {
  return ancestor(element, [&](const Element& each) { return &each == &other; }) != nullptr;
}

// The lowest element above both.
template <typename Accept>
const Element* common_ancestor(const Element& a, const Element& b, const Accept& accept) {
  return ancestor(a, [&](const Element& each) { return accept(each) && is_below(b, each); });
}

std::size_t steps_up(const Element& element, const Element& to) {
  std::size_t steps = 1;
  for (const Element* each = element.parent; each != nullptr && each != &to; each = each->parent) {
    ++steps;
  }
  return steps;
}

// "" if speaker and target share no repeat.
std::string relative_path(const Element& speaker, const Element& target, ReferenceUse use) {
  const Element* repeat = common_ancestor(speaker, target, is_repeat);
  if (repeat == nullptr) return {};
  const Element* top = common_ancestor(speaker, target, is_group_or_repeat);
  std::size_t steps = steps_up(speaker, *top);
  if (use.reference_parent) {
    // An itemset of answers needs the repeat's own step, on which its predicate stands.
    const Element* around_speaker = ancestor(speaker, is_repeat);
    const Element* around_target = ancestor(target, is_repeat);
    const bool outermost = ancestor(*repeat, is_repeat) == nullptr;
    if (repeat == around_target && (outermost || around_speaker != repeat)) {
      steps = steps_up(speaker, *repeat) + 1;
      top = repeat->parent;
    }
  }
  std::string out = use.current ? " current()/" : " ";
  for (std::size_t i = 0; i < steps; ++i) out += i == 0 ? ".." : "/..";
  return out + target.path_below(*top) + " ";
}

// Whether the reference stands between brackets of a text that speaks of a secondary instance.
bool in_instance_predicate(std::string_view text, const Reference& reference) {
  if (text.find("instance(") == std::string_view::npos) return false;
  for (auto open = text.find('['); open != std::string_view::npos && open < reference.start;) {
    const auto close = text.find(']', open + 1);
    if (close == std::string_view::npos) return false;
    if (reference.end <= close) return true;
    open = text.find('[', close);
  }
  return false;
}

// The first argument of indexed-repeat and those that name repeats are absolute: they mean all
// instances. The indices between them are values, and relative.
bool is_path_of_indexed_repeat(std::string_view text, const Reference& reference) {
  constexpr std::string_view kCall = "indexed-repeat(";
  for (auto at = text.find(kCall); at != std::string_view::npos; at = text.find(kCall, at + 1)) {
    const auto close = text.find(')', at);
    if (close == std::string_view::npos || reference.start < at) return false;
    if (reference.end > close) continue;
    const auto arguments = text.substr(at, reference.start - at);
    const auto index = std::count(arguments.begin(), arguments.end(), ',');
    return index == 0 || index == 1 || index == 3 || index == 5;
  }
  return false;
}

}  // namespace

References::References(const Element& root, Findings& findings) : m_findings(findings) {
  // A question may be named as the meta data are; then it is the one that is meant.
  std::vector<const Element*> meta;
  for_each_element(root, [&](const Element& element) {
    const bool named = element.is_section() || element.kind == Element::Kind::kQuestion;
    if (!named || element.hidden_group) return;
    if (element.parent != nullptr && element.parent->hidden_group) {
      meta.push_back(&element);
    } else {
      m_elements[element.name].push_back(&element);
    }
  });
  for (const Element* each : meta) {
    auto& elements = m_elements[each->name];
    if (elements.empty()) elements.push_back(each);
  }
}

const Element* References::find(std::string_view name) const {
  const auto found = m_elements.find(name);
  return found == m_elements.end() || found->second.size() != 1 ? nullptr : found->second.front();
}

std::size_t References::count(std::string_view name) const {
  const auto found = m_elements.find(name);
  return found == m_elements.end() ? 0 : found->second.size();
}

std::string References::replacement(std::string_view text, const Reference& reference,
                                    const Element* speaker, ReferenceUse use) const {
  const Element* target = find(reference.name);
  if (target == nullptr) {
    const Place nowhere{"survey", 1, -1, {}};
    m_findings.error(
        speaker == nullptr ? nowhere : speaker->place, "reference.ambiguous",
        format(_t("The reference \"{0}\" does not mean exactly one question."), reference.name));
    return {};
  }
  if (!reference.last_saved && speaker != nullptr && !is_path_of_indexed_repeat(text, reference)) {
    use.current = use.current || in_instance_predicate(text, reference);
    const std::string relative = relative_path(*speaker, *target, use);
    if (!relative.empty()) return relative;
  }
  return (reference.last_saved ? " instance('__last-saved')" : " ") + target->path() + " ";
}

std::string References::in_expression(std::string_view text, const Element* speaker,
                                      ReferenceUse use) const {
  std::string out;
  std::size_t at = 0;
  for (const auto& reference : references_in(text)) {
    out += text.substr(at, reference.start - at);
    out += replacement(text, reference, speaker, use);
    at = reference.end;
  }
  out += text.substr(at);
  return out;
}

std::vector<TextPiece> References::in_text(std::string_view text, const Element* speaker) const {
  std::vector<TextPiece> out;
  const auto add_words = [&](std::string_view words) {
    std::size_t at = 0;
    for (const auto& reference : references_in(words)) {
      if (reference.start > at) {
        out.push_back({false, std::string(words.substr(at, reference.start - at))});
      }
      out.push_back({true, replacement(words, reference, speaker, {})});
      at = reference.end;
    }
    if (at < words.size()) out.push_back({false, std::string(words.substr(at))});
  };
  std::size_t at = 0;
  for (const auto& quote : instance_quotes(text)) {
    add_words(text.substr(at, quote.start - at));
    out.push_back(
        {true, in_expression(text.substr(quote.start, quote.end - quote.start), speaker)});
    at = quote.end;
  }
  add_words(text.substr(at));
  return out;
}

}  // namespace jiujin::forms::xlsform
