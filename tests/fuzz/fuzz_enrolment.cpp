// JSON that strangers hand over: a station that wants to enrol, a county that answers it, a proof
// that somebody shows. The first byte chooses. What is read is within its limits, and no proof
// stands that this county's key has not signed.
#include <nlohmann/json.hpp>

#include "sync/wire/countersignatures.h"
#include "sync/wire/enrolment.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using base::BytesView;

namespace {

const envelope::KeyPair& county_key(std::uint8_t suite) {
  static const envelope::KeyPair keys[] = {
      (*envelope::find_suite(1))->generate_signing_key(envelope::system_random()),
      (*envelope::find_suite(2))->generate_signing_key(envelope::system_random())};
  return keys[suite - 1];
}

void request_of_anybody(BytesView text) {
  const auto request = wire::parse_enrolment_request(text);
  if (!request.ok()) return;
  REQUIRE(request->code.size() <= 64 && request->station_name.size() <= 200);
  if (request->code.empty()) return;  // nothing but blanks and hyphens: no code of any county
  const auto again = wire::parse_enrolment_request(wire::to_json(*request).dump());
  REQUIRE(again.ok() && again->code == request->code);
  REQUIRE(again->public_key == request->public_key && again->suite == request->suite);
  REQUIRE(again->incarnation == request->incarnation);
}

void answer_of_anybody(BytesView text) {
  const auto answer = wire::parse_enrolment_answer(text);
  if (!answer.ok()) return;
  REQUIRE(answer->number_block <= 9999 && answer->division.size() <= 12);
  for (const auto& member : answer->staff) {
    REQUIRE(!member.id.empty());
    (void)envelope::check_staff_keys(member.keys).ok();
  }
  const auto again = wire::parse_enrolment_answer(wire::to_json(*answer).dump());
  REQUIRE(again.ok() && again->staff.size() == answer->staff.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 16 * 1024) return 0;
  const BytesView input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) request_of_anybody(input);
  if (data[0] % 3 == 1) answer_of_anybody(input);
  if (data[0] % 3 == 2) {
    const std::string text(input);
    for (const std::uint8_t suite : {1, 2})
      REQUIRE(!wire::check_proof(text, county_key(suite).public_key).ok());
    (void)wire::check_proof(text, input.substr(0, 100)).ok();  // nor with a key that is none
  }
  return 0;
}
