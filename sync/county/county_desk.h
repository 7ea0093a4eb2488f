// The part of a CountyService that stands behind its mutex. For the sources of this room only.
// Thread rule: under CountyService's m_mutex.
#pragma once

#include <map>
#include <memory>

#include "sync/county/county_service.h"

namespace jiujin::sync::county {

struct CountyService::Desk {
  std::unique_ptr<store::SqliteStore> store;
  std::shared_ptr<const World> world;
  std::uint64_t seen = 0;  // feed position up to which `world` was checked
  std::unique_ptr<casework::CaseRegistry> registry;
  std::shared_ptr<const World> registry_world;  // keeps the registry's context alive
  std::chrono::sys_days registry_day{};
  CaseQueue queue;
  std::map<std::string, std::uint64_t> swept;  // hex id -> ops when its deadlines were looked at
  std::chrono::sys_days swept_day{};
  std::uint64_t lines_read = 0;
  std::map<base::StationId, std::int64_t> contacts;  // last exchange, Unix ms
  std::map<std::string, std::int64_t> last_steps;  // of codes taken (second_factor.cpp), by person
};

// The op's type; 0 when the header cannot be read.
oplog::OpTypeCode type_of(const oplog::StoredOp& op);
base::CaseId case_of(const oplog::StoredOp& op);
// Whether it says something about the county itself (case id zero, LogStore::register_ops).
bool is_register_op(const oplog::StoredOp& op);

}  // namespace jiujin::sync::county
