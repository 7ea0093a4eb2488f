// FEED payloads: nothing unsigned is given out, whatever it says.
#include "sync/bundle/feed_frame.h"
#include "sync/bundle/limits.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView payload(reinterpret_cast<const char*>(data), size);
  if (size > kInflatedMax) return 0;
  static const store::Incarnation county = [] {
    store::Incarnation one;
    one.id.bytes.fill(1);
    one.public_key = "no key verifies anything";
    return one;
  }();
  const CaseKeys no_keys = [](const base::CaseId&) -> Result<std::optional<base::CaseKey>> {
    return std::optional<base::CaseKey>();
  };
  REQUIRE(!decode_feed_frame(payload, county, {}, 0, no_keys).ok());
  return 0;
}
