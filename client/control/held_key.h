// HeldKey: the data key of an open station, shared by the sessions of one program, as long as
// somebody is logged in.
//
// Thread rule: any thread. Who takes a copy wipes it (DataKey does).
#pragma once

#include <mutex>
#include <optional>

#include "sync/envelope/data_key.h"

namespace jiujin::client::control {

class HeldKey {
 public:
  void put(sync::envelope::DataKey key) {
    const std::lock_guard lock(m_mutex);
    m_key.emplace(std::move(key));
  }
  void wipe() {
    const std::lock_guard lock(m_mutex);
    m_key.reset();
  }
  std::optional<sync::envelope::DataKey> copy() const {
    const std::lock_guard lock(m_mutex);
    if (!m_key) return std::nullopt;
    return m_key->copy();
  }

 private:
  mutable std::mutex m_mutex;
  std::optional<sync::envelope::DataKey> m_key;
};

}  // namespace jiujin::client::control
