// What leaves the queue of files without having been taken: set aside, or written to a stick.
#include <algorithm>

#include "sync/wire/file_queue.h"

namespace jiujin::sync::wire {

std::vector<engine::FileToSend> FileQueue::all_in_order() const {
  std::vector<const Waiting*> order;
  for (const auto& [hash, one] : m_waiting)
    if (one.preview_of == 0) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(), [](const Waiting* a, const Waiting* b) {
    if (a->rank != b->rank) return a->rank < b->rank;
    return a->seq < b->seq;
  });
  std::vector<engine::FileToSend> out;
  for (const Waiting* one : order) out.push_back(one->file);
  return out;
}

Result<void> FileQueue::set_aside(const base::ContentHash& hash, AsideReason reason,
                                  const std::string& cause, std::int64_t now_ms) {
  if (auto put = put_aside(m_store, hash, reason, cause, now_ms); !put) return put;
  auto holds = is_set_aside(m_store, hash);
  if (!holds) return holds.error();
  if (!*holds) return {};
  m_waiting.erase(hash);
  m_uncertain.erase(hash);
  return {};
}

Result<void> FileQueue::not_taken(const base::ContentHash& hash, std::int64_t now_ms) {
  auto fault = fault_of(m_store, hash);
  if (!fault) return fault.error();
  if (*fault) return set_aside(hash, **fault, "its bytes are not what its address says", now_ms);
  return set_aside(hash, AsideReason::kRefused, "the county kept nothing of it", now_ms);
}

}  // namespace jiujin::sync::wire
