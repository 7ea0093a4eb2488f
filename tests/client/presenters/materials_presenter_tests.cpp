#include "client/presenters/materials_presenter.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "client/presenters/application_check.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::presenters;

namespace {

SlotNeed card() {
  SlotNeed need;
  need.slot = "M02";
  need.name = "居民身份证";
  need.deferrable = true;
  need.due_latest = "2026-12-04";
  return need;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(materials_presenter_tests)

BOOST_AUTO_TEST_CASE(good_files_stay_when_a_bad_one_among_them_is_refused_by_name) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("front.jpg"), tests::small_jpeg());
  tests::write_file(folder.file("cut.jpg"), tests::small_jpeg().substr(0, 200));
  MaterialsPresenter materials(window.workplace);
  materials.set_needs({card()});
  BOOST_TEST(materials.view().gaps.size() == 1u);
  materials.import("M02", {folder.file("front.jpg"), folder.file("cut.jpg")});
  window.settle();
  BOOST_REQUIRE(materials.view().slots.front().pages.size() == 1u);
  BOOST_TEST(materials.view().slots.front().pages.front().thumbnail.width == 16);
  BOOST_REQUIRE(materials.view().refused_files.size() == 1u);
  BOOST_TEST(materials.view().refused_files.front().title.find("cut.jpg") != std::string::npos);
  BOOST_TEST(materials.view().gaps.empty());
}

BOOST_AUTO_TEST_CASE(a_bad_scan_is_refused_with_its_reason_and_nothing_of_it_is_kept) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  const std::pair<const char*, const char*> bad[] = {
      {"cut.jpg", "The file is cut off before its end."},
      {"film.jpg", "The file is larger than "},
      {"program.pdf", "Whatever its name says, this is not"},
      {"empty.png", "Whatever its name says, this is not"}};
  tests::write_file(folder.file("cut.jpg"), tests::small_jpeg().substr(0, 200));
  tests::write_file(folder.file("film.jpg"), tests::small_jpeg());
  std::filesystem::resize_file(folder.file("film.jpg"), 200u << 20);  // has no bytes on the disk
  tests::write_file(folder.file("program.pdf"), "MZ this is a program");
  tests::write_file(folder.file("empty.png"), "");
  std::vector<std::string> paths;
  for (const auto& [name, reason] : bad) paths.push_back(folder.file(name));
  MaterialsPresenter materials(window.workplace);
  materials.set_needs({card()});
  materials.import("M02", paths);
  window.settle();
  BOOST_REQUIRE(materials.view().refused_files.size() == std::size(bad));
  for (std::size_t i = 0; i < std::size(bad); ++i) {
    const auto& notice = materials.view().refused_files[i];
    BOOST_TEST(notice.title == "“" + std::string(bad[i].first) + "” was not taken in");
    BOOST_TEST(notice.text.find(bad[i].second) == 0u);
    BOOST_TEST(notice.text.find("Nothing of this file was kept; what was added before stays.") !=
               std::string::npos);
  }
  BOOST_TEST(materials.view().slots.front().pages.empty());
}

BOOST_AUTO_TEST_CASE(a_deferred_paper_is_due_by_the_promised_day_and_no_later) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  MaterialsPresenter materials(window.workplace);
  materials.set_needs({card()});
  materials.set_mode("M02", "deferred");
  BOOST_TEST(materials.view().slots.front().due == "2026-12-04");
  BOOST_TEST(materials.view().slots.front().error == "");
  materials.set_due("M02", "2026-12-05");
  BOOST_TEST(materials.view().slots.front().error != "");
  materials.set_due("M02", "2026-11-22");
  BOOST_TEST(materials.view().slots.front().error != "");
}

BOOST_AUTO_TEST_CASE(an_expired_licence_is_not_taken) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  auto need = card();
  need.licence = true;
  need.licence_type = "EL01";
  MaterialsPresenter materials(window.workplace);
  materials.set_needs({need});
  materials.set_licence("M02", "430190196203041222", "王桂英", "A", "2026-11-22");
  BOOST_TEST(materials.view().slots.front().error != "");
  materials.set_licence("M02", "430190196203041222", "王桂英", "A", "2036-11-22");
  BOOST_TEST(materials.view().slots.front().error == "");
}

BOOST_AUTO_TEST_CASE(a_written_promise_counts_once_its_signed_paper_is_scanned) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("signed.jpg"), tests::small_jpeg());
  MaterialsPresenter materials(window.workplace);
  auto need = card();
  need.promisable = true;
  materials.set_needs({need});
  materials.set_mode("M02", "commitment");
  BOOST_TEST(materials.view().slots.front().error ==
             "The signed promise is missing: print it, have it signed, and scan it.");
  BOOST_TEST(materials.view().gaps.size() == 1u);
  materials.import_signed("M02", folder.file("signed.jpg"));
  window.settle();
  BOOST_TEST(materials.view().slots.front().error == "");
  BOOST_REQUIRE(materials.view().slots.front().signed_page);
  const auto kept = material_of(materials.choices().front());
  BOOST_REQUIRE(kept.signed_commitment);
  BOOST_TEST(kept.signed_commitment->name == "signed.jpg");
  BOOST_TEST((choice_of(kept) == materials.choices().front()));
  materials.remove_signed("M02");
  BOOST_TEST(materials.view().gaps.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
