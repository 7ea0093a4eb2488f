// A request of a station that is known and hostile, through the county's exchange: it always ends,
// and nothing is taken beyond what frames may say. The input is frames without their checksums
// (type, length in two bytes, payload), so that what is behind checksum and HELLO is reached.
#include "sync/bundle/limits.h"
#include "sync/engine/county_exchange.h"
#include "sync/envelope/suite.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::engine;

namespace {

constexpr std::uint64_t kFileSize = 600;  // as some op would cite it

const envelope::KeyPair& station_key() {
  static const envelope::KeyPair key =
      envelope::default_suite().generate_signing_key(envelope::system_random());
  return key;
}

const store::Incarnation& county() {
  static const store::Incarnation one = [] {
    store::Incarnation out;
    out.id.bytes.fill(2);
    return out;
  }();
  return one;
}

Bytes preamble_and_hello() {
  bundle::Hello hello;
  hello.incarnation.bytes.fill(1);
  hello.county = bundle::mark_of(county().id);
  hello.head_seq = 5;
  hello.signature = *envelope::default_suite().sign(station_key().private_key,
                                                    bundle::hello_message(hello, county().id, {}),
                                                    envelope::system_random());
  return bundle::encode_preamble(bundle::Direction::kUp) +
         bundle::encode_frame(bundle::FrameType::kHello, bundle::encode_hello(hello));
}

Bytes request_of(BytesView input) {
  static const Bytes begin = preamble_and_hello();
  Bytes out = begin;
  while (input.size() > 3) {
    const auto size =
        static_cast<std::uint8_t>(input[1]) * 256u + static_cast<std::uint8_t>(input[2]);
    const auto type = static_cast<bundle::FrameType>(input[0]);
    const BytesView payload = input.substr(3, size);
    out += bundle::encode_frame(type, payload);
    input.remove_prefix(3 + payload.size());
  }
  return out;
}

// Answers as a county would that holds nothing yet and is asked by a station of its own.
struct County {
  CountyExchange& exchange;

  void operator()(const FindSpeaker& asked) const {
    Speaker speaker;
    speaker.log.id = asked.incarnation;
    speaker.log.public_key = station_key().public_key;
    exchange.speaker(speaker);
  }
  void operator()(const CheckTail&) const { exchange.tail(true); }
  void operator()(const Bind& bind) const {
    exchange.bound(bundle::Bound{bind.reborn.incarnation, 7, 1, {}});
  }
  void operator()(const FindHash&) const { exchange.hash(base::Digest{}); }
  void operator()(const CommitOps& commit) const {
    exchange.ops_committed(store::Head{commit.ops.back().address.seq, {}});
  }
  void operator()(const FindFile&) const { exchange.file({true, kFileSize, 0}); }
  void operator()(const TakeFilePart& take) const {
    const auto& part = take.part;
    REQUIRE(part.size == kFileSize && part.offset + part.bytes.size() <= part.size);
    exchange.part_committed(
        store::FileProgress{part.hash, part.size, part.offset + part.bytes.size()});
  }
  void operator()(const TakeCopy& take) const {
    const auto& copy = take.copy;
    REQUIRE(copy.size == kFileSize && copy.offset + copy.length() <= copy.size);
    exchange.part_committed(Error{ErrorCode::kNotFound, "source", "not held"});
  }
  void operator()(const MakeDurable&) const { exchange.durable({}); }
  void operator()(const NeedAcknowledgements&) const { exchange.acknowledgements({}); }
  void operator()(const LookFeed&) const { exchange.feed_news(false); }
  void operator()(const NeedFeed& need) const {
    FeedPage page;
    page.scanned = need.after;
    exchange.feed(page);
  }
  void operator()(const NeedFile& need) const {
    REQUIRE(need.bytes_max <= bundle::kInflatedMax);
    const std::uint64_t left = kFileSize - std::min(kFileSize, need.offset);
    exchange.file_bytes(FileBytes{kFileSize, "image/png", Bytes(left, 'x')});
  }
  void operator()(const Served&) const {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16 * 1024) return 0;
  const Bytes request = request_of({reinterpret_cast<const char*>(data), size});
  CountySummary summary;
  summary.county = county();
  summary.answer_bytes_max = 1 << 20;
  CountyExchange exchange(
      summary, [](BytesView) -> Result<Bytes> { return Bytes(64, 's'); },
      [](const base::CaseId&) -> Result<std::optional<base::CaseKey>> {
        return std::optional<base::CaseKey>();
      },
      {[](const auto&) { return true; }, [](const auto&) { return std::uint8_t{1}; }});
  std::size_t at = 0;
  std::size_t answered = 0;
  bool ended = false;
  // A question may ask for a thousand files; each byte may raise a few outputs.
  for (std::size_t turn = 0; turn < 10'000 + 20 * request.size(); ++turn) {
    auto output = exchange.poll(Milliseconds(static_cast<long>(turn)));
    answered += exchange.take().size();
    if (output) {
      if (std::holds_alternative<Served>(*output)) {
        REQUIRE(answered <= (4u << 20));
        return 0;
      }
      std::visit(County{exchange}, *output);
    } else if (at < request.size()) {
      exchange.receive(BytesView(request).substr(at, 1 + request.size() / 4));
      at += 1 + request.size() / 4;
    } else if (!ended) {
      exchange.end_request();
      ended = true;
    } else {
      break;
    }
  }
  REQUIRE(false && "the exchange does not end");
  return 0;
}
