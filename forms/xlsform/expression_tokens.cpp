#include "forms/xlsform/expression_tokens.h"

#include "forms/xlsform/names.h"

namespace jiujin::forms::xlsform {

namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool white(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// `pattern` with 0 for a digit: "0000-00-00".
bool looks_like(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '0' ? !digit(text[i]) : text[i] != pattern[i]) return false;
  }
  return true;
}

std::size_t date_length(std::string_view text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  return looks_like(text.substr(sign), "0000-00-00") ? sign + 10 : 0;
}

std::size_t time_length(std::string_view text) {
  if (!looks_like(text, "00:00:00")) return 0;
  const std::string_view zone = text.substr(8);
  if (zone.starts_with('Z')) return 9;
  return looks_like(zone, "+00:00") || looks_like(zone, "-00:00") ? 14 : 8;
}

std::size_t number_length(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t first = at;
  while (at < text.size() && digit(text[at])) ++at;
  std::size_t digits = at - first;
  if (at < text.size() && text[at] == '.') {
    const std::size_t dot = at++;
    while (at < text.size() && digit(text[at])) ++at;
    if (digits == 0 && at == dot + 1) return 0;
    digits += at - dot;
  }
  return digits == 0 ? 0 : at;
}

// A qualified name: one prefix at most.
std::size_t qualified_length(std::string_view text) {
  const std::size_t first = name_length(text);
  if (first == 0 || first >= text.size() || text[first] != ':') return first;
  const std::size_t second = name_length(text.substr(first + 1));
  return second == 0 ? first : first + 1 + second;
}

Token token_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const auto make = [&](TokenKind kind, std::size_t length) {
    return Token{kind, at, at + length};
  };
  if (const std::size_t date = date_length(rest)) {
    const std::size_t time =
        rest.substr(date).starts_with('T') ? time_length(rest.substr(date + 1)) : 0;
    return make(TokenKind::kDateOrTime, time == 0 ? date : date + 1 + time);
  }
  if (const std::size_t time = time_length(rest)) return make(TokenKind::kDateOrTime, time);
  if (const std::size_t number = number_length(rest)) return make(TokenKind::kNumber, number);
  const char c = rest.front();
  if (c == '*' || c == '+' || c == '-') return make(TokenKind::kMath, 1);
  if (rest.starts_with(" mod ") || rest.starts_with(" div ")) return make(TokenKind::kMath, 5);
  if (c == '|') return make(TokenKind::kUnion, 1);
  if (c == ')') return make(TokenKind::kClose, 1);
  if (c == ']') return make(TokenKind::kPredicateEnd, 1);
  if (c == '/') return make(TokenKind::kSlash, 1);
  if (c == '"' || c == '\'') {
    const auto end = rest.find(c, 1);
    return end == std::string_view::npos ? make(TokenKind::kOther, 1)
                                         : make(TokenKind::kLiteral, end + 1);
  }
  if (white(c)) {
    std::size_t length = 1;
    while (length < rest.size() && white(rest[length])) ++length;
    return make(TokenKind::kSpace, length);
  }
  if (rest.starts_with("${")) {
    const auto found = reference_at(rest, 0);
    return found ? make(TokenKind::kReference, found->end) : make(TokenKind::kOther, 2);
  }
  const std::size_t name = qualified_length(rest);
  if (name == 0) return make(TokenKind::kOther, 1);
  if (rest.substr(name).starts_with('(')) return make(TokenKind::kCall, name + 1);
  if (rest.substr(name).starts_with('[')) return make(TokenKind::kPredicate, name + 1);
  if (rest.substr(name).starts_with("://")) return make(TokenKind::kOther, name + 3);
  return make(TokenKind::kName, name);
}

// Follows one quote of an instance: the call, a path, predicates, the path behind them.
class QuoteFollower {
 public:
  explicit QuoteFollower(std::string_view text) : m_text(text) {}

  bool begins(const Token& token) const {
    return token.kind == TokenKind::kCall &&
           m_text.substr(token.start, token.end - token.start) == "instance(";
  }

  void begin(const Token& token) {
    m_last = token;
    m_in_path = m_in_predicate = false;
  }

  // False: the quote ended before this token.
  bool follow(const Token& token) {
    if (!belongs(token)) return false;
    m_last = token;
    return true;
  }
  std::size_t end() const { return m_last.end; }

 private:
  bool belongs(const Token& token) {
    if (begins(m_last) && token.kind == TokenKind::kLiteral) return true;
    if (!m_in_predicate && !m_in_path && m_last.kind == TokenKind::kLiteral &&
        token.kind == TokenKind::kClose) {
      return true;
    }
    if (token.kind == TokenKind::kSlash && !m_in_predicate &&
        (m_last.kind == TokenKind::kClose || m_last.kind == TokenKind::kPredicateEnd)) {
      return m_in_path = true;
    }
    if (m_in_path) {
      if (token.kind == TokenKind::kSpace) return m_in_path = false;
      if (token.kind == TokenKind::kPredicate) {
        m_in_path = false;
        m_in_predicate = true;
      }
      return true;
    }
    if (m_in_predicate) {
      m_in_predicate = token.kind != TokenKind::kPredicateEnd;
      return true;
    }
    return false;
  }

  std::string_view m_text;
  Token m_last;
  bool m_in_path = false, m_in_predicate = false;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  for (std::size_t at = 0; at < text.size(); at = out.back().end) {
    out.push_back(token_at(text, at));
  }
  return out;
}

bool is_computed_default(std::string_view text, std::string_view type) {
  const bool hyphens = type == "date" || type == "dateTime" || type == "datetime" ||
                       type == "geopoint" || type == "geotrace" || type == "geoshape";
  for (const auto& token : tokens_of(text)) {
    switch (token.kind) {
      case TokenKind::kMath:
        if (hyphens && text[token.start] == '-') return false;
        return true;
      case TokenKind::kUnion:
      case TokenKind::kReference:
      case TokenKind::kCall:
      case TokenKind::kPredicate:
        return true;
      default:
        break;
    }
  }
  return false;
}

std::vector<Span> instance_quotes(std::string_view text) {
  std::vector<Span> out;
  if (text.find("instance(") == std::string_view::npos) return out;
  QuoteFollower follower(text);
  bool inside = false;
  for (const auto& token : tokens_of(text)) {
    if (inside) {
      if (follower.follow(token)) continue;
      out.back().end = follower.end();
      inside = false;
    }
    if (!follower.begins(token)) continue;
    follower.begin(token);
    out.push_back({token.start, text.size()});
    inside = true;
  }
  if (inside) out.back().end = follower.end();
  return out;
}

}  // namespace jiujin::forms::xlsform
