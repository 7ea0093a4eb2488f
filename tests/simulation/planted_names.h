// The planted bugs that the simulator must find, by the names its command line takes. Those of the
// real store are found by the contract suite instead (tests/sync/store/planted_store_tests.cpp).
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sync/base/planted.h"

namespace jiujin::tests::simulation {

inline constexpr std::array kPlantedInWorlds = {
    std::pair{std::string_view("ack_before_commit"), sync::base::Planted::kAckBeforeCommit},
    std::pair{std::string_view("cursor_off_by_one"), sync::base::Planted::kCursorOffByOne},
    std::pair{std::string_view("own_ops_first"), sync::base::Planted::kOwnOpsFirst},
    std::pair{std::string_view("reissue_without_origin"),
              sync::base::Planted::kReissueWithoutOrigin},
    std::pair{std::string_view("reissue_less"), sync::base::Planted::kReissueLess},
    std::pair{std::string_view("trust_sent_files"), sync::base::Planted::kTrustSentFiles},
    std::pair{std::string_view("tail_unchecked"), sync::base::Planted::kTailUnchecked},
    std::pair{std::string_view("old_answers"), sync::base::Planted::kOldAnswers},
};

}  // namespace jiujin::tests::simulation
