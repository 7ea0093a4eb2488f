// A sealed file that a locked station hands over the line, and what the county says to it.
//
// The file is one of a stick (PROTOCOL 10): sealed to the county, signed by the station's log. Who
// carries it shows a transport key, which opens nothing and signs no op (PROTOCOL 11).
//   request  "JJCF" · version 1 byte (= 1) · station id 16 · size of the file 4 bytes big-endian ·
//            its SHA-256 32 · signature's length 1 byte (1..255) · signature · the file
//   answer   "JJCA" · version 1 byte (= 1) · verdict 1 byte · cause counted (UTF-8, at most 1,024
//            bytes) · what is left: the county's answer file, sealed to the station, or behind
//            verdict 2 its order to wipe the station (sync/bundle/wipe_order.h)
// Signed with the transport key: "jiujin-carried-1" || county incarnation id || station id || size
// 4 bytes big-endian || SHA-256. The same request again does no harm: a file counts once. Refuses
// to know HTTP, folders and stores. Thread rule: values and free functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sync/base/identity.h"
#include "sync/bundle/wipe_order.h"
#include "sync/envelope/sealed_stream.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::wire {

inline constexpr const char* kCarriedPath = "/sync/v1/carried";
// A station writes files of about half of it (kOutboxFileBytes): the county takes them in from
// memory.
inline constexpr std::size_t kCarriedBytesMax = 2 * 1024 * 1024;
// What the county says to one file at most: the rest of its feed comes down the line after log-in.
inline constexpr std::size_t kCarriedAnswerBytesMax = 2 * 1024 * 1024;

// What a locked station has: it stands outside the sealed store, and says for whom it carries.
struct TransportKey {
  base::StationId station;
  base::IncarnationId county;
  std::uint8_t suite = 1;
  envelope::KeyPair keys;
  // By which an order is judged; "": none is taken.
  std::uint8_t county_suite = 1;
  base::Bytes county_key{};
};

struct CarriedHead {
  base::StationId station;
  std::uint32_t size = 0;  // of the file that follows
  base::ContentHash hash;  // of it
  base::Bytes signature;
};
// What is signed.
base::Bytes carried_message(const CarriedHead& head, const base::IncarnationId& county);
// What an order answers that stands behind verdict 2.
base::ContentHash contact_of(const CarriedHead& head, const base::IncarnationId& county);
// Head and file, ready to travel. Errors: kTooLarge (file), kUnsupported (suite), kInvalidData
// (key).
Result<base::Bytes> write_carried(const TransportKey& key, base::BytesView file,
                                  const base::RandomSource& random);
// Reads up to where the file begins. Errors: kProtocol, kUnsupported (version), kTruncated,
// kTooLarge (file), those of `source`.
Result<CarriedHead> read_carried_head(const envelope::ByteSource& source);
// The file, whole and as it was announced. Errors: kTruncated, kCorrupt, those of `source`.
Result<base::Bytes> read_carried_file(const CarriedHead& head, const envelope::ByteSource& source);

struct CarriedAnswer {
  enum class Verdict : std::uint8_t {  // on the wire: do not renumber
    kServed = 0,                       // taken in as far as it counts; the county's answer is there
    kUnknown = 1,     // no station of this county has this transport key, or the file is another's
    kSuspended = 2,   // the county has suspended the station
    kUnreadable = 3,  // the file says nothing to this county: `cause` says why
    kLater = 4,       // the county is busy
  };
  Verdict verdict = Verdict::kUnreadable;
  std::string cause{};   // for a person; "" where it was served
  // A sealed file where it was served; with kSuspended an order, or nothing.
  base::Bytes answer{};
};
std::string_view verdict_name(CarriedAnswer::Verdict verdict);  // "unknown_key": for a log
base::Bytes write_carried_answer(const CarriedAnswer& answer);
// The order behind verdict 2 to who sent this head; nothing: there is none. Errors: kProtocol (it
// is not the county's order to us).
Result<std::optional<bundle::WipeOrder>> order_in(const CarriedAnswer& answer,
                                                  const CarriedHead& head, const TransportKey& key);
// A verdict of a newer version is kUnreadable. Errors: kProtocol, kUnsupported (version).
Result<CarriedAnswer> read_carried_answer(base::BytesView bytes);

}  // namespace jiujin::sync::wire
