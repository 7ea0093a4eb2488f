#include "sync/wire/outbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/wire/stick.h"
#include "sync/wire/stick_file.h"

namespace jiujin::sync::wire {

namespace {

using Verdict = CarriedAnswer::Verdict;

constexpr std::chrono::milliseconds kStep{100};
// Verdict and cause beside the answer itself, and what its seal adds to it.
constexpr std::size_t kAnswerBytesMax = kCarriedAnswerBytesMax + 256 * 1024;

Result<void> make_private(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return Error{errno == ENOSPC ? ErrorCode::kDiskFull : ErrorCode::kIo, folder,
               std::strerror(errno)};
}

std::string whole_file(const std::string& station_folder) {
  return outbox_folder(station_folder) + "/whole";
}

// One request and its whole answer.
class Handover final : public Conversation {
 public:
  Handover(base::BytesView request, const std::string& place) : m_left(request), m_place(place) {}
  void opened() override {}
  Result<Piece> fill(char* buffer, std::size_t size) override {
    const std::size_t count = m_left.copy(buffer, size);
    m_left.remove_prefix(count);
    return Piece{count > 0 ? Piece::State::kBytes : Piece::State::kEnd, count};
  }
  Result<void> take(base::BytesView bytes) override {
    if (m_answer.size() + bytes.size() > kAnswerBytesMax)
      return Error{ErrorCode::kProtocol, m_place, "the answer is longer than a county's"};
    m_answer += bytes;
    return {};
  }
  void ended(const Result<void>& how) override {
    m_outcome = how ? Result<base::Bytes>(std::move(m_answer)) : how.error();
  }
  const std::optional<Result<base::Bytes>>& outcome() const { return m_outcome; }

 private:
  base::BytesView m_left;
  std::string m_place;
  base::Bytes m_answer;
  std::optional<Result<base::Bytes>> m_outcome;
};

envelope::ByteSource bytes_of(base::BytesView bytes) {
  return [bytes](char* buffer, std::size_t size) mutable {
    const std::size_t count = bytes.copy(buffer, size);
    bytes.remove_prefix(count);
    return Result<std::size_t>(count);
  };
}

std::string answer_name(const std::string& file) {
  return file.substr(0, file.size() - std::string_view(kStickFileEnding).size()) +
         kStickAnswerEnding;
}

// Durable before the file that it answers goes.
Result<void> keep_answer(const std::string& station_folder, const std::string& file,
                         base::BytesView answer) {
  return base::write_file_atomically(inbox_folder(station_folder) + "/" + answer_name(file),
                                     answer);
}

}  // namespace

std::string outbox_folder(const std::string& station_folder) {
  return station_folder + "/outbox";
}
std::string inbox_folder(const std::string& station_folder) {
  return station_folder + "/inbox";
}

Result<void> make_outbox(const std::string& station_folder) {
  if (auto made = make_private(outbox_folder(station_folder)); !made) return made;
  if (auto made = make_private(inbox_folder(station_folder)); !made) return made;
  return make_folder_durable(station_folder);
}

std::vector<std::string> outbox_files(const std::string& station_folder) {
  auto names = files_on_stick(outbox_folder(station_folder), kStickFileEnding, kStickAnswerEnding);
  return names ? *std::move(names) : std::vector<std::string>();
}

bool waits_for_hours(const std::string& file_name) {
  return file_name.starts_with(std::string(kOutboxScansName) + "-");
}

OutboxStanding outbox_standing(const std::string& station_folder) {
  OutboxStanding standing;
  const auto files = outbox_files(station_folder);
  standing.waiting = files.size();
  standing.scans =
      static_cast<std::size_t>(std::count_if(files.begin(), files.end(), waits_for_hours));
  standing.whole = ::access(whole_file(station_folder).c_str(), F_OK) == 0;
  const std::string inbox = inbox_folder(station_folder);
  auto answers = files_on_stick(inbox, kStickAnswerEnding, "");
  if (!answers) return standing;
  standing.answered = answers->size();
  for (const auto& name : *answers) {
    struct stat info {};
    if (::stat((inbox + "/" + name).c_str(), &info) != 0) continue;
    const std::int64_t ms =
        std::int64_t{info.st_mtim.tv_sec} * 1000 + std::int64_t{info.st_mtim.tv_nsec} / 1'000'000;
    standing.answered_ms = std::max(standing.answered_ms, ms);
  }
  return standing;
}

void remove_from_outbox(const std::string& station_folder, const std::vector<std::string>& names) {
  for (const auto& name : names) ::unlink((outbox_folder(station_folder) + "/" + name).c_str());
}

Result<void> mark_outbox_whole(const std::string& station_folder, bool whole) {
  const std::string path = whole_file(station_folder);
  if (whole) return base::write_file_atomically(path, "");
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return Error{ErrorCode::kIo, path, std::strerror(errno)};
  }
  return make_folder_durable(outbox_folder(station_folder));
}

Result<Handed> hand_over(const HttpOptions& line, const TransportKey& key, base::BytesView file,
                         const base::RandomSource& random, const std::function<bool()>& stop) {
  auto request = write_carried(key, file, random);
  if (!request) return request.error();
  auto head = read_carried_head(bytes_of(*request));
  if (!head) return head.error();
  HttpOptions options = line;
  options.path = kCarriedPath;
  HttpTransport transport(options);
  Handover handover(*request, line.url);
  transport.begin(handover);
  while (!handover.outcome()) {
    if (stop && stop()) transport.cancel();
    transport.step(kStep);
  }
  if (!*handover.outcome()) return handover.outcome()->error();
  auto answer = read_carried_answer(**handover.outcome());
  if (!answer) return Error{answer.error().code, line.url, answer.error().line()};
  auto order = order_in(*answer, *head, key);
  if (!order) return Error{order.error().code, line.url, order.error().line()};
  return Handed{*std::move(answer), *std::move(order)};
}

Result<CarriedAnswer> carry_file(const HttpOptions& line, const TransportKey& key,
                                 base::BytesView file, const base::RandomSource& random,
                                 const std::function<bool()>& stop) {
  auto handed = hand_over(line, key, file, random, stop);
  if (!handed) return handed.error();
  return std::move(handed->answer);
}

Result<CarryReport> carry_outbox(const std::string& station_folder, const HttpOptions& line,
                                 const TransportKey& key, const base::RandomSource& random,
                                 const CarryWatch& watch) {
  auto lock = base::FileLock::acquire(station_folder + "/outbox.lock");
  if (!lock) return lock.error();
  if (auto made = make_outbox(station_folder); !made) return made.error();
  CarryReport report;
  for (const auto& name : outbox_files(station_folder)) {
    if (watch.stop && watch.stop())
      return Error{ErrorCode::kCancelled, station_folder, "cancelled"};
    if (waits_for_hours(name) && watch.scans_may && !watch.scans_may()) {
      ++report.held;
      continue;
    }
    auto file = base::read_whole_file(outbox_folder(station_folder) + "/" + name, kCarriedBytesMax);
    if (!file) continue;  // it is gone, or not ours
    auto handed = hand_over(line, key, *file, random, watch.stop);
    if (!handed) return handed.error();
    const CarriedAnswer* const answer = &handed->answer;
    if (answer->verdict == Verdict::kLater)
      return Error{ErrorCode::kBusy, line.url, "the county takes in nothing just now"};
    if (answer->verdict != Verdict::kServed) {
      report.verdict = answer->verdict;
      report.cause = answer->cause;
      report.wipe = handed->wipe;
      if (answer->verdict == Verdict::kUnreadable) continue;
      break;  // what holds for the carrier holds for each of its files
    }
    if (auto kept = keep_answer(station_folder, name, answer->answer); !kept) return kept.error();
    remove_from_outbox(station_folder, {name});
    ++report.carried;
    if (watch.carried) watch.carried(outbox_standing(station_folder));
  }
  report.waiting = outbox_files(station_folder).size();
  return report;
}

}  // namespace jiujin::sync::wire
