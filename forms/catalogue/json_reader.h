// JsonReader: reads one JSON value and knows its exact place, "items[3].materials[1].necessity".
//
// Internal to forms/catalogue. A failed expectation throws BadJson; the seams of this room catch it
// and make a Result of it. Thread rule: a view; lives as long as the JSON it reads.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "localization/error.h"
#include "localization/language_map.h"

namespace jiujin::forms::catalogue {

struct BadJson {
  Error error;
};

// Names of an enumeration's values in JSON, in the order of a constant table.
template <typename Enum>
using NameTable = std::vector<std::pair<Enum, std::string_view>>;

class JsonReader {
 public:
  JsonReader(const nlohmann::json& json, std::string place)
      : m_json(json), m_place(std::move(place)) {}

  const nlohmann::json& json() const { return m_json; }
  const std::string& place() const { return m_place; }
  [[noreturn]] void fail(std::string_view key, const std::string& cause) const;

  bool has(std::string_view key) const;
  std::string text(std::string_view key) const;  // required, not empty
  std::string text_or(std::string_view key, std::string fallback = {}) const;
  localization::LanguageMap words(std::string_view key) const;  // required, not empty
  localization::LanguageMap words_or(std::string_view key) const;
  int integer(std::string_view key) const;
  int integer_or(std::string_view key, int fallback) const;
  bool truth_or(std::string_view key, bool fallback) const;
  std::vector<std::string> texts(std::string_view key) const;  // missing: empty
  std::vector<localization::LanguageMap> all_words(std::string_view key) const;

  // The object under `key`; fails if it is missing or no object.
  JsonReader object(std::string_view key) const;
  // Calls `each` for every element of the list under `key`; a missing list is empty.
  void list(std::string_view key, const std::function<void(const JsonReader&)>& each) const;
  void members(std::string_view key,
               const std::function<void(const std::string&, const JsonReader&)>& each) const;
  // A key that nobody reads is a slip of the pen, not a feature: fails on the first one.
  void only(std::initializer_list<std::string_view> known) const;

  template <typename Enum>
  Enum choice(std::string_view key, const NameTable<Enum>& table) const {
    const std::string name = text(key);
    for (const auto& [value, each] : table) {
      if (each == name) return value;
    }
    fail(key, "is \"" + name + "\", which is none of the known values");
  }

 private:
  const nlohmann::json* find(std::string_view key) const;
  std::string place_of(std::string_view key) const;

  const nlohmann::json& m_json;
  std::string m_place;
};

template <typename Enum>
std::string name_of(Enum value, const NameTable<Enum>& table) {
  for (const auto& [each, name] : table) {
    if (each == value) return std::string(name);
  }
  return {};
}

// Reads the file and parses it. Throws BadJson (kIo, or kInvalidData with the byte).
nlohmann::json read_json_file(const std::string& path, const std::string& place);

}  // namespace jiujin::forms::catalogue
