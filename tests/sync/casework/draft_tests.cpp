#include <boost/test/unit_test.hpp>

#include "sync/casework/draft.h"
#include "sync/oplog/limits.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::casework;

BOOST_AUTO_TEST_SUITE(draft_tests)

Draft full_draft() {
  Draft d;
  d.id = std::string(31, '0') + "7";
  d.item = "QX-001";
  d.item_version = 2;
  d.form = "QX-001";
  d.division = "430190101201";
  d.owner = "clerk";
  d.answers["/data/a"] = "\"x\"";
  Material files;
  files.slot = "M01";
  files.mode = MaterialMode::kFiles;
  files.files.push_back({{}, 5, "image/png", "p.png", 90});
  Material later;
  later.slot = "M02";
  later.mode = MaterialMode::kDeferred;
  later.due = "2026-03-10";
  Material missing;
  missing.slot = "M03";
  d.materials = {files, later, missing};
  d.delivery.mode = "town";
  d.created_ms = 11;
  d.changed_ms = 12;
  return d;
}

BOOST_AUTO_TEST_CASE(a_draft_survives_its_row) {
  const Draft draft = full_draft();
  const auto back = decode_draft(encode_draft(draft));
  BOOST_REQUIRE(back.ok());
  BOOST_CHECK_EQUAL(encode_draft(*back), encode_draft(draft));
  BOOST_CHECK_EQUAL(back->materials[0].files[0].rotation, 90);
  BOOST_CHECK(back->materials[1].mode == MaterialMode::kDeferred);
  BOOST_CHECK_EQUAL(back->changed_ms, 12);
}

BOOST_AUTO_TEST_CASE(a_half_empty_draft_is_legal) {
  Draft draft;
  draft.id = std::string(32, '1');
  draft.item = "QX-001";
  BOOST_CHECK(decode_draft(encode_draft(draft)).ok());
  BOOST_CHECK(!decode_draft("{}").ok());
}

BOOST_AUTO_TEST_CASE(intake_writes_opening_answers_materials_and_submission) {
  const auto ops = intake_ops(full_draft(), {"n", "r", "q", "2026-03-02"}, {});
  BOOST_REQUIRE(ops.ok());
  std::vector<std::uint32_t> types;
  for (const auto& op : *ops) types.push_back(op.type);
  const std::vector<std::uint32_t> expected = {1, 2, 3, 4, 6};
  BOOST_CHECK_EQUAL_COLLECTIONS(types.begin(), types.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(many_answers_are_divided_so_that_each_op_fits) {
  Draft draft = full_draft();
  for (int i = 0; i < 40; ++i)
    draft.answers["/data/f" + std::to_string(i)] = "\"" + std::string(4000, 'x') + "\"";
  const auto ops = intake_ops(draft, {}, {});
  BOOST_REQUIRE(ops.ok());
  std::size_t answers = 0;
  for (const auto& op : *ops) {
    BOOST_CHECK_LE(op.body.size(), oplog::kOpBodyBytesMax);
    if (op.type == 2) answers += read_body<FormAnswered>(op.body)->answers.size();
  }
  BOOST_CHECK_EQUAL(answers, 41u);
  draft.answers["/data/big"] = "\"" + std::string(60000, 'x') + "\"";
  BOOST_CHECK(intake_ops(draft, {}, {}).error().code == ErrorCode::kTooLarge);
}

BOOST_AUTO_TEST_SUITE_END()
