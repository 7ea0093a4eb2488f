#include "sync/oplog/chain.h"

#include <nlohmann/json.hpp>

#include "sync/base/varint.h"

namespace jiujin::sync::oplog {

base::Digest chain_start(const HashFunction& hash, const base::IncarnationId& incarnation,
                         std::uint8_t suite) {
  const char suite_byte = static_cast<char>(suite);
  return hash({"jiujin-chain-1", incarnation.view(), BytesView(&suite_byte, 1)});
}

base::Digest chain_next(const HashFunction& hash, const base::Digest& previous, BytesView header) {
  return hash({previous.view(), header});
}

Bytes head_message(const base::IncarnationId& incarnation, std::uint64_t seq,
                   const base::Digest& head) {
  Bytes message = "jiujin-head-1";
  message += incarnation.view();
  base::append_big_endian_64(message, seq);
  message += head.view();
  return message;
}

base::Digest body_commitment(const HashFunction& hash, const base::CaseKey& key,
                             const base::OpAddress& address, BytesView body) {
  Bytes seq;
  base::append_big_endian_64(seq, address.seq);
  const base::Digest salt = hash({"jiujin-salt-1", key.view(), address.incarnation.view(), seq});
  return hash({"jiujin-body-1", salt.view(), body});
}

Result<base::CaseKey> case_key_of(BytesView case_opened_body) {
  const auto json = nlohmann::json::parse(case_opened_body, nullptr, false);
  if (!json.is_object() || !json.contains("key") || !json["key"].is_string())
    return Error{ErrorCode::kInvalidData, "case.opened", "no case key in the body"};
  auto key = base::CaseKey::from_hex(json["key"].get_ref<const std::string&>());
  if (!key.ok()) return Error{ErrorCode::kInvalidData, "case.opened/key", key.error().cause};
  return key;
}

}  // namespace jiujin::sync::oplog
