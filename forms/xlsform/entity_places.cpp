#include "forms/xlsform/entity_places.h"

#include <algorithm>

#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool is_scope(const Element& element) {
  return element.kind != Element::Kind::kGroup;
}

Element* scope_of(Element* element) {
  while (!is_scope(*element)) element = element->parent;
  return element;
}

std::size_t repeats_above(const Element* element) {
  std::size_t count = 0;
  for (; element != nullptr; element = element->parent) {
    count += element->kind == Element::Kind::kRepeat ? 1 : 0;
  }
  return count;
}

std::size_t groups_within_scope(const Element* element) {
  std::size_t count = 0;
  for (; !is_scope(*element); element = element->parent) ++count;
  return count;
}

bool is_at_or_above(const Element* above, const Element* element) {
  for (; element != nullptr; element = element->parent) {
    if (element == above) return true;
  }
  return false;
}

std::string shown(const Element* element) {
  std::string out;
  for (; element != nullptr; element = element->parent) {
    out.insert(0, "/" + (element->parent == nullptr ? std::string("survey") : element->name));
  }
  return out;
}

Element* deeper(Element* a, Element* b) {
  const auto depth = [](const Element* element) {
    return std::pair(repeats_above(element), groups_within_scope(element));
  };
  return depth(b) > depth(a) ? b : a;
}

// What one declaration asks for.
struct Request {
  std::size_t index = 0;  // of the declaration
  Element* scope = nullptr;
  Element* container = nullptr;   // the deepest that it may have
  std::vector<Element*> lineage;  // containers of what it saves
};

class RequestMaker {
 public:
  RequestMaker(const EntityDeclaration& declaration, Findings& findings)
      : m_declaration(declaration), m_findings(findings) {}

  // False: told why not.
  bool make(Request& request) {
    for (const auto& need : m_declaration.needs) take(need);
    request.scope = scope_of(m_deepest->container);
    Element* container =
        m_deepest_saved != nullptr ? m_deepest_saved->container : m_deepest_in_scope->container;
    request.lineage = saved_containers();
    if (!request.lineage.empty()) {
      Element* common = request.lineage.front();
      for (Element* each : request.lineage) {
        while (!is_at_or_above(common, each)) common = common->parent;
      }
      container = request.lineage.size() > 1 ? deeper(scope_of(container), common) : common;
    }
    request.container = container;
    return std::all_of(m_declaration.needs.begin(), m_declaration.needs.end(),
                       [&](const EntityNeed& need) { return fits(need, request); });
  }

 private:
  void take(const EntityNeed& need) {
    const Element* scope = scope_of(need.container);
    if (m_deepest == nullptr ||
        repeats_above(scope) > repeats_above(scope_of(m_deepest->container))) {
      m_deepest = m_deepest_in_scope = &need;
      if (need.save_to) m_deepest_saved = &need;
    }
    const bool in_scope = scope == scope_of(m_deepest->container);
    const auto groups = groups_within_scope(need.container);
    if (in_scope && groups > groups_within_scope(m_deepest_in_scope->container)) {
      m_deepest_in_scope = &need;
    }
    if (!need.save_to) return;
    if (m_deepest_saved == nullptr ||
        (in_scope && groups > groups_within_scope(m_deepest_saved->container))) {
      m_deepest_saved = &need;
    }
  }

  std::vector<Element*> saved_containers() const {
    std::vector<Element*> out;
    for (const auto& need : m_declaration.needs) {
      if (need.save_to && std::find(out.begin(), out.end(), need.container) == out.end()) {
        out.push_back(need.container);
      }
    }
    return out;
  }

  bool fits(const EntityNeed& need, const Request& request) {
    const Element* scope = scope_of(need.container);
    const bool same_line = is_at_or_above(scope, request.scope);
    const bool saved_here = !need.save_to || scope == scope_of(request.container);
    if (same_line && saved_here) return true;
    const Element* other = same_line ? request.container : m_deepest->container;
    m_findings.error(
        need.save_to ? need.place : m_declaration.place, "entity.scope",
        format(_t("The entity \"{0}\" would need \"{1}\" in {2} together with what lies in {3}."),
               m_declaration.dataset, need.question, shown(need.container), shown(other)),
        _t("Copy one of the values to where the other is, with a calculate question."));
    return false;
  }

  const EntityDeclaration& m_declaration;
  Findings& m_findings;
  const EntityNeed* m_deepest = nullptr;
  const EntityNeed* m_deepest_in_scope = nullptr;
  const EntityNeed* m_deepest_saved = nullptr;
};

class Placer {
 public:
  Placer(const std::vector<EntityDeclaration>& declarations, Findings& findings)
      : m_declarations(declarations), m_findings(findings), m_out(declarations.size()) {}

  // As deep as asked for, else nearer to the scope, as long as nobody holds the place.
  void place(const Request& request) {
    const Element* stop = request.scope->parent;
    std::size_t held_by = 0;
    for (Element* each = request.container; each != nullptr && each != stop; each = each->parent) {
      const auto holder = m_held.find(each);
      if (holder == m_held.end()) return hold(request, each);
      held_by = holder->second;
      const auto held_leaf = std::find_if(request.lineage.begin(), request.lineage.end(),
                                          [&](Element* leaf) { return m_held.contains(leaf); });
      if (held_leaf != request.lineage.end()) {
        held_by = m_held[*held_leaf];
        break;
      }
    }
    m_findings.error(
        m_declarations[request.index].place, "entity.place",
        format(_t("There is no place left in {0} for the entity \"{1}\": each group, repeat or "
                  "survey can hold one, and it holds \"{2}\" of row {3}."),
               shown(request.scope), m_declarations[request.index].dataset,
               m_declarations[held_by].dataset, m_declarations[held_by].place.row),
        _t("Put the questions of each entity into a group of their own."));
  }

  void put(std::size_t index, Element* container) { m_out[index] = container; }
  std::vector<Element*> take() { return std::move(m_out); }

 private:
  void hold(const Request& request, Element* container) {
    m_out[request.index] = container;
    m_held[container] = request.index;
    for (Element* leaf : request.lineage) {
      for (Element* each = leaf; each != nullptr; each = each->parent) {
        m_held[each] = request.index;
        if (each == container) break;
      }
    }
  }

  const std::vector<EntityDeclaration>& m_declarations;
  Findings& m_findings;
  std::vector<Element*> m_out;
  std::map<Element*, std::size_t> m_held;
};

}  // namespace

std::vector<Element*> place_entities(const std::vector<EntityDeclaration>& declarations,
                                     Element& root, Findings& findings) {
  std::vector<std::pair<Element*, std::vector<Request>>> scopes;
  const auto requests_of = [&](Element* scope) -> std::vector<Request>& {
    for (auto& [each, requests] : scopes) {
      if (each == scope) return requests;
    }
    return scopes.emplace_back(scope, std::vector<Request>()).second;
  };
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    Request request{i, &root, &root, {}};
    if (!declarations[i].needs.empty() && !RequestMaker(declarations[i], findings).make(request)) {
      continue;
    }
    requests_of(request.scope).push_back(request);
  }
  Placer placer(declarations, findings);
  // One entity whose scope is the survey stands in the survey's own meta group.
  if (scopes.size() == 1 && scopes[0].first == &root && scopes[0].second.size() == 1) {
    placer.put(scopes[0].second[0].index, &root);
    return placer.take();
  }
  for (const auto& [scope, requests] : scopes) {
    for (const auto& request : requests) placer.place(request);
  }
  return placer.take();
}

}  // namespace jiujin::forms::xlsform
