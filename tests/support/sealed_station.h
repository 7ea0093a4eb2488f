// The demo station in a sealed folder: 李敏 and 赵强 have key slots, everything else as
// DemoStation. Thread rule: one thread.
#pragma once

#include "sync/envelope/key_slots.h"
#include "sync/store/sealing_vfs.h"
#include "tests/support/demo_station.h"

namespace jiujin::tests {

struct SealedKeys {
  SealedKeys();
  sync::envelope::DataKey data_key;
  sync::store::PageKey page_key;
  sync::envelope::KeyPair county;  // opens the recovery in the slots
};

class SealedStation : public SealedKeys, public DemoStation {
 public:
  SealedStation();
  // Opens locked, as every program does.
  client::control::SessionOptions options() const;
  std::unique_ptr<client::control::StationSession> locked() const;
  // The county's word comes down, while nobody has logged in.
  void hear_county();
  sync::base::StationId id() const { return m_id; }
  // What the county finds in a station.keys or station.wiped.
  sync::envelope::DataKey key_for_county(const std::string& path) const;

 private:
  sync::base::StationId m_id;
};

// An application in which an unmistakable name stands, to be looked for afterwards.
inline const std::string kCanary = "欧阳金丝雀";
sync::casework::Draft canary_draft();

inline constexpr const char* kColleague = "zhaoqiang";  // the same password

}  // namespace jiujin::tests
