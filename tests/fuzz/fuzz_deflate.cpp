// Deflated payloads: never more than they say, and every beginning is the beginning of the whole.
#include "sync/bundle/deflate.h"
#include "sync/bundle/limits.h"
#include "tests/fuzz/require.h"

using namespace jiujin::sync::bundle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = inflate_payload(bytes);
  if (whole) {
    REQUIRE(whole->size() <= kInflatedMax);
    for (const std::size_t cut : {size / 3, size - 1, size}) {
      const Bytes beginning = inflate_beginning(bytes.substr(0, cut));
      REQUIRE(whole->substr(0, beginning.size()) == beginning);
    }
  }
  REQUIRE(inflate_beginning(bytes).size() <= kInflatedMax);
  // The other way round: what is deflated here comes back.
  if (size <= kFramePayloadMax) {
    const auto back = inflate_payload(deflate_payload(bytes));
    REQUIRE(back && *back == bytes);
  }
  return 0;
}
