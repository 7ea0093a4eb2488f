#include "forms/xpath/lexer.h"

#include <array>
#include <cstdlib>

#include "forms/xpath/value.h"

namespace jiujin::forms::xpath {

namespace {

bool name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool name_part(char c) {
  return name_start(c) || digit(c) || c == '-' || c == '.';
}
bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_node_type(std::string_view name) {
  return name == "node" || name == "text" || name == "comment" || name == "processing-instruction";
}
bool is_operator_name(std::string_view name) {
  return name == "and" || name == "or" || name == "mod" || name == "div";
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : m_text(text) {}

  Result<std::vector<Token>> run() {
    while (skip_blanks(), m_at < m_text.size()) {
      if (auto error = next()) return *error;
    }
    m_tokens.push_back({TokenKind::kEnd, "", 0, m_text.size()});
    return std::move(m_tokens);
  }

 private:
  using Failure = std::optional<Error>;

  void skip_blanks() {
    while (m_at < m_text.size() && blank(m_text[m_at])) ++m_at;
  }
  char peek(std::size_t ahead = 0) const {
    return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
  }
  void push(TokenKind kind, std::size_t length) {
    m_tokens.push_back({kind, std::string(m_text.substr(m_at, length)), 0, m_at});
    m_at += length;
  }
  Error error(const std::string& what) const {
    return {ErrorCode::kInvalidData, {}, what + " at offset " + std::to_string(m_at)};
  }

  // Section 3.7: after an operand, `*` multiplies and a name is an operator.
  bool after_operand() const {
    if (m_tokens.empty()) return false;
    const Token& last = m_tokens.back();
    if (last.kind == TokenKind::kOperator || last.kind == TokenKind::kAxisName) return false;
    if (last.kind != TokenKind::kPunctuation) return true;
    return last.text == ")" || last.text == "]" || last.text == "." || last.text == "..";
  }

  Failure next() {
    const char c = peek();
    if (digit(c) || (c == '.' && digit(peek(1)))) return number(), Failure();
    if (c == '"' || c == '\'') return literal();
    if (c == '$') return variable();
    if (name_start(c)) return name(), Failure();
    constexpr std::array<std::string_view, 5> kPairs = {"!=", "<=", ">=", "//", ".."};
    for (const auto pair : kPairs) {
      if (m_text.substr(m_at, 2) == pair) {
        const bool path = pair == "..";
        push(path ? TokenKind::kPunctuation : TokenKind::kOperator, 2);
        return {};
      }
    }
    if (m_text.substr(m_at, 2) == "::") return push(TokenKind::kPunctuation, 2), Failure();
    if (c == '*') {
      push(after_operand() ? TokenKind::kOperator : TokenKind::kName, 1);
      return {};
    }
    if (std::string_view("()[].@,").find(c) != std::string_view::npos) {
      push(TokenKind::kPunctuation, 1);
      return {};
    }
    if (std::string_view("+-=<>|/").find(c) != std::string_view::npos) {
      push(TokenKind::kOperator, 1);
      return {};
    }
    return error(std::string("unexpected character '") + c + "'");
  }

  void number() {
    std::size_t length = 0;
    while (digit(peek(length))) ++length;
    if (peek(length) == '.') {
      ++length;
      while (digit(peek(length))) ++length;
    }
    const std::string_view plain = m_text.substr(m_at, length);
    std::size_t tail = length;  // "7.9e-12" is beyond the grammar, but nothing else could be meant
    if (peek(tail) == 'e' && peek(tail + 1) == '-' && digit(peek(tail + 2))) {
      tail += 2;
      while (digit(peek(tail))) ++tail;
      push(TokenKind::kNumber, tail);
      m_tokens.back().number = std::strtod(m_tokens.back().text.c_str(), nullptr);
      return;
    }
    const double value = number_from_text(plain);
    push(TokenKind::kNumber, length);
    m_tokens.back().number = value;
  }

  Failure literal() {
    const auto end = m_text.find(m_text[m_at], m_at + 1);
    if (end == std::string_view::npos) return error("string without its closing quote");
    m_tokens.push_back(
        {TokenKind::kLiteral, std::string(m_text.substr(m_at + 1, end - m_at - 1)), 0, m_at});
    m_at = end + 1;
    return {};
  }

  std::size_t name_length(std::size_t from) const {
    std::size_t length = 0;
    if (from < m_text.size() && name_start(m_text[from])) {
      while (from + length < m_text.size() && name_part(m_text[from + length])) ++length;
    }
    return length;
  }

  Failure variable() {
    const std::size_t length = name_length(m_at + 1);
    if (length == 0) return error("'$' without a name");
    push(TokenKind::kVariable, length + 1);
    return {};
  }

  void name() {
    std::size_t length = name_length(m_at);
    if (after_operand()) {
      // "2mod1", "a div-1": an operator's name ends where the operator ends.
      for (const std::string_view word : {"and", "or", "mod", "div"}) {
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with(word) && (length == word.size() || digit(rest[word.size()]) ||
                                       rest[word.size()] == '-' || rest[word.size()] == '.')) {
          return push(TokenKind::kOperator, word.size());
        }
      }
    }
    if (peek(length) == ':' && peek(length + 1) != ':') {
      const std::size_t second = name_length(m_at + length + 1);
      if (second > 0) {
        length += 1 + second;
      } else if (peek(length + 1) == '*') {
        length += 2;
      }
    }
    const std::string_view word = m_text.substr(m_at, length);
    std::size_t after = m_at + length;
    while (after < m_text.size() && blank(m_text[after])) ++after;
    const std::string_view rest = m_text.substr(after);
    if (rest.starts_with("::")) return push(TokenKind::kAxisName, length);
    if (rest.starts_with("(")) {
      if (after_operand() && is_operator_name(word)) return push(TokenKind::kOperator, length);
      return push(is_node_type(word) ? TokenKind::kNodeType : TokenKind::kFunctionName, length);
    }
    push(TokenKind::kName, length);
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::vector<Token> m_tokens;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view expression) {
  return Lexer(expression).run();
}

}  // namespace jiujin::forms::xpath
