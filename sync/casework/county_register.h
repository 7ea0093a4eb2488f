// CountyRegister: who works where, which stations there are, what was published; the fold of the
// ops that are about no case (case id zero), in the county's order.
//
// Staff carry their password verifiers, so that a station can log them in without contact. Roles
// are kept with the position from which they hold: a later change does not undo what was done
// before. It refuses to know passwords, the network and the catalogue's content. Thread rule: a
// value; read by any number of threads while none writes it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sync/casework/fold.h"
#include "sync/casework/op_bodies.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::casework {

// The county's own logs that this store knows: more than one once the county was restored.
Result<std::set<base::IncarnationId>> county_logs(store::LogStore& store);

// Staff by id, with history.
class StaffDirectory {
 public:
  // `position` 0 = not acknowledged yet: holds after everything that has a position.
  void grant(const StaffGranted& grant, std::uint64_t position);
  // As of now; null for an unknown id. Inactive members are found too.
  const StaffMember* find(std::string_view id) const;
  // As of a county position (0 = now); before the first grant: the first one, because a station may
  // learn of a member later than of the member's work.
  const StaffMember* find_at(std::string_view id, std::uint64_t position) const;
  std::string verifier(std::string_view id) const;  // "" = cannot log in
  // Null: cannot open a sealed station (inactive, or the password is older than such keys).
  const StaffOpening* opening(std::string_view id) const;
  std::vector<const StaffMember*> members() const;  // current, by id

 private:
  struct Entry {
    std::uint64_t position = 0;
    StaffMember member;
  };
  struct History {
    std::vector<Entry> entries;
    std::string verifier;
    std::optional<StaffOpening> opening;
  };
  std::map<std::string, History, std::less<>> m_members;
};

struct RegisteredStation {
  base::StationId id;
  std::string name, division;
  int level = 6;
  std::vector<std::string> scopes;  // division codes; the first came with the enrolment
  std::vector<base::IncarnationId> incarnations;
};

class CountyRegister {
 public:
  // Which incarnations are the county's; ops of others are passed over. Unset = all are believed.
  explicit CountyRegister(std::function<bool(const base::IncarnationId&)> from_county = {});

  // Applies ops in order; what cannot be read is skipped and counted.
  void apply(std::span<const oplog::StoredOp> ops);
  // All ops about no case that the store holds.
  static Result<CountyRegister> load(
      store::LogStore& store, std::function<bool(const base::IncarnationId&)> from_county = {});

  const StaffDirectory& staff() const { return m_staff; }
  const RegisteredStation* station(const base::StationId& id) const;
  const RegisteredStation* station_of(const base::IncarnationId& incarnation) const;
  // The log that this one goes on for; nothing: it is a computer's first, or from before that was
  // written down.
  std::optional<base::IncarnationId> before(const base::IncarnationId& incarnation) const;
  // The first log of the computer whose log this is.
  base::IncarnationId first_of(base::IncarnationId incarnation) const;
  // Another log, under new keys, has taken its place: nothing more is taken from it.
  bool ended(const base::IncarnationId& incarnation) const { return m_ended.contains(incarnation); }
  std::vector<const RegisteredStation*> stations() const;
  std::optional<unsigned> number_block(const base::IncarnationId& incarnation) const;
  unsigned next_free_block() const;  // 1..9999, never one that was given before; 0 = none left
  const std::optional<CataloguePublished>& catalogue() const { return m_catalogue; }
  const std::map<int, CalendarPublished>& calendars() const { return m_calendars; }
  // The newest; nothing: the county has not said any yet.
  const std::optional<OpeningKeyPublished>& opening_key() const { return m_opening_key; }
  // Authorities of the county's server that it has announced, in that order, those that have ended
  // among them; and which have ended, by their names (op_bodies.h).
  const std::vector<AuthorityAnnounced>& authorities() const { return m_authorities; }
  const std::set<std::string>& ended_authorities() const { return m_ended_authorities; }
  std::size_t skipped() const { return m_skipped; }

  // Whether a station may see a case taken in at `division`.
  bool in_scope(const base::StationId& station, std::string_view division) const;

  // staff_at and staff of a FoldContext; the register must outlive the context.
  void bind(FoldContext* context) const;

 private:
  void apply_one(const oplog::StoredOp& op, const oplog::OpHeader& header);
  void start(const IncarnationStarted& started);

  std::function<bool(const base::IncarnationId&)> m_from_county;
  StaffDirectory m_staff;
  std::map<base::StationId, RegisteredStation> m_stations;
  std::map<base::IncarnationId, base::StationId> m_station_of;
  std::map<base::IncarnationId, unsigned> m_blocks;
  std::map<base::IncarnationId, base::IncarnationId> m_before;
  std::set<base::IncarnationId> m_ended;
  std::optional<CataloguePublished> m_catalogue;
  std::map<int, CalendarPublished> m_calendars;
  std::optional<OpeningKeyPublished> m_opening_key;
  std::vector<AuthorityAnnounced> m_authorities;
  std::set<std::string> m_ended_authorities;
  std::size_t m_skipped = 0;
};

// 430190101201 lies within 430190101000 (trailing zeros of a level stand for the whole).
bool division_within(std::string_view division, std::string_view scope);

}  // namespace jiujin::sync::casework
