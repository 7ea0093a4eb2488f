#include "sync/wire/new_log.h"

#include <nlohmann/json.hpp>

#include "sync/base/hex.h"

namespace jiujin::sync::wire {

NewLog make_new_log(const envelope::Suite& suite, const base::RandomSource& random) {
  return {base::IncarnationId::random(random), static_cast<std::uint8_t>(suite.id()),
          suite.generate_signing_key(random)};
}

base::Bytes encode_new_log(const NewLog& log) {
  return nlohmann::json{{"incarnation", log.id.hex()},
                        {"suite", log.suite},
                        {"public_key", base::to_hex(log.keys.public_key)},
                        {"private_key", base::to_hex(log.keys.private_key)},
                        {"reason", log.reason}}
      .dump();
}

std::optional<NewLog> decode_new_log(base::BytesView row) {
  const auto json = nlohmann::json::parse(row, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  auto id = base::IncarnationId::from_hex(json.value("incarnation", ""));
  auto secret = base::from_hex(json.value("private_key", ""));
  auto open = base::from_hex(json.value("public_key", ""));
  if (!id || !secret || !open || secret->empty()) return std::nullopt;
  return NewLog{*id,
                static_cast<std::uint8_t>(json.value("suite", 0)),
                {*secret, *open},
                json.value("reason", 1u)};
}

}  // namespace jiujin::sync::wire
