#include "forms/catalogue/json_reader.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace jiujin::forms::catalogue {

using localization::LanguageMap;
using nlohmann::json;

std::string JsonReader::place_of(std::string_view key) const {
  if (key.empty()) return m_place;
  const bool separated = m_place.empty() || m_place.ends_with(": ");
  return m_place + (separated ? "" : ".") + std::string(key);
}

void JsonReader::fail(std::string_view key, const std::string& cause) const {
  throw BadJson{{ErrorCode::kInvalidData, place_of(key), cause}};
}

const json* JsonReader::find(std::string_view key) const {
  if (!m_json.is_object()) fail("", "must be an object");
  const auto found = m_json.find(std::string(key));
  return found == m_json.end() || found->is_null() ? nullptr : &*found;
}

bool JsonReader::has(std::string_view key) const {
  return find(key) != nullptr;
}

std::string JsonReader::text(std::string_view key) const {
  const auto* value = find(key);
  if (value == nullptr) fail(key, "is missing");
  if (!value->is_string()) fail(key, "must be a text");
  std::string text = value->get<std::string>();
  if (text.empty()) fail(key, "must not be empty");
  return text;
}

std::string JsonReader::text_or(std::string_view key, std::string fallback) const {
  const auto* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_string()) fail(key, "must be a text");
  return value->get<std::string>();
}

LanguageMap JsonReader::words_or(std::string_view key) const {
  const auto* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string() && value->get_ref<const std::string&>().empty()) return {};
  try {
    return value->get<LanguageMap>();
  } catch (const nlohmann::json::exception&) {
    fail(key, "must be a text or a map from language to text");
  }
}

LanguageMap JsonReader::words(std::string_view key) const {
  LanguageMap words = words_or(key);
  if (words.chinese().empty()) fail(key, "needs a Chinese text");
  return words;
}

int JsonReader::integer(std::string_view key) const {
  const auto* value = find(key);
  if (value == nullptr) fail(key, "is missing");
  if (!value->is_number_integer()) fail(key, "must be a whole number");
  return value->get<int>();
}

int JsonReader::integer_or(std::string_view key, int fallback) const {
  return has(key) ? integer(key) : fallback;
}

bool JsonReader::truth_or(std::string_view key, bool fallback) const {
  const auto* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) fail(key, "must be true or false");
  return value->get<bool>();
}

std::vector<std::string> JsonReader::texts(std::string_view key) const {
  std::vector<std::string> result;
  const auto* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) fail(key, "must be a list");
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (!(*value)[i].is_string()) {
      fail(std::string(key) + "[" + std::to_string(i) + "]", "must be a text");
    }
    result.push_back((*value)[i].get<std::string>());
  }
  return result;
}

std::vector<LanguageMap> JsonReader::all_words(std::string_view key) const {
  std::vector<LanguageMap> result;
  const auto* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) fail(key, "must be a list");
  for (std::size_t i = 0; i < value->size(); ++i) {
    try {
      result.push_back((*value)[i].get<LanguageMap>());
    } catch (const nlohmann::json::exception&) {
      fail(std::string(key) + "[" + std::to_string(i) + "]",
           "must be a text or a map from language to text");
    }
  }
  return result;
}

JsonReader JsonReader::object(std::string_view key) const {
  const auto* value = find(key);
  if (value == nullptr) fail(key, "is missing");
  if (!value->is_object()) fail(key, "must be an object");
  return {*value, place_of(key)};
}

void JsonReader::list(std::string_view key,
                      const std::function<void(const JsonReader&)>& each) const {
  const auto* value = find(key);
  if (value == nullptr) return;
  if (!value->is_array()) fail(key, "must be a list");
  for (std::size_t i = 0; i < value->size(); ++i) {
    each({(*value)[i], place_of(key) + "[" + std::to_string(i) + "]"});
  }
}

void JsonReader::members(
    std::string_view key,
    const std::function<void(const std::string&, const JsonReader&)>& each) const {
  const auto* value = find(key);
  if (value == nullptr) return;
  if (!value->is_object()) fail(key, "must be an object");
  for (const auto& [name, member] : value->items())
    each(name, {member, place_of(key) + "." + name});
}

void JsonReader::only(std::initializer_list<std::string_view> known) const {
  if (!m_json.is_object()) fail("", "must be an object");
  for (const auto& [name, member] : m_json.items()) {
    if (std::ranges::find(known, name) == known.end()) fail(name, "is not known here");
  }
}

json read_json_file(const std::string& path, const std::string& place) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw BadJson{{ErrorCode::kIo, place, "cannot be read"}};
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  try {
    return json::parse(bytes);
  } catch (const json::parse_error& error) {
    throw BadJson{{ErrorCode::kInvalidData, place + ":" + std::to_string(error.byte),
                   "is not JSON: " + std::string(error.what())}};
  }
}

}  // namespace jiujin::forms::catalogue
