// The tables of format version 1 (PROTOCOL 5) and the step from an empty file to them.
// Inside sync/store only. Thread rule: as its connection.
#pragma once

#include "sync/store/connection.h"

namespace jiujin::sync::store {

// On disk: raise with each change of a table, and add a step.
inline constexpr int kFormatVersion = 1;

// Creates the tables in an empty file; accepts a file of this version. kUnsupported for a newer
// one, kCorrupt for a file that is not ours.
Result<void> prepare_schema(Connection& connection);

}  // namespace jiujin::sync::store
