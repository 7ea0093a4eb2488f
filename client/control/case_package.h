// Packages: a case as a folder, in and out. case.json beside the files that it names.
//
//   {"item":"QX-001", "applicant":{"name","id_type","id_no","mobile"?}, "answers":{...},
//    "materials":{"M02":["card.jpg"], "M03":{"mode":"deferred","due":"2026-12-04"}},
//    "delivery"?:{"mode":"station", ...}, "channel"?:"window"}
//
// Keys of answers are paths ("/data/parity") or the names below /data.
// Thread rule: as the session's.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "localization/error.h"

namespace jiujin::client::control {

struct SessionState;

// Case id and whether it is new. Errors name the package and the member.
Result<std::pair<std::string, bool>> import_package(SessionState& state,
                                                    const std::string& folder);
Result<void> export_case(SessionState& state, const std::string& case_id,
                         const std::string& folder);
Result<std::vector<std::string>> documents_of(SessionState& state, const std::string& case_id);

}  // namespace jiujin::client::control
