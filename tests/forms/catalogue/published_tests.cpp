#include <boost/test/unit_test.hpp>

#include "forms/catalogue/diff.h"
#include "forms/catalogue/form_writer.h"
#include "forms/catalogue/published.h"
#include "forms/xforms/form_session.h"
#include "tests/forms/catalogue/demo.h"
#include "tests/forms/catalogue/spoilt_folder.h"

using namespace jiujin;
using namespace jiujin::forms::catalogue;

BOOST_AUTO_TEST_SUITE(published_tests)

BOOST_AUTO_TEST_CASE(what_is_published_comes_back_whole) {
  const auto bytes = build_published(test::demo_folder(), 7, "2026-11-22");
  BOOST_REQUIRE_MESSAGE(bytes.ok(), (bytes.ok() ? "" : bytes.error().line()));
  const auto loaded = load_published(*bytes);
  BOOST_REQUIRE_MESSAGE(loaded.ok(), (loaded.ok() ? "" : loaded.error().line()));
  BOOST_TEST(loaded->version == 7);
  BOOST_TEST(loaded->published_on == "2026-11-22");
  BOOST_TEST(diff_catalogues(test::demo(), *loaded).empty());
  BOOST_TEST(loaded->items[0].form_xml ==
             xform_from_item(test::demo().items[0], test::demo().parameters));
  BOOST_TEST(write_published(*loaded) == *bytes);
}

BOOST_AUTO_TEST_CASE(pictures_of_labels_travel_with_the_catalogue) {
  test::SpoiltFolder folder;
  const std::string picture("\x89PNG\r\n\0 any bytes", 16);
  std::filesystem::create_directories(folder.path() + "/media");
  std::ofstream(folder.path() + "/media/card.png", std::ios::binary) << picture;
  folder.change("items/QX-001.json", [](nlohmann::json& item) {
    item["fields"][0]["media"] = {{"image", "card.png"}};
  });
  const auto bytes = build_published(folder.path(), 1, "2026-11-22");
  BOOST_REQUIRE_MESSAGE(bytes.ok(), (bytes.ok() ? "" : bytes.error().line()));
  const auto loaded = load_published(*bytes);
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(loaded->media.at("card.png") == picture);
  BOOST_TEST(write_published(*loaded) == *bytes);
  const auto form = parse_form(*loaded->item("QX-001"));
  BOOST_REQUIRE(form.ok());
  forms::xforms::SessionOptions options;
  options.environment.language = "zh";
  const auto session = forms::xforms::FormSession::create(*form, std::move(options));
  BOOST_REQUIRE(session.ok());
  const auto& field = loaded->item("QX-001")->fields[0];
  const auto shown = (*session)->item((*session)->find("/data/" + field.id));
  BOOST_TEST(shown.media.at("image") == "jr://images/card.png");
  BOOST_TEST(shown.label == field.label.chinese());
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_missing_too_large_or_none_is_named) {
  test::SpoiltFolder folder;
  const auto refusal = [&](const std::string& form, const std::string& name) {
    folder.mend("items/QX-001.json");
    folder.change("items/QX-001.json",
                  [&](nlohmann::json& item) { item["fields"][0]["media"] = {{form, name}}; });
    const auto loaded = folder.load();
    BOOST_REQUIRE(!loaded.ok());
    return loaded.error();
  };
  BOOST_TEST(refusal("image", "gone.png").place == "media/gone.png");
  for (const auto& [form, name] : {std::pair("image", "../card.png"), {"image", "card.exe"},
                                   {"audio", "card.png"}, {"script", "card.png"}})
    BOOST_TEST(refusal(form, name).place.find("items/QX-001.json: fields[0]") == 0u);
  std::filesystem::create_directories(folder.path() + "/media");
  std::ofstream(folder.path() + "/media/large.png") << std::string(kMediaFileBytesMax + 1, 'x');
  const auto large = refusal("image", "large.png");
  BOOST_TEST((large.code == ErrorCode::kTooLarge));
  BOOST_TEST(large.place == "media/large.png");
}

BOOST_AUTO_TEST_CASE(forms_are_parsed_when_first_asked_for) {
  const auto bytes = build_published(test::demo_folder(), 1, "2026-11-22");
  BOOST_REQUIRE(bytes.ok());
  const auto loaded = load_published(*bytes);
  BOOST_REQUIRE(loaded.ok());
  FormShelf shelf;
  const auto form = shelf.form(loaded->items[0]);
  BOOST_REQUIRE(form.ok());
  BOOST_TEST((*form)->id == "QX-001");
  BOOST_TEST(shelf.form(loaded->items[0])->get() == form->get());
}

BOOST_AUTO_TEST_CASE(a_newer_format_and_a_torn_file_are_refused) {
  const auto newer = load_published(R"({"format":"jiujin.catalogue","format_version":99})");
  BOOST_REQUIRE(!newer.ok());
  BOOST_TEST((newer.error().code == ErrorCode::kUnsupported));
  const auto torn = load_published(R"({"format":"jiujin.cata)");
  BOOST_REQUIRE(!torn.ok());
  BOOST_TEST((torn.error().code == ErrorCode::kInvalidData));
}

BOOST_AUTO_TEST_SUITE_END()
