// Static analysis: which paths an expression reads. Internal to forms/xpath.
//
// Paths are resolved symbolically: names only, no document. Where a step cannot be followed by name
// (a wildcard, //, a sibling axis) the whole subtree it could reach is reported instead.
// Thread rule: pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/xpath/ast.h"
#include "forms/xpath/expression.h"

namespace jiujin::forms::xpath {

std::vector<Dependency> find_dependencies(const Ast& ast, std::string_view context_path,
                                          const std::vector<std::string>& repeats);

// True if `path` is `ancestor` or lies below it.
bool lies_within(std::string_view path, std::string_view ancestor);

}  // namespace jiujin::forms::xpath
