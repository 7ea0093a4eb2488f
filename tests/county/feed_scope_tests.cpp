// A station hears of the cases of its own scope and of no other, whatever it asks and under
// whatever name: hostile requests at the real county, answers read frame by frame.
#include <boost/test/unit_test.hpp>
#include <set>

#include "county_fixture.h"
#include "sync/bundle/feed_frame.h"
#include "sync/bundle/frame.h"
#include "sync/oplog/chain.h"
#include "sync/wire/citations.h"

using namespace jiujin;
using namespace jiujin::tests;
using bundle::FrameType;

namespace {

const std::string kVillage = "430190101201", kTown = "430190101000", kElsewhere = "430190102201";
const char* const kName = "欧阳金丝雀";

struct Station {
  base::StationId id;
  store::Incarnation log;
  envelope::KeyPair keys;
  store::MemoryStore store{store::StoreRole::kStation};

  base::Bytes sign(base::BytesView message) const {
    return *envelope::default_suite().sign(keys.private_key, message, envelope::system_random());
  }
};

struct Heard {
  std::set<base::CaseId> cases;  // with which ops have come
  std::size_t entries = 0, file_bytes = 0;
  std::uint64_t files_held = 0;  // as told of files
  std::vector<bundle::NoticeCode> notices;
};

struct ScopeFixture : CountyFixture {
  std::unique_ptr<Station> village, neighbour, town;
  base::CaseId case_id;
  store::FileInfo scan;

  ScopeFixture() {
    add_staff("clerk", {casework::Role::kIntake}, kVillage);
    add_staff("other", {casework::Role::kIntake}, kElsewhere);
    add_staff("rev", {casework::Role::kReview});
    village = enrolled(kVillage, 6);
    neighbour = enrolled(kElsewhere, 6);
    town = enrolled(kTown, 5);
    take_in();
    must(service->append({casework::draft_op(case_id, 0, "rev", casework::ReviewStarted{}),
                          casework::draft_op(case_id, 0, "rev", casework::NoteAdded{kName})},
                         ""));
  }

  std::unique_ptr<Station> enrolled(const std::string& division, int level) {
    auto station = std::make_unique<Station>();
    const auto code = service->add_station({"站" + division, division, division, level}, "admin");
    must(code);
    station->keys = envelope::default_suite().generate_signing_key(envelope::system_random());
    auto request = enrolment(code->code);
    request.suite = 1;
    request.public_key = station->keys.public_key;
    request.incarnation = base::IncarnationId::random(envelope::system_random());
    const auto answer = service->enrol(request);
    must(answer);
    station->id = answer->station;
    station->log = {request.incarnation, answer->station, 1, request.public_key,
                    answer->number_block};
    must(station->store.add_incarnation(station->log));
    return station;
  }

  // A case with a scan, handed over as an exchange does it.
  void take_in() {
    case_id = base::CaseId::random(envelope::system_random());
    scan = *village->store.put_file("a scan of an identity card", "image/jpeg");
    store::AppendBatch batch;
    batch.ops = {opened(kVillage, "clerk"),
                 casework::draft_op(case_id, 0, "clerk",
                                    casework::MaterialAdded{
                                        "M01", {{scan.hash, scan.size, "image/jpeg", "1.jpg"}}})};
    batch.time.wall_ms = clock.wall_ms;
    must(village->store.append(village->log.id, batch));
    const auto part = bundle::encode_file_part(
        {scan.hash, scan.size, "image/jpeg", 0, "a scan of an identity card"});
    ask(*village, 0, ops_of(*village) + bundle::encode_frame(FrameType::kFile, part));
    BOOST_REQUIRE((*service->file_state(scan.hash))->info.complete);
  }

  oplog::OpDraft opened(const std::string& division, const std::string& actor) const {
    casework::CaseOpened body;
    body.key = base::CaseKey::random(seeded(5));
    body.item = "QX-900";
    body.item_version = 1;
    body.division = division;
    body.channel = "window";
    body.applicant = {kName, "111", "430190195803120173", "13800000000"};
    return casework::draft_op(case_id, 0, actor, body);
  }

  base::Bytes ops_of(Station& station) {
    const auto ops = *station.store.ops_after(station.log.id, 0, 1 << 20);
    const auto signature =
        station.sign(oplog::head_message(station.log.id, ops.back().address.seq, ops.back().hash));
    return bundle::encode_frame(
        FrameType::kOps, bundle::encode_ops_frame(ops, signature, bundle::Commitment::kWrite));
  }

  // `more`: frames behind HELLO. `change`: what it says instead, before it is signed.
  base::Bytes request(Station& station, std::uint64_t cursor, const base::Bytes& more,
                      const std::function<void(bundle::Hello&)>& change,
                      const base::StationId& as) {
    bundle::Hello hello;
    hello.incarnation = station.log.id;
    hello.county = bundle::mark_of(service->info().incarnation);
    hello.head_seq = station.store.head(station.log.id)->seq;
    hello.feed_cursor = cursor;
    envelope::system_random()(hello.nonce.bytes);
    if (change) change(hello);
    hello.signature = station.sign(bundle::hello_message(hello, service->info().incarnation, as));
    return bundle::encode_preamble(bundle::Direction::kUp) +
           bundle::encode_frame(FrameType::kHello, bundle::encode_hello(hello)) + more +
           bundle::encode_frame(FrameType::kEnd, bundle::encode_end({}));
  }

  Heard ask(Station& station, std::uint64_t cursor, const base::Bytes& more = {},
            const std::function<void(bundle::Hello&)>& change = {}) {
    return exchange(request(station, cursor, more, change, station.id), station.id);
  }

  Heard exchange(const base::Bytes& sent, const base::StationId& reader) {
    base::BytesView left(sent);
    base::Bytes answer;
    const auto report =
        service->exchange({.read = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
                             const std::size_t count = left.copy(buffer, size);
                             left.remove_prefix(count);
                             return count;
                           },
                           .write = [&](base::BytesView bytes) -> Result<void> {
                             answer += bytes;
                             return {};
                           }});
    must(report);
    return read(answer, reader);
  }

  Heard read(const base::Bytes& answer, const base::StationId& reader) {
    auto at_county = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    must(at_county);
    wire::StoredCaseKeys keys(**at_county);
    const store::Incarnation county{service->info().incarnation, {}, 1, service->public_key(), 0};
    bundle::StreamReader stream(bundle::Direction::kDown);
    stream.feed(answer);
    stream.end();
    Heard heard;
    for (;;) {
      const auto frame = stream.next();
      must(frame);
      if (!*frame) return heard;
      const auto& payload = (*frame)->payload;
      if ((*frame)->type == FrameType::kFeed) {
        base::ByteReader in(payload);
        (void)in.byte();
        const auto piece = bundle::decode_feed_frame(payload, county, reader, *in.varint(),
                                                     [&](const auto& id) { return keys.key(id); });
        must(piece);
        heard.entries += piece->entries.size();
        for (const auto& entry : piece->entries)
          if (entry.op) heard.cases.insert(oplog::decode_header(entry.op->header)->case_id);
      } else if ((*frame)->type == FrameType::kFile) {
        heard.file_bytes += bundle::decode_file_part(payload)->bytes.size();
      } else if ((*frame)->type == FrameType::kNotice) {
        heard.notices.push_back(bundle::decode_notice(payload)->code);
      } else if ((*frame)->type == FrameType::kAck) {
        const auto ack = bundle::decode_ack(payload);
        must(ack);
        for (const auto& file : ack->files) heard.files_held += file.held;
      }
    }
  }

  bool hears_of_it(const Heard& heard) const { return heard.cases.contains(case_id); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(feed_scope_tests, ScopeFixture)

BOOST_AUTO_TEST_CASE(who_has_the_place_in_its_scope_hears_of_the_case) {
  BOOST_TEST(hears_of_it(ask(*town, 0)));  // so that silence below means something
  BOOST_TEST(hears_of_it(ask(*village, 0)));
}

BOOST_AUTO_TEST_CASE(another_place_hears_nothing_from_any_cursor) {
  const auto end = *service->feed_end();
  std::size_t entries = 0;
  for (std::uint64_t cursor = 0; cursor <= end + 2; ++cursor) {
    for (const bool tell_first : {false, true}) {
      const auto heard = ask(*neighbour, cursor, {}, [&](bundle::Hello& hello) {
        hello.tell_first = tell_first;
        hello.answer_bytes_max = tell_first ? 1 << 20 : 0;
      });
      BOOST_TEST(!hears_of_it(heard), "from " << cursor);
      entries += heard.entries;
    }
  }
  BOOST_TEST(entries > 0u);  // staff, stations: it does hear what is for it
  for (const std::uint64_t cursor : {std::uint64_t{1} << 32, UINT64_MAX >> 1, UINT64_MAX})
    BOOST_TEST(!hears_of_it(ask(*neighbour, cursor)));
  // As one that has seen a feed which never was.
  const auto lied = ask(*neighbour, end, {}, [&](bundle::Hello& hello) {
    hello.tail_position = end;
    hello.tail.bytes.fill(3);
  });
  BOOST_TEST(!hears_of_it(lied));
}

BOOST_AUTO_TEST_CASE(another_station_s_name_opens_nothing_without_its_key) {
  const auto nothing = [&](const Heard& heard) {
    BOOST_TEST(heard.entries == 0u);
    BOOST_TEST(heard.cases.empty());
    BOOST_TEST(!heard.notices.empty());
  };
  for (const auto* victim : {village.get(), town.get()}) {
    const auto as_victim = [&](bundle::Hello& hello) { hello.incarnation = victim->log.id; };
    // Signed with its own key, as its own station or as the other one.
    for (const auto& as : {neighbour->id, victim->id}) {
      nothing(exchange(request(*neighbour, 0, {}, as_victim, as), victim->id));
      nothing(exchange(request(*neighbour, 0, {}, as_victim, as), neighbour->id));
    }
    // Its own log, said to be the other station's.
    nothing(exchange(request(*neighbour, 0, {}, {}, victim->id), neighbour->id));
  }
  // An answer that was meant for another is no use either: it is signed for that reader.
  const auto sent = request(*town, 0, {}, {}, town->id);
  BOOST_CHECK_THROW(exchange(sent, neighbour->id), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(an_op_about_a_case_of_another_place_opens_nothing_of_it) {
  store::AppendBatch batch;
  batch.ops = {casework::draft_op(case_id, 0, "other", casework::NoteAdded{"mine"}),
               opened(kElsewhere, "other"),
               casework::draft_op(case_id, 0, "other", casework::CaseHandedOver{"other", ""})};
  batch.time.wall_ms = clock.wall_ms;
  must(neighbour->store.append(neighbour->log.id, batch));
  const auto during = ask(*neighbour, 0, ops_of(*neighbour));
  const auto after = ask(*neighbour, 0);
  for (const auto* heard : {&during, &after}) BOOST_TEST(!hears_of_it(*heard));
  // And where the case belongs nobody hears of what they wrote.
  BOOST_TEST((*service->load_case(case_id)).division == kVillage);
  const auto position = *service->feed_end() - 3;
  BOOST_TEST(!hears_of_it(ask(*village, position)));
  BOOST_TEST(!hears_of_it(ask(*town, position)));
}

BOOST_AUTO_TEST_CASE(its_scan_is_neither_sent_nor_told_of) {
  const auto asked = bundle::encode_frame(
      FrameType::kAsk, bundle::encode_ask({{bundle::AskKind::kSend, scan.hash, 0},
                                           {bundle::AskKind::kHowMuch, scan.hash, 0}}));
  const auto refused = ask(*neighbour, 0, asked);
  BOOST_TEST(refused.file_bytes == 0u);
  BOOST_TEST(refused.files_held == 0u);
  BOOST_TEST(ask(*town, 0, asked).file_bytes == scan.size);
}

BOOST_AUTO_TEST_CASE(a_scope_that_was_never_given_is_not_taken_by_asking) {
  // Whatever a station says of itself in its own log.
  store::AppendBatch batch;
  batch.ops = {
      casework::draft_op({}, 0, "", casework::ScopeGranted{neighbour->id, kVillage}),
      casework::draft_op(
          {}, 0, "", casework::StationEnrolled{neighbour->id, "x", kVillage, "430190000000", 4}),
      casework::draft_op({}, 0, "",
                         casework::IncarnationStarted{neighbour->log.id, village->id, 9})};
  batch.time.wall_ms = clock.wall_ms;
  must(neighbour->store.append(neighbour->log.id, batch));
  BOOST_TEST(!hears_of_it(ask(*neighbour, 0, ops_of(*neighbour))));
  BOOST_TEST(!hears_of_it(ask(*neighbour, 0)));
  BOOST_TEST(hears_of_it(ask(*town, 0)));  // nobody else has lost anything by it
}

BOOST_AUTO_TEST_SUITE_END()
