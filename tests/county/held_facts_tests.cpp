#include "sync/county/held_facts.h"

#include <boost/test/unit_test.hpp>

#include "county_fixture.h"
#include "sync/base/atomic_file.h"
#include "sync/county/case_view.h"

using namespace jiujin;
using namespace jiujin::tests;
namespace prereview = forms::prereview;

namespace {

// An 8 x 16 PNG's beginning and a JPEG of 640 x 480 with an APP0 segment before its frame header.
std::string png_head() {
  return std::string("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x08\0\0\0\x10\x08\x02\0\0\0", 29);
}
std::string jpeg_head() {
  return std::string("\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03", 18);
}

forms::catalogue::PrecheckRule rule(const std::string& id, const std::string& holds,
                                    std::vector<std::string> registers = {}) {
  forms::catalogue::PrecheckRule rule;
  rule.id = id;
  rule.kind = "eligibility";
  rule.holds = holds;
  rule.text = id;
  rule.message = id;
  rule.severity = forms::catalogue::Severity::kError;
  rule.registers = std::move(registers);
  return rule;
}

// The item of the fixture with rules that read what the county holds.
struct FactsFixture : CountyFixture {
  FactsFixture() {
    auto catalogue = forms::catalogue::load_published(
        *base::read_whole_file(catalogue_file(), 1u << 20)).value();
    auto& rules = catalogue.items.front().prechecks;
    rules.push_back(rule("E1",
                         "not(instance('earlier-cases')/root/case[item = 'QX-900'][open = 'yes']"
                         "[subject = '430190195803120173'])"));
    rules.push_back(rule("E2",
                         "not(instance('earlier-cases')/root/case[answers/remark = '第一件'])"));
    rules.push_back(rule("F1",
                         "not(instance('photos')/root/photo[place = 'M01']) or "
                         "boolean(instance('photos')/root/photo[place = 'M01'][width >= 600])"));
    rules.push_back(rule("R1",
                         "not(instance('registers')/root/entry[register = 'deaths'])", {"deaths"}));
    const auto path = folder + "/rules.json";
    std::ofstream(path) << forms::catalogue::write_published(catalogue);
    must(service->publish_catalogue(path, "admin"));
    enrol_station();
  }
  county::CaseView view(const base::CaseId& id) {
    c = *service->load_case(id);
    ops = *service->case_ops(id);
    held = *service->held_facts(c);
    return county::make_case_view(**service->world(), c, ops, held, clock.wall_ms,
                                  service->today());
  }
  static std::vector<std::string> rules_of(const std::vector<prereview::Finding>& findings) {
    std::vector<std::string> rules;
    for (const auto& finding : findings) {
      if (finding.kind == prereview::FindingKind::kRule) rules.push_back(finding.rule);
      if (finding.kind == prereview::FindingKind::kUnverified) rules.push_back("?" + finding.rule);
    }
    return rules;
  }
  void add_scan(const base::CaseId& id, const std::string& bytes) {
    auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    const auto info = (*opened)->put_file(bytes, "image/jpeg");
    must(info);
    casework::MaterialAdded body;
    body.slot = "M01";
    body.files.push_back({info->hash, info->size, "image/jpeg", "card.jpg", 0});
    store::AppendBatch batch;
    batch.ops.push_back(casework::draft_op(id, 0, "clerk", body));
    batch.time.wall_ms = clock.wall_ms;
    must(station.append(incarnation, batch));
    deliver();
  }
  casework::Case c;
  std::vector<oplog::StoredOp> ops;
  county::HeldFacts held;
};

using Rules = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(held_facts_tests, FactsFixture)

BOOST_AUTO_TEST_CASE(measures_stand_in_the_first_bytes) {
  const auto png = county::picture_size(png_head()), jpeg = county::picture_size(jpeg_head());
  BOOST_TEST(png.width == 8);
  BOOST_TEST(png.height == 16);
  BOOST_TEST(jpeg.width == 640);
  BOOST_TEST(jpeg.height == 480);
  for (std::size_t cut = 0; cut < 17; ++cut) {
    const auto none = county::picture_size(jpeg_head().substr(0, cut));
    BOOST_TEST(none.width == 0);
  }
}

BOOST_AUTO_TEST_CASE(rules_see_earlier_cases_of_the_same_number) {
  const auto first = hand_in("王桂英", "第一件", "430190101201", 1);
  clock.wall_ms += 60'000;
  const auto second = hand_in("王桂英", "", "430190101201", 2);
  clock.wall_ms += 60'000;
  const auto third = hand_in("王桂芳", "", "430190101201", 3);  // the same number, misspelt
  BOOST_TEST(rules_of(view(first).findings) == (Rules{"?R1"}), boost::test_tools::per_element());
  BOOST_TEST(rules_of(view(second).findings) == (Rules{"E1", "E2", "?R1"}),
             boost::test_tools::per_element());
  BOOST_TEST(rules_of(view(third).findings) == (Rules{"E1", "E2", "?R1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_verdict_is_that_of_a_station_with_the_same_facts) {
  hand_in("王桂英", "第一件", "430190101201", 1);
  clock.wall_ms += 60'000;
  const auto id = hand_in("王桂英", "", "430190101201", 2);
  add_scan(id, jpeg_head());
  const auto seen = view(id);
  BOOST_TEST(rules_of(seen.findings) == (Rules{"E1", "E2", "?R1"}),
             boost::test_tools::per_element());
  // What a station would hand to the same rules, written down by hand.
  prereview::Facts facts;
  facts.division = "430190101201";
  facts.promised_due = "2026-12-18";  // 20 working days after Friday 2026-11-20
  facts.materials.push_back({"M01", prereview::SlotMode::kFiles, 1});
  facts.earlier_cases.push_back({"QX-900", "430190195803120173", "2026-11-20", 11, true, false,
                                 {{"parity", "1"}, {"remark", "第一件"}}});
  facts.photos.push_back({"M01", "image/jpeg", 18, 640, 480});
  const auto world = *service->world();
  const auto findings = prereview::run_prereview(
      {*world->catalogue(), *world->item("QX-900"), *seen.session, facts,
       localization::make_date(2026, 11, 20), world->calendar});
  BOOST_REQUIRE(findings.ok());
  BOOST_TEST(rules_of(*findings) == rules_of(seen.findings), boost::test_tools::per_element());
  BOOST_TEST(seen.facts.promised_due == facts.promised_due);
  BOOST_TEST(seen.facts.photos.front().width == 640);
}

BOOST_AUTO_TEST_CASE(a_photograph_that_is_too_small_is_told) {
  const auto id = hand_in("王桂英", "", "430190101201", 1);
  auto small = jpeg_head();
  small[15] = 1;  // 0x0180: 384 wide
  add_scan(id, small);
  BOOST_TEST(rules_of(view(id).findings) == (Rules{"F1", "?R1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
