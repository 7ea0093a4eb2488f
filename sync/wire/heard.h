// What a station hears from its county and writes into its store: the same whether it comes over
// the line or on a stick.
//
// Pieces of the feed, parts of files, how far a log of ours is held, and that the county has
// forgotten. Who reads an answer decides what of it counts (Round, import_from_stick) and in which
// transaction; this knows no answer, no clock and nobody to tell.
// Thread rule: belongs to the thread of its store.
#pragma once

#include <optional>
#include <vector>

#include "sync/bundle/copy_frame.h"
#include "sync/bundle/countersignature.h"
#include "sync/bundle/feed_frame.h"
#include "sync/bundle/messages.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::wire {

class Heard {
 public:
  Heard(store::LogStore& store, const StationIdentity& identity, FileQueue& files)
      : m_store(store), m_identity(identity), m_files(files) {}

  // --- how far a log of ours is held ---
  // False: the county holds another op there than we do, so that the log has forked.
  Result<bool> fits(const bundle::LogHeld& held);
  // This log of ours the county still names; for forget_feed().
  void named(const store::Acknowledgement& told) { m_named.push_back(told); }
  // Less than it had acknowledged: it was restored from a backup, and is believed.
  Result<void> believe_less(const store::Acknowledgement& told);

  // False: it is not the county's word on this log of ours, and was not kept.
  Result<bool> take_countersignature(const base::IncarnationId& log,
                                     const bundle::Countersignature& word);

  // --- feed ---
  // What another exchange has taken in already is passed over: the cursor and the tail that goes
  // with it stay. kConflict: it says otherwise than a log of ours; see heal_ended_logs(). kBusy:
  // meanwhile another exchange took in the feed of a county before or after it was set back.
  Result<void> take_feed(const bundle::FeedPiece& piece);
  // The county's feed is another one than we read: ours is taken back, to be read anew.
  Result<void> forget_feed();
  // Of a log of ours that ended the county holds another version by now. What is only here goes on
  // in our log, and the feed is read again from its beginning.
  Result<void> heal_ended_logs();

  // --- files ---
  // Nothing: it was not asked for, or is of no use (altered, a gap, another size); what is missing
  // is asked for again.
  Result<std::optional<store::FileProgress>> take_part(const bundle::FilePart& part);
  // The same of a file that is made of others; nothing also where one of these is not here.
  Result<std::optional<store::FileProgress>> take_copy(const bundle::Copy& copy);

 private:
  Result<bool> is_of_our_feed(const bundle::FeedPiece& piece, std::uint64_t cursor);

  store::LogStore& m_store;
  const StationIdentity& m_identity;
  FileQueue& m_files;
  std::vector<store::Acknowledgement> m_named;
};

}  // namespace jiujin::sync::wire
