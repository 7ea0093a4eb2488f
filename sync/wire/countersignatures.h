// What the county has countersigned of a station's logs (PROTOCOL 7.9): kept, judged, taken along.
//
// Each word is a row "countersigned/LOG/SEQ" (hexadecimal) of a frame's payload; "countersigned-to/
// LOG" names the newest. A proof is a file that a third person can judge with the county's public
// key alone: one op of a case and its place in the chain up to a head that was countersigned. It
// holds the headers behind that op, which tell types and times, and of that op alone the body.
// It does not know what an op means. Thread rule: belongs to the thread of the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/bundle/countersignature.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::wire {

// Whose words are judged: the county as enrolment pinned it, and the station they are said to.
struct CountyWord {
  base::StationId station;
  store::Incarnation county;  // id of its foundation, suite, public key
};

// False, and nothing is kept: it is not the county's word on our log.
Result<bool> keep_countersignature(store::LogStore& store, const CountyWord& from,
                                   const base::IncarnationId& log,
                                   const bundle::Countersignature& word);
// The newest kept one; 0 = none.
Result<std::uint64_t> countersigned_to(store::LogStore& store, const base::IncarnationId& log);

struct CountersignedHead {
  base::IncarnationId log;
  bundle::Countersignature word;
};
struct CountersignatureReport {
  std::size_t words = 0;
  std::vector<CountersignedHead> newest;    // one for each log that has any
  std::optional<CountersignedHead> broken;  // the first that is not the county's word on this log
};
// Judges all that are kept against the logs as they stand now.
Result<CountersignatureReport> verify_countersignatures(store::LogStore& store,
                                                        const CountyWord& from);

// "Handed in, and when": JSON, `county_name` for people. Errors: kNotFound (the op is not of a
// station's own log, or nothing behind it was countersigned yet), kCorrupt (its log is broken).
Result<std::string> make_proof(store::LogStore& store, const CountyWord& from,
                               const std::string& county_name, const base::OpAddress& op,
                               const base::CaseKey& key);

// What a proof says, once judged.
struct Proven {
  std::string county_name;  // as the proof says; the key is what counts
  base::OpAddress op;
  oplog::OpHeader header;
  std::string body;               // JSON, as written
  std::uint64_t county_ms = 0;    // the county held it by then
  std::uint64_t countersigned = 0;  // seq of the head
};
// `county_key`: SubjectPublicKeyInfo DER, from elsewhere than the proof.
// Errors: kInvalidData (no proof), kRefused (what does not fit).
Result<Proven> check_proof(const std::string& json, base::BytesView county_key);

}  // namespace jiujin::sync::wire
