#include "sync/store/part_hashes.h"

#include <algorithm>

#include "sync/store/limits.h"

namespace jiujin::sync::store {

PartHashes::Begun& PartHashes::of(Connection& connection, const base::ContentHash& hash) {
  auto query = connection.query("PRAGMA data_version");
  const std::pair stamp{query.step() ? query.number(0) : 0, connection.undone()};
  if (stamp != m_stamp) m_begun.clear();
  m_stamp = stamp;
  auto found = std::find_if(m_begun.begin(), m_begun.end(),
                            [&](const Begun& one) { return one.hash == hash; });
  if (found == m_begun.end()) {
    if (m_begun.size() >= kFilesHashedMax) m_begun.pop_back();
    m_begun.emplace_front().hash = hash;
  } else {
    m_begun.splice(m_begun.begin(), m_begun, found);
  }
  return m_begun.front();
}

void PartHashes::forget(const base::ContentHash& hash) {
  m_begun.remove_if([&](const Begun& one) { return one.hash == hash; });
}

}  // namespace jiujin::sync::store
