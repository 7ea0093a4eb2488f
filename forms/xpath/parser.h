// Parser: tokens to Ast by recursive descent along the grammar of XPath 1.0 section 3.
// Thread rule: pure function. Internal to forms/xpath.
#pragma once

#include <string>
#include <string_view>

#include "forms/xpath/ast.h"
#include "forms/xpath/function_library.h"
#include "localization/error.h"

namespace jiujin::forms::xpath {

struct Parsed {
  Ast ast;
  std::string doubt;  // see Expression::doubt()
};

// Error: kInvalidData with the byte offset; kTooLarge beyond the limits in expression.h.
Result<Parsed> parse(std::string_view expression, const FunctionLibrary& library);

}  // namespace jiujin::forms::xpath
