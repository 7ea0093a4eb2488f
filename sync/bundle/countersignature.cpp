#include "sync/bundle/countersignature.h"

#include "sync/base/varint.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kContext = "jiujin-countersigned-1";

}  // namespace

Bytes countersigned_message(const Countersignature& countersignature, const CountersignedLog& log,
                            const base::Digest& head) {
  Bytes message(kContext);
  message += log.county.view();
  message += log.station.view();
  message += log.log.view();
  base::append_big_endian_64(message, countersignature.seq);
  base::append_big_endian_64(message, countersignature.county_ms);
  message += head.view();
  return message;
}

Bytes encode_countersignature(const Countersignature& countersignature) {
  FieldWriter out;
  out.varint(countersignature.seq);
  out.varint(countersignature.county_ms);
  out.counted(countersignature.signature);
  return out.take();
}

Result<Countersignature> decode_countersignature(BytesView payload) {
  FieldReader in(payload, "countersigned frame");
  Countersignature countersignature;
  countersignature.seq = in.varint();
  if (countersignature.seq == 0) in.fail("it is about no op");
  countersignature.county_ms = in.varint();
  countersignature.signature = Bytes(in.counted(kSignatureBytesMax));
  auto done = in.finish();
  if (!done) return done.error();
  return countersignature;
}

}  // namespace jiujin::sync::bundle
