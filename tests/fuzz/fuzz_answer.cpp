// A whole answer, as a hostile or broken county might send it, through the station's exchange: it
// always ends, and commits nothing beyond what frames may say.
#include "sync/bundle/limits.h"
#include "sync/engine/station_exchange.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::engine;

namespace {

// Does at once what an output asks for. True: the exchange is over.
bool obey(StationExchange& exchange, const StationOutput& output) {
  if (std::holds_alternative<Done>(output)) return true;
  if (std::holds_alternative<NeedOps>(output)) exchange.ops({});
  if (std::holds_alternative<NeedNextFile>(output)) exchange.next_file(std::nullopt);
  if (std::holds_alternative<NeedFilePart>(output)) exchange.file_part({});
  if (const auto* part = std::get_if<CommitFilePart>(&output)) {
    REQUIRE(part->part.offset + part->part.bytes.size() <= part->part.size);
    REQUIRE(part->part.bytes.size() <= bundle::kInflatedMax);
  }
  if (const auto* copy = std::get_if<CommitCopy>(&output)) {
    REQUIRE(copy->copy.offset + copy->copy.length() <= copy->copy.size);
  }
  if (std::holds_alternative<CommitAck>(output) || std::holds_alternative<CommitFeed>(output) ||
      std::holds_alternative<CommitFilePart>(output) ||
      std::holds_alternative<CommitCopy>(output) ||
      std::holds_alternative<CommitCountersignature>(output)) {
    exchange.committed();
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView answer(reinterpret_cast<const char*>(data), size);
  StationSummary summary;
  summary.own.id.bytes.fill(1);
  summary.county.id.bytes.fill(2);
  summary.county.public_key = "no key verifies anything";
  StationExchange exchange(
      summary, [](BytesView) -> Result<Bytes> { return Bytes(64, 's'); },
      [](const base::CaseId&) -> Result<std::optional<base::CaseKey>> {
        return std::optional<base::CaseKey>();
      });
  exchange.opened(Milliseconds(0));
  std::size_t at = 0;
  bool ended = false;
  // Each turn answers an output, takes bytes or hands some in: ten for a byte is far too many.
  for (std::size_t turn = 0; turn < 100 + 10 * size; ++turn) {
    if (auto output = exchange.poll(Milliseconds(static_cast<long>(turn)))) {
      if (obey(exchange, *output)) return 0;
    } else if (!exchange.take(4096).empty()) {
      continue;
    } else if (at < size) {
      exchange.receive(answer.substr(at, 1 + size / 5));
      at += 1 + size / 5;
    } else if (!ended) {
      exchange.answer_ended();
      ended = true;
    } else {
      exchange.transport_failed({ErrorCode::kNetwork, "line", "gone"});
    }
  }
  REQUIRE(false && "the exchange does not end");
  return 0;
}
