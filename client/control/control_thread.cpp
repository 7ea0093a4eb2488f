#include "client/control/control_thread.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "client/control/command_kinds.h"
#include "client/control/guarded.h"
#include "client/control/held_key.h"
#include "client/control/now.h"
#include "client/control/outbox_carrier.h"
#include "client/control/side_sessions.h"
#include "client/control/sync_meter.h"
#include "client/control/told_queue.h"
#include "sync/engine/schedule.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::client::control {
namespace {

using std::chrono::milliseconds;
using sync::engine::Schedule;

constexpr milliseconds kPollPeriod{1000};  // another program's writes are seen within a second
// Progress more often than this is only noise on a screen.
constexpr milliseconds kProgressPeriod{150};
// How often an exchange is told to end before the station is locked.
constexpr milliseconds kClosingPeriod{100};

Error cancelled() { return {ErrorCode::kCancelled, "", "cancelled"}; }

struct Job {
  Ticket ticket = 0;
  Command command;
};

}  // namespace

struct ControlThread::State {
  State(SessionOptions chosen, std::function<void()> call)
      : options(std::move(chosen)),
        told(std::move(call)),
        schedule(
            {}, [this] { return std::uniform_real_distribution<>(0, 1)(dice); }, mono_now()) {
    // All sessions of this program are opened by one log-in.
    if (!options.key) options.key = std::make_shared<HeldKey>();
  }

  // --- what is told to the window ---
  void tell(Notification notification) { told.tell(std::move(notification)); }

  void finish(Ticket ticket, Result<Answer> result) {
    flags.drop(ticket);
    tell(Reply{ticket, std::move(result)});
  }

  Result<Answer> perform(StationSession& session, const Job& job) {
    auto flag = flags.of(job.ticket);
    if (*flag || (stopping && !keeps_something(job.command))) return cancelled();
    auto last = mono_now() - kProgressPeriod;
    const bool closes = std::holds_alternative<LogOut>(job.command);
    Result<Answer> answer = cancelled();
    const auto ran = guarded([&] {
      answer = session.perform(job.command, [&](std::uint64_t done, std::uint64_t total) {
        if (!closes && mono_now() - last >= kProgressPeriod) {
          last = mono_now();
          tell(Event(Progress{job.ticket, done, total}));
        }
        return !*flag && !stopping && !side.closing() && !(closes && somebody_comes());
      });
    });
    return ran.ok() ? std::move(answer) : ran.error();
  }

  // Who logs in again waits for no outbox.
  bool somebody_comes() {
    const std::lock_guard lock(mutex);
    return std::ranges::any_of(
        jobs, [](const Job& job) { return std::holds_alternative<LogIn>(job.command); });
  }

  // --- the control thread ---
  void open_station(const Job& job) {
    if (session) {
      follow_wipe();
      return finish(job.ticket, Answer(session->info()));
    }
    auto opened = StationSession::open(options);
    if (!opened.ok()) return finish(job.ticket, opened.error());
    if (auto locked = (*opened)->hold_window_lock("jiujin"); !locked.ok())
      return finish(job.ticket, locked.error());
    session = std::move(*opened);
    told_catalogue = session->catalogue_version();
    finish(job.ticket, Answer(session->info()));
    start_syncing();
  }

  // Before the station is locked: no session but the control thread's stays open, a run that is
  // under way ends cleanly, and what the workers have not begun is not done.
  void close_side_sessions() {
    {
      const std::lock_guard lock(mutex);
      may_sync = false;
    }
    side.begin_closing();
    do {  // a run that was only about to begin has not heard it the first time
      worker_work.notify_all();
      sync_wanted.notify_all();
      const std::lock_guard lock(sync_session_mutex);
      if (sync_lease.session) sync_lease.session->cancel_sync();
    } while (!side.all_closed(kClosingPeriod));
    side.may_open();
  }

  // This program's exchange, or another program, has had the station wiped; or it was let in again.
  // What was still to be saved is saved first: the county can have it opened.
  void follow_wipe() {
    if (!session || !session->wiped_meanwhile()) return;
    if (!session->locked()) {
      std::deque<Job> last;
      {
        const std::lock_guard lock(mutex);
        last = std::exchange(jobs, {});
      }
      for (const auto& job : last)
        finish(job.ticket, keeps_something(job.command) ? perform(*session, job) : cancelled());
      close_side_sessions();
    }
    session->follow_wipe();
    note_person();
    tell(Event(StationChanged{}));
    start_syncing();
  }

  void start_syncing() {
    const auto chosen = session->sync_settings();
    {
      const std::lock_guard lock(mutex);
      may_sync = session->info().enrolled && !session->locked() && !options.practice;
      if (chosen.ok()) sync_meter.use(chosen->line);
      if (chosen.ok() && chosen->paused) schedule.pause();  // until a person ends the pause
      else if (may_sync) schedule.sync_now(mono_now());
    }
    carrier.follow(session->info());
    tell_sync_status();
    sync_wanted.notify_one();
  }

  void command(const Job& job) {
    if (std::holds_alternative<OpenStation>(job.command)) return open_station(job);
    if (!session)
      return finish(job.ticket,
                    Error{ErrorCode::kNotFound, options.folder, "the station is not open"});
    if (std::holds_alternative<SyncNow>(job.command) ||
        std::holds_alternative<PauseSync>(job.command) ||
        std::holds_alternative<UseLine>(job.command))
      return sync_command(job);
    const bool was_locked = session->locked();
    const bool closes = std::holds_alternative<LogOut>(job.command) && session->sealed();
    if (closes || std::holds_alternative<Enrol>(job.command)) close_side_sessions();
    auto result = perform(*session, job);
    const bool ok = result.ok();
    const bool opened = was_locked && !session->locked();
    if (opened) side.outdate_all();
    note_person();
    finish(job.ticket, std::move(result));
    if (opened) start_syncing();
    if (session->locked()) return closes ? start_syncing() : tell_sync_status();
    // A page that is opened during an exchange has not heard that one is under way.
    if (std::holds_alternative<AskTransfers>(job.command)) tell_sync_status();
    tell_catalogue();
    if (!ok) return;
    if (std::holds_alternative<Enrol>(job.command)) {
      side.outdate_all();
      tell(Event(StationChanged{}));
      start_syncing();
    }
    if (changes_cases(job.command)) after_change(job.command);
  }

  void note_person() {
    const std::lock_guard lock(mutex);
    person = session->person();
  }

  void after_change(const Command& done) {
    tell(Event(Saved{session->now_ms()}));
    CasesChanged changed;
    if (auto id = case_of(done); !id.empty()) changed.case_ids.push_back(id);
    tell(Event(changed));
    const bool draft =
        std::holds_alternative<SaveDraft>(done) || std::holds_alternative<DeleteDraft>(done);
    if (draft) return;
    {
      const std::lock_guard lock(mutex);
      schedule.something_waits(mono_now());
    }
    sync_wanted.notify_one();
  }

  void sync_command(const Job& job) {
    const auto* pause = std::get_if<PauseSync>(&job.command);
    const auto* line = std::get_if<UseLine>(&job.command);
    Result<Answer> done = Answer(Done{});
    if (pause || line) done = perform(*session, job);
    {
      const std::lock_guard lock(mutex);
      if (line && done.ok()) sync_meter.use(line->line);
      else if (pause && pause->paused) schedule.pause();
      else if (pause) schedule.resume(mono_now());
      else if (!line) {
        schedule.sync_now(mono_now());
        scans_asked = true;
      }
    }
    // How the line is used is a run's: it begins anew. Nothing that was sent is sent again.
    if ((pause && pause->paused) || line) {
      const std::lock_guard lock(sync_session_mutex);
      if (sync_lease.session) sync_lease.session->cancel_sync();
    }
    sync_wanted.notify_one();
    finish(job.ticket, std::move(done));
    tell_sync_status();
  }

  void run_control() {
    auto next_poll = mono_now() + kPollPeriod;
    for (;;) {
      std::optional<Job> job;
      {
        std::unique_lock lock(mutex);
        work.wait_for(lock, std::max(milliseconds(0), next_poll - mono_now()),
                      [&] { return stopping || !jobs.empty() || wipe_heard; });
        wipe_heard = false;
        if (stopping && jobs.empty()) break;
        if (!jobs.empty()) {
          job = std::move(jobs.front());
          jobs.pop_front();
        }
      }
      if (stopping) {
        if (session && keeps_something(job->command)) (void)perform(*session, *job).ok();
        continue;
      }
      (void)guarded([this] { follow_wipe(); }).ok();
      if (job) command(*job);
      if (mono_now() >= next_poll) {
        next_poll = mono_now() + kPollPeriod;
        (void)guarded([this] { poll(); }).ok();  // looked at again in a second
      }
    }
    if (session) (void)guarded([this] { (void)session->leave_outbox().ok(); }).ok();
    session.reset();
  }

  void poll() {
    if (!session || session->locked()) return;
    const auto staff_before = session->info().staff.size();
    if (!session->poll_changes()) return;
    if (session->info().staff.size() != staff_before) tell(Event(StationChanged{}));
    tell_catalogue();
    tell(Event(CasesChanged{}));
  }

  // A sync, or another program, has brought a catalogue since the window was told of the last one.
  void tell_catalogue() {
    const int version = session->catalogue_version();
    if (version == std::exchange(told_catalogue, version)) return;
    tell(Event(CatalogueChanged{version}));
  }

  // --- the workers ---
  void run_worker() {
    SideSessions::Lease own;
    for (;;) {
      std::optional<Job> job;
      std::optional<StationInfo::Person> who;
      {
        std::unique_lock lock(mutex);
        worker_work.wait(
            lock, [&] { return stopping || !worker_jobs.empty() || side.outdated(own); });
        if (stopping) break;
        if (!worker_jobs.empty()) {
          job = std::move(worker_jobs.front());
          worker_jobs.pop_front();
        }
        who = person;
      }
      if (side.outdated(own)) side.close(own);
      if (!job) continue;
      Result<void> ready;
      auto thrown = guarded([&] { ready = side.open(own, options); });
      if (thrown.ok()) thrown = ready;
      if (!thrown.ok()) {
        finish(job->ticket, thrown.error());
        continue;
      }
      own.session->set_person(who);
      finish(job->ticket, perform(*own.session, *job));
    }
    side.close(own);
  }

  // --- syncing ---
  void tell_sync_status() {
    SyncStatus now;
    {
      const std::lock_guard lock(mutex);
      now = sync_meter.status();
      if (options.practice) now.state = SyncStatus::State::kPractice;
      else if (!may_sync) now.state = SyncStatus::State::kNotEnrolled;
      else if (schedule.running()) now.state = SyncStatus::State::kRunning;
      else if (schedule.paused()) now.state = SyncStatus::State::kPaused;
      else if (schedule.failures() > 0) now.state = SyncStatus::State::kWaiting;
      else now.state = SyncStatus::State::kIdle;
      if (auto at = schedule.wake_at()) {
        const auto in = std::max(milliseconds(0), *at - mono_now());
        now.next_try_ms = wall_ms() + in.count();
      }
    }
    tell(Event(now));
  }

  void run_sync() {
    for (;;) {
      bool outdated = false;
      {
        std::unique_lock lock(mutex);
        const auto due = [&] { return may_sync && schedule.due(mono_now()); };
        while (!stopping && !due() && !side.outdated(sync_lease)) {
          const auto at = may_sync ? schedule.wake_at() : std::nullopt;
          if (at) sync_wanted.wait_for(lock, std::max(milliseconds(1), *at - mono_now()));
          else sync_wanted.wait(lock);
        }
        if (stopping) break;
        outdated = side.outdated(sync_lease);
        if (!outdated) schedule.started();
      }
      if (outdated) {
        close_sync_session();
        continue;
      }
      tell_sync_status();
      if (auto done = guarded([this] { exchange(); }); !done.ok()) sync_ended(done.error());
      tell_sync_status();
    }
    close_sync_session();
  }

  void close_sync_session() {
    const std::lock_guard lock(sync_session_mutex);
    side.close(sync_lease);
  }

  void exchange() {
    if (!sync_lease.session) {
      SideSessions::Lease opened;
      if (auto ready = side.open(opened, options); !ready.ok()) return sync_ended(ready.error());
      const std::lock_guard lock(sync_session_mutex);
      sync_lease = std::move(opened);
    }
    auto* const sync_session = sync_lease.session.get();
    sync_session->poll_changes();
    const auto waiting = sync_session->backlog();
    LineUse line;
    {
      const std::lock_guard lock(mutex);
      sync_meter.begin(waiting.ok() ? waiting->file_bytes : 0);
      line = sync_meter.status().line;
      scans_insisted = std::exchange(scans_asked, false);
      if (scans_insisted) line.scans = {};
    }
    auto last = mono_now() - kProgressPeriod;
    const auto told = [&](const sync::wire::SyncProgress& progress) {
      note_progress(progress);
      if (mono_now() - last < kProgressPeriod) return;
      last = mono_now();
      tell_sync_status();
    };
    sync_ended(sync_session->sync(told, line));
  }

  void note_progress(const sync::wire::SyncProgress& progress) {
    const std::lock_guard lock(mutex);
    const auto held = [this](const sync::base::ContentHash& hash) {
      const auto known = sync_lease.session->store().file_acknowledged(hash);
      return known.ok() ? *known : 0;
    };
    sync_meter.note(progress, held, mono_now(), wall_ms());
  }

  void sync_ended(Result<sync::wire::SyncReport> report) {
    using Outcome = sync::wire::SyncOutcome;
    {
      const std::lock_guard lock(mutex);
      if (!report.ok() || report->outcome != Outcome::kUpToDate) scans_asked |= scans_insisted;
      if (!report.ok()) {
        sync_meter.failed(report.error());
        // A pause or a new limit has ended it: what is left goes on as soon as it may.
        if (report.error().code == ErrorCode::kCancelled) {
          schedule.succeeded(mono_now());
          schedule.something_waits(mono_now());
        } else {
          schedule.failed(mono_now());
        }
      } else {
        sync_meter.ended(*report, wall_ms());
        wipe_heard |= report->wipe.has_value();
        if (report->outcome == Outcome::kUpToDate) schedule.succeeded(mono_now());
        else schedule.failed(mono_now(), milliseconds(report->retry_after));
      }
    }
    // The control thread's own session sees what came by its change counter.
    work.notify_one();
  }

  SessionOptions options;
  ToldQueue told;
  std::mt19937_64 dice{std::random_device{}()};

  std::mutex mutex;
  std::condition_variable work, worker_work, sync_wanted;
  std::deque<Job> jobs, worker_jobs;
  std::atomic<bool> stopping{false};
  TicketFlags flags;
  Ticket last_ticket = 0;
  std::optional<StationInfo::Person> person;
  bool may_sync = false;
  bool wipe_heard = false;      // by an exchange: the control thread looks at once
  bool scans_asked = false;     // by a person, for the next run, whatever the time
  bool scans_insisted = false;  // the run under way is such a one
  Schedule schedule;
  SyncMeter sync_meter;

  std::unique_ptr<StationSession> session;       // the control thread's
  int told_catalogue = 0;                        // the same; the version last told of
  SideSessions side;
  std::mutex sync_session_mutex;   // guards the pointer against pause and stop
  SideSessions::Lease sync_lease;  // the sync thread's

  std::thread control, syncing;
  std::array<std::thread, 2> workers;
  OutboxCarrier carrier{[this](const LeftToSend& left) { tell(Event(left)); }};
};

ControlThread::ControlThread(SessionOptions options, std::function<void()> wake)
    : m_state(std::make_unique<State>(std::move(options), std::move(wake))) {
  m_state->control = std::thread([state = m_state.get()] { state->run_control(); });
  m_state->syncing = std::thread([state = m_state.get()] { state->run_sync(); });
  for (auto& worker : m_state->workers)
    worker = std::thread([state = m_state.get()] { state->run_worker(); });
}

ControlThread::~ControlThread() {
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->stopping = true;
  }
  {
    const std::lock_guard lock(m_state->sync_session_mutex);
    if (m_state->sync_lease.session) m_state->sync_lease.session->cancel_sync();
  }
  m_state->work.notify_all();
  m_state->worker_work.notify_all();
  m_state->sync_wanted.notify_all();
  m_state->control.join();
  m_state->syncing.join();
  for (auto& worker : m_state->workers) worker.join();
}

Ticket ControlThread::post(Command command) {
  const std::lock_guard lock(m_state->mutex);
  const Ticket ticket = ++m_state->last_ticket;
  m_state->flags.add(ticket);
  if (for_workers(command)) {
    m_state->worker_jobs.push_back({ticket, std::move(command)});
    m_state->worker_work.notify_one();
  } else {
    m_state->jobs.push_back({ticket, std::move(command)});
    m_state->work.notify_one();
  }
  return ticket;
}

void ControlThread::cancel(Ticket ticket) {
  m_state->flags.cancel(ticket);
}

std::optional<Notification> ControlThread::take() {
  return m_state->told.take();
}

}  // namespace jiujin::client::control
