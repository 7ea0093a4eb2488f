#include "sync/wire/enrolment_staff.h"

#include <nlohmann/json.hpp>

#include "sync/base/hex.h"

namespace jiujin::sync::wire {
namespace {

using nlohmann::json;

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kRolesMax = 16;

Error bad(std::string place, std::string cause) {
  return {ErrorCode::kInvalidData, std::move(place), std::move(cause)};
}

// A text of 1 to `max` bytes; "" for anything else.
std::string text_of(const json& object, const char* name, std::size_t max) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  auto text = found->get<std::string>();
  return text.size() <= max ? text : "";
}

Result<base::Bytes> bytes_of(const json& object, const char* name, std::size_t max) {
  auto bytes = base::from_hex(text_of(object, name, 2 * max));
  if (!bytes || bytes->empty()) return bad(name, "no bytes in hexadecimal");
  return bytes;
}

Result<std::uint8_t> suite_of(const json& object) {
  const auto found = object.find("suite");
  if (found == object.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > 255)
    return bad("suite", "no number of a suite");
  return found->get<std::uint8_t>();
}

Result<EnrolmentStaff> read_one(const json& object) {
  if (!object.is_object()) return bad("staff", "not a list of objects");
  EnrolmentStaff one;
  one.id = text_of(object, "id", 64);
  one.name = text_of(object, "name", kNameBytesMax);
  const auto roles = object.find("roles");
  const auto opening = object.find("opening");
  if (one.id.empty() || one.name.empty() || roles == object.end() || !roles->is_array() ||
      roles->size() > kRolesMax || opening == object.end() || !opening->is_object())
    return bad("staff", "a member is missing or too long");
  for (const auto& role : *roles) {
    if (!role.is_string() || role.get_ref<const std::string&>().size() > 64)
      return bad("staff", "a role is a text");
    one.roles.push_back(role.get<std::string>());
  }
  auto suite = suite_of(*opening);
  if (!suite) return suite.error();
  auto key = bytes_of(*opening, "key", envelope::kPublicKeyBytesMax);
  if (!key) return key.error();
  auto wrapped = bytes_of(*opening, "wrapped", envelope::kWrappedBytesMax);
  if (!wrapped) return wrapped.error();
  one.keys = {*suite, *std::move(key), *std::move(wrapped)};
  return one;
}

}  // namespace

json to_json(const std::vector<EnrolmentStaff>& staff) {
  json list = json::array();
  for (const auto& one : staff) {
    list.push_back({{"id", one.id},
                    {"name", one.name},
                    {"roles", one.roles},
                    {"opening",
                     {{"suite", one.keys.suite},
                      {"key", base::to_hex(one.keys.public_key)},
                      {"wrapped", base::to_hex(one.keys.wrapped)}}}});
  }
  return list;
}

Result<std::vector<EnrolmentStaff>> read_enrolment_staff(const json& answer) {
  std::vector<EnrolmentStaff> staff;
  const auto list = answer.find("staff");
  if (list == answer.end()) return staff;
  if (!list->is_array() || list->size() > envelope::kSlotsMax) return bad("staff", "not a list");
  for (const auto& object : *list) {
    auto one = read_one(object);
    if (!one) return one.error();
    staff.push_back(*std::move(one));
  }
  return staff;
}

json to_json(const envelope::OpeningKey& key) {
  return {{"suite", key.suite}, {"key", base::to_hex(key.public_key)}};
}

Result<envelope::OpeningKey> read_opening_key(const json& answer) {
  const auto found = answer.find("county_opening_key");
  if (found == answer.end()) return envelope::OpeningKey{};
  if (!found->is_object()) return bad("county_opening_key", "not an object");
  auto suite = suite_of(*found);
  if (!suite) return suite.error();
  auto key = bytes_of(*found, "key", envelope::kPublicKeyBytesMax);
  if (!key) return key.error();
  return envelope::OpeningKey{*suite, *std::move(key)};
}

}  // namespace jiujin::sync::wire
