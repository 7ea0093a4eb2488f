// What carries exchanges: bytes out, bytes in, both at once, and how each ended.
//
// HTTP today, a stick or a serial line tomorrow. It knows nothing of frames. One transport carries
// several conversations at a time (a main one and side lanes), all on the thread that calls step().
// Thread rule: begin() and step() belong to one thread; cancel() may be called from any other.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>

#include "sync/base/identity.h"

namespace jiujin::sync::wire {

// One exchange as a transport sees it: where the request comes from and the answer goes.
class Conversation {
 public:
  virtual ~Conversation() = default;

  struct Piece {
    enum class State {
      kBytes,       // `size` bytes were put in, at least one
      kNothingYet,  // waits for the answer or the clock; to be asked again at the next step
      kEnd,         // the request is complete
    };
    State state = State::kEnd;
    std::size_t size = 0;
  };

  // The line stands; from here on time counts. Called once, before the answer begins.
  virtual void opened() = 0;
  // Fills up to `size` bytes of the request; may be called before opened(). An error aborts.
  virtual Result<Piece> fill(char* buffer, std::size_t size) = 0;
  // Takes a piece of the answer, also while the request still travels. An error aborts.
  virtual Result<void> take(base::BytesView bytes) = 0;
  // The last call: the answer has ended, or why not.
  virtual void ended(const Result<void>& how) = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Begins an exchange; `conversation` stays alive until its ended() was called. Never blocks, and
  // calls nothing but fill(). Errors arrive at ended(): kNetwork, kTimeout (idle), kProtocol (not
  // the county), kBusy, kCancelled, or whatever fill() and take() said.
  virtual void begin(Conversation& conversation) = 0;
  // Moves bytes; returns when something moved, at the latest after `wait_max`. Calls conversations.
  virtual void step(std::chrono::milliseconds wait_max) = 0;
  // Every exchange under way, and only those, ends soon with kCancelled.
  virtual void cancel() = 0;
  // Whether several exchanges at once may carry more than one: not where a cap was set.
  virtual bool gains_by_lanes() const { return true; }
  // How much of all requests so far the other end's system has confirmed to have; never less than
  // before. Nothing: this transport cannot tell what of it still waits on our side.
  virtual std::optional<std::uint64_t> bytes_confirmed() { return std::nullopt; }
};

}  // namespace jiujin::sync::wire
