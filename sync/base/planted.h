// Bugs planted on purpose, to test the tests: would the simulator and the contract suite find them?
//
// Only the test-only build of sync (tests/simulation, JIUJIN_PLANTED) has switches; everywhere else
// planted() is false at compile time and nothing of it remains in a program.
// Thread rule: the switch is set before anything runs.
#pragma once

#include <string_view>

namespace jiujin::sync::base {

enum class Planted {
  kNone,
  kAckBeforeCommit,      // the county acknowledges ops before their group is committed
  kCursorOffByOne,       // the station's cursor steps over one entry of the feed
  kOwnOpsFirst,          // the order of a case: own waiting ops before the county's
  kReissueWithoutOrigin,  // fork healing forgets to name the first writing
  kReissueLess,          // fork healing leaves the newest op behind
  kTrustSentFiles,       // what was sent counts as held, without an acknowledgement
  kTailUnchecked,        // a county restored from a backup is not noticed
  kOldAnswers,           // an answer from before the county was restored is believed after it
  kFileUnverified,       // a whole file is believed without its hash
  // --- the real store ---
  kNoFsync,              // synchronous=OFF
  kCursorApart,          // the cursor is written in a transaction before the entries
  kSerialNotDurable,     // a number is given out before it is written
};

#ifdef JIUJIN_PLANTED
inline Planted g_planted = Planted::kNone;
inline bool planted(Planted bug) {
  return g_planted == bug;
}
#else
constexpr bool planted(Planted) {
  return false;
}
#endif

}  // namespace jiujin::sync::base
