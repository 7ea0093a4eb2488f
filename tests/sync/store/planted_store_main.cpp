// The contract suite over the build of sync in which a bug can be planted (base/planted.h): the
// name of the bug is the environment's JIUJIN_PLANTED_BUG. The suite has to fail with each.
#define BOOST_TEST_MODULE planted_store
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string_view>

#include "sync/base/planted.h"

namespace {

using jiujin::sync::base::Planted;

struct PlantTheBug {
  PlantTheBug() {
    const char* const name = std::getenv("JIUJIN_PLANTED_BUG");
    const std::string_view bug = name ? name : "";
    auto& planted = jiujin::sync::base::g_planted;
    if (bug == "no_fsync") planted = Planted::kNoFsync;
    if (bug == "cursor_apart") planted = Planted::kCursorApart;
    if (bug == "serial_not_durable") planted = Planted::kSerialNotDurable;
    if (bug == "file_unverified") planted = Planted::kFileUnverified;
  }
};

}  // namespace

BOOST_GLOBAL_FIXTURE(PlantTheBug);
