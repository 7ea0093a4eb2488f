// Which station may send, copy or fetch which file: what the committed ops cite decides.
//
// Citations are kept as rows "cites/<hash>/<incarnation>:<seq>" of the county's store; they stand
// before the ops do: after a crash in between they are superfluous, never missing.
// Thread rule: belongs to the thread of its store.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sync/bundle/copy_frame.h"
#include "sync/engine/county_exchange.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

class CountyFiles {
 public:
  using IsSpeakers = std::function<bool(const base::IncarnationId& log)>;
  using MaySee = std::function<bool(const oplog::StoredOp& op)>;
  // `is_speakers`: is this a log of the station that speaks? `may_see`: of others' ops.
  CountyFiles(store::LogStore& store, IsSpeakers is_speakers, MaySee may_see)
      : m_store(store), m_is_speakers(std::move(is_speakers)), m_may_see(std::move(may_see)) {}

  Result<void> record_citations(std::span<const oplog::StoredOp> ops);
  // As the speaker's own ops cite it, and how much of it is held.
  Result<engine::FileStanding> standing_of(const base::ContentHash& hash);
  // Cited by an op that the speaker may see.
  Result<bool> may_fetch(const base::ContentHash& hash);
  // The bytes that a COPY makes. kNotFound: a source is not held, or not the speaker's to cite
  // (else bytes could be guessed by copying them and asking whether the whole came right).
  Result<base::Bytes> assemble(const bundle::Copy& copy);

 private:
  store::LogStore& m_store;
  IsSpeakers m_is_speakers;
  MaySee m_may_see;
};

}  // namespace jiujin::sync::wire
