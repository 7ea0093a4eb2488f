// WIPE: the county's signed order that a suspended station destroys the keys to its data, and the
// station's last word that it did (PROTOCOL 13).
//
//   order   order id 16 · signature counted   behind NOTICE "suspended", and behind verdict 2
//   word    "JJWD" · version 1 byte (= 1) · order id 16   carried as a file
// An order answers one request and no other: what is signed holds the hash of what the station has
// signed just then. So it is worth nothing to another station, nor later, nor after the station was
// let in again. Thread rule: values and pure functions.
#pragma once

#include <optional>

#include "sync/base/identity.h"

namespace jiujin::sync::base {
struct WipeTag;
}
namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

using WipeId = base::FixedId<16, base::WipeTag>;  // random, made when the county orders it

struct WipeOrder {
  WipeId id;
  Bytes signature;  // of the county's key over wipe_message()
};

// What the order answers: SHA-256 of what the station has signed (a HELLO's message, the head of a
// carried file) and the signature.
base::ContentHash wipe_contact(BytesView signed_message, BytesView signature);
// "jiujin-wipe-1" || county incarnation id || station id || order id || contact.
Bytes wipe_message(const WipeId& id, const base::IncarnationId& county,
                   const base::StationId& station, const base::ContentHash& contact);
Bytes encode_wipe_order(const WipeOrder& order);
// Errors: kProtocol, with "wipe frame" as its place.
Result<WipeOrder> decode_wipe_order(BytesView payload);
// kProtocol unless it is this county's order to this station, in answer to this contact.
Result<void> check_wipe_order(const WipeOrder& order, std::uint8_t county_suite,
                              BytesView county_key, const base::IncarnationId& county,
                              const base::StationId& station, const base::ContentHash& contact);

inline constexpr std::size_t kWipedWordBytes = 21;
Bytes encode_wiped_word(const WipeId& id);
std::optional<WipeId> decode_wiped_word(BytesView bytes);  // nothing: it is none

}  // namespace jiujin::sync::bundle
