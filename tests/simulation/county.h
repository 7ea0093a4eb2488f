// A county in a simulated world: the product's serve_exchange over a simulated disk, and a desk
// that says something now and then.
// Thread rule: one thread (fibers take turns).
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "sync/envelope/suite.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/fibers.h"
#include "tests/simulation/line.h"

namespace jiujin::tests::simulation {

class SimCounty final : public sync::wire::CountyPolicy {
 public:
  SimCounty(Fibers& fibers, Dice& dice);

  SimDisk disk{sync::store::StoreRole::kCounty};
  sync::store::Incarnation log;      // who the county is to its stations, for ever
  sync::base::IncarnationId writes;  // the log it writes to since it was last restored
  std::vector<sync::wire::StationStanding> enrolled;

  // A station's call; nothing while the county is down.
  std::shared_ptr<Connection> accept(const Weather& weather);
  // After its disk was set back: what it writes from now on goes into a log of its own.
  void begin_log();
  // SIGKILL: every handler dies where it stands, every line breaks.
  void kill();
  void start();  // again, from what its disk holds
  bool up() const { return m_up; }
  bool idle() const { return m_handlers.empty() && m_repeats.empty(); }
  // True inside a fiber that works for this county.
  bool owns(Fibers::Id id) const;
  void forget_ended();
  // A reviewer writes about a case, if there is one; true when it is on the disk.
  bool say_something();
  sync::wire::Signer signer() const;

  Result<std::optional<sync::wire::StationStanding>> find_station(
      const sync::base::IncarnationId& incarnation) override;
  Result<sync::bundle::Bound> bind(const sync::wire::StationStanding& speaker,
                                   const sync::bundle::Reborn& reborn) override;
  bool wanted(const sync::oplog::StoredOp& op, const sync::base::StationId& reader) override;
  void ops_committed(const sync::base::StationId& from,
                     std::span<const sync::oplog::StoredOp> ops) override;
  void file_completed(const sync::base::StationId&, const sync::store::FileInfo&) override {}

 private:
  struct Handler {
    Fibers::Id fiber = 0;
    std::shared_ptr<Connection> line;
  };
  void serve(std::shared_ptr<Connection> line);

  Fibers& m_fibers;
  Dice& m_dice;
  sync::envelope::KeyPair m_keys;
  std::vector<Handler> m_handlers;
  std::vector<sync::base::Bytes> m_repeats;  // requests that will come a second time
  std::map<sync::base::CaseId, sync::base::StationId> m_owners;
  bool m_up = true;
};

}  // namespace jiujin::tests::simulation
