// Which files an op's body cites: the only thing about bodies that carrying them needs to know.
//
// A FILE (casework/op_types.h) is any JSON object, at any depth, with a "hash" of 64 hexadecimal
// digits and a "size"; its "type" is the media type. One that stands in another under "preview" is
// a small picture of it. Bodies that are no JSON cite nothing. Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/oplog/op.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

struct CitedFile {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;
  std::uint64_t preview_of_bytes = 0;  // size of the file that this one is a preview of; 0: none
  base::ContentHash preview_of{};      // its address
};

std::vector<CitedFile> cited_files(base::BytesView body);

// Keys of cases from a store, remembered for one exchange.
class StoredCaseKeys {
 public:
  explicit StoredCaseKeys(store::LogStore& store) : m_store(store) {}
  Result<std::optional<base::CaseKey>> key(const base::CaseId& case_id);
  struct Opener {
    base::IncarnationId by;
    std::uint64_t position = 0;  // of its case.opened, in the county's order
  };
  // Which log opened the case; nothing when the case.opened is not held.
  Result<std::optional<Opener>> opener(const base::CaseId& case_id);

 private:
  struct Opening {
    Opener opener;
    std::optional<base::CaseKey> key;  // absent: destroyed, or not readable
  };
  Result<std::optional<Opening>> find(const base::CaseId& case_id);

  store::LogStore& m_store;
  std::map<base::CaseId, Opening> m_found;
};

}  // namespace jiujin::sync::wire
