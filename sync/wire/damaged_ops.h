// Ops of our own log that this disk has damaged before the county had them.
//
// Such an op can never be sent (the signed head would not fit it), and nothing behind it in its
// log. So the log goes on under another name with all that is whole (rebirth.h), and what is not,
// with what cannot be written without it, is set aside in rows, for a person to look at:
//
//   wire/aside-op/<incarnation>:<seq>   JSON: case, cause; header, body as they lie there (hex)
// Thread rule: belongs to the thread of the store.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/envelope/suite.h"
#include "sync/store/log_store.h"
#include "sync/wire/citations.h"

namespace jiujin::sync::wire {

struct OpAside {
  base::OpAddress op;
  base::CaseId case_id;  // zero: about no case, or nobody can tell
  std::string cause;
};
// By address.
Result<std::vector<OpAside>> ops_set_aside(store::LogStore& store);

// Reads one log from its beginning or from `after` on, op by op in order: is each as it was
// written? Of an op without a hash (another disk's) nothing can be said.
class OwnLogReader {
 public:
  static Result<OwnLogReader> open(store::LogStore& store, const store::Incarnation& log,
                                   std::uint64_t after);
  // What is wrong with it; nothing: it is whole.
  Result<std::optional<std::string>> fault(const oplog::StoredOp& op);

 private:
  OwnLogReader(store::LogStore& store, const envelope::Suite& suite)
      : m_suite(&suite), m_keys(store) {}
  bool goes_on(const oplog::StoredOp& op);
  Result<std::optional<base::CaseKey>> key_for(const oplog::OpHeader& header, base::BytesView body);

  const envelope::Suite* m_suite;
  StoredCaseKeys m_keys;
  std::uint64_t m_seq = 0;                 // of the op before
  std::optional<base::Digest> m_told;      // its hash, as it says
  std::optional<base::Digest> m_computed;  // ... and as all headers so far say
};

// Keeps it in a row that is to be written with what takes it out of its log.
std::pair<std::string, std::optional<base::Bytes>> row_of_aside(const oplog::StoredOp& op,
                                                                const std::string& cause);
// For a person: what of this log was set aside, and in which cases it is missing. "" = nothing.
Result<std::string> aside_notice(store::LogStore& store, const base::IncarnationId& log);

}  // namespace jiujin::sync::wire
