// The county's feed on the wire: entries in county order, bound to cursor and reader by a
// signature.
//
// A reader sees only what its scope allows, so it cannot compute the chains of others; what it can
// trust is the county, which signs each piece: from which cursor to which, for whom, with what in
// between, and where the county's own log stood (PROTOCOL section 7.5). The chain hash of such an
// op is not known to the reader and stays zero.
// Thread rule: values and pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sync/bundle/messages.h"
#include "sync/bundle/ops_frame.h"

namespace jiujin::sync::bundle {

struct FeedPiece {
  std::uint64_t from = 0;  // the reader's cursor before
  std::uint64_t to = 0;    // and after
  // tail_check of the op that stands at `to`, be it for the reader or not: with it the reader
  // shows next time whose feed it has read (a county restored from a backup notices).
  HashCheck tail;
  std::vector<store::FeedEntry> entries;
  // Logs in `entries` that are the county's own: after it was restored it writes to another.
  std::vector<std::pair<base::IncarnationId, std::uint8_t>> county_logs;  // and their suites
  store::Head county_head;  // of the county's own log when it was signed
};

// What the writer must know about the logs and the reader.
struct FeedWriting {
  // May the reader be expected to hold the key of this op's case? Then its commitment is left out.
  std::function<bool(const oplog::StoredOp& op)> holds_key;
  // Suite of a log; 0 = not known, then its commitments are written out.
  std::function<std::uint8_t(const base::IncarnationId& incarnation)> suite_of;
  // Is it one of the county's own? Empty: none is said to be.
  std::function<bool(const base::IncarnationId& incarnation)> is_county{};
};

// How many entries from the front to try in one frame (at least one when there are any): many
// together pack better. Where try_encode_frame() finds them too long half as many do.
std::size_t feed_entries_that_fit(std::span<const store::FeedEntry> entries);

// Errors: the signer's.
Result<Bytes> encode_feed_frame(const FeedPiece& piece, const store::Incarnation& county,
                                const base::StationId& reader, const FeedWriting& writing,
                                const Signer& sign);

// Reads and verifies. `reader` and `cursor`: whom it must be for and where it must begin.
// Errors: kProtocol (not for us, not from here, wrong signature or commitment), those of `keys`.
Result<FeedPiece> decode_feed_frame(BytesView payload, const store::Incarnation& county,
                                    const base::StationId& reader, std::uint64_t cursor,
                                    const CaseKeys& keys);

}  // namespace jiujin::sync::bundle
