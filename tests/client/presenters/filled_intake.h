// Fills in an intake of QX-001 as a clerk would, until nothing is missing. For tests.
#pragma once

#include <boost/test/unit_test.hpp>

#include "client/presenters/intake_presenter.h"
#include "tests/support/demo_station.h"

namespace jiujin::tests {

inline void answer(client::presenters::IntakePresenter& intake, const std::string& id,
                   const std::string& value) {
  const auto* field = intake.form()->field_at("/data/" + id);
  BOOST_REQUIRE_MESSAGE(field, id);
  if (field->options.empty()) intake.form()->type(field->id, value);
  else intake.form()->choose(field->id, value);
}

inline void fill_birth_registration(DemoWindow& window,
                                    client::presenters::IntakePresenter& intake,
                                    const std::string& scan) {
  intake.begin_item("QX-001");
  window.settle();
  BOOST_REQUIRE_MESSAGE(intake.form(), intake.view().notice.text);
  intake.set_applicant("王桂英", "111", "430190199001011221", "13800000000", false);
  for (const auto& [id, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"hukou_region", "430190101201"}, {"live_address", "枫林村一组 12 号"},
           {"reg_stage", "o1"}, {"marital", "o1"}, {"existing_children", "0"}, {"parity", "1"},
           {"need_paper", "no"}, {"notify_mode", "o1"}, {"deliver_mode", "station"}})
    answer(intake, id, value);
  intake.go(client::presenters::IntakeStep::kMaterials);
  for (const auto& slot : std::vector(intake.materials().view().slots)) {
    if (slot.error.empty()) continue;
    intake.materials().import(slot.slot, {scan});
    window.settle();
  }
  intake.go(client::presenters::IntakeStep::kPrereview);
  for (const auto& finding : std::vector(intake.prereview().view().to_confirm))
    intake.prereview().confirm(finding.rule, true);
  intake.go(client::presenters::IntakeStep::kConfirm);
  window.settle();
}

// An intake of QX-001 that was handed in: one more case of the station, not sent yet.
struct SubmittedIntake {
  SubmittedIntake() : window(station), intake(window.workplace) {
    setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);  // papers go there
    write_file(folder.file("card.jpg"), small_jpeg());
    fill_birth_registration(window, intake, folder.file("card.jpg"));
    intake.submit();
    window.settle();
    BOOST_REQUIRE(intake.view().submitted.done);
    id = intake.view().submitted.case_id;
  }
  TemporaryFolder folder;
  DemoStation station;
  DemoWindow window;
  client::presenters::IntakePresenter intake;
  std::string id;
};

}  // namespace jiujin::tests
