#include "client/control/case_package.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/control/package_reading.h"
#include "client/control/session_state.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::control {
namespace {

using namespace sync::casework;
using nlohmann::json;
using Kind = PackageTaken::Kind;

// A group of packages is committed when it holds so much, or has held others up so long.
constexpr std::uint64_t kGroupBytes = 16u << 20;
constexpr std::int64_t kGroupMs = 250;

// What a package became and what it said then: row "package/<print of its name>".
struct Memory {
  std::string case_id, content, rest;
  std::map<std::string, std::string> answers, slots;
};

std::string name_key(const std::string& name) {
  return "package/" + sync::envelope::content_hash(name).hex().substr(0, 32);
}
std::string content_key(const std::string& content) {
  return "package-content/" + content;
}

Result<std::optional<Memory>> memory_of(SessionState& state, const std::string& name) {
  auto row = state.store->row(name_key(name));
  if (!row.ok()) return row.error();
  if (!*row) return std::optional<Memory>();
  const auto kept = json::parse(**row, nullptr, false);
  if (!kept.is_object())
    return Error{ErrorCode::kCorrupt, name_key(name),
                 "what is kept of the package is not readable"};
  return std::optional(Memory{kept.value("case", ""), kept.value("content", ""),
                              kept.value("rest", ""),
                              kept.value("answers", decltype(Memory::answers){}),
                              kept.value("slots", decltype(Memory::slots){})});
}

Result<void> remember(SessionState& state, const Package& package, const std::string& case_id) {
  const json memory{{"case", case_id},
                    {"content", package.content},
                    {"rest", package.rest},
                    {"answers", package.answers},
                    {"slots", package.slots}};
  const std::pair<std::string, std::optional<sync::base::Bytes>> rows[]{
      {name_key(package.name), memory.dump()}, {content_key(package.content), case_id}};
  return state.store->write_rows(rows);
}

// A second package of the same content elsewhere is the same case; another station's is not.
Result<std::string> id_of(const SessionState& state, const Package& package) {
  auto own = own_log(state);
  if (!own.ok()) return own.error();
  return sync::envelope::content_hash(own->hex() + package.content).hex().substr(0, 32);
}

Result<PackageTaken> take_new(SessionState& state, Package& package) {
  auto id = id_of(state, package);
  if (!id.ok()) return id.error();
  if (auto kept = keep_files(state, package); !kept.ok()) return kept.error();
  package.draft.id = *id;
  auto submitted = submit_intake(state, SubmitIntake{package.draft});
  if (!submitted.ok()) return submitted.error();
  return PackageTaken{*id, Kind::kNew, {}};
}

// What differs from what the package said last time, and from how the case stands.
std::vector<sync::oplog::OpDraft> difference(const Package& package, const Memory& before,
                                             const Case& c, std::vector<std::string>* places) {
  FormAnswered changed{c.item, package.draft.form_version, {}};
  for (const auto& [path, print] : package.answers) {
    const auto last = before.answers.find(path);
    if (last != before.answers.end() && last->second == print) continue;
    const auto& value = package.draft.answers.at(path);
    const auto held = c.answers.find(path);
    if (held == c.answers.end() || held->second != value) changed.answers[path] = value;
  }
  for (const auto& [path, print] : before.answers)
    if (!package.answers.contains(path) && c.answers.contains(path)) changed.answers[path] = "null";
  std::vector<sync::oplog::OpDraft> ops;
  for (const auto& [path, value] : changed.answers) places->push_back(path);
  if (!changed.answers.empty()) ops.push_back(draft_op({}, 0, "", changed));
  for (const auto& material : package.draft.materials) {
    const auto last = before.slots.find(material.slot);
    if (last != before.slots.end() && last->second == package.slots.at(material.slot)) continue;
    places->push_back(material.slot);
    if (material.mode != MaterialMode::kFiles && !material.files.empty())
      ops.push_back(draft_op({}, 0, "", MaterialAdded{material.slot, material.files}));
    if (auto op = material_op({}, 0, "", material)) ops.push_back(std::move(*op));
  }
  for (const auto& [slot, print] : before.slots) {
    if (package.slots.contains(slot)) continue;
    places->push_back(slot);
    MaterialDeclared cleared;
    cleared.slot = slot;
    cleared.mode = "cleared";
    ops.push_back(draft_op({}, 0, "", cleared));
  }
  return ops;
}

Result<PackageTaken> take_changed(SessionState& state, Package& package, const Memory& before) {
  const std::string place = package.name + "/case.json";
  if (package.rest != before.rest)
    return Error{ErrorCode::kRefused, place,
                 "only answers and materials can change after the case was taken in: item, "
                 "applicant, channel or delivery differ"};
  auto loaded = load_case(state, before.case_id);
  if (!loaded.ok()) return loaded.error();
  const auto* member = state.staff_member();
  if (!member) return Error{ErrorCode::kUnauthenticated, "", "nobody has logged in"};
  const auto allowed = allowed_actions(*loaded, *member, state.registry->context());
  if (std::find(allowed.begin(), allowed.end(), Action::kEdit) == allowed.end())
    return Error{ErrorCode::kRefused, place,
                 "case " + before.case_id + " cannot be changed now, or not by this person"};
  PackageTaken taken{before.case_id, Kind::kChanged, {}};
  AppendOps command;
  command.case_id = before.case_id;
  command.ops = difference(package, before, *loaded, &taken.changed);
  if (command.ops.empty()) return PackageTaken{before.case_id, Kind::kKnown, {}};
  if (auto kept = keep_files(state, package); !kept.ok()) return kept.error();
  std::vector<std::string> same_places;
  command.ops = difference(package, before, *loaded, &same_places);  // now citing the previews
  command.must_be = Action::kEdit;
  if (auto appended = append_ops(state, command); !appended.ok()) return appended.error();
  return taken;
}

// Within a group.
Result<PackageTaken> take_package(SessionState& state, const std::string& folder,
                                  DamagedScans damaged, std::uint64_t* bytes) {
  auto package = read_package(state, folder, damaged);
  if (!package.ok()) return package.error();
  auto before = memory_of(state, package->name);
  if (!before.ok()) return before.error();
  if (*before && (*before)->content == package->content)
    return PackageTaken{(*before)->case_id, Kind::kKnown, {}};
  auto elsewhere = state.store->row(content_key(package->content));
  if (!elsewhere.ok()) return elsewhere.error();
  for (const auto& file : package->files) *bytes += file.file.size;
  Result<PackageTaken> taken = PackageTaken{elsewhere->value_or(""), Kind::kKnown, {}};
  if (*before)
    taken = take_changed(state, *package, **before);
  else if (!*elsewhere)
    taken = take_new(state, *package);
  if (!taken.ok()) return taken;
  if (auto kept = remember(state, *package, taken->case_id); !kept.ok()) return kept.error();
  return taken;
}

}  // namespace

Result<PackageTaken> import_package(SessionState& state, const std::string& folder) {
  Result<PackageTaken> taken = PackageTaken{};
  auto done = import_packages(state, {&folder, 1},
                              [&](const auto&, const auto& result) { taken = result; });
  if (!done.ok()) return done.error();
  return taken;
}

Result<void> import_packages(SessionState& state, std::span<const std::string> folders,
                             const PackageSink& sink, DamagedScans damaged) {
  for (std::size_t next = 0; next < folders.size();) {
    if (auto begun = state.store->begin_group(); !begun.ok()) return begun;
    const sync::store::GroupGuard guard(*state.store);
    const std::int64_t began = state.now_ms();
    std::uint64_t bytes = 0;
    const std::size_t first = next;
    std::vector<Result<PackageTaken>> taken;
    while (next < folders.size() && bytes < kGroupBytes &&
           (next == first || state.now_ms() - began < kGroupMs))
      taken.push_back(take_package(state, folders[next++], damaged, &bytes));
    if (auto committed = state.store->commit_group(); !committed.ok()) return committed;
    // Only now is it true.
    for (std::size_t i = first; i < next; ++i) sink(folders[i], taken[i - first]);
  }
  return {};
}

}  // namespace jiujin::client::control
