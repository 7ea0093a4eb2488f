#include "sync/oplog/chain.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

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

base::Digest body_salt(const HashFunction& hash, const base::CaseKey& key,
                       const base::OpAddress& address) {
  Bytes seq;
  base::append_big_endian_64(seq, address.seq);
  return hash({"jiujin-salt-1", key.view(), address.incarnation.view(), seq});
}

base::Digest salted_commitment(const HashFunction& hash, const base::Digest& salt,
                               BytesView body) {
  return hash({"jiujin-body-1", salt.view(), body});
}

base::Digest body_commitment(const HashFunction& hash, const base::CaseKey& key,
                             const base::OpAddress& address, BytesView body) {
  return salted_commitment(hash, body_salt(hash, key, address), body);
}

namespace {

// Reads all of a body and keeps of it only the text of the member "key" of its object.
class KeyReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::optional<std::string> found;

  bool null() override { return other(); }
  bool boolean(bool) override { return other(); }
  bool number_integer(number_integer_t) override { return other(); }
  bool number_unsigned(number_unsigned_t) override { return other(); }
  bool number_float(number_float_t, const string_t&) override { return other(); }
  bool binary(binary_t&) override { return other(); }
  bool string(string_t& text) override {
    if (std::exchange(m_named, false)) found = std::move(text);
    return m_depth > 0;
  }
  bool key(string_t& name) override {
    m_named = m_depth == 1 && name == "key";
    if (m_named) found.reset();  // of several members of one name the last counts
    return true;
  }
  bool start_object(std::size_t) override { return other(1); }
  bool end_object() override { return --m_depth, true; }
  bool start_array(std::size_t) override { return m_depth > 0 && other(1); }
  bool end_array() override { return --m_depth, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool other(int deeper = 0) {
    m_named = false;
    m_depth += deeper;
    return m_depth > 0;
  }

  int m_depth = 0;
  bool m_named = false;  // the next value is the key's
};

}  // namespace

Result<base::CaseKey> case_key_of(BytesView case_opened_body) {
  KeyReader reader;
  if (!nlohmann::json::sax_parse(case_opened_body, &reader) || !reader.found)
    return Error{ErrorCode::kInvalidData, "case.opened", "no case key in the body"};
  auto key = base::CaseKey::from_hex(*reader.found);
  if (!key.ok()) return Error{ErrorCode::kInvalidData, "case.opened/key", key.error().cause};
  return key;
}

}  // namespace jiujin::sync::oplog
