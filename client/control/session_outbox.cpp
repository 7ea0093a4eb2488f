#include "client/control/session_outbox.h"

#include <unistd.h>

#include "client/control/session_stick.h"
#include "client/control/session_sync.h"
#include "client/control/station_wipe.h"
#include "client/control/transport_key.h"
#include "sync/wire/outbox.h"
#include "sync/wire/set_aside.h"
#include "sync/wire/stick_file.h"

namespace jiujin::client::control {
namespace {

using namespace sync::wire;

// The outbox is a copy: it never takes the room that the station needs to go on working.
constexpr std::uint64_t kRoomForWork = std::uint64_t{256} * 1024 * 1024;

bool has_outbox(const SessionState& state) {
  return state.sealed && !state.locked && !state.options.practice && state.identity &&
         !is_wiped(state.options.folder);
}

ExportOptions outbox_options(SessionState& state, sync::envelope::OpeningKey key) {
  ExportOptions options;
  options.folder = outbox_folder(state.options.folder);
  options.station_name = kOutboxName;
  options.county_key = std::move(key);
  options.file_bytes_max = kOutboxFileBytes;
  options.rank = promise_rank(state);
  options.piecewise = kOutboxFilesMax;
  return options;
}

}  // namespace

Result<void> leave_outbox(SessionState& state, std::chrono::milliseconds patience,
                          const std::function<bool()>& stop) {
  if (!has_outbox(state)) return {};
  const auto& folder = state.options.folder;
  const auto end = std::chrono::steady_clock::now() + patience;
  if (auto made = make_outbox(folder); !made.ok()) return made;
  auto key = county_opening_key(state);
  if (!key.ok()) return key.error().code == ErrorCode::kNotFound ? Result<void>() : key.error();
  const auto before = outbox_files(folder);
  auto settings = sync_settings(state);
  if (!settings.ok()) return settings.error();
  if (settings->paused) {  // by a person: nothing goes before a person goes on
    remove_from_outbox(folder, before);
    return mark_outbox_whole(folder, false);
  }
  if (auto kept = ensure_transport_key(state); !kept.ok()) return kept;
  StickWatch watch;
  watch.stop = [&] {
    return (stop && stop()) || std::chrono::steady_clock::now() >= end ||
           free_bytes(folder).value_or(kRoomForWork) < kRoomForWork;
  };
  auto options = outbox_options(state, *std::move(key));
  using Kind = sync::engine::ScanTimes::Kind;
  const auto times = settings->line.scans.kind;
  options.scans = times != Kind::kAsked;
  if (times == Kind::kWindow) options.scans_name = kOutboxScansName;
  auto report = write_exports(state, options, watch);
  if (!report.ok()) return report.error();
  if (!report->rest || !report->files.empty()) remove_from_outbox(folder, before);
  auto aside = set_aside(*state.store);
  if (!aside.ok()) return aside.error();
  return mark_outbox_whole(folder, !report->rest && aside->empty());
}

Result<void> take_inbox(SessionState& state) {
  if (!has_outbox(state)) return {};
  const auto inbox = inbox_folder(state.options.folder);
  const auto names = files_on_stick(inbox, kStickAnswerEnding, "");
  if (!names.ok() || names->empty()) return {};
  auto report = take_answers(state, inbox, {});
  if (!report.ok()) return report.error();
  for (const auto& answer : report->answers) unlink((inbox + "/" + answer.file).c_str());
  return {};
}

Result<void> take_inbox_alone(SessionState& state) {
  if (!has_outbox(state)) return {};
  auto line = sync::base::FileLock::acquire(state.options.folder + "/sync.lock");
  return line.ok() ? take_inbox(state) : Result<void>();
}

void empty_outbox(const SessionState& state) {
  if (!has_outbox(state)) return;
  const auto& folder = state.options.folder;
  remove_from_outbox(folder, outbox_files(folder));
}

}  // namespace jiujin::client::control
