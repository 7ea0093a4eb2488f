// The demonstration county's catalogue, loaded once for all suites of a program.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "forms/catalogue/catalogue.h"

namespace jiujin::forms::catalogue::test {

inline std::string demo_folder() {
  return std::string(JIUJIN_DEMO_DIR) + "/catalogue";
}

inline const Catalogue& demo() {
  static const Catalogue catalogue = [] {
    auto loaded = load_folder(demo_folder());
    BOOST_REQUIRE_MESSAGE(loaded.ok(), (loaded.ok() ? "" : loaded.error().line()));
    return std::move(loaded).value();
  }();
  return catalogue;
}

}  // namespace jiujin::forms::catalogue::test
