// World: what the county knows apart from its cases - staff, stations, catalogues, calendar - as
// one snapshot that many threads read while a newer one is being made.
//
// Folded from the ops that are about no case. It refuses to know sessions, HTTP and who is asking.
// Thread rule: immutable once made; share it as `std::shared_ptr<const World>`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "forms/catalogue/catalogue.h"
#include "localization/working_days.h"
#include "sync/casework/county_register.h"
#include "sync/casework/fold.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::county {

struct TransportKeyOfLog {
  std::uint8_t suite = 1;
  base::Bytes public_key;
};

struct World {
  casework::CountyRegister registry;
  std::uint64_t position = 0;  // of the county's feed, up to which this was read
  int catalogue_version = 0;   // 0: none published yet
  base::ContentHash catalogue_hash;
  // Published versions by number; the newest is current.
  std::map<int, std::shared_ptr<const forms::catalogue::Catalogue>> catalogues;
  localization::HolidayCalendar calendar;
  std::set<base::IncarnationId> county_logs;  // the county's own; more than one once restored
  // With which a station hands over files while it is locked: the newest that each of its logs has
  // named (transport_key.bound).
  std::map<base::IncarnationId, TransportKeyOfLog> transport_keys;

  const forms::catalogue::Catalogue* catalogue() const;
  // The item as of that version; else the current one of that code; null when unknown.
  const forms::catalogue::Item* item(std::string_view code, int version = 0) const;
  // Changes whenever a fold may come out otherwise: another catalogue, a name that nobody knew, a
  // scope that was widened. A
  // role holds from its op on and stations do not matter, so that a grant or an enrolment does not
  // fold every case anew; the calendar has a version of its own.
  std::string stamp() const;
  // Valid as long as this World lives.
  casework::FoldContext context(std::chrono::sys_days as_of) const;
};

// Reads the register and every published catalogue; catalogues of `previous` are taken over.
// Errors: the store's; a catalogue that cannot be read is kInvalidData.
Result<std::shared_ptr<const World>> load_world(store::LogStore& store,
                                                const World* previous);

}  // namespace jiujin::sync::county
