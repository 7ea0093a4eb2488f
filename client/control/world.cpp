// Reading what the county has said about this station: staff, catalogue, calendar.
#include <nlohmann/json.hpp>

#include "client/control/session_opening.h"
#include "client/control/session_state.h"
#include "client/control/station_keys.h"
#include "localization/divisions.h"
#include "localization/formats.h"

namespace jiujin::client::control {
namespace {

using sync::casework::CalendarPublished;
using sync::casework::CataloguePublished;
using sync::casework::OpType;

localization::HolidayCalendar calendar_of(const std::map<int, CalendarPublished>& published) {
  localization::HolidayCalendar calendar = localization::HolidayCalendar::built_in();
  for (const auto& [year, list] : published) {
    if (!list.official) continue;
    localization::HolidayYear days;
    days.year = year;
    for (const auto& text : list.off)
      if (auto day = localization::parse_date(text); day.ok()) days.off.insert(*day);
    for (const auto& text : list.work)
      if (auto day = localization::parse_date(text); day.ok()) days.work.insert(*day);
    calendar.set_year(std::move(days));
  }
  return calendar;
}

Result<void> read_contact(SessionState& state) {
  auto row = state.store->row("sync/contact");
  if (!row.ok()) return row.error();
  if (!*row) return {};
  const auto json = nlohmann::json::parse(**row, nullptr, false);
  if (!json.is_object()) return {};
  state.last_contact_ms = json.value("contact_ms", std::int64_t{0});
  state.county_ms = json.value("county_ms", std::uint64_t{0});
  return {};
}

void describe_station(SessionState& state) {
  StationInfo info;
  info.enrolled = state.identity.has_value();
  info.practice = state.options.practice;
  info.folder = state.options.folder;
  if (state.identity) {
    info.name = state.identity->name;
    info.division = state.identity->division;
    info.server_url = state.identity->server_url;
    info.division_name = localization::Divisions::built_in().full_name(
        info.division, localization::DivisionLevel::kCounty);
  }
  // Those who work at the window here: of this division or one that contains it.
  for (const auto* member : state.county->staff().members()) {
    if (!member->active || state.county->staff().verifier(member->id).empty()) continue;
    if (works_here(*member, info.division))
      info.staff.push_back({member->id, member->name, member->unit, member->roles});
  }
  // Before the first exchange: as the county answered to the enrolment.
  if (info.staff.empty() && state.sealed) {
    if (auto slots = read_key_slots(keys_folder(state.options)); slots.ok())
      info.staff = locked_info(*slots, state.options).staff;
  }
  state.info = std::move(info);
}

}  // namespace

sync::oplog::AuthorTime SessionState::time() const {
  auto now = options.time();
  now.county_ms = std::max(now.county_ms, county_ms);
  return now;
}

std::chrono::sys_days SessionState::today() const {
  const std::chrono::sys_seconds now{std::chrono::seconds(now_ms() / 1000)};
  return localization::local_date(now);
}

const sync::casework::StaffMember* SessionState::staff_member() const {
  return person && county ? county->staff().find(person->id) : nullptr;
}

Result<void> read_world(SessionState& state) {
  auto identity = read_identity(*state.store);
  if (!identity.ok()) return identity.error();
  state.identity = *identity;
  if (auto read = read_contact(state); !read.ok()) return read.error();
  std::function<bool(const sync::base::IncarnationId&)> from_county;
  if (state.identity) {
    auto logs = sync::casework::county_logs(*state.store);
    if (!logs.ok()) return logs.error();
    from_county = [logs = std::move(*logs)](const auto& incarnation) {
      return logs.contains(incarnation);
    };
  }
  auto loaded = sync::casework::CountyRegister::load(*state.store, from_county);
  if (!loaded.ok()) return loaded.error();
  auto county = std::make_unique<sync::casework::CountyRegister>(std::move(*loaded));
  auto ops = state.store->register_ops();
  if (!ops.ok()) return ops.error();
  std::vector<CataloguePublished> published;
  for (const auto& op : *ops) {
    auto header = sync::oplog::decode_header(op.header);
    if (!header.ok() || header->type != static_cast<std::uint32_t>(OpType::kCataloguePublished))
      continue;
    if (from_county && !from_county(op.address.incarnation)) continue;
    auto body = sync::casework::read_body<CataloguePublished>(op.body);
    if (body.ok()) published.push_back(*body);
  }
  state.county_ops = ops->size();
  state.catalogue.set_published(std::move(published));
  state.calendar = calendar_of(county->calendars());

  sync::casework::FoldContext context;
  context.item = [&state](std::string_view code, int version) {
    return state.catalogue.item(code, version);
  };
  county->bind(&context);
  context.from_county = from_county;
  context.calendar = &state.calendar;
  context.as_of = state.today();
  state.catalogue_version = state.catalogue.version();
  const auto version = std::to_string(state.catalogue_version);
  if (state.registry) {
    state.registry->set_context(context, version);
  } else {
    state.registry = std::make_unique<sync::casework::CaseRegistry>(*state.store, context, version);
  }
  state.county = std::move(county);  // after the registry let go of the old one
  describe_station(state);
  return {};
}

Result<bool> read_world_if_changed(SessionState& state) {
  auto ops = state.store->register_ops();
  if (!ops.ok()) return ops.error();
  const bool known =
      ops->size() == state.county_ops && state.catalogue.version() == state.catalogue_version;
  if (known) return false;
  if (auto read = read_world(state); !read.ok()) return read.error();
  return true;
}

Result<StationInfo::Person> logged_in(const SessionState& state) {
  if (!state.person) return Error{ErrorCode::kUnauthenticated, "", "nobody has logged in"};
  return *state.person;
}

Result<sync::base::IncarnationId> own_log(const SessionState& state) {
  if (!state.identity)
    return Error{ErrorCode::kNotFound, state.options.folder, "the station is not enrolled"};
  // As it stands now: another program may have healed a fork meanwhile.
  auto kept = read_identity(*state.store);
  if (!kept.ok()) return kept.error();
  return *kept ? (*kept)->incarnation : state.identity->incarnation;
}

}  // namespace jiujin::client::control
