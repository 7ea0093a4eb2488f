#include "sync/bundle/wipe_order.h"

#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kContext = "jiujin-wipe-1";
constexpr BytesView kWordMagic = "JJWD";
constexpr std::uint8_t kWordVersion = 1;

}  // namespace

base::ContentHash wipe_contact(BytesView signed_message, BytesView signature) {
  Bytes all(signed_message);
  all += signature;
  return envelope::content_hash(all);
}

Bytes wipe_message(const WipeId& id, const base::IncarnationId& county,
                   const base::StationId& station, const base::ContentHash& contact) {
  Bytes message(kContext);
  message += county.view();
  message += station.view();
  message += id.view();
  message += contact.view();
  return message;
}

Bytes encode_wipe_order(const WipeOrder& order) {
  FieldWriter out;
  out.id(order.id);
  out.counted(order.signature);
  return out.take();
}

Result<WipeOrder> decode_wipe_order(BytesView payload) {
  FieldReader in(payload, "wipe frame");
  WipeOrder order;
  order.id = in.id<WipeId>();
  order.signature = Bytes(in.counted(kSignatureBytesMax));
  auto done = in.finish();
  if (!done) return done.error();
  return order;
}

Result<void> check_wipe_order(const WipeOrder& order, std::uint8_t county_suite,
                              BytesView county_key, const base::IncarnationId& county,
                              const base::StationId& station, const base::ContentHash& contact) {
  auto suite = envelope::find_suite(county_suite);
  if (!suite) return suite.error();
  const auto message = wipe_message(order.id, county, station, contact);
  if ((*suite)->verify(county_key, message, order.signature).ok()) return {};
  return Error{ErrorCode::kProtocol, "wipe frame", "it is not the county's order to us"};
}

Bytes encode_wiped_word(const WipeId& id) {
  FieldWriter out;
  out.raw(kWordMagic);
  out.byte(kWordVersion);
  out.id(id);
  return out.take();
}

std::optional<WipeId> decode_wiped_word(BytesView bytes) {
  FieldReader in(bytes, "last word");
  const bool known = in.raw(kWordMagic.size()) == kWordMagic && in.byte() == kWordVersion;
  const auto id = in.id<WipeId>();
  if (!known || !in.finish()) return std::nullopt;
  return id;
}

}  // namespace jiujin::sync::bundle
