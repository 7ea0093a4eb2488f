// Lines between simulated stations and counties: slow, cut at any byte, silent, bent, repeated.
//
// A Connection is two queues of bytes and the mishaps that the dice gave it when it was made. The
// station's end is a wire::Transport, the county's end a reader and a writer for serve_exchange;
// neither side of the product knows that it is not a socket.
// Thread rule: one thread (fibers take turns).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sync/wire/serve_exchange.h"
#include "sync/wire/transport.h"
#include "tests/simulation/fibers.h"

namespace jiujin::tests::simulation {

using sync::base::Bytes;
using sync::base::BytesView;

// How often lines fail while the world is bad; in thousandths. All 0: perfect lines.
struct Weather {
  std::uint64_t refuse = 0;      // nobody answers the call
  std::uint64_t portal = 0;      // somebody else answers with a page
  std::uint64_t cut = 0;         // torn at a random byte of request or answer
  std::uint64_t black_hole = 0;  // from a random byte on, silence
  std::uint64_t bend = 0;        // one bit of the request or answer is turned
  std::uint64_t repeat = 0;      // the request arrives a second time, later
  std::uint64_t buffered = 0;    // something between holds the answer until the request has ended
};

// Bytes one side has sent and the other has not read, and how the way ends.
struct Way {
  Bytes waiting;
  std::uint64_t sent = 0;
  std::uint64_t cut_at = UINT64_MAX;
  std::uint64_t black_from = UINT64_MAX;
  std::uint64_t bend_at = UINT64_MAX;
  bool ended = false;
  Bytes kept;  // all of it, when the request is to be repeated
  bool keep = false;
};

struct Connection {
  Way up, down;
  bool broken = false;    // both sides learn of it
  bool buffered = false;  // the answer is held back until `up` has ended
};

// Takes the bytes on their way. False when the line broke with them.
bool put_bytes(Connection& line, Way& way, BytesView bytes);

// How patient both sides are when nothing moves; simulated milliseconds.
inline constexpr std::uint64_t kIdleMs = 30'000;

// The county's end.
sync::wire::ServeLine county_end(Fibers& fibers, Dice& dice, std::shared_ptr<Connection> line);

// The station's end: each exchange calls `connect`, which gives a connection whose county end is
// served already, or nothing when nobody answers.
class SimTransport final : public sync::wire::Transport {
 public:
  using Connect = std::function<std::shared_ptr<Connection>(bool* portal)>;
  SimTransport(Fibers& fibers, Dice& dice, Connect connect)
      : m_fibers(fibers), m_dice(dice), m_connect(std::move(connect)) {}
  ~SimTransport() override;  // what is under way breaks, as the sockets of a dead process

  void begin(sync::wire::Conversation& conversation) override;
  void step(std::chrono::milliseconds wait_max) override;
  void cancel() override { m_cancelled = true; }

 private:
  struct Talk {
    sync::wire::Conversation* conversation = nullptr;
    std::shared_ptr<Connection> line;  // nothing: the call was not made yet
    std::uint64_t moved_at = 0;
    bool waits = false;  // fill() had nothing yet
  };
  bool call(Talk& talk);
  bool send(Talk& talk);
  bool receive(Talk& talk);
  void end(Talk& talk, const Result<void>& how);

  Fibers& m_fibers;
  Dice& m_dice;
  Connect m_connect;
  std::vector<Talk> m_talks;
  std::unique_ptr<char[]> m_buffer;  // what is about to be sent
  bool m_cancelled = false;
};

}  // namespace jiujin::tests::simulation
