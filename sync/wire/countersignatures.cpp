#include "sync/wire/countersignatures.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "sync/base/hex.h"
#include "sync/base/varint.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"

namespace jiujin::sync::wire {

namespace {

using bundle::Countersignature;
using nlohmann::json;
using Row = std::pair<std::string, std::optional<base::Bytes>>;

constexpr std::string_view kWords = "countersigned/";
constexpr std::string_view kNewest = "countersigned-to/";
constexpr const char* kFormat = "jiujin-proof-1";
constexpr std::size_t kOpsAtOnce = 1u << 20;  // bytes

std::string sixteen_digits(std::uint64_t seq) {
  base::Bytes bytes;
  base::append_big_endian_64(bytes, seq);
  return base::to_hex(bytes);
}

std::string words_of(const base::IncarnationId& log) {
  return std::string(kWords) + log.hex() + "/";
}

Result<bool> is_signed(const CountyWord& from, const base::IncarnationId& log,
                       const Countersignature& word, const base::Digest& head) {
  auto suite = envelope::find_suite(from.county.suite);
  if (!suite) return suite.error();
  const auto message = bundle::countersigned_message(
      word, {from.county.id, from.station, log}, head);
  return (*suite)->verify(from.county.public_key, message, word.signature).ok();
}

Result<bool> fits_our_log(store::LogStore& store, const CountyWord& from,
                          const base::IncarnationId& log, const Countersignature& word) {
  auto op = store.find_op({log, word.seq});
  if (!op) return op.error();
  if (!*op) return false;
  return is_signed(from, log, word, (*op)->hash);
}

Result<std::vector<CountersignedHead>> kept_words(store::LogStore& store, const std::string& key) {
  auto rows = store.rows(key);
  if (!rows) return rows.error();
  std::vector<CountersignedHead> words;
  for (const auto& [name, value] : *rows) {
    auto log = base::IncarnationId::from_hex(name.substr(kWords.size(), 32));
    auto word = bundle::decode_countersignature(value);
    if (!log || !word) return Error{ErrorCode::kCorrupt, name, "is no countersignature"};
    words.push_back({*log, std::move(*word)});
  }
  return words;
}

}  // namespace

Result<bool> keep_countersignature(store::LogStore& store, const CountyWord& from,
                                   const base::IncarnationId& log, const Countersignature& word) {
  auto fits = fits_our_log(store, from, log, word);
  if (!fits || !*fits) return fits;
  auto newest = countersigned_to(store, log);
  if (!newest) return newest.error();
  std::vector<Row> rows{{words_of(log) + sixteen_digits(word.seq),
                         bundle::encode_countersignature(word)}};
  if (auto known = store.row(rows.front().first); !known) {
    return known.error();
  } else if (*known) {
    return true;  // the earlier one says more
  }
  if (word.seq > *newest) {
    base::Bytes seq;
    base::append_big_endian_64(seq, word.seq);
    rows.emplace_back(std::string(kNewest) + log.hex(), std::move(seq));
  }
  if (auto written = store.write_rows(rows); !written) return written.error();
  return true;
}

Result<std::uint64_t> countersigned_to(store::LogStore& store, const base::IncarnationId& log) {
  auto row = store.row(std::string(kNewest) + log.hex());
  if (!row) return row.error();
  if (!*row) return std::uint64_t{0};
  std::uint64_t seq = 0;
  for (const char c : **row) seq = seq << 8 | static_cast<std::uint8_t>(c);
  return seq;
}

Result<CountersignatureReport> verify_countersignatures(store::LogStore& store,
                                                        const CountyWord& from) {
  auto words = kept_words(store, std::string(kWords));
  if (!words) return words.error();
  CountersignatureReport report;
  std::map<base::IncarnationId, CountersignedHead> newest;
  for (auto& one : *words) {
    ++report.words;
    auto fits = fits_our_log(store, from, one.log, one.word);
    if (!fits) return fits.error();
    if (!*fits && !report.broken) report.broken = one;
    auto& last = newest[one.log];
    if (one.word.seq > last.word.seq) last = std::move(one);
  }
  for (auto& [log, head] : newest) report.newest.push_back(std::move(head));
  return report;
}

// --- proofs ---

namespace {

struct Place {
  store::Incarnation log;
  oplog::StoredOp op;
  base::Digest before;  // chain hash of the op in front of it
};

oplog::HashFunction hash_of(const envelope::Suite& suite) {
  return [&suite](std::initializer_list<base::BytesView> parts) { return suite.hash(parts); };
}

Result<Place> find_place(store::LogStore& store, const base::OpAddress& address) {
  auto logs = store.incarnations();
  auto op = store.find_op(address);
  if (!logs) return logs.error();
  if (!op) return op.error();
  const auto log = std::find_if(logs->begin(), logs->end(), [&](const auto& one) {
    return one.id == address.incarnation && !one.owner.is_zero();
  });
  if (!*op || log == logs->end()) {
    return Error{ErrorCode::kNotFound, "op " + std::to_string(address.seq),
                 "is not in a log of this station's own"};
  }
  auto suite = envelope::find_suite(log->suite);
  if (!suite) return suite.error();
  Place place{*log, **op, oplog::chain_start(hash_of(**suite), log->id, log->suite)};
  if (address.seq > 1) {
    auto previous = store.find_op({address.incarnation, address.seq - 1});
    if (!previous) return previous.error();
    if (!*previous) return Error{ErrorCode::kCorrupt, "log", "an op of it is missing"};
    place.before = (*previous)->hash;
  }
  return place;
}

// The earliest word that covers the op.
Result<Countersignature> word_for(store::LogStore& store, const base::OpAddress& op) {
  auto words = kept_words(store, words_of(op.incarnation));
  if (!words) return words.error();
  const CountersignedHead* best = nullptr;
  for (const auto& one : *words) {
    if (one.word.seq >= op.seq && (!best || one.word.seq < best->word.seq)) best = &one;
  }
  if (!best) {
    return Error{ErrorCode::kNotFound, "op " + std::to_string(op.seq),
                 "the county has not countersigned it yet"};
  }
  return best->word;
}

Result<json> headers_behind(store::LogStore& store, const base::OpAddress& op, std::uint64_t to) {
  json headers = json::array();
  std::uint64_t at = op.seq;
  while (at < to) {
    auto ops = store.ops_after(op.incarnation, at, kOpsAtOnce);
    if (!ops) return ops.error();
    if (ops->empty() || ops->front().address.seq != at + 1) {
      return Error{ErrorCode::kCorrupt, "log", "an op of it is missing"};
    }
    for (const auto& next : *ops) {
      if (at == to) break;
      headers.push_back(base::to_hex(next.header));
      at = next.address.seq;
    }
  }
  return headers;
}

// A member that must be there, in hexadecimal.
template <typename Id>
Result<Id> id_in(const json& object, const char* name) {
  return Id::from_hex(object.at(name).get<std::string>());
}

Error does_not_fit(const char* what) { return {ErrorCode::kRefused, "proof", what}; }

struct Claim {
  CountyWord county;
  base::IncarnationId log;
  std::uint8_t suite = 0;
  std::uint64_t seq = 0;
  base::Bytes header;
  base::Digest salt, before;
  std::vector<std::string> after;
  Countersignature word;
  Proven proven;
};

Result<Claim> read_claim(const std::string& text) {
  const Error broken{ErrorCode::kInvalidData, "proof", "this is no proof of this format"};
  const json proof = json::parse(text, nullptr, false);
  try {
    if (!proof.is_object() || proof.at("format") != kFormat) return broken;
    const json& op = proof.at("op");
    const json& word = proof.at("countersigned");
    Claim claim;
    auto county = id_in<base::IncarnationId>(proof.at("county"), "incarnation");
    auto station = id_in<base::StationId>(proof, "station");
    auto log = id_in<base::IncarnationId>(proof.at("log"), "incarnation");
    auto header = base::from_hex(op.at("header").get<std::string>());
    auto salt = id_in<base::Digest>(op, "salt");
    auto before = id_in<base::Digest>(proof, "before");
    auto signature = base::from_hex(word.at("signature").get<std::string>());
    if (!county || !station || !log || !header || !salt || !before || !signature) return broken;
    claim.county.station = *station;
    claim.county.county.id = *county;
    claim.county.county.suite = proof.at("county").at("suite").get<std::uint8_t>();
    claim.log = *log;
    claim.suite = proof.at("log").at("suite").get<std::uint8_t>();
    claim.seq = op.at("seq").get<std::uint64_t>();
    claim.header = *header;
    claim.salt = *salt;
    claim.before = *before;
    claim.after = proof.at("after").get<std::vector<std::string>>();
    claim.word = {word.at("seq").get<std::uint64_t>(), word.at("county_ms").get<std::uint64_t>(),
                  *signature};
    claim.proven = {proof.at("county").at("name").get<std::string>(), {*log, claim.seq}, {},
                    op.at("body").get<std::string>(), claim.word.county_ms, claim.word.seq};
    return claim;
  } catch (const json::exception&) {
    return broken;
  }
}

// The chain hash to which the op and what follows lead.
Result<base::Digest> head_of(const Claim& claim, const oplog::HashFunction& hash) {
  const bool first = claim.seq == 1;
  if (claim.seq == 0 || claim.after.size() != claim.word.seq - claim.seq) {
    return does_not_fit("headers are missing between the op and the countersigned head");
  }
  if (first && claim.before != oplog::chain_start(hash, claim.log, claim.suite)) {
    return does_not_fit("the log begins otherwise");
  }
  auto head = oplog::chain_next(hash, claim.before, claim.header);
  for (const auto& digits : claim.after) {
    auto header = base::from_hex(digits);
    if (!header) return header.error();
    head = oplog::chain_next(hash, head, *header);
  }
  return head;
}

}  // namespace

Result<std::string> make_proof(store::LogStore& store, const CountyWord& from,
                               const std::string& county_name, const base::OpAddress& address,
                               const base::CaseKey& key) {
  auto place = find_place(store, address);
  if (!place) return place.error();
  auto word = word_for(store, address);
  if (!word) return word.error();
  auto after = headers_behind(store, address, word->seq);
  if (!after) return after.error();
  auto suite = envelope::find_suite(place->log.suite);
  if (!suite) return suite.error();
  const json proof{
      {"format", kFormat},
      {"county",
       {{"name", county_name},
        {"incarnation", from.county.id.hex()},
        {"suite", from.county.suite}}},
      {"station", from.station.hex()},
      {"log", {{"incarnation", place->log.id.hex()}, {"suite", place->log.suite}}},
      {"op",
       {{"seq", address.seq},
        {"header", base::to_hex(place->op.header)},
        {"salt", oplog::body_salt(hash_of(**suite), key, address).hex()},
        {"body", place->op.body}}},
      {"before", place->before.hex()},
      {"after", std::move(*after)},
      {"countersigned",
       {{"seq", word->seq},
        {"county_ms", word->county_ms},
        {"signature", base::to_hex(word->signature)}}}};
  const std::string text = proof.dump(1);
  // Only what another person's program would accept is given out.
  auto judged = check_proof(text, from.county.public_key);
  if (!judged) return Error{ErrorCode::kCorrupt, "proof", judged.error().cause};
  return text;
}

Result<Proven> check_proof(const std::string& text, base::BytesView county_key) {
  auto claim = read_claim(text);
  if (!claim) return claim.error();
  auto suite = envelope::find_suite(claim->suite);
  if (!suite) return suite.error();
  const auto hash = hash_of(**suite);
  auto header = oplog::decode_header(claim->header);
  if (!header) return does_not_fit("the op's header cannot be read");
  if (oplog::salted_commitment(hash, claim->salt, claim->proven.body) != header->commitment) {
    return does_not_fit("the op's body is not the one that was committed to");
  }
  auto head = head_of(*claim, hash);
  if (!head) return head.error();
  claim->county.county.public_key = base::Bytes(county_key);
  auto word = is_signed(claim->county, claim->log, claim->word, *head);
  if (!word) return word.error();
  if (!*word) return does_not_fit("this county has not signed this");
  claim->proven.header = std::move(*header);
  return claim->proven;
}

}  // namespace jiujin::sync::wire
