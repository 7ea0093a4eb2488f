// Names of material modes as bodies and drafts hold them (private to casework). Stable.
#pragma once

#include <optional>
#include <string_view>

#include "sync/casework/case.h"

namespace jiujin::sync::casework {

struct ModeName {
  MaterialMode mode;
  std::string_view name;
};

inline constexpr ModeName kModeNames[] = {
    {MaterialMode::kMissing, "cleared"},       {MaterialMode::kFiles, "files"},
    {MaterialMode::kLicence, "licence"},       {MaterialMode::kDeferred, "deferred"},
    {MaterialMode::kCommitment, "commitment"}, {MaterialMode::kNotNeeded, "not_needed"},
    {MaterialMode::kPaper, "paper"},
};

constexpr std::string_view declared_mode_name(MaterialMode mode) {
  for (const ModeName& row : kModeNames)
    if (row.mode == mode) return row.name;
  return "";
}

constexpr std::optional<MaterialMode> declared_mode(std::string_view name) {
  for (const ModeName& row : kModeNames)
    if (row.name == name) return row.mode;
  return std::nullopt;
}

}  // namespace jiujin::sync::casework
