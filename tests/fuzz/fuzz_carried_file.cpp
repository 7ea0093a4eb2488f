// What anybody may post as a locked station's file, and what anybody may answer it: head and file,
// the sealed file behind them, the answer. The first byte chooses. Only what the station's own keys
// have signed is carried, and only that reaches an exchange.
#include <algorithm>

#include "sync/wire/carried_file.h"
#include "sync/wire/stick_county.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using base::Bytes;
using base::BytesView;

namespace {

const wire::TransportKey& carrier() {
  static const wire::TransportKey key = [] {
    wire::TransportKey made;
    made.station.bytes.fill(7);
    made.county.bytes.fill(9);
    made.suite = 2;
    made.keys = (*envelope::find_suite(2))->generate_signing_key(envelope::system_random());
    return made;
  }();
  return key;
}

const envelope::KeyPair& county_key() {
  static const envelope::KeyPair pair =
      (*envelope::find_sealing(2))->generate_opening_key(envelope::system_random());
  return pair;
}

envelope::ByteSource source_of(BytesView& bytes) {
  return [&bytes](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = bytes.copy(buffer, std::min<std::size_t>(size, 61));
    bytes.remove_prefix(count);
    return count;
  };
}

// The file, where this request is the carrier's and whole.
std::optional<Bytes> taken(BytesView request) {
  const auto head = wire::read_carried_head(source_of(request));
  if (!head.ok()) return std::nullopt;
  REQUIRE(head->size <= wire::kCarriedBytesMax);
  REQUIRE(!head->signature.empty() && head->signature.size() <= 255);
  const BytesView behind = request;
  const auto file = wire::read_carried_file(*head, source_of(request));
  if (file.ok()) {
    REQUIRE(behind.starts_with(*file) && file->size() == head->size);
    REQUIRE(envelope::content_hash(*file) == head->hash);
  }
  const auto message = wire::carried_message(*head, carrier().county);
  const bool ours =
      (*envelope::find_suite(2))->verify(carrier().keys.public_key, message, head->signature).ok();
  return ours && file.ok() ? std::optional(*file) : std::nullopt;
}

// Our request with bytes changed: pairs of place and what it is changed by.
void altered_request(BytesView input) {
  static const Bytes file(150, 'f');
  static const Bytes good = *wire::write_carried(carrier(), file, envelope::system_random());
  Bytes request = good;
  for (; input.size() >= 3; input.remove_prefix(3)) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(input[i]); };
    const std::size_t place = (byte(0) * 256u + byte(1)) % (good.size() + 1);
    if (byte(2) == 0) {
      request.resize(std::min(request.size(), place));  // cut there
    } else if (place < request.size()) {
      request[place] = static_cast<char>(request[place] ^ byte(2));
    }
  }
  const auto got = taken(request);
  REQUIRE(got.has_value() == (request == good));
  if (got) REQUIRE(*got == file);
}

// As a county that knows one station. Whoever has not its key is served by nobody.
void stranger_s_file(BytesView file) {
  wire::StickCounty county;
  county.county.incarnation.id = carrier().county;
  county.county.incarnation.suite = 2;
  county.county.sign = [](BytesView) -> Result<Bytes> { return Bytes(64, 's'); };
  county.opening.suite = 2;
  county.opening.keys = county_key();
  county.find = [](const base::IncarnationId& log) -> Result<std::optional<wire::StationStanding>> {
    wire::StationStanding standing;
    standing.station = carrier().station;
    standing.incarnation = {log, carrier().station, 2, carrier().keys.public_key, 1};
    return std::optional(standing);
  };
  county.name_of = [](const base::StationId&) { return std::string("qx"); };
  county.serve = [](const wire::ServeLine&, std::size_t) -> Result<wire::ServeReport> {
    REQUIRE(false && "a stranger's file has reached the exchange");
    return wire::ServeReport{};
  };
  county.random = envelope::system_random();
  Bytes answer;
  const auto told = wire::serve_carried(file, carrier().station, county, answer);
  REQUIRE(told.ok() && !told->answered && answer.empty() && told->ops == 0);
}

// Anybody can seal something for the county.
void sealed_by_a_stranger(BytesView content) {
  Bytes file;
  auto writer =
      envelope::SealedWriter::create({2, county_key().public_key}, "qx", envelope::system_random(),
                                     [&](BytesView bytes) -> Result<void> {
                                       file += bytes;
                                       return {};
                                     });
  REQUIRE(writer.ok() && (*writer)->write(content).ok() && (*writer)->finish().ok());
  stranger_s_file(file);
}

void answer_of_anybody(BytesView input) {
  constexpr std::size_t kVerdictAt = 5;
  const auto answer = wire::read_carried_answer(input);
  if (!answer.ok()) return;
  REQUIRE(answer->answer.size() <= input.size());
  Bytes again = wire::write_carried_answer(*answer);
  REQUIRE(again.size() == input.size());
  const bool newer = static_cast<std::uint8_t>(input[kVerdictAt]) >
                     static_cast<std::uint8_t>(wire::CarriedAnswer::Verdict::kLater);
  if (newer) REQUIRE(answer->verdict == wire::CarriedAnswer::Verdict::kUnreadable);
  again[kVerdictAt] = input[kVerdictAt];
  REQUIRE(again == input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 16 * 1024) return 0;
  const BytesView input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 5 == 0) REQUIRE(!taken(input).has_value());
  if (data[0] % 5 == 1) altered_request(input);
  if (data[0] % 5 == 2) stranger_s_file(input);
  if (data[0] % 5 == 3) sealed_by_a_stranger(input);
  if (data[0] % 5 == 4) answer_of_anybody(input);
  return 0;
}
