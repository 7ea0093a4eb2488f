// What carries one exchange: bytes out, bytes in, and how it ended.
//
// HTTP today, a stick or a serial line tomorrow. It knows nothing of frames.
// Thread rule: exchange() belongs to one thread; cancel() may be called from any other.
#pragma once

#include <cstddef>
#include <functional>

#include "sync/base/identity.h"

namespace jiujin::sync::wire {

// Fills up to `size` bytes of the request; 0 is its end. An error aborts the exchange.
using RequestSource = std::function<Result<std::size_t>(char* buffer, std::size_t size)>;
// Takes a piece of the answer. An error aborts the exchange.
using AnswerSink = std::function<Result<void>(base::BytesView bytes)>;

class Transport {
 public:
  virtual ~Transport() = default;
  // Ends when the answer has ended. Errors: kNetwork, kTimeout (idle), kProtocol (not the county),
  // kCancelled, or whatever source and sink said.
  virtual Result<void> exchange(const RequestSource& source, const AnswerSink& sink) = 0;
  // The exchange under way, and only that, ends soon with kCancelled.
  virtual void cancel() = 0;
};

}  // namespace jiujin::sync::wire
