#include "sync/bundle/body_shape.h"

namespace jiujin::sync::bundle {

namespace {

bool is_scalar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.';
}

// Where the string that begins behind `at` ends: its closing quote, or the body's end.
std::size_t end_of_string(BytesView body, std::size_t at) {
  while (at < body.size() && body[at] != '"') at += body[at] == '\\' ? 2 : 1;
  return at < body.size() ? at : body.size();
}

bool names_a_member(BytesView body, std::size_t after_quote) {
  while (after_quote < body.size() && body[after_quote] == ' ') ++after_quote;
  return after_quote < body.size() && body[after_quote] == ':';
}

}  // namespace

bool split_body(BytesView body, Bytes& shape, std::vector<BytesView>& values) {
  shape.clear();
  if (body.find('\0') != BytesView::npos) return false;
  std::size_t at = 0;
  std::size_t copied = 0;  // of the body into the shape
  const auto cut = [&](std::size_t begin, std::size_t end) {
    shape += body.substr(copied, begin - copied);
    shape.push_back('\0');
    values.push_back(body.substr(begin, end - begin));
    copied = at = end;
  };
  while (at < body.size()) {
    if (body[at] == '"') {
      const std::size_t begin = at + 1;
      const std::size_t end = end_of_string(body, begin);
      if (names_a_member(body, end + 1)) {
        at = end;
      } else {
        cut(begin, end);
      }
      if (at < body.size()) ++at;  // the closing quote
    } else if (is_scalar(body[at])) {
      const std::size_t begin = at;
      while (at < body.size() && is_scalar(body[at])) ++at;
      cut(begin, at);
    } else {
      ++at;
    }
  }
  shape += body.substr(copied);
  return true;
}

}  // namespace jiujin::sync::bundle
