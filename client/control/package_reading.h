// A package folder as read and found in order, before anything of it is kept. Only for the sources
// of this room; the format is told in case_package.h. Thread rule: as the session's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/control/station_session.h"
#include "localization/error.h"
#include "sync/casework/draft.h"

namespace jiujin::client::control {

struct SessionState;

struct PackageFile {
  sync::casework::FileRef file;
  std::string path;
  std::string bytes;  // empty: to be read again, so that memory stays small
  DamagedScans damaged = DamagedScans::kRefuse;
};

struct Package {
  sync::casework::Draft draft;  // without an id
  std::string name;             // the package's own, else where its folder stands
  std::vector<PackageFile> files;
  // Short prints of what it says: by answer path, by slot, of the rest; and of everything.
  std::map<std::string, std::string> answers, slots;
  std::string rest, content;
};

// Errors name the file or the member.
Result<Package> read_package(SessionState& state, const std::string& folder,
                             DamagedScans damaged);
// Keeps the scans, and previews of the large ones, which the draft cites from then on. Errors:
// kBusy (a file was changed meanwhile), those of the store.
Result<void> keep_files(SessionState& state, Package& package);

}  // namespace jiujin::client::control
