#include "sync/county/sealed_backup.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include "county_fixture.h"
#include "sync/base/atomic_file.h"
#include "sync/store/sqlite_store.h"

using namespace jiujin;
using namespace jiujin::tests;
namespace fs = std::filesystem;

namespace {

constexpr const char* kName = "欧阳金丝雀";

struct BackupFixture : CountyFixture {
  std::vector<std::string> shares;
  std::string backup = folder + "/backup", file = backup + "/county.backup";
  base::CaseId id;

  BackupFixture() {
    enrol_station();
    id = hand_in(kName, "");
    const auto made = service->make_escrow(folder + "/shares", 3, 2, "admin");
    must(made);
    shares = made->files;
    must(service->announce_authority("admin"));  // which goes along before it signs
    must(service->backup(backup));
  }
  std::string read(const std::string& path) { return *base::read_whole_file(path, 64u << 20); }
  void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  Result<void> restore(const std::vector<std::string>& with) {
    return county::CountyService::restore(backup, folder + "/second", with);
  }
  // Refused, and nothing stands where the county was to be.
  Error refused(const std::vector<std::string>& with) {
    const auto done = restore(with);
    BOOST_REQUIRE(!done.ok());
    BOOST_TEST(!fs::exists(folder + "/second"));
    return done.error();
  }
};

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& each : fs::directory_iterator(folder))
    names.insert(each.path().filename().string());
  return names;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sealed_backup_tests, BackupFixture)

BOOST_AUTO_TEST_CASE(two_of_three_shares_bring_the_county_back) {
  BOOST_TEST((names_in(backup) == std::set<std::string>{"county.backup"}));
  BOOST_TEST(!fs::exists(folder + "/data/backup-copy"));
  const auto open_data = read(folder + "/data/county.db") + read(folder + "/data/county.db-wal");
  BOOST_TEST(open_data.find(kName) != std::string::npos);
  BOOST_TEST(read(file).find(kName) == std::string::npos);
  auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
  BOOST_TEST((*opened)->acknowledgement(incarnation)->backed_up_seq == sent);
  BOOST_REQUIRE(restore({shares[2], shares[0]}).ok());
  BOOST_TEST(
      (names_in(folder + "/second") == std::set<std::string>{"county.db", "county.key", "tls"}));
  BOOST_TEST(read(folder + "/second/county.key") == read(folder + "/data/county.key"));
  BOOST_TEST(read(folder + "/second/tls/next.key") == read(folder + "/data/tls/next.key"));
  BOOST_TEST(read(folder + "/second/tls/authority.key") ==
             read(folder + "/data/tls/authority.key"));
  auto second = county::CountyService::open(folder + "/second", options());
  BOOST_REQUIRE(second.ok());
  BOOST_TEST((*second)->load_case(id)->applicant.name == kName);
  BOOST_TEST((*second)->verify_audit().ok());
  BOOST_TEST((*second)->escrow()->has_value());  // it goes on being sealed
  const auto again = (*second)->backup(folder + "/next");
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(again->sealed_for.has_value());
}

BOOST_AUTO_TEST_CASE(wrong_and_too_few_shares_are_refused_by_name) {
  BOOST_TEST((refused({}).code == ErrorCode::kUnauthenticated));
  fs::create_directories(folder + "/mine");  // a folder that was there stays, and stays empty
  const auto whole = read(file);
  write(file, whole.substr(0, whole.size() - 9));
  BOOST_TEST(
      !county::CountyService::restore(backup, folder + "/mine", std::vector{shares[0], shares[1]})
           .ok());
  BOOST_TEST(names_in(folder + "/mine").empty());
  write(file, whole);
  BOOST_TEST(refused({shares[1]}).line() == "shares: 2 are needed, 1 was given");
  BOOST_TEST(refused({shares[1], shares[1]}).cause == "the same share as " + shares[1]);
  const auto later = service->make_escrow(folder + "/later", 2, 2, "admin");
  BOOST_REQUIRE(later.ok());
  BOOST_TEST(refused({shares[0], later->files[1]}).place == later->files[1]);
  const auto other = refused({later->files[0], later->files[1]});
  BOOST_TEST((other.code == ErrorCode::kForbidden));
  BOOST_TEST(other.cause.find("sealed for the key") != std::string::npos);
  auto typed = read(shares[0]);
  const auto at = typed.find("\n03: ") + 5;
  typed[at] = typed[at] == '7' ? '1' : '7';
  write(folder + "/typed.txt", typed);
  BOOST_TEST(refused({folder + "/typed.txt", shares[1]}).line() ==
             folder + "/typed.txt: line 3 of the share was mistyped or altered");
  BOOST_TEST((refused({folder + "/none.txt", shares[1]}).code == ErrorCode::kNotFound));
  BOOST_TEST(restore({shares[0], shares[1], shares[2]}).ok());
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_anywhere_is_refused) {
  const auto whole = read(file);
  const auto step = whole.size() / 97;
  for (std::size_t at = 0; at < whole.size(); at += at < 300 ? 7 : step) {
    auto altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ (1 << at % 8));
    write(file, altered);
    const auto error = refused({shares[0], shares[1]});
    BOOST_TEST(error.place.find(file) == 0u, "byte " << at << " " << error.line());
  }
  write(file, whole);
  BOOST_TEST(restore({shares[0], shares[1]}).ok());
}

BOOST_AUTO_TEST_CASE(what_was_cut_off_is_never_taken_for_whole) {
  const auto whole = read(file);
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{60}, whole.size() / 2,
                                 whole.size() - 17, whole.size() - 1}) {
    write(file, whole.substr(0, size));
    BOOST_TEST((refused({shares[0], shares[1]}).code == ErrorCode::kTruncated), size);
  }
  write(file, whole + "x");
  BOOST_TEST((refused({shares[0], shares[1]}).code == ErrorCode::kCorrupt));
  fs::remove(file);
  write(file + ".part", whole);
  BOOST_TEST((refused({shares[0], shares[1]}).code == ErrorCode::kTruncated));
}

// The backup key's public half is no secret: who has it can seal, but not in the county's name.
BOOST_AUTO_TEST_CASE(a_backup_that_another_has_made_is_refused) {
  const auto stranger = envelope::default_suite().generate_signing_key(seeded(3));
  const auto opened = county::open_escrow_files(std::vector{shares[0], shares[1]});
  BOOST_REQUIRE(opened.ok());
  const std::vector<county::BackupPart> parts{{"county.db", folder + "/data/county.db"},
                                              {"county.key", folder + "/data/county.key"}};
  fs::remove(file);
  const envelope::OpeningKey key{1, opened->keys.public_key};
  for (const auto& shown : {base::Bytes(stranger.public_key), service->public_key()}) {
    BOOST_REQUIRE(county::write_sealed_backup(file, parts, key, "青溪县",
                                              {1, stranger.private_key, shown}, seeded(4))
                      .ok());
    BOOST_TEST((refused({shares[0], shares[1]}).code == ErrorCode::kForbidden));
  }
}

BOOST_AUTO_TEST_CASE(an_open_backup_in_its_place_is_not_taken_with_shares) {
  fs::remove(file);
  fs::copy(folder + "/data/county.db", backup + "/county.db");
  BOOST_TEST((refused({shares[0], shares[1]}).code == ErrorCode::kTruncated));  // no key in it
  fs::copy(folder + "/data/county.key", backup + "/county.key");
  BOOST_TEST((refused({shares[0], shares[1]}).code == ErrorCode::kInvalidArgument));
}

BOOST_AUTO_TEST_CASE(a_folder_with_a_county_stays_as_it_is) {
  const auto key = read(folder + "/data/county.key");
  const auto names = names_in(folder + "/data");
  const auto done =
      county::CountyService::restore(backup, folder + "/data", std::vector{shares[0], shares[1]});
  BOOST_TEST((!done.ok() && done.error().code == ErrorCode::kAlreadyExists));
  BOOST_TEST((names_in(folder + "/data") == names));
  BOOST_TEST(read(folder + "/data/county.key") == key);
  BOOST_TEST((service->backup(backup).error().code == ErrorCode::kAlreadyExists));
}

BOOST_AUTO_TEST_CASE(the_escrow_is_on_the_record_and_no_file_holds_the_whole_key) {
  const auto end = *service->feed_end();
  const auto found = service->feed(0, end, [](const oplog::StoredOp& op) {
    return oplog::decode_header(op.header)->type ==
           static_cast<std::uint32_t>(casework::OpType::kBackupKeyEscrowed);
  });
  BOOST_REQUIRE(found->size() == 1u);
  const auto& op = *found->front().op;
  BOOST_TEST(oplog::decode_header(op.header)->actor == "admin");
  const auto body = casework::read_body<casework::BackupKeyEscrowed>(op.body);
  BOOST_TEST(body->people == 3);
  BOOST_TEST(body->needed == 2);
  BOOST_TEST(body->key == service->escrow()->value().key);
  BOOST_TEST((names_in(folder + "/shares") == std::set<std::string>{"backup-share-1-of-3.txt",
                                                                    "backup-share-2-of-3.txt",
                                                                    "backup-share-3-of-3.txt"}));
  const auto private_half =
      county::open_escrow_files(std::vector{shares[0], shares[1]})->keys.private_key;
  for (const auto& each : fs::recursive_directory_iterator(folder)) {
    if (!each.is_regular_file()) continue;
    const auto bytes = read(each.path().string());
    BOOST_TEST(bytes.find(private_half.substr(private_half.size() - 32)) == std::string::npos);
    BOOST_TEST((each.path().string().find("share") == std::string::npos ||
                fs::status(each.path()).permissions() ==
                    (fs::perms::owner_read | fs::perms::owner_write)));
  }
}

BOOST_AUTO_TEST_CASE(an_escrow_that_cannot_be_kept_changes_nothing) {
  const auto before = service->escrow()->value().key;
  BOOST_TEST((service->make_escrow(folder + "/shares", 3, 2, "admin").error().code ==
              ErrorCode::kAlreadyExists));
  for (const auto& [people, needed] : {std::pair(3, 1), {2, 3}, {21, 2}}) {
    BOOST_TEST((service->make_escrow(folder + "/odd", people, needed, "admin").error().code ==
                ErrorCode::kInvalidArgument));
    BOOST_TEST(names_in(folder + "/odd").empty());
  }
  BOOST_TEST(service->escrow()->value().key == before);
}

BOOST_AUTO_TEST_SUITE_END()
