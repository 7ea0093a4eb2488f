// Lexer of XPath 1.0 section 3.7, with its two rules for telling `*` and names from operators.
// Thread rule: pure function. Internal to forms/xpath.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::forms::xpath {

enum class TokenKind {
  kNumber,
  kLiteral,
  kName,
  kFunctionName,
  kAxisName,
  kNodeType,
  kOperator,
  kPunctuation,
  kVariable,
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;  // operators and punctuation as written; a name with its prefix
  double number = 0;
  std::size_t offset = 0;
};

// Error: kInvalidData, cause with the byte offset.
Result<std::vector<Token>> tokenize(std::string_view expression);

}  // namespace jiujin::forms::xpath
