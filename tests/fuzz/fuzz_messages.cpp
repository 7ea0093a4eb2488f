// The small frames, the first byte says which: every payload that is read has one writing, itself.
#include "sync/bundle/copy_frame.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/messages.h"
#include "sync/bundle/reborn_frame.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

template <typename T, typename Encode>
void check(const Result<T>& decoded, BytesView payload, Encode encode) {
  if (decoded) {
    REQUIRE(encode(*decoded) == payload);
  } else {
    REQUIRE(decoded.error().code == ErrorCode::kProtocol);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > kInflatedMax) return 0;
  const BytesView payload(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 9) {
    case 0:
      check(decode_hello(payload), payload, encode_hello);
      break;
    case 1:
      check(decode_ask(payload), payload, encode_ask);
      break;
    case 2:
      check(decode_ack(payload), payload, encode_ack);
      break;
    case 3:
      check(decode_notice(payload), payload, encode_notice);
      break;
    case 4:
      check(decode_file_part(payload), payload, encode_file_part);
      break;
    case 5:
      check(decode_end(payload), payload, encode_end);
      break;
    case 6:
      check(decode_copy(payload), payload, encode_copy);
      break;
    case 7:
      check(decode_reborn(payload), payload, encode_reborn);
      break;
    default:
      check(decode_bound(payload), payload, encode_bound);
  }
  return 0;
}
