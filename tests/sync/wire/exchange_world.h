// A county and its stations in memory, and lines between them that break where a test says.
#pragma once

#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"
#include "sync/wire/serve_exchange.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::tests {

using sync::base::Bytes;
using sync::base::BytesView;

inline constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

struct Keys {
  sync::envelope::KeyPair pair;
  Keys();
  sync::wire::Signer signer() const;
};

// The county: everything enrolled with it may see everything, unless `hidden` says so.
struct CountyEnd : sync::wire::CountyPolicy {
  Keys keys;
  sync::store::Incarnation incarnation;
  sync::store::MemoryStore store{sync::store::StoreRole::kCounty};
  std::vector<sync::wire::StationStanding> enrolled;
  std::vector<sync::base::CaseId> hidden;
  std::size_t told_ops = 0;
  std::vector<sync::base::ContentHash> told_files;
  sync::wire::ServeOptions options{.now_ms = 1795312345678};
  sync::wire::ServeReport last;

  CountyEnd();
  sync::wire::CountyIdentity identity() const { return {incarnation, keys.signer()}; }
  void say(sync::base::CaseId case_id, std::uint32_t type, std::string body);
  // The whole answer to a request.
  Bytes answer(BytesView request);
  Result<sync::wire::ServeReport> serve(const sync::wire::ServeLine& line);

  Result<std::optional<sync::wire::StationStanding>> find_station(
      const sync::base::IncarnationId& id) override;
  Result<sync::bundle::Bound> bind(const sync::wire::StationStanding& speaker,
                                   const sync::bundle::Reborn& reborn) override;
  bool wanted(const sync::oplog::StoredOp& op, const sync::base::StationId& reader) override;
  void ops_committed(const sync::base::StationId& from,
                     std::span<const sync::oplog::StoredOp> ops) override;
  void file_completed(const sync::base::StationId& from,
                      const sync::store::FileInfo& file) override;
};

// A station; copyable as a disk is. `number` makes its ids.
struct StationEnd {
  Keys keys;
  sync::base::StationId id;
  sync::store::Incarnation incarnation;
  sync::store::Incarnation county;
  sync::store::MemoryStore store{sync::store::StoreRole::kStation};

  StationEnd(CountyEnd& county_end, std::uint8_t number);
  void write(sync::base::CaseId case_id, std::uint32_t type, std::string body);
  // Opens a case with answers, one file of `file_bytes` and a submission; gives the file's hash.
  sync::base::ContentHash take_in(std::uint8_t number, const std::string& file_bytes);
  sync::wire::StationIdentity identity() const;
  sync::wire::SyncRunner runner(sync::wire::SyncRunner::CaseRank rank = {});
  std::chrono::milliseconds now{0};  // stands still unless a test moves it
};

sync::base::CaseId case_of(std::uint8_t number);
std::string file_json(const sync::store::FileInfo& file);

// A line into the county that breaks after so many bytes, each way. One thread: the county reads
// what the station says just then, and what it answers meanwhile arrives at once, unless the line
// buffers: then the whole request comes first.
class Pipe final : public sync::wire::Transport {
 public:
  explicit Pipe(CountyEnd& county) : m_county(county) {}
  bool buffers = false;
  bool keep_request = true;  // in last_request; a large one need not be
  // Called when the station waits and nothing will come: tests let time pass here.
  std::function<void()> on_silence;
  // Before each piece of the request is asked for.
  std::function<void()> before_piece;
  std::size_t cut_request = kNever;
  std::size_t cut_answer = kNever;
  std::size_t request_bytes = 0;  // of the last exchange
  std::size_t answer_bytes = 0;
  Bytes last_request;

  std::size_t turns = 0;  // changes from answer to request, the first included
  std::size_t exchanges = 0;

  void begin(sync::wire::Conversation& conversation) override { m_begun = &conversation; }
  void step(std::chrono::milliseconds wait_max) override;
  void cancel() override {}

 private:
  Result<void> carry(sync::wire::Conversation& conversation);
  Result<std::size_t> next_piece(sync::wire::Conversation& conversation, char* buffer,
                                 std::size_t size);
  Result<void> deliver(sync::wire::Conversation& conversation, BytesView bytes);

  CountyEnd& m_county;
  sync::wire::Conversation* m_begun = nullptr;
  bool m_answering = false;
};

// Fails the test unless county and station agree about everything.
void require_in_step(CountyEnd& county, StationEnd& station);

}  // namespace jiujin::tests
