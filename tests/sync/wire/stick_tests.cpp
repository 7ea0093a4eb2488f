// Exchanges by stick: there and back, in any order, any number of times, and with every accident
// that happens to files.
#include "sync/wire/stick.h"

#include <boost/test/unit_test.hpp>

#include "tests/sync/wire/stick_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;
using AnswerState = wire::StickAnswer::State;
using BundleState = wire::StickBundle::State;

namespace {

struct World {
  CountyEnd county;
  StationEnd station{county, 1};
  StickCountyEnd end{county};
  Stick stick;

  void take_in_some() {
    station.take_in(9, scan_of('s', 150'000));
    const auto file = *county.store.put_file(std::string(90'000, 'l') + "x", "application/json");
    county.say({}, 63, R"({"version":1,"file":)" + file_json(file) + "}");
  }
  wire::AnswersReport round() {
    stick.clear();
    export_all(station, end, stick);
    end.take_in(stick);
    return take_answers(station, stick);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stick_tests)

BOOST_AUTO_TEST_CASE(everything_goes_up_and_the_answer_comes_back) {
  World world;
  world.take_in_some();
  const auto exported = export_all(world.station, world.end, world.stick);
  BOOST_CHECK_EQUAL(exported.ops, 4u);
  BOOST_CHECK_EQUAL(exported.scans, 1u);
  BOOST_REQUIRE_EQUAL(exported.files.size(), 1u);
  BOOST_CHECK_EQUAL(exported.files[0], "枫林村-1.jjb");
  BOOST_CHECK_EQUAL(exported.bytes, world.stick.read("枫林村-1.jjb").size());
  const auto bundles = world.end.take_in(world.stick);
  BOOST_REQUIRE_EQUAL(bundles.size(), 1u);
  BOOST_CHECK(bundles[0].state == BundleState::kTaken);
  BOOST_CHECK_EQUAL(bundles[0].ops, 4u);
  BOOST_CHECK_EQUAL(bundles[0].file_bytes, 150'000u);
  BOOST_CHECK_EQUAL(bundles[0].answer, "枫林村-1.answer.jjb");
  const auto names = world.stick.names();
  BOOST_REQUIRE_EQUAL(names.size(), 2u);  // and nothing half-written
  const auto answers = take_answers(world.station, world.stick);
  BOOST_REQUIRE_EQUAL(answers.answers.size(), 1u);
  BOOST_CHECK(answers.answers[0].state == AnswerState::kTaken);
  BOOST_CHECK_EQUAL(answers.ops_acknowledged, 4u);
  BOOST_CHECK(!answers.export_again);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(nothing_of_it_can_be_read_on_the_stick) {
  World world;
  world.take_in_some();
  export_all(world.station, world.end, world.stick);
  world.end.take_in(world.stick);
  for (const auto& name : world.stick.names()) {
    const Bytes bytes = world.stick.read(name);
    for (const char* word : {"张三", "JJBS", "QX-001", "JJST"})
      BOOST_CHECK(bytes.find(word) == Bytes::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_was_exported_is_still_sent_over_the_line_and_the_stick_comes_too_late) {
  World world;
  world.take_in_some();
  export_all(world.station, world.end, world.stick);
  Pipe pipe(world.county);
  auto runner = world.station.runner();
  const auto report = runner.run(pipe);
  BOOST_REQUIRE(report.ok());
  BOOST_CHECK_EQUAL(report->ops_acknowledged, 4u);
  require_in_step(world.county, world.station);
  const auto bundles = world.end.take_in(world.stick);
  BOOST_CHECK(bundles.at(0).state == BundleState::kKnown);
  const auto answers = take_answers(world.station, world.stick);
  BOOST_CHECK(answers.answers.at(0).state == AnswerState::kKnown);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_scan_that_is_asked_about_before_the_op_that_cites_it_is_taken_in) {
  World world;
  world.take_in_some();
  Pipe dead(world.county);
  dead.cut_request = 250;  // what became of it is not certain: the export asks
  auto runner = world.station.runner();
  BOOST_REQUIRE(!runner.run(dead).ok());
  BOOST_REQUIRE_EQUAL(world.county.told_ops, 0u);
  export_all(world.station, world.end, world.stick);
  const auto bundles = world.end.take_in(world.stick);
  BOOST_CHECK_EQUAL(bundles.at(0).file_bytes, 150'000u);
  take_answers(world.station, world.stick);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(any_order_and_any_number_of_times) {
  World world;
  world.take_in_some();
  export_all(world.station, world.end, world.stick);
  world.station.take_in(10, scan_of('t', 70'000));
  export_all(world.station, world.end, world.stick);
  // Later under a name that comes first, and everything twice.
  const Bytes one = world.stick.read("枫林村-1.jjb"), two = world.stick.read("枫林村-2.jjb");
  world.stick.clear();
  world.stick.write("a.jjb", two);
  world.stick.write("b.jjb", one);
  world.stick.write("c.jjb", one);
  world.stick.write("d.jjb", two);
  auto bundles = world.end.take_in(world.stick);
  BOOST_REQUIRE_EQUAL(bundles.size(), 4u);
  BOOST_CHECK(bundles[0].state == BundleState::kTaken);  // it holds everything
  for (std::size_t i = 1; i < 4; ++i) BOOST_CHECK(bundles[i].state == BundleState::kKnown);
  for (const auto& again : world.end.take_in(world.stick))
    BOOST_CHECK(again.state == BundleState::kKnown);
  BOOST_CHECK_EQUAL(world.county.told_ops, 8u);
  BOOST_CHECK_EQUAL(world.county.told_files.size(), 2u);
  auto answers = take_answers(world.station, world.stick);
  BOOST_CHECK(answers.answers.at(0).state == AnswerState::kTaken);
  answers = take_answers(world.station, world.stick);
  for (const auto& again : answers.answers) BOOST_CHECK(again.state == AnswerState::kKnown);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(answers_are_taken_in_whichever_comes_first) {
  World world;
  world.take_in_some();
  // Three trips, whose answers come back together and in the wrong order.
  std::vector<Bytes> answers;
  for (std::uint8_t trip = 0; trip < 3; ++trip) {
    world.station.take_in(static_cast<std::uint8_t>(20 + trip), scan_of('u', 5'000));
    world.county.say({}, 60, R"({"id":"s)" + std::to_string(trip) + "\"}");
    world.stick.clear();
    export_all(world.station, world.end, world.stick);
    world.end.take_in(world.stick);
    for (const auto& name : world.stick.names())
      if (name.ends_with(wire::kStickAnswerEnding)) answers.push_back(world.stick.read(name));
  }
  world.stick.clear();
  for (std::size_t i = 0; i < answers.size(); ++i)
    world.stick.write(std::to_string(9 - i) + ".answer.jjb", answers[i]);
  take_answers(world.station, world.stick);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_anywhere_is_refused_and_the_right_file_still_counts) {
  World world;
  world.station.take_in(9, scan_of('s', 900));
  world.county.say({}, 60, R"({"id":"s1"})");
  export_all(world.station, world.end, world.stick);
  const Bytes good = world.stick.read("枫林村-1.jjb");
  for (std::size_t at = 0; at < good.size(); at += at < 400 ? 7 : 61) {
    Bytes bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << at % 8));
    world.stick.write("枫林村-1.jjb", bad);
    const auto bundles = world.end.take_in(world.stick);
    BOOST_REQUIRE(bundles.at(0).state == BundleState::kBroken ||
                  bundles[0].state == BundleState::kForeign ||
                  bundles[0].state == BundleState::kCut);
    BOOST_REQUIRE_EQUAL(bundles[0].ops, 0u);
    BOOST_REQUIRE(bundles[0].answer.empty());
  }
  BOOST_REQUIRE_EQUAL(*world.county.store.feed_end(), 1u);
  world.stick.write("枫林村-1.jjb", good);
  BOOST_CHECK(world.end.take_in(world.stick).at(0).state == BundleState::kTaken);
  const Bytes answer = world.stick.read("枫林村-1.answer.jjb");
  for (std::size_t at = 0; at < answer.size(); at += 13) {
    Bytes bad = answer;
    bad[at] = static_cast<char>(bad[at] ^ 4);
    world.stick.write("枫林村-1.answer.jjb", bad);
    const auto answers = take_answers(world.station, world.stick);
    BOOST_REQUIRE(answers.answers.at(0).state != AnswerState::kTaken);
    BOOST_REQUIRE_EQUAL(*world.station.store.feed_cursor(), 0u);
  }
  world.stick.write("枫林村-1.answer.jjb", answer);
  take_answers(world.station, world.stick);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_flip_behind_whole_segments_is_named_and_what_stood_before_it_counts) {
  World world;
  world.take_in_some();  // three segments
  export_all(world.station, world.end, world.stick);
  Bytes bad = world.stick.read("枫林村-1.jjb");
  bad[bad.size() - 30] = static_cast<char>(bad[bad.size() - 30] ^ 1);
  world.stick.write("枫林村-1.jjb", bad);
  const auto bundles = world.end.take_in(world.stick);
  BOOST_CHECK(bundles.at(0).state == BundleState::kBroken);
  BOOST_CHECK(bundles[0].cause.find("segment 3, byte ") != std::string::npos);
  BOOST_CHECK_EQUAL(bundles[0].ops, 4u);
  BOOST_CHECK(bundles[0].file_bytes > 60'000 && bundles[0].file_bytes < 150'000);
  // The answer says how far it came; the next trip brings the rest only.
  take_answers(world.station, world.stick);
  world.stick.clear();
  const auto exported = export_all(world.station, world.end, world.stick);
  BOOST_CHECK_EQUAL(exported.ops, 0u);
  BOOST_CHECK(exported.bytes < 100'000);
  world.end.take_in(world.stick);
  take_answers(world.station, world.stick);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_cut_file_counts_as_far_as_it_goes) {
  World world;
  world.take_in_some();
  export_all(world.station, world.end, world.stick);
  const Bytes whole = world.stick.read("枫林村-1.jjb");
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{150},
                                 std::size_t{5'000}, std::size_t{66'000}, whole.size() - 1}) {
    world.stick.write("枫林村-1.jjb", BytesView(whole).substr(0, size));
    const auto bundles = world.end.take_in(world.stick);
    BOOST_REQUIRE(bundles.at(0).state == BundleState::kCut);
    BOOST_REQUIRE_EQUAL(world.county.told_ops, size > 65'536 + 400 ? 4u : 0u);
  }
  const auto answers = take_answers(world.station, world.stick);
  BOOST_CHECK(answers.answers.at(0).state == AnswerState::kTaken);
  BOOST_CHECK_EQUAL(answers.ops_acknowledged, 4u);
  const Bytes answer = world.stick.read("枫林村-1.answer.jjb");
  World other;
  world.stick.write("枫林村-1.jjb", whole);
  world.end.take_in(world.stick);
  const Bytes full = world.stick.read("枫林村-1.answer.jjb");
  for (std::size_t size = 0; size < full.size(); size += full.size() / 9) {
    world.stick.write("枫林村-1.answer.jjb", BytesView(full).substr(0, size));
    const auto cut = take_answers(world.station, world.stick);
    BOOST_REQUIRE(cut.answers.at(0).state == AnswerState::kCut);
  }
  world.stick.write("枫林村-1.answer.jjb", full);
  take_answers(world.station, world.stick);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(what_is_for_somebody_else_is_refused_and_told_whose_it_is) {
  World world, other;
  world.take_in_some();
  export_all(world.station, world.end, world.stick);
  const auto foreign = other.end.take_in(world.stick);
  BOOST_CHECK(foreign.at(0).state == BundleState::kForeign);
  BOOST_CHECK_EQUAL(foreign[0].cause, "青溪县");
  BOOST_CHECK(foreign[0].answer.empty());
  // Our county's key, but a station that it never enrolled.
  world.county.enrolled.clear();
  const auto stranger = world.end.take_in(world.stick);
  BOOST_CHECK(stranger.at(0).state == BundleState::kUnknown);
  BOOST_CHECK_EQUAL(*world.county.store.feed_end(), 1u);
  // An answer for one station at another one of the same county.
  World third;
  StationEnd second(third.county, 2);
  third.take_in_some();
  third.round();
  export_all(second, third.end, third.stick);
  const auto wrong = take_answers(second, third.stick);
  BOOST_CHECK(wrong.answers.at(0).state == AnswerState::kNotOurs);
  BOOST_CHECK_EQUAL(wrong.answers[0].cause, "枫林村");
  BOOST_CHECK_EQUAL(*second.store.feed_cursor(), 0u);
}

BOOST_AUTO_TEST_CASE(a_year_later_nothing_changes) {
  World world;
  world.take_in_some();
  export_all(world.station, world.end, world.stick);
  world.end.take_in(world.stick);
  take_answers(world.station, world.stick);
  Stick old;
  for (const auto& name : world.stick.names()) old.write(name, world.stick.read(name));
  for (std::uint8_t month = 0; month < 12; ++month) {
    world.station.take_in(static_cast<std::uint8_t>(30 + month), scan_of('m', 900));
    world.county.say(case_of(9), 20, "{}");
    world.round();
  }
  const auto before = *world.county.store.feed_end();
  for (const auto& bundle : world.end.take_in(old))
    BOOST_CHECK(bundle.state == BundleState::kKnown);
  const auto answers = take_answers(world.station, old);
  BOOST_CHECK(answers.notice.empty());
  BOOST_CHECK(!answers.reborn && !answers.export_again);
  BOOST_CHECK_EQUAL(*world.county.store.feed_end(), before);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_limit_makes_several_files_each_of_which_stands_for_itself) {
  World world;
  world.station.take_in(9, scan_of('a', 500'000));
  world.station.take_in(10, scan_of('b', 400'000));
  const auto exported = export_all(world.station, world.end, world.stick, 300 * 1024);
  BOOST_CHECK_GE(exported.files.size(), 4u);
  for (const auto& name : exported.files)
    BOOST_CHECK_LE(world.stick.read(name).size(), 300u * 1024);
  // The last one alone, then all but the first, then all.
  Stick some;
  some.write(exported.files.back(), world.stick.read(exported.files.back()));
  world.end.take_in(some);
  for (std::size_t i = 1; i < exported.files.size(); ++i)
    some.write(exported.files[i], world.stick.read(exported.files[i]));
  world.end.take_in(some);
  const auto bundles = world.end.take_in(world.stick);
  BOOST_CHECK(bundles.at(0).state == BundleState::kTaken);
  take_answers(world.station, world.stick);
  require_in_step(world.county, world.station);
  BOOST_CHECK(try_export(world.station, world.end, world.stick, 1000).error().code ==
              ErrorCode::kInvalidArgument);
}

BOOST_AUTO_TEST_CASE(ops_whose_beginning_is_missing_wait_for_it) {
  World world;
  for (int i = 0; i < 3000; ++i) {
    Bytes text;
    for (int k = 0; k < 12; ++k) text += envelope::content_hash(std::to_string(i * 99 + k)).hex();
    world.station.write(
        case_of(7), i ? 11 : 1,
        i ? R"({"text":")" + text + "\"}" : R"({"key":")" + std::string(64, 'b') + "\"}");
  }
  const auto exported = export_all(world.station, world.end, world.stick, 512 * 1024);
  BOOST_REQUIRE_GE(exported.files.size(), 3u);
  Stick late;
  late.write(exported.files[1], world.stick.read(exported.files[1]));
  const auto early = world.end.take_in(late);
  BOOST_CHECK(early.at(0).state == BundleState::kIncomplete);
  BOOST_CHECK_EQUAL(world.county.told_ops, 0u);
  // In one folder they are served in the right order, whatever their names.
  for (std::size_t i = 0; i < exported.files.size(); ++i)
    late.write(std::to_string(9 - i) + ".jjb", world.stick.read(exported.files[i]));
  for (const auto& bundle : world.end.take_in(late))
    BOOST_CHECK(bundle.state == BundleState::kTaken || bundle.state == BundleState::kKnown);
  BOOST_CHECK_EQUAL(world.county.told_ops, 3000u);
  take_answers(world.station, late);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_copied_disk_is_healed_by_stick) {
  World world;
  world.take_in_some();
  world.round();
  StationEnd clone = world.station;  // the same disk twice
  world.station.take_in(40, scan_of('o', 3'000));
  clone.take_in(41, scan_of('c', 3'000));
  world.round();
  require_in_step(world.county, world.station);
  const auto trip = [&] {
    world.stick.clear();
    export_all(clone, world.end, world.stick);
    world.end.take_in(world.stick);
    return take_answers(clone, world.stick);
  };
  const auto found = trip();
  BOOST_CHECK(found.export_again);
  BOOST_CHECK(!found.notice.empty());
  const auto bound = trip();
  BOOST_REQUIRE(bound.reborn.has_value());
  BOOST_CHECK(bound.export_again);
  trip();
  trip();
  require_in_step(world.county, clone);
  BOOST_CHECK_EQUAL(world.county.store.ops_after(clone.incarnation.id, 0, 1 << 20)->size(), 4u);
  world.round();
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(a_county_that_was_restored_gets_again_what_it_forgot) {
  World world;
  world.take_in_some();
  world.round();
  const store::MemoryStore backup = world.county.store;
  world.station.take_in(50, scan_of('r', 4'000));
  world.round();
  Stick old;
  for (const auto& name : world.stick.names()) old.write(name, world.stick.read(name));
  world.county.store = backup;
  world.county.told_files.clear();
  for (int trip = 0; trip < 3; ++trip) world.round();
  require_in_step(world.county, world.station);
  BOOST_CHECK_EQUAL(world.county.told_files.size(), 1u);
  // The answer of before says that the county holds everything: it counts no more.
  for (const auto& again : take_answers(world.station, old).answers)
    BOOST_CHECK(again.state == AnswerState::kKnown);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(an_export_that_was_stopped_leaves_nothing) {
  World world;
  world.take_in_some();
  int asked = 0;
  const auto stopped = try_export(world.station, world.end, world.stick, wire::kStickFileBytesMax,
                                  {.stop = [&] { return ++asked > 3; }});
  BOOST_CHECK(stopped.error().code == ErrorCode::kCancelled);
  BOOST_CHECK(world.stick.names().empty());
  std::filesystem::remove_all(world.stick.folder());
  BOOST_CHECK(try_export(world.station, world.end, world.stick).error().code == ErrorCode::kIo);
}

BOOST_AUTO_TEST_CASE(what_a_pulled_stick_left_behind_is_tidied_away_by_the_next_export) {
  World world;
  world.take_in_some();
  world.stick.write("枫林村-1.jjb.part", "half of it");
  world.stick.write("other-1.jjb.part", "not ours");
  world.stick.write("notes.txt", "not ours either");
  export_all(world.station, world.end, world.stick);
  const std::vector<std::string> expected{"notes.txt", "other-1.jjb.part", "枫林村-1.jjb"};
  BOOST_CHECK(world.stick.names() == expected);
}

BOOST_AUTO_TEST_CASE(another_stations_file_of_the_same_name_is_not_written_over) {
  World world;
  StationEnd second(world.county, 2);
  world.take_in_some();
  second.take_in(60, "other");
  export_all(world.station, world.end, world.stick);
  const Bytes first = world.stick.read("枫林村-1.jjb");
  const auto exported = export_all(second, world.end, world.stick);
  BOOST_CHECK_EQUAL(exported.files.at(0), "枫林村-2.jjb");
  BOOST_CHECK(world.stick.read("枫林村-1.jjb") == first);
  world.end.take_in(world.stick);
  take_answers(world.station, world.stick);
  take_answers(second, world.stick);
  require_in_step(world.county, second);
}

BOOST_AUTO_TEST_SUITE_END()
