// Who may open the station that is being enrolled: a part of the county's answer (PROTOCOL 8.3), so
// that its key slots can be made at once.
// Thread rule: values and free functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sync/envelope/key_slots.h"

namespace jiujin::sync::wire {

struct EnrolmentStaff {
  std::string id, name;
  std::vector<std::string> roles;  // names as in staff.granted
  envelope::StaffKeys keys;
};

nlohmann::json to_json(const std::vector<EnrolmentStaff>& staff);
// Absent: nobody (an older county). Errors: kInvalidData with the member as the place.
Result<std::vector<EnrolmentStaff>> read_enrolment_staff(const nlohmann::json& answer);

// {"suite", "key"}; absent: no key (an empty one).
nlohmann::json to_json(const envelope::OpeningKey& key);
Result<envelope::OpeningKey> read_opening_key(const nlohmann::json& answer);

}  // namespace jiujin::sync::wire
