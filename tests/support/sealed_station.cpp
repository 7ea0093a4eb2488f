#include "tests/support/sealed_station.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "client/control/station_identity.h"
#include "client/control/station_keys.h"
#include "client/control/station_recovery.h"
#include "sync/base/hex.h"
#include "sync/envelope/suite.h"

namespace jiujin::tests {
namespace {

sync::store::SqliteStoreOptions sealed_by(const sync::store::PageKey& key) {
  sync::store::SqliteStoreOptions disk;
  disk.page_key = &key;
  return disk;
}

sync::store::PageKey page_key_of(const sync::envelope::DataKey& key) {
  auto made = sync::store::PageKey::from_bytes(key.bytes(), 1);
  BOOST_REQUIRE(made.ok());
  return *std::move(made);
}

sync::wire::EnrolmentStaff member(const std::string& id, const std::string& name) {
  const auto opening = staff_opening(id, kPassword);
  return {id,
          name,
          {"intake"},
          {static_cast<std::uint8_t>(opening.suite), *sync::base::from_hex(opening.key),
           *sync::base::from_hex(opening.wrapped)}};
}

}  // namespace

SealedKeys::SealedKeys()
    : data_key(sync::envelope::DataKey::random(sync::envelope::system_random())),
      page_key(page_key_of(data_key)),
      county((*sync::envelope::find_sealing(1))
                 ->generate_opening_key(sync::envelope::system_random())) {}

SealedStation::SealedStation() : DemoStation(sealed_by(page_key)) {
  auto store = DemoStation::options().open_store(folder());
  BOOST_REQUIRE(store.ok());
  auto identity = client::control::read_identity(**store);
  BOOST_REQUIRE(identity.ok() && *identity);
  m_id = (*identity)->station;
  sync::wire::EnrolmentAnswer answer;
  answer.station = m_id;
  answer.station_name = (*identity)->name;
  answer.division = (*identity)->division;
  answer.county_opening_key = {1, county.public_key};
  answer.staff = {member(kClerk, "李敏"), member(kColleague, "赵强")};
  auto written = client::control::write_first_slots(folder(), data_key, answer, "https://qingxi",
                                                    sync::envelope::system_random());
  BOOST_REQUIRE(written.ok());
}

client::control::SessionOptions SealedStation::options() const {
  auto options = DemoStation::options();
  options.open_store = {};
  return options;
}

std::unique_ptr<client::control::StationSession> SealedStation::locked() const {
  auto opened = client::control::StationSession::open(options());
  BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().line()));
  BOOST_REQUIRE((*opened)->locked());
  return *std::move(opened);
}

sync::envelope::DataKey SealedStation::key_for_county(const std::string& path) const {
  const auto body = client::control::read_recovery_file(path);
  BOOST_REQUIRE_MESSAGE(body.ok(), (body.ok() ? "" : body.error().line()));
  BOOST_TEST(body->key == sync::base::to_hex(county.public_key));
  auto key = sync::envelope::open_data_key(
      {*sync::base::from_hex(body->capsule), *sync::base::from_hex(body->sealed)}, 1, county, m_id,
      "");
  BOOST_REQUIRE(key.ok());
  return *std::move(key);
}

void SealedStation::hear_county() {
  auto store = DemoStation::options().open_store(folder());
  BOOST_REQUIRE(store.ok());
  exchange(**store);
}

sync::casework::Draft canary_draft() {
  sync::casework::Draft draft;
  draft.id = std::string(32, 'a');
  draft.item = draft.form = "QX-001";
  draft.item_version = draft.form_version = 1;
  draft.applicant = {kCanary, "111", "430190196203041222", "13800000000"};
  draft.answers["/data/applicant_name"] = nlohmann::json(kCanary).dump();
  draft.delivery.mode = "station";
  return draft;
}

}  // namespace jiujin::tests
