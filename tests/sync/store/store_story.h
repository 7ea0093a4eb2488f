// A story in steps, each one call on a store, and the state of a store as text: what the tests of
// power cuts and disk faults tell to a disk and compare with memory.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sync/store/log_store.h"

namespace jiujin::tests {

using Step = std::function<Result<void>(sync::store::LogStore&)>;

// Twelve calls, one of every kind that writes. Deterministic: the same bytes on every run.
std::vector<Step> store_story();

// Everything that a store holds, each log's chain verified on the way. The first error instead,
// when reading fails or a chain is broken.
Result<std::string> describe(sync::store::LogStore& store);

// states[i]: what a store holds after i steps, as memory tells it.
std::vector<std::string> story_states();

}  // namespace jiujin::tests
