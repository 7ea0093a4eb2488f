// Packages: a case as a folder, in and out. case.json beside the files that it names.
//
//   {"item":"QX-001", "applicant":{"name","id_type","id_no","mobile"?}, "answers":{...},
//    "materials":{"M02":["card.jpg"], "M03":{"mode":"deferred","due":"2026-12-04"}},
//    "delivery"?:{"mode":"station", ...}, "channel"?:"window", "package"?:"name elsewhere"}
//
// Keys of answers are paths ("/data/parity") or the names below /data. A package is known by its
// own name ("package"), else by where its folder stands, and by its content: an unchanged one, or a
// copy of it elsewhere, is the case that it became; a changed one becomes ops for what it says
// otherwise than last time. Thread rule: as the session's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "client/control/station_session.h"
#include "localization/error.h"
#include "sync/casework/case.h"

namespace jiujin::client::control {

struct SessionState;

// Errors name the package and the member.
Result<PackageTaken> import_package(SessionState& state, const std::string& folder);
// Many, several in one transaction; the sink hears of a package when it is durable. A package with
// a fault is told and left out; an error of the store ends all.
using PackageSink = std::function<void(const std::string& folder, const Result<PackageTaken>&)>;
Result<void> import_packages(SessionState& state, std::span<const std::string> folders,
                             const PackageSink& sink,
                             DamagedScans damaged = DamagedScans::kRefuse);

using ReadFile = std::function<Result<sync::base::Bytes>(
    const sync::base::ContentHash& hash, std::uint64_t offset, std::size_t bytes_max)>;
// case.json and files; "names" tells what each file was called where it came from.
Result<void> write_package(const sync::casework::Case& c, const std::string& folder,
                           const ReadFile& read);
// The same with the papers of the case.
Result<void> export_case(SessionState& state, const std::string& case_id,
                         const std::string& folder);
Result<std::vector<std::string>> documents_of(SessionState& state, const std::string& case_id);

}  // namespace jiujin::client::control
