#include <boost/test/unit_test.hpp>

#include "sync/casework/case_registry.h"
#include "sync/casework/draft.h"
#include "sync/store/memory_store.h"
#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::testing;

BOOST_AUTO_TEST_SUITE(case_registry_tests)

const auto kToday = localization::make_date(2026, 3, 2);

// A station's store with one incarnation of its own.
struct Station {
  World world;
  store::MemoryStore store{store::StoreRole::kStation};

  Station() {
    store::Incarnation own;
    own.id = kStationA;
    own.owner.bytes[0] = 1;
    BOOST_REQUIRE(store.add_incarnation(own).ok());
  }
  CaseRegistry registry(std::string catalogue = "1") {
    return CaseRegistry(store, world.context(), std::move(catalogue));
  }
  static Draft draft(std::uint8_t n, const std::string& name) {
    Draft d;
    d.id = case_id(n).hex();
    d.item = "QX-002";
    d.item_version = 3;
    d.division = "430190101201";
    d.applicant = {name, "111", "430190198001010022", ""};
    d.delivery.mode = "town";
    d.owner = "clerk";
    d.changed_ms = morning_of("2026-03-02") + n;
    return d;
  }
  void append(std::vector<oplog::OpDraft> ops) {
    store::AppendBatch batch;
    batch.ops = std::move(ops);
    batch.time.wall_ms = morning_of("2026-03-02");
    const auto stored = store.append(kStationA, batch);
    BOOST_REQUIRE(stored.ok());
  }
  void take_in(std::uint8_t n, const std::string& name, const std::string& receipt) {
    const auto ops = intake_ops(draft(n, name),
                                {"N" + receipt, receipt, "12345" + std::to_string(n), "2026-03-02"},
                                base::CaseKey{});
    BOOST_REQUIRE(ops.ok());
    append(*ops);
  }
  void keep_draft(const Draft& d) {
    const std::vector<std::pair<std::string, std::optional<base::Bytes>>> rows = {
        {draft_key(d.id), encode_draft(d)}};
    BOOST_REQUIRE(store.write_rows(rows).ok());
  }
};

BOOST_AUTO_TEST_CASE(cases_and_drafts_stand_in_their_places) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  s.keep_draft(Station::draft(2, "李敏"));
  CaseRegistry r = s.registry();
  const auto counts = r.counts(kToday);
  BOOST_REQUIRE(counts.ok());
  BOOST_CHECK_EQUAL(counts->all, 2u);
  BOOST_CHECK_EQUAL(counts->drafts, 1u);
  BOOST_CHECK_EQUAL(counts->in_progress, 1u);
  BOOST_CHECK_EQUAL(counts->today, 2u);
  BOOST_CHECK_EQUAL(counts->corrections, 0u);
  const auto drafts = r.list({.place = Place::kDrafts}, kToday);
  BOOST_CHECK_EQUAL(drafts->lines.front().applicant_masked, "李*");
  BOOST_CHECK(drafts->lines.front().draft);
}

BOOST_AUTO_TEST_CASE(search_finds_by_number_name_item_and_pinyin) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  s.take_in(2, "李敏", "0001000025");
  CaseRegistry r = s.registry();
  const auto hits = [&](const char* text) {
    CaseFilter filter;
    filter.text = text;
    return r.list(filter, kToday)->total;
  };
  BOOST_CHECK_EQUAL(hits("0001000025"), 1u);
  BOOST_CHECK_EQUAL(hits("欧阳"), 1u);
  BOOST_CHECK_EQUAL(hits("limin"), 1u);
  BOOST_CHECK_EQUAL(hits("shipin"), 2u);
  BOOST_CHECK_EQUAL(hits("spjy"), 2u);
  BOOST_CHECK_EQUAL(hits("不存在"), 0u);
}

BOOST_AUTO_TEST_CASE(lists_follow_what_other_hands_append) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  CaseRegistry r = s.registry();
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().ops, 3u);
  s.append({draft_op(case_id(1), 0, "clerk", CaseWithdrawn{"不办了"})});
  const auto list = r.list({}, kToday);
  BOOST_CHECK_EQUAL(list->lines.front().state, CaseState::kWithdrawn);
  BOOST_CHECK_EQUAL(list->lines.front().waiting_ops, 4u);
  BOOST_CHECK_GT(list->lines.front().waiting_bytes, 0u);
  // A second reader starts from the kept rows and sees the same.
  CaseRegistry second = s.registry();
  BOOST_CHECK_EQUAL(second.list({}, kToday)->lines.front().state, CaseState::kWithdrawn);
}

BOOST_AUTO_TEST_CASE(a_rewound_feed_is_read_anew) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  const auto named = [](std::uint64_t position, std::uint64_t seq) {
    return store::FeedEntry{position, {kStationA, seq}, {}, false};
  };
  const std::vector<store::FeedEntry> first{named(1, 1), named(2, 2), named(3, 3)};
  BOOST_REQUIRE(s.store.apply_feed(first, 3).ok());
  CaseRegistry r = s.registry();
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().waiting_ops, 0u);
  // The county came back from a backup without the case: nothing of it is held there any more.
  BOOST_REQUIRE(s.store.rewind(0, {}).ok());
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().waiting_ops, 3u);
  // It is sent again and comes to stand behind what others sent: the feed ends where it did.
  BOOST_REQUIRE(s.store.apply_feed(first, 3).ok());
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().waiting_ops, 0u);
  // Rewound and grown to the old end between two looks, with one op less of ours.
  BOOST_REQUIRE(s.store.rewind(0, {}).ok());
  const std::vector<store::FeedEntry> other{named(1, 1), named(3, 2)};
  BOOST_REQUIRE(s.store.apply_feed(other, 3).ok());
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().waiting_ops, 1u);
  CaseRegistry second = s.registry();  // and the kept rows are those of now
  BOOST_CHECK_EQUAL(second.list({}, kToday)->lines.front().waiting_ops, 1u);
}

BOOST_AUTO_TEST_CASE(another_catalogue_folds_all_anew) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  CaseRegistry r = s.registry("1");
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().item_name.chinese(), "食品经营许可新办");
  s.world.item.name = localization::LanguageMap("食品经营登记");
  r.set_context(s.world.context(), "2");
  BOOST_CHECK_EQUAL(r.list({}, kToday)->lines.front().item_name.chinese(), "食品经营登记");
}

BOOST_AUTO_TEST_CASE(the_query_code_tells_two_equal_receipts_apart) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  s.take_in(2, "李敏", "0001000017");
  CaseRegistry r = s.registry();
  BOOST_REQUIRE(r.catch_up(kToday).ok());
  BOOST_CHECK(r.find("0001000017").error().code == ErrorCode::kConflict);
  BOOST_CHECK(**r.find("0001000017", "123452") == case_id(2));
  BOOST_CHECK(!*r.find("0009999999"));
}

BOOST_AUTO_TEST_CASE(an_acknowledged_op_is_sent_before_it_is_in_the_feed) {
  Station s;
  s.take_in(1, "欧阳小敏", "0001000017");
  BOOST_REQUIRE(s.store.set_acknowledgement({kStationA, 2, 0}).ok());
  const auto c = s.registry().load(case_id(1), kToday);
  BOOST_REQUIRE(c.ok());
  BOOST_CHECK(c->timeline[1].transit == Transit::kSent);
  BOOST_CHECK(c->timeline[2].transit == Transit::kWaiting);
  BOOST_CHECK(s.registry().load(case_id(9), kToday).error().code == ErrorCode::kNotFound);
}

BOOST_AUTO_TEST_CASE(a_summary_comes_back_from_its_row) {
  CaseBuilder b;
  b.opened().filled("M01").submitted().accepted();
  const CaseSummary line = summarise(b.fold(), &b.world.item);
  const auto back = decode_summary(encode_summary(line, "s"), "s");
  BOOST_REQUIRE(back.ok());
  BOOST_CHECK_EQUAL(encode_summary(*back, "s"), encode_summary(line, "s"));
  BOOST_CHECK_EQUAL(back->due, "2026-03-16");
  BOOST_CHECK_EQUAL(back->applicant_masked, "欧**敏");
  BOOST_CHECK(decode_summary(encode_summary(line, "s"), "t").error().code == ErrorCode::kConflict);
}

BOOST_AUTO_TEST_SUITE_END()
