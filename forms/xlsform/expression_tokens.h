// The words of an expression in a cell, as far as importing must tell them apart: whether a default
// is computed, and where a label quotes instance('list')/root/item[...]/label.
//
// It is no parser: any text gives tokens. Evaluating is forms/xpath's. Thread rule: pure functions.
#pragma once

#include <string_view>
#include <vector>

namespace jiujin::forms::xlsform {

enum class TokenKind : char {
  kDateOrTime,
  kNumber,
  kMath,  // * + - mod div
  kUnion,
  kClose,  // )
  kSlash,
  kLiteral,
  kSpace,
  kReference,     // ${name}
  kCall,          // name(
  kPredicate,     // name[
  kPredicateEnd,  // ]
  kName,
  kOther,
};

struct Token {
  TokenKind kind = TokenKind::kOther;
  std::size_t start = 0, end = 0;
};

std::vector<Token> tokens_of(std::string_view text);

// A default that must be computed when a form is opened, rather than be written into it. A hyphen
// in a default of dates and places is a part of the value.
bool is_computed_default(std::string_view text, std::string_view question_type);

struct Span {
  std::size_t start = 0, end = 0;
};
// The parts of a text that quote a secondary instance: instance('x')/root/item[name = 1]/label.
std::vector<Span> instance_quotes(std::string_view text);

}  // namespace jiujin::forms::xlsform
