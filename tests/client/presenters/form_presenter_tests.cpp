#include "client/presenters/form_presenter.h"

#include <boost/test/unit_test.hpp>

#include "client/presenters/application_check.h"
#include "forms/xforms/form_session.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

namespace {

struct OpenForm {
  explicit OpenForm(const char* item) : window(station) {
    auto ready = window.control.session()->ask<control::FormReady>(control::AskForm{item, 0});
    BOOST_REQUIRE(ready.ok());
    auto session = open_form(window.workplace, ready->definition, {});
    BOOST_REQUIRE(session.ok());
    form = std::make_unique<FormPresenter>(window.workplace, std::move(*session));
  }
  std::uint32_t id(const std::string& path) {
    const auto* field = form->field_at(path);
    BOOST_REQUIRE_MESSAGE(field, path);
    return field->id;
  }
  tests::DemoStation station;
  tests::DemoWindow window;
  std::unique_ptr<FormPresenter> form;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(form_presenter_tests)

BOOST_AUTO_TEST_CASE(only_what_is_asked_is_shown) {
  OpenForm open("QX-001");
  BOOST_TEST(!open.form->field_at("/data/expected_date"));
  FieldsChanged told;
  open.form->on_fields = [&](const FieldsChanged& changed) { told = changed; };
  open.form->choose(open.id("/data/reg_stage"), "o2");  // during pregnancy
  BOOST_TEST(told.structure);
  BOOST_TEST(open.form->field_at("/data/expected_date"));
}

BOOST_AUTO_TEST_CASE(an_empty_required_field_is_a_gap_but_no_error_until_next_is_pressed) {
  OpenForm open("QX-001");
  const auto path = "/data/applicant_name";
  BOOST_TEST(open.form->field_at(path)->required);
  BOOST_TEST(open.form->field_at(path)->error == "");
  BOOST_TEST(!open.form->view().gaps.empty());
  open.form->show_all_errors();
  BOOST_TEST(open.form->field_at(path)->error != "");
  open.form->type(open.id(path), "王桂英");
  BOOST_TEST(open.form->field_at(path)->error == "");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_kept_and_told_once_the_field_is_left) {
  OpenForm open("QX-001");
  const auto path = "/data/existing_children";
  open.form->type(open.id(path), "99");
  BOOST_TEST(open.form->field_at(path)->error == "");
  open.form->left(open.id(path));
  BOOST_TEST(open.form->field_at(path)->value == "99");
  BOOST_TEST(open.form->field_at(path)->error != "");
}

BOOST_AUTO_TEST_CASE(a_division_is_picked_level_by_level_down_to_the_village) {
  OpenForm open("QX-001");
  const auto path = "/data/hukou_region";
  open.form->pick_division(open.id(path), 0, "430000000000");
  const auto levels = open.form->field_at(path)->levels.size();
  BOOST_TEST(levels == 2u);
  open.form->type(open.id(path), "430190101201");
  const auto& village = open.form->field_at(path)->levels.back();
  bool chosen = false;
  for (const auto& option : village.options)
    chosen = chosen || (option.selected && option.label == "枫林村");
  BOOST_TEST(chosen);
}

BOOST_AUTO_TEST_CASE(in_a_correction_round_only_what_is_asked_for_is_shown) {
  OpenForm open("QX-001");
  const auto parity = open.id("/data/parity");
  open.form->restrict_to({"/data/applicant_name"});
  BOOST_TEST(!open.form->field_at("/data/applicant_name")->readonly);
  BOOST_TEST(!open.form->field_at("/data/parity"));
  open.form->type(parity, "3");
  open.form->restrict_to({});
  BOOST_TEST(open.form->field_at("/data/parity")->value == "");
}

BOOST_AUTO_TEST_CASE(in_a_correction_round_a_heading_stands_only_above_what_is_shown) {
  OpenForm open("QX-001");
  open.form->restrict_to({"/data/applicant_name"});
  const auto& fields = open.form->view().fields;
  BOOST_REQUIRE(fields.size() == 2u);
  BOOST_TEST(fields.front().label == "Applicant");
  BOOST_TEST(fields.back().path == "/data/applicant_name");
}

BOOST_AUTO_TEST_CASE(what_a_corrected_answer_brings_up_can_be_answered) {
  OpenForm open("QX-001");
  BOOST_TEST(!open.form->field_at("/data/agent_auth_doc"));
  open.form->restrict_to({"/data/channel"});
  open.form->choose(open.id("/data/channel"), "agent");
  BOOST_REQUIRE(open.form->field_at("/data/agent_auth_doc"));
  BOOST_TEST(!open.form->field_at("/data/agent_auth_doc")->readonly);
}

BOOST_AUTO_TEST_CASE(a_picked_file_is_kept_as_a_scan_and_named_by_the_answer) {
  OpenForm open("QX-001");
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("power.jpg"), tests::small_jpeg());
  tests::write_file(folder.file("cut.jpg"), tests::small_jpeg().substr(0, 200));
  open.form->choose(open.id("/data/channel"), "agent");
  const auto path = "/data/agent_auth_doc";
  open.form->pick_file(open.id(path), folder.file("cut.jpg"));
  open.window.settle();
  BOOST_TEST(open.form->field_at(path)->value == "");
  BOOST_TEST(open.form->field_at(path)->error.find("cut.jpg") != std::string::npos);
  open.form->pick_file(open.id(path), folder.file("power.jpg"));
  open.window.settle();
  BOOST_TEST(open.form->field_at(path)->error == "");
  const auto files = open.form->files();
  BOOST_REQUIRE(files.size() == 1u);
  BOOST_TEST(files.front().slot == path);
  const auto& page = files.front().pages.front();
  BOOST_TEST(open.form->field_at(path)->value == "power.jpg #" + page.hash.substr(0, 8));
  auto picture = open.window.control.session()->ask<control::PictureMade>(
      control::MakePicture{page.hash, 0, 0, 16});
  BOOST_TEST(picture.ok());
}

BOOST_AUTO_TEST_SUITE_END()
