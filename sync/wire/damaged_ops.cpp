#include "sync/wire/damaged_ops.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "localization/text.h"
#include "sync/base/hex.h"
#include "sync/oplog/chain.h"

namespace jiujin::sync::wire {

namespace {

constexpr std::string_view kPrefix = "wire/aside-op/";

std::optional<OpAside> decode(const std::string& key, const base::Bytes& value) {
  const auto address = std::string_view(key).substr(kPrefix.size());
  const auto log = base::IncarnationId::from_hex(address.substr(0, 32));
  const auto json = nlohmann::json::parse(value, nullptr, false);
  if (!log || address.size() < 34 || !json.is_object()) return std::nullopt;
  OpAside aside;
  aside.op = {*log, std::strtoull(std::string(address.substr(33)).c_str(), nullptr, 10)};
  if (auto id = base::CaseId::from_hex(json.value("case", ""))) aside.case_id = *id;
  aside.cause = json.value("cause", "");
  return aside;
}

}  // namespace

Result<std::vector<OpAside>> ops_set_aside(store::LogStore& store) {
  auto rows = store.rows(kPrefix);
  if (!rows) return rows.error();
  std::vector<OpAside> ops;
  for (const auto& [key, value] : *rows)
    if (auto one = decode(key, value)) ops.push_back(std::move(*one));
  return ops;
}

Result<OwnLogReader> OwnLogReader::open(store::LogStore& store, const store::Incarnation& log,
                                        std::uint64_t after) {
  auto suite = envelope::find_suite(log.suite);
  if (!suite) return suite.error();
  OwnLogReader reader(store, **suite);
  if (after == 0) {
    const oplog::HashFunction hash = [&](auto parts) { return (*suite)->hash(parts); };
    reader.m_told = oplog::chain_start(hash, log.id, log.suite);
  } else {
    auto op = store.find_op({log.id, after});
    if (!op) return op.error();
    if (*op && !(*op)->hash.is_zero()) reader.m_told = (*op)->hash;
  }
  reader.m_computed = reader.m_told;
  reader.m_seq = after;
  return reader;
}

Result<std::optional<base::CaseKey>> OwnLogReader::key_for(const oplog::OpHeader& header,
                                                           base::BytesView body) {
  using Key = std::optional<base::CaseKey>;
  if (header.case_id.is_zero()) return Key(base::CaseKey{});
  if (header.type != oplog::kCaseOpenedType) return m_keys.key(header.case_id);
  auto own = oplog::case_key_of(body);
  return own ? Key(*own) : Key();
}

// A header is whole where it goes on from what the op before it says, or from what all headers say:
// one that was altered leads no further than to the next. Behind a gap nothing is known.
bool OwnLogReader::goes_on(const oplog::StoredOp& op) {
  if (std::exchange(m_seq, op.address.seq) + 1 != op.address.seq) {
    m_told.reset();
    m_computed.reset();
  }
  const oplog::HashFunction hash = [this](auto parts) { return m_suite->hash(parts); };
  const auto next = [&](const base::Digest& before) {
    return oplog::chain_next(hash, before, op.header);
  };
  const bool known = m_told || m_computed;
  const bool by_told = m_told && next(*m_told) == op.hash;
  m_computed = m_computed ? next(*m_computed) : op.hash;
  m_told = op.hash;
  return !known || by_told || *m_computed == op.hash;
}

Result<std::optional<std::string>> OwnLogReader::fault(const oplog::StoredOp& op) {
  using Fault = std::optional<std::string>;
  if (op.hash.is_zero()) {
    m_seq = UINT64_MAX;  // nothing is known of what follows
    return Fault();
  }
  if (!goes_on(op)) return Fault("its place in the log does not fit");
  auto header = oplog::decode_header(op.header);
  if (!header) return Fault(header.error().line());
  if (op.body_destroyed) return Fault();
  if (op.body.size() != header->body_length) return Fault("its body has another length");
  auto key = key_for(*header, op.body);
  if (!key) return key.error();
  const bool opens = header->type == oplog::kCaseOpenedType && !header->case_id.is_zero();
  if (!*key) return opens ? Fault("its case has lost its key") : Fault();
  const oplog::HashFunction hash = [this](auto parts) { return m_suite->hash(parts); };
  if (oplog::body_commitment(hash, **key, op.address, op.body) != header->commitment)
    return Fault("its body is not the one that was written");
  return Fault();
}

std::pair<std::string, std::optional<base::Bytes>> row_of_aside(const oplog::StoredOp& op,
                                                                const std::string& cause) {
  const auto header = oplog::decode_header(op.header);
  return {
      std::string(kPrefix) + op.address.incarnation.hex() + ":" + std::to_string(op.address.seq),
      nlohmann::json{{"case", header ? header->case_id.hex() : ""},
                     {"cause", cause},
                     {"header", base::to_hex(op.header)},
                     {"body", base::to_hex(op.body)}}
          .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

Result<std::string> aside_notice(store::LogStore& store, const base::IncarnationId& log) {
  auto ops = ops_set_aside(store);
  if (!ops) return ops.error();
  std::erase_if(*ops, [&](const OpAside& one) { return one.op.incarnation != log; });
  if (ops->empty()) return std::string();
  std::set<base::CaseId> cases;
  for (const OpAside& one : *ops)
    if (!one.case_id.is_zero()) cases.insert(one.case_id);
  if (cases.empty())
    return std::string(
        _t("This computer's disk has damaged records that had not been sent yet. They are kept "
           "apart; look through the newest cases and enter again what is missing."));
  std::string names;
  for (const auto& id : cases) names += (names.empty() ? "" : ", ") + id.hex();
  return format(_t("This computer's disk has damaged records that had not been sent yet. They are "
                   "kept apart; enter again what is missing in the case {0}."),
                names);
}

}  // namespace jiujin::sync::wire
