// The log that a station is about to begin: its name and keys, made once and kept before anyone is
// told, so that an answer that was lost can be asked for again.
// Thread rule: values and free functions.
#pragma once

#include <optional>

#include "sync/base/identity.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::wire {

struct NewLog {
  base::IncarnationId id;
  std::uint8_t suite = 1;
  envelope::KeyPair keys;
  std::uint32_t reason = 1;  // bundle::RebornReason, where it is to follow another
};

NewLog make_new_log(const envelope::Suite& suite, const base::RandomSource& random);
// JSON: incarnation, suite, public_key, private_key (hexadecimal), reason.
base::Bytes encode_new_log(const NewLog& log);
// Nothing: the row is not one of these.
std::optional<NewLog> decode_new_log(base::BytesView row);

}  // namespace jiujin::sync::wire
