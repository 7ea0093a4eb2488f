#include "sync/bundle/reborn_frame.h"

#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kRebornContext = "jiujin-reborn-1";
constexpr BytesView kBoundContext = "jiujin-bound-1";
constexpr std::uint32_t kNumberBlockMax = 9999;  // PROTOCOL 4

Bytes reborn_fields(const Reborn& reborn) {
  FieldWriter out;
  out.id(reborn.incarnation);
  out.byte(reborn.suite);
  out.counted(reborn.public_key);
  out.varint(static_cast<std::uint32_t>(reborn.reason));
  return out.take();
}

Bytes bound_fields(const Bound& bound) {
  FieldWriter out;
  out.id(bound.incarnation);
  out.varint(bound.number_block);
  out.varint(bound.feed_position);
  return out.take();
}

Bytes message(BytesView context, const base::IncarnationId& county, const base::StationId& station,
              BytesView fields) {
  Bytes out(context);
  out += county.view();
  out += station.view();
  out += fields;
  return out;
}

}  // namespace

Bytes reborn_message(const Reborn& reborn, const base::IncarnationId& county,
                     const base::StationId& station) {
  return message(kRebornContext, county, station, reborn_fields(reborn));
}

Bytes encode_reborn(const Reborn& reborn) {
  FieldWriter out;
  out.raw(reborn_fields(reborn));
  out.counted(reborn.signature);
  return out.take();
}

Result<Reborn> decode_reborn(BytesView payload) {
  FieldReader in(payload, "reborn frame");
  Reborn reborn;
  reborn.incarnation = in.id<base::IncarnationId>();
  if (reborn.incarnation.is_zero()) in.fail("the incarnation has no id");
  reborn.suite = in.byte();
  reborn.public_key = Bytes(in.counted(kPublicKeyBytesMax));
  if (reborn.public_key.empty()) in.fail("the key is empty");
  reborn.reason = static_cast<RebornReason>(in.varint(UINT32_MAX));
  reborn.signature = Bytes(in.counted(kSignatureBytesMax));
  auto done = in.finish();
  if (!done) return done.error();
  return reborn;
}

Bytes bound_message(const Bound& bound, const base::IncarnationId& county,
                    const base::StationId& station) {
  return message(kBoundContext, county, station, bound_fields(bound));
}

Bytes encode_bound(const Bound& bound) {
  FieldWriter out;
  out.raw(bound_fields(bound));
  out.counted(bound.signature);
  return out.take();
}

Result<Bound> decode_bound(BytesView payload) {
  FieldReader in(payload, "bound frame");
  Bound bound;
  bound.incarnation = in.id<base::IncarnationId>();
  bound.number_block = static_cast<std::uint32_t>(in.varint(kNumberBlockMax));
  if (bound.number_block == 0) in.fail("the number block is 0");
  bound.feed_position = in.varint();
  bound.signature = Bytes(in.counted(kSignatureBytesMax));
  auto done = in.finish();
  if (!done) return done.error();
  return bound;
}

}  // namespace jiujin::sync::bundle
