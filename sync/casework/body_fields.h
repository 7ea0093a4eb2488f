// Reading and writing the members of a body by one description for both ways (private to casework).
//
// A body's description is `void members(A& a, Body& b)`; it is run with a BodyWriter or a
// BodyReader. The first error wins and names the member. Knows JSON; knows no op. Thread rule: an
// object belongs to one call.
#pragma once

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"
#include "localization/working_days.h"
#include "sync/base/identity.h"

namespace jiujin::sync::casework {

using Json = nlohmann::json;
using CodeSet = std::initializer_list<std::string_view>;

class BodyWriter {
 public:
  Json json = Json::object();

  void text(const char* name, std::string& v) { json[name] = v; }
  void optional_text(const char* name, std::string& v) {
    if (!v.empty()) json[name] = v;
  }
  void code(const char* name, std::string& v, CodeSet) { json[name] = v; }
  void optional_code(const char* name, std::string& v, CodeSet) { optional_text(name, v); }
  void date(const char* name, std::string& v) { json[name] = v; }
  void optional_date(const char* name, std::string& v) { optional_text(name, v); }
  void number(const char* name, int& v, int, int) { json[name] = v; }
  void optional_number(const char* name, std::optional<int>& v, int, int) {
    if (v) json[name] = *v;
  }
  void boolean(const char* name, bool& v) { json[name] = v; }
  void optional_boolean(const char* name, bool& v) {
    if (v) json[name] = true;
  }
  template <typename Id>
  void id(const char* name, Id& v) {
    json[name] = v.hex();
  }
  void size(const char* name, std::uint64_t& v) { json[name] = v; }
  void texts(const char* name, std::vector<std::string>& v) { json[name] = v; }
  void optional_texts(const char* name, std::vector<std::string>& v) {
    if (!v.empty()) json[name] = v;
  }
  void value(const char* name, std::string& v) { json[name] = parsed(v); }
  void values(const char* name, std::map<std::string, std::string>& v) {
    Json object = Json::object();
    for (const auto& [path, text] : v) object[path] = parsed(text);
    json[name] = std::move(object);
  }
  void optional_values(const char* name, std::map<std::string, std::string>& v) {
    if (!v.empty()) values(name, v);
  }
  template <typename Part>
  void part(const char* name, Part& v) {
    BodyWriter inner;
    members(inner, v);
    json[name] = std::move(inner.json);
  }
  template <typename Part>
  void optional_part(const char* name, std::optional<Part>& v) {
    if (v) part(name, *v);
  }
  template <typename Part>
  void parts(const char* name, std::vector<Part>& v) {
    Json list = Json::array();
    for (Part& one : v) {
      BodyWriter inner;
      members(inner, one);
      list.push_back(std::move(inner.json));
    }
    json[name] = std::move(list);
  }
  // A value with its own text form: from_text gives an optional.
  template <typename V, typename ToText, typename FromText>
  void named(const char* name, V& v, ToText to_text, FromText) {
    json[name] = std::string(to_text(v));
  }
  template <typename V, typename ToText, typename FromText>
  void named_list(const char* name, std::vector<V>& v, ToText to_text, FromText) {
    Json list = Json::array();
    for (const V& one : v) list.push_back(std::string(to_text(one)));
    json[name] = std::move(list);
  }

 private:
  static Json parsed(const std::string& text) {
    Json value = Json::parse(text, nullptr, false);
    Assert(!value.is_discarded());  // callers hold JSON texts
    return value;
  }
};

class BodyReader {
 public:
  explicit BodyReader(const Json& json, std::string place = {})
      : m_json(json), m_place(std::move(place)) {
    if (!m_json.is_object()) fail("", "not an object");
  }

  const std::optional<Error>& error() const { return m_error; }
  // True when a member stands there that no description asked for.
  bool met_newer() const {
    if (m_newer || !m_json.is_object()) return m_newer;
    return std::any_of(m_json.items().begin(), m_json.items().end(),
                       [&](const auto& item) { return !m_known.contains(item.key()); });
  }

  void text(const char* name, std::string& v) {
    if (const Json* j = need(name)) take_text(name, *j, v);
  }
  void optional_text(const char* name, std::string& v) {
    if (const Json* j = find(name)) take_text(name, *j, v);
  }
  void code(const char* name, std::string& v, CodeSet codes) {
    if (const Json* j = need(name)) take_code(name, *j, v, codes);
  }
  void optional_code(const char* name, std::string& v, CodeSet codes) {
    if (const Json* j = find(name)) take_code(name, *j, v, codes);
  }
  void date(const char* name, std::string& v) {
    if (const Json* j = need(name)) take_date(name, *j, v);
  }
  void optional_date(const char* name, std::string& v) {
    if (const Json* j = find(name)) take_date(name, *j, v);
  }
  void number(const char* name, int& v, int low, int high) {
    if (const Json* j = need(name)) take_number(name, *j, v, low, high);
  }
  void optional_number(const char* name, std::optional<int>& v, int low, int high) {
    if (const Json* j = find(name)) take_number(name, *j, v.emplace(), low, high);
  }
  void boolean(const char* name, bool& v) {
    if (const Json* j = need(name)) take_boolean(name, *j, v);
  }
  void optional_boolean(const char* name, bool& v) {
    if (const Json* j = find(name)) take_boolean(name, *j, v);
  }
  template <typename Id>
  void id(const char* name, Id& v) {
    std::string hex;
    text(name, hex);
    if (m_error) return;
    auto read = Id::from_hex(hex);
    if (read)
      v = *read;
    else
      fail(name, "not an identifier in hexadecimal");
  }
  void size(const char* name, std::uint64_t& v) {
    const Json* j = need(name);
    if (!j) return;
    if (!j->is_number_unsigned()) return fail(name, "not a size");
    v = j->get<std::uint64_t>();
  }
  void texts(const char* name, std::vector<std::string>& v) {
    if (const Json* j = need(name)) take_texts(name, *j, v);
  }
  void optional_texts(const char* name, std::vector<std::string>& v) {
    if (const Json* j = find(name)) take_texts(name, *j, v);
  }
  void value(const char* name, std::string& v) {
    if (const Json* j = need(name, true)) v = j->dump();
  }
  void values(const char* name, std::map<std::string, std::string>& v) {
    if (const Json* j = need(name)) take_values(name, *j, v);
  }
  void optional_values(const char* name, std::map<std::string, std::string>& v) {
    if (const Json* j = find(name)) take_values(name, *j, v);
  }
  template <typename Part>
  void part(const char* name, Part& v) {
    if (const Json* j = need(name)) read_part(*j, at(name), v);
  }
  template <typename Part>
  void optional_part(const char* name, std::optional<Part>& v) {
    if (const Json* j = find(name)) read_part(*j, at(name), v.emplace());
  }
  template <typename Part>
  void parts(const char* name, std::vector<Part>& v) {
    const Json* j = need(name);
    if (!j) return;
    if (!j->is_array()) return fail(name, "not a list");
    for (std::size_t i = 0; i < j->size() && !m_error; ++i)
      read_part((*j)[i], at(name) + "[" + std::to_string(i) + "]", v.emplace_back());
  }
  template <typename V, typename ToText, typename FromText>
  void named(const char* name, V& v, ToText, FromText from_text) {
    std::string word;
    text(name, word);
    if (m_error) return;
    if (auto found = from_text(word))
      v = *found;
    else
      fail(name, "unknown code");
  }
  template <typename V, typename ToText, typename FromText>
  void named_list(const char* name, std::vector<V>& v, ToText, FromText from_text) {
    std::vector<std::string> words;
    texts(name, words);
    for (const std::string& word : words) {
      if (auto found = from_text(word))
        v.push_back(*found);
      else
        m_newer = true;  // a role of a newer version: kept in the op, unknown here
    }
  }

 private:
  std::string at(const char* name) const {
    return m_place.empty() ? std::string(name) : m_place + "." + name;
  }
  void fail(const char* name, std::string cause) {
    if (!m_error) m_error = Error{ErrorCode::kInvalidData, *name ? at(name) : m_place, cause};
  }
  const Json* find(const char* name, bool null_counts = false) {
    m_known.insert(name);
    if (m_error) return nullptr;
    const auto found = m_json.find(name);
    if (found == m_json.end() || (found->is_null() && !null_counts)) return nullptr;
    return &*found;
  }
  const Json* need(const char* name, bool null_counts = false) {
    const Json* found = find(name, null_counts);
    if (!found) fail(name, "missing");
    return found;
  }
  void take_text(const char* name, const Json& j, std::string& v) {
    if (!j.is_string()) return fail(name, "not a text");
    v = j.get<std::string>();
  }
  void take_code(const char* name, const Json& j, std::string& v, CodeSet codes) {
    take_text(name, j, v);
    if (m_error) return;
    if (std::find(codes.begin(), codes.end(), v) == codes.end()) fail(name, "unknown code");
  }
  void take_date(const char* name, const Json& j, std::string& v) {
    take_text(name, j, v);
    if (!m_error && !localization::parse_date(v)) fail(name, "not a date");
  }
  void take_number(const char* name, const Json& j, int& v, int low, int high) {
    if (!j.is_number_integer()) return fail(name, "not a whole number");
    const auto wide = j.get<std::int64_t>();
    if (wide < low || wide > high) return fail(name, "out of range");
    v = static_cast<int>(wide);
  }
  void take_boolean(const char* name, const Json& j, bool& v) {
    if (!j.is_boolean()) return fail(name, "neither true nor false");
    v = j.get<bool>();
  }
  void take_texts(const char* name, const Json& j, std::vector<std::string>& v) {
    if (!j.is_array()) return fail(name, "not a list");
    for (const Json& one : j) {
      if (!one.is_string()) return fail(name, "not a list of texts");
      v.push_back(one.get<std::string>());
    }
  }
  void take_values(const char* name, const Json& j, std::map<std::string, std::string>& v) {
    if (!j.is_object()) return fail(name, "not an object");
    for (const auto& [path, value] : j.items()) v[path] = value.dump();
  }
  template <typename Part>
  void read_part(const Json& j, std::string place, Part& v) {
    BodyReader inner(j, std::move(place));
    if (!inner.error()) members(inner, v);
    if (inner.error() && !m_error) m_error = inner.error();
    m_newer = m_newer || inner.met_newer();
  }

  const Json& m_json;
  std::string m_place;
  std::set<std::string, std::less<>> m_known;
  std::optional<Error> m_error;
  bool m_newer = false;
};

}  // namespace jiujin::sync::casework
