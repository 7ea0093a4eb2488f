// What of a file goes next: bytes, or pieces of files that the county holds (COPY).
//
// For each file that begins to travel the files of the same case that the county has acknowledged
// whole are compared with it once (bundle/delta.h). Where that gained nothing, and for files that
// the county did not take as pieces, plain parts go. Nothing is negotiated.
// Thread rule: belongs to the thread of its store.
#pragma once

#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "sync/bundle/delta.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

class DeltaSender {
 public:
  // `plain`: files that the county did not take as pieces; they go as they are.
  DeltaSender(store::LogStore& store, const std::set<base::ContentHash>& plain)
      : m_store(store), m_plain(plain) {}

  // Of `hash` from `offset`: at most `bytes_max` plain bytes, or a COPY that begins there. Empty
  // bytes: not held any more. `case_id`: where to look for earlier versions.
  Result<std::variant<base::Bytes, bundle::Copy>> next(const base::ContentHash& hash,
                                                       const base::CaseId& case_id,
                                                       std::uint64_t offset, std::size_t bytes_max);

 private:
  struct Plan {
    bundle::Copy file;  // hash, size, media type
    std::vector<bundle::DeltaSource> sources;
    bundle::Delta delta;
  };
  Result<void> make_plan(const base::ContentHash& hash, const base::CaseId& case_id);
  Result<std::vector<bundle::DeltaSource>> sources_for(const store::FileInfo& target,
                                                       const base::CaseId& case_id);
  bundle::ReadFileAt reader_of(const base::ContentHash& hash);

  store::LogStore& m_store;
  const std::set<base::ContentHash>& m_plain;
  std::optional<Plan> m_plan;  // of the file that travels
};

// The bytes that a COPY makes out of files held here. kNotFound: a source is not held whole, or is
// shorter than the piece. Who may cite what is the caller's to ask.
Result<base::Bytes> assemble_copy(store::LogStore& store, const bundle::Copy& copy);

}  // namespace jiujin::sync::wire
