#include "forms/xpath/dependencies.h"

#include <optional>

#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

// Where a path stands while it is followed by name.
struct Place {
  std::string path;
  bool subtree = false;
  std::string bound;  // deepest repeat whose current instance the place lies in
};

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

class Finder {
 public:
  Finder(std::string_view context, const std::vector<std::string>& repeats)
      : m_context{std::string(context), false, deepest_repeat(context, repeats)},
        m_repeats(repeats) {}

  // Records what `ast` reads at `at`; gives the place of its node-set, if it is one.
  std::optional<Place> visit(const Ast& ast, const Place& at) {
    if (ast.op == Op::kPath) return visit_path(ast, at);
    if (ast.op == Op::kFunction) return visit_call(ast, at);
    std::optional<Place> result;
    for (const Ast& argument : ast.args) {
      const auto place = visit(argument, at);
      if (ast.op == Op::kUnion && place) result = place;
    }
    return result;
  }

  const Place& context() const { return m_context; }
  std::vector<Dependency> take() { return std::move(m_found); }

 private:
  static std::string deepest_repeat(std::string_view path,
                                    const std::vector<std::string>& repeats) {
    std::string deepest;
    for (const std::string& repeat : repeats) {
      if (lies_within(path, repeat) && repeat.size() > deepest.size()) deepest = repeat;
    }
    return deepest;
  }

  void record(const Place& place) {
    if (place.path.empty() && !place.subtree) return;
    for (const Dependency& each : m_found) {
      if (each.path == place.path && each.subtree == place.subtree && each.bound == place.bound &&
          each.own_value == m_once) {
        return;
      }
    }
    m_found.push_back({place.path, place.subtree, place.bound, m_once});
  }

  std::optional<Place> visit_call(const Ast& ast, const Place& at) {
    const std::string& name = ast.function->name;
    if (name == "current") return m_context;
    if (name == "instance") {
      std::string id = "?";
      if (ast.args[0].op == Op::kString) id = ast.args[0].text;
      return Place{"instance('" + id + "')", false, {}};
    }
    const bool was_once = m_once;
    if (ast.function->reads_own_value) m_once = true;
    if (ast.function->reads_own_value) record(m_context);
    m_once = was_once;
    std::optional<Place> first;
    for (std::size_t i = 0; i < ast.args.size(); ++i) {
      const auto place = visit(ast.args[i], at);
      if (i == 0) first = place;
    }
    if (name == "randomize" || name == "indexed-repeat") return first;
    // The position of a node depends on its siblings coming and going, not on their answers: the
    // engine above recomputes those when instances come or go.
    return std::nullopt;
  }

  std::optional<Place> visit_path(const Ast& ast, const Place& at) {
    Place place = at;
    const bool binds = ast.absolute && ast.bind_repeats;
    if (ast.has_base()) {
      const auto base = visit(ast.args[0], at);
      if (!base) return std::nullopt;
      place = *base;
      visit_predicates(ast.base_predicates, place);
    } else if (ast.absolute) {
      place = Place{};
    }
    bool following = binds;  // still on the way down to the context node
    for (const Step& step : ast.steps) {
      walk(step, place);
      if (following && step.predicates.empty() && lies_within(m_context.path, place.path) &&
          !place.subtree) {
        if (is_repeat(place.path)) place.bound = place.path;
      } else {
        following = false;
      }
      visit_predicates(step.predicates, place);
      if (!step.predicates.empty() && is_repeat(place.path)) release(place);
    }
    record(place);
    return place;
  }

  void visit_predicates(const std::vector<Ast>& predicates, const Place& place) {
    for (const Ast& predicate : predicates) visit(predicate, place);
  }

  bool is_repeat(const std::string& path) const {
    for (const std::string& repeat : m_repeats) {
      if (repeat == path) return true;
    }
    return false;
  }

  // The place has left the current instance of its innermost repeat.
  void release(Place& place) const {
    const std::string outer = parent_of(place.path);
    if (place.bound.size() > outer.size()) place.bound = deepest_repeat(outer, m_repeats);
  }

  void walk(const Step& step, Place& place) {
    if (place.subtree) return;
    const bool named = step.test == TestKind::kName;
    switch (step.axis) {
      case Axis::kSelf:
        return;
      case Axis::kParent:
        place.path = parent_of(place.path);
        if (!lies_within(place.path, place.bound)) {
          place.bound = deepest_repeat(place.path, m_repeats);
        }
        return;
      case Axis::kAttribute:
        if (named) {
          place.path += "/@" + step.name;
          return;
        }
        break;
      case Axis::kChild:
        if (named) {
          place.path += "/" + (step.prefix.empty() ? step.name : step.prefix + ":" + step.name);
          // Going down into a repeat from outside means all its instances.
          return;
        }
        break;
      case Axis::kDescendant:
      case Axis::kDescendantOrSelf:
        break;
      default:  // siblings, ancestors and the rest: anything in the document
        place = Place{};
    }
    place.subtree = true;
  }

  Place m_context;
  const std::vector<std::string>& m_repeats;
  std::vector<Dependency> m_found;
  bool m_once = false;
};

}  // namespace

bool lies_within(std::string_view path, std::string_view ancestor) {
  return path.starts_with(ancestor) &&
         (path.size() == ancestor.size() || ancestor.empty() || path[ancestor.size()] == '/');
}

std::vector<Dependency> find_dependencies(const Ast& ast, std::string_view context_path,
                                          const std::vector<std::string>& repeats) {
  Finder finder(context_path, repeats);
  finder.visit(ast, finder.context());
  return finder.take();
}

}  // namespace jiujin::forms::xpath
