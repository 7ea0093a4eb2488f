#include "forms/catalogue/diff.h"

#include <map>
#include <set>

#include "forms/catalogue/item_json.h"

namespace jiujin::forms::catalogue {

using nlohmann::json;

namespace {

// What a list element is called: its id or code, else its position.
std::string key_of(const json& element, std::size_t position) {
  if (element.is_object()) {
    for (const char* key : {"id", "code", "name", "item"}) {
      const auto found = element.find(key);
      if (found != element.end() && found->is_string()) return found->get<std::string>();
    }
  }
  return std::to_string(position);
}

std::map<std::string, const json*> members_of(const json& value) {
  std::map<std::string, const json*> members;
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) members[name] = &member;
  } else {
    for (std::size_t i = 0; i < value.size(); ++i) members[key_of(value[i], i)] = &value[i];
  }
  return members;
}

void compare(const json& before, const json& after, const std::string& place,
             std::vector<Difference>& into) {
  if (before == after) return;
  const bool both =
      (before.is_object() && after.is_object()) || (before.is_array() && after.is_array());
  if (!both) {
    into.push_back(
        {place, before.is_null() ? "" : before.dump(), after.is_null() ? "" : after.dump()});
    return;
  }
  const auto left = members_of(before);
  const auto right = members_of(after);
  std::set<std::string> names;
  for (const auto& [name, member] : left) names.insert(name);
  for (const auto& [name, member] : right) names.insert(name);
  const json nothing;
  const char* separator = place.find(' ') == std::string::npos ? " " : ".";
  for (const std::string& name : names) {
    const auto a = left.find(name);
    const auto b = right.find(name);
    compare(a == left.end() ? nothing : *a->second, b == right.end() ? nothing : *b->second,
            place + separator + name, into);
  }
}

json comparable(const Item& item) {
  json result = write_item(item);
  for (const char* key : {"version", "form_xml", "rules_version"}) result.erase(key);
  return result;
}

template <typename Element, typename Write>
void compare_lists(const std::vector<Element>& before, const std::vector<Element>& after,
                   Write write, std::vector<Difference>& into) {
  std::map<std::string, std::pair<json, json>> by_code;
  for (const Element& each : before) by_code[each.code].first = write(each);
  for (const Element& each : after) by_code[each.code].second = write(each);
  for (const auto& [code, sides] : by_code) {
    if (sides.first.is_null() || sides.second.is_null()) {
      const auto name = [](const json& side) { return side.is_null() ? "" : side["name"].dump(); };
      into.push_back({code, name(sides.first), name(sides.second)});
    } else {
      compare(sides.first, sides.second, code, into);
    }
  }
}

}  // namespace

std::vector<Difference> diff_items(const Item& before, const Item& after) {
  std::vector<Difference> differences;
  compare(comparable(before), comparable(after), after.code, differences);
  return differences;
}

std::vector<Difference> diff_catalogues(const Catalogue& before, const Catalogue& after) {
  std::vector<Difference> differences;
  compare_lists(before.items, after.items, comparable, differences);
  compare_lists(before.joint_items, after.joint_items, write_joint_item, differences);
  return differences;
}

}  // namespace jiujin::forms::catalogue
