// A station whose disk is full: what is on the screen is not called saved, nothing is half-written,
// and once there is room the same action works.
#include <boost/test/unit_test.hpp>

#include "sync/envelope/suite.h"
#include "tests/client/presenters/filled_intake.h"
#include "tests/support/crash_vfs.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

namespace {

// The clerk's window over a disk that has as much room as a test gives it.
struct TightStation {
  tests::CrashDisk disk;
  tests::TemporaryFolder papers;
  tests::DemoStation station{options()};
  tests::DemoWindow window{station};

  sync::store::SqliteStoreOptions options() const {
    sync::store::SqliteStoreOptions options;
    options.vfs = disk.vfs();
    return options;
  }
  TightStation() { setenv("XDG_RUNTIME_DIR", papers.path().c_str(), 1); }
  void fill_up() { disk.set_capacity(0); }
  void make_room() { disk.set_capacity(UINT64_MAX); }

  template <typename T>
  T ask(const control::Command& command) {
    T answer{};
    const auto token = std::make_shared<int>(0);
    window.workplace.ask(command, token, [&](control::Reply reply) {
      BOOST_REQUIRE_MESSAGE(reply.result.ok(),
                            (reply.result.ok() ? "" : reply.result.error().line()));
      answer = *reply.get<T>();
    });
    window.settle();
    return answer;
  }
};

// The words that describe a full disk: see localization/error.cpp.
bool tells_of_a_full_disk(const Notice& notice) {
  return notice.text.find("The disk is full. Everything saved before is safe.") == 0;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(full_disk_tests, TightStation)

BOOST_AUTO_TEST_CASE(a_draft_that_found_no_room_is_not_called_saved) {
  IntakePresenter intake(window.workplace);
  bool left = false;
  intake.on_left = [&] { left = true; };
  intake.begin_item("QX-001");
  window.settle();
  intake.set_applicant("王桂英", "111", "", "", true);
  window.wait(900);
  const auto first = intake.saved_revision();
  BOOST_TEST(first == intake.revision());
  fill_up();
  intake.set_applicant("王桂芳", "111", "", "", true);
  window.wait(900);
  BOOST_TEST(intake.view().saved == "Not saved");
  BOOST_TEST(intake.saved_revision() == first);
  BOOST_TEST(intake.view().notice.title == "The draft is not saved");
  BOOST_TEST(tells_of_a_full_disk(intake.view().notice));
  const auto kept = ask<control::DraftLoaded>(control::LoadDraft{intake.view().draft_id});
  BOOST_TEST(kept.draft.applicant.name == "王桂英");
  intake.leave();  // would lose what only the screen has
  window.settle();
  BOOST_TEST(!left);
  BOOST_TEST(intake.view().applicant.name.value == "王桂芳");
  make_room();
  intake.leave();
  window.settle();
  BOOST_TEST(left);
  BOOST_TEST(intake.saved_revision() == intake.revision());
  BOOST_TEST(intake.view().notice.empty());
  const auto now = ask<control::DraftLoaded>(control::LoadDraft{intake.view().draft_id});
  BOOST_TEST(now.draft.applicant.name == "王桂芳");
}

BOOST_AUTO_TEST_CASE(a_scan_that_found_no_room_is_not_kept_in_part) {
  tests::write_file(papers.file("card.jpg"), tests::small_jpeg());
  MaterialsPresenter materials(window.workplace);
  SlotNeed card;
  card.slot = "M02";
  card.name = "居民身份证";
  materials.set_needs({card});
  fill_up();
  materials.import("M02", {papers.file("card.jpg")});
  window.settle();
  BOOST_REQUIRE(materials.view().refused_files.size() == 1u);
  const auto& refused = materials.view().refused_files.front();
  BOOST_TEST(refused.title == "“card.jpg” was not taken in");
  BOOST_TEST(tells_of_a_full_disk(refused));
  BOOST_TEST(materials.view().slots.front().pages.empty());
  const auto hash = sync::envelope::content_hash(tests::small_jpeg());
  make_room();
  bool held = true;
  const auto token = std::make_shared<int>(0);
  window.workplace.ask(control::MakePicture{hash.hex(), 0, 0, 16}, token,
                       [&](control::Reply reply) { held = reply.result.ok(); });
  window.settle();
  BOOST_TEST(!held);
  materials.dismiss_refused();
  materials.import("M02", {papers.file("card.jpg")});
  window.settle();
  BOOST_TEST(materials.view().refused_files.empty());
  BOOST_TEST(materials.view().slots.front().pages.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_submission_that_found_no_room_leaves_the_draft_and_no_case) {
  tests::write_file(papers.file("card.jpg"), tests::small_jpeg());
  IntakePresenter intake(window.workplace);
  tests::fill_birth_registration(window, intake, papers.file("card.jpg"));
  window.wait(900);
  BOOST_REQUIRE(intake.saved_revision() == intake.revision());
  BOOST_REQUIRE(intake.view().confirm.submit.enabled);
  fill_up();
  intake.submit();
  window.settle();
  BOOST_TEST(!intake.view().submitted.done);
  BOOST_TEST(intake.view().confirm.notice.title ==
             "It could not be submitted; the draft is kept");
  BOOST_TEST(tells_of_a_full_disk(intake.view().confirm.notice));
  const auto counted = ask<control::Overview>(control::AskOverview{});
  BOOST_TEST(counted.drafts == 1);
  BOOST_TEST(counted.all == 1);  // the draft itself
  BOOST_TEST(counted.waiting_ops == 0u);
  make_room();
  intake.submit();
  window.settle();
  BOOST_REQUIRE_MESSAGE(intake.view().submitted.done, intake.view().confirm.notice.text);
  const auto after = ask<control::Overview>(control::AskOverview{});
  BOOST_TEST(after.drafts == 0);
  BOOST_TEST(after.all == 1);
}

BOOST_AUTO_TEST_SUITE_END()
