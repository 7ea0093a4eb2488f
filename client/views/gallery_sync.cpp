#include "client/views/gallery_sync.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "client/views/sync_view.h"

namespace jiujin::client::views {
namespace {

using control::SyncStatus;
using State = SyncStatus::State;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Answers with what a state is made of; does nothing.
class StagedControl final : public control::Control {
 public:
  control::Ticket post(control::Command command) override {
    const auto ticket = ++m_last;
    if (std::holds_alternative<control::AskTransfers>(command))
      m_told.push_back(control::Reply{ticket, control::Answer(transfers)});
    return ticket;
  }
  void cancel(control::Ticket) override {}
  std::optional<control::Notification> take() override {
    if (m_told.empty()) return std::nullopt;
    auto next = std::move(m_told.front());
    m_told.pop_front();
    return next;
  }
  void tell(control::Notification notification) { m_told.push_back(std::move(notification)); }
  control::Ticket last() const { return m_last; }

  control::TransfersReady transfers;

 private:
  std::deque<control::Notification> m_told;
  control::Ticket m_last = 0;
};

control::CaseTransfer transfer(char digit, const char* item, const char* applicant,
                               std::uint64_t ops_received, int scans_received) {
  constexpr std::uint64_t kScan = 640'000;
  control::CaseTransfer made;
  made.case_id = std::string(32, digit);
  made.item_name = item;
  made.applicant = applicant;
  made.ops_total = 6;
  made.ops_received = ops_received;
  made.scans_total = 3;
  made.scans_received = scans_received;
  made.bytes_total = 3 * kScan;
  made.bytes_received = static_cast<std::uint64_t>(scans_received) * kScan;
  for (int scan = scans_received; scan < 3; ++scan)
    made.waiting.push_back({std::string(63, digit) + std::to_string(scan), kScan, 0});
  return made;
}

struct Stage {
  StagedControl control;
  presenters::Workplace workplace{control};
  SyncView* view = nullptr;

  void status(const std::function<void(SyncStatus&)>& set) {
    SyncStatus status;
    status.last_contact_ms = now_ms() - 5'400'000;
    set(status);
    control.tell(control::Event(status));
    workplace.drain();
  }
  void cases() {
    auto text_only = transfer('3', "城乡居民基本养老保险参保登记", "刘*", 6, 0);
    text_only.scans_total = 0;
    text_only.bytes_total = 0;
    text_only.waiting.clear();
    text_only.ops_received = 5;
    control.transfers.transfers = {transfer('1', "生育登记", "王**", 6, 1),
                                   transfer('2', "最低生活保障审核确认", "陈**", 0, 0), text_only};
    control.transfers.overview.waiting_ops = 7;
    control.transfers.overview.waiting_bytes = 3'212'000;
  }
};

void running(Stage& stage) {
  stage.cases();
  stage.status([](SyncStatus& status) {
    status.state = State::kRunning;
    status.online = true;
    status.bytes_total = 3'200'000;
    status.bytes_done = 850'000;
    status.bytes_per_second = 14'300;
    status.sent[std::string(63, '1') + "1"] = 210'000;
  });
}

void waiting(Stage& stage, SyncStatus::Wait wait) {
  stage.cases();
  stage.status([wait](SyncStatus& status) {
    status.state = State::kWaiting;
    status.wait = wait;
    status.next_try_ms = now_ms() + 900'000;
    status.online = wait == SyncStatus::Wait::kCountyBusy;
    status.last_error = Error{ErrorCode::kNetwork, "county.example", "no connection"};
  });
}

void paused(Stage& stage) {
  stage.cases();
  stage.control.transfers.status.line.bytes_per_second_max = 16 << 10;
  stage.status([](SyncStatus& status) {
    status.state = State::kPaused;
    status.line.bytes_per_second_max = 16 << 10;
  });
}

void told(Stage& stage) {
  stage.status([](SyncStatus& status) {
    status.online = status.healed = true;
    status.next_try_ms = now_ms() + 300'000;
    status.county_notice = "“枫林村便民服务站”的联系电话请在本周内核对。";
  });
}

void aside(Stage& stage) {
  using sync::wire::AsideReason;
  stage.cases();
  stage.control.transfers.set_aside = {
      {AsideReason::kDamaged, std::string(32, '1'), "生育登记", "王**"},
      {AsideReason::kRefused, "", "", ""}};
  stage.status([](SyncStatus& status) { status.online = true; });
}

void stick(Stage& stage, const control::Answer& answer) {
  stage.cases();
  stage.status([](SyncStatus& status) { status.state = State::kIdle; });
  stage.view->presenter().stick().read_from("/media/stick");
  stage.control.tell(control::Reply{stage.control.last(), answer});
}

void stick_written(Stage& stage) {
  control::StickWritten written;
  written.report.files = {"枫林村便民服务站-3.jjb"};
  written.report.ops = 13;
  written.report.scans = 5;
  written.report.bytes = 3'204'000;
  stick(stage, written);
}

void stick_read(Stage& stage) {
  control::StickRead read;
  read.report.ops_acknowledged = 13;
  read.report.feed_entries = 21;
  read.report.file_bytes = 48'000;
  sync::wire::StickAnswer cut;
  cut.file = "枫林村便民服务站-2.answer.jjb";
  cut.state = sync::wire::StickAnswer::State::kCut;
  read.report.answers = {cut};
  stick(stage, read);
}

void stick_writing(Stage& stage) {
  stage.cases();
  stage.status([](SyncStatus& status) { status.state = State::kIdle; });
  stage.view->presenter().stick().write_to("/media/stick");
  stage.control.tell(control::Event(control::Progress{stage.control.last(), 2, 5}));
}

void without_county(Stage& stage, State state) {
  stage.control.transfers.status.state = state;
  stage.status([state](SyncStatus& status) {
    status.state = state;
    status.last_contact_ms = 0;
  });
}

const std::map<std::string, std::function<void(Stage&)>>& stages() {
  static const std::map<std::string, std::function<void(Stage&)>> kStages = {
      {"running", running},
      {"not-reached", [](Stage& stage) { waiting(stage, SyncStatus::Wait::kNotReached); }},
      {"county-busy", [](Stage& stage) { waiting(stage, SyncStatus::Wait::kCountyBusy); }},
      {"paused", paused},
      {"told", told},
      {"set-aside", aside},
      {"stick-writing", stick_writing},
      {"stick-written", stick_written},
      {"stick-read", stick_read},
      {"practice", [](Stage& stage) { without_county(stage, State::kPractice); }},
      {"not-enrolled", [](Stage& stage) { without_county(stage, State::kNotEnrolled); }}};
  return kStages;
}

}  // namespace

std::vector<std::string> sync_states() {
  std::vector<std::string> names;
  for (const auto& [name, set] : stages()) names.push_back(name);
  return names;
}

wxWindow* sync_page(wxWindow* parent, const std::string& state) {
  static std::vector<std::unique_ptr<Stage>> kept;  // views hold on to their presenters' workplace
  auto& stage = *kept.emplace_back(std::make_unique<Stage>());
  stage.view = new SyncView(parent, std::make_unique<presenters::SyncPresenter>(stage.workplace));
  stages().at(state)(stage);
  stage.view->presenter().refresh();
  stage.workplace.drain();
  return stage.view;
}

}  // namespace jiujin::client::views
