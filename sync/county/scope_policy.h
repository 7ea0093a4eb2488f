// ScopePolicy: which station may see which op, and who speaks at all.
//
// Cases go to the stations in whose scope they were taken in, and to the station that opened them.
// Ops about staff and stations go where scope and place touch, in either direction, so that a
// village knows the names of its town's and county's staff; catalogue and calendar go to everybody.
// It refuses to know HTTP and what a case holds beyond where it was opened.
// Thread rule: one object an exchange, on its thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sync/county/world.h"
#include "sync/wire/serve_exchange.h"

namespace jiujin::sync::county {

class ScopePolicy : public wire::CountyPolicy {
 public:
  using Binder = std::function<Result<bundle::Bound>(const base::StationId& station,
                                                     const base::IncarnationId& speaker,
                                                     const bundle::Reborn& reborn)>;
  // `heard` is called with the station of each known HELLO. `store` is the exchange's own.
  ScopePolicy(store::LogStore& store, std::shared_ptr<const World> world,
              std::function<void(const base::StationId&)> heard, Binder binder);

  Result<std::optional<wire::StationStanding>> find_station(
      const base::IncarnationId& incarnation) override;
  Result<bundle::Bound> bind(const wire::StationStanding& speaker,
                             const bundle::Reborn& reborn) override {
    return m_binder(speaker.station, speaker.incarnation.id, reborn);
  }
  bool wanted(const oplog::StoredOp& op, const base::StationId& reader) override;
  void ops_committed(const base::StationId& from, std::span<const oplog::StoredOp> ops) override;
  void file_completed(const base::StationId& from, const store::FileInfo& file) override;

 private:
  struct Opened {
    std::string division;
    base::StationId station;  // that opened it; zero: not a station of ours
  };
  const Opened* opened(const base::CaseId& id);
  bool register_op_wanted(const oplog::StoredOp& op, oplog::OpTypeCode type,
                          const casework::RegisteredStation& reader) const;

  store::LogStore& m_store;
  std::shared_ptr<const World> m_world;
  std::function<void(const base::StationId&)> m_heard;
  Binder m_binder;
  std::map<base::CaseId, std::optional<Opened>> m_opened;
};

}  // namespace jiujin::sync::county
