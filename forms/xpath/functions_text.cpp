// Functions on text: XPath 1.0 section 4.2 and ODK XForms "String functions".
#include <unicode/regex.h>

#include <cmath>

#include "forms/xpath/characters.h"
#include "forms/xpath/digest.h"
#include "forms/xpath/function_library.h"
#include "forms/xpath/uuid.h"

namespace jiujin::forms::xpath {

namespace {

// Steps ICU may take on one match before it gives up: a pattern of a form must not hang a window.
constexpr int kRegexTimeLimit = 200;

Value concat(Call& call) {
  std::string result;
  for (const Value& each : call.spread(0)) {
    result += to_string(each);
    if (result.size() > kMaxTextBytes) return call.fail("concat() makes too long a text");
  }
  return result;
}

Value join(Call& call) {
  const std::string separator = call.text(0);
  std::string result;
  bool first = true;
  for (const Value& each : call.spread(1)) {
    if (!first) result += separator;
    result += to_string(each);
    if (result.size() > kMaxTextBytes) return call.fail("join() makes too long a text");
    first = false;
  }
  return result;
}

// substr(text, start [, end]) counts from 0; negative counts from the end. ODK XForms.
Value substr(Call& call) {
  const std::u32string text = code_points(call.text(0));
  const auto length = static_cast<double>(text.size());
  const auto place = [&](double at) {
    if (std::isnan(at)) at = 0;
    at = std::trunc(at);
    return static_cast<std::size_t>(std::clamp(at < 0 ? length + at : at, 0.0, length));
  };
  const std::size_t begin = place(call.number(1));
  const std::size_t end = call.size() > 2 ? place(call.number(2)) : text.size();
  return begin < end ? utf8(std::u32string_view(text).substr(begin, end - begin)) : std::string();
}

double xpath_round(double number) {
  return std::floor(number + 0.5);
}

// substring(text, start [, length]) counts from 1 and rounds. XPath 1.0.
Value substring(Call& call) {
  const std::u32string text = code_points(call.text(0));
  const double begin = xpath_round(call.number(1));
  const double end = call.size() > 2 ? begin + xpath_round(call.number(2)) : INFINITY;
  std::u32string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto position = static_cast<double>(i + 1);
    if (position >= begin && position < end) result += text[i];
  }
  return utf8(result);
}

Value substring_before(Call& call) {
  const std::string text = call.text(0);
  const auto at = text.find(call.text(1));
  return at == std::string::npos ? std::string() : text.substr(0, at);
}

Value substring_after(Call& call) {
  const std::string text = call.text(0);
  const std::string mark = call.text(1);
  const auto at = text.find(mark);
  return at == std::string::npos ? std::string() : text.substr(at + mark.size());
}

Value translate(Call& call) {
  const std::u32string text = code_points(call.text(0));
  const std::u32string from = code_points(call.text(1));
  const std::u32string to = code_points(call.text(2));
  std::u32string result;
  for (const char32_t c : text) {
    const auto at = from.find(c);
    if (at == std::u32string::npos) {
      result += c;
    } else if (at < to.size()) {
      result += to[at];
    }
  }
  return utf8(result);
}

Value normalize_space(Call& call) {
  std::string result;
  for (const auto& word : words(call.size() == 0 ? string_value(*call.node()) : call.text(0))) {
    if (!result.empty()) result += ' ';
    result += word;
  }
  return result;
}

Value regex(Call& call) {
  const auto text = icu::UnicodeString::fromUTF8(call.text(0));
  const auto pattern = icu::UnicodeString::fromUTF8(call.text(1));
  UErrorCode status = U_ZERO_ERROR;
  icu::RegexMatcher matcher(pattern, 0, status);
  if (U_FAILURE(status)) return call.fail("regex() cannot read its pattern");
  matcher.setTimeLimit(kRegexTimeLimit, status);
  matcher.reset(text);
  const bool found = matcher.find(status);
  if (U_FAILURE(status)) return call.fail("regex() took too long");
  return found;
}

Value uuid(Call& call) {
  const Environment& environment = call.environment();
  if (call.size() == 1) {  // random text of that length, base 62
    constexpr std::string_view kSymbols =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string result;
    const double length = std::min(call.number(0), 1024.0);
    while (static_cast<double>(result.size()) < length) {
      result += kSymbols[static_cast<std::size_t>(environment.random() * 62)];
    }
    return result;
  }
  return fresh_uuid(environment);
}

Value digest_of(Call& call) {
  const std::string method = call.size() > 1 ? call.text(1) : "SHA-256";
  const std::string encoding = call.size() > 2 ? call.text(2) : "base64";
  auto result = digest(call.text(0), method, encoding);
  return result ? Value(*result) : call.fail(result.error().cause);
}

}  // namespace

void add_text_functions(FunctionLibrary& library) {
  library.add({.name = "concat", .most = FunctionSpec::kAny, .run = concat, .aggregate = true});
  library.add(
      {.name = "join", .least = 1, .most = FunctionSpec::kAny, .run = join, .aggregate = true});
  library.add({.name = "substr", .least = 2, .most = 3, .run = substr});
  library.add({.name = "substring", .least = 2, .most = 3, .run = substring});
  library.add({.name = "substring-before", .least = 2, .most = 2, .run = substring_before});
  library.add({.name = "substring-after", .least = 2, .most = 2, .run = substring_after});
  library.add({.name = "translate", .least = 3, .most = 3, .run = translate});
  library.add({.name = "normalize-space", .most = 1, .run = normalize_space});
  library.add({.name = "string-length", .most = 1, .run = [](Call& c) -> Value {
                 const auto text = c.size() == 0 ? string_value(*c.node()) : c.text(0);
                 return static_cast<double>(code_points(text).size());
               }});
  library.add({.name = "contains", .least = 2, .most = 2, .run = [](Call& c) -> Value {
                 return c.text(0).find(c.text(1)) != std::string::npos;
               }});
  library.add({.name = "starts-with", .least = 2, .most = 2, .run = [](Call& c) -> Value {
                 return c.text(0).starts_with(c.text(1));
               }});
  library.add({.name = "ends-with", .least = 2, .most = 2, .run = [](Call& c) -> Value {
                 return c.text(0).ends_with(c.text(1));
               }});
  library.add({.name = "regex", .least = 2, .most = 2, .run = regex});
  library.add({.name = "uuid", .most = 1, .run = uuid, .is_volatile = true});
  library.add({.name = "digest", .least = 1, .most = 3, .run = digest_of});
  library.add({.name = "base64-decode", .least = 1, .most = 1, .run = [](Call& c) -> Value {
                 return base64_decode(c.text(0));
               }});
  library.add({.name = "extract-signed", .least = 2, .most = 2, .run = [](Call& c) -> Value {
                 return signed_text(c.text(0), c.text(1));
               }});
}

}  // namespace jiujin::forms::xpath
