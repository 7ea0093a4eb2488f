#include "sync/base/identity.h"

#include <algorithm>

#include "sync/base/hex.h"

namespace jiujin::sync::base {

template <std::size_t N, typename Tag>
std::string FixedId<N, Tag>::hex() const {
  return to_hex(view());
}

template <std::size_t N, typename Tag>
Result<FixedId<N, Tag>> FixedId<N, Tag>::from_hex(std::string_view hex) {
  if (hex.size() != 2 * N)
    return Error{ErrorCode::kInvalidData, "",
                 "expected " + std::to_string(2 * N) + " hexadecimal digits, got " +
                     std::to_string(hex.size())};
  auto raw = base::from_hex(hex);
  if (!raw.ok()) return raw.error();
  return from_bytes(*raw);
}

template <std::size_t N, typename Tag>
Result<FixedId<N, Tag>> FixedId<N, Tag>::from_bytes(BytesView raw) {
  if (raw.size() != N)
    return Error{ErrorCode::kInvalidData, "",
                 "expected " + std::to_string(N) + " bytes, got " + std::to_string(raw.size())};
  FixedId id;
  std::copy(raw.begin(), raw.end(), id.bytes.begin());
  return id;
}

template <std::size_t N, typename Tag>
FixedId<N, Tag> FixedId<N, Tag>::random(const RandomSource& random) {
  FixedId id;
  random(id.bytes);
  return id;
}

template struct FixedId<16, IncarnationTag>;
template struct FixedId<16, CaseTag>;
template struct FixedId<16, StationTag>;
template struct FixedId<32, DigestTag>;
template struct FixedId<32, ContentTag>;
template struct FixedId<32, CaseKeyTag>;
template struct FixedId<8, BootTag>;
struct WipeTag;  // sync/bundle/wipe_order.h
template struct FixedId<16, WipeTag>;

}  // namespace jiujin::sync::base
