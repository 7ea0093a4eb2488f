#include "sync/wire/stick_county.h"

#include <algorithm>

#include "sync/bundle/messages.h"
#include "sync/envelope/suite.h"
#include "sync/wire/stick_file.h"
#include "sync/wire/stick_head.h"

namespace jiujin::sync::wire {

namespace {

using State = StickBundle::State;

// An answer carries at most so much of feed and files; more is for the next export.
constexpr std::uint64_t kAnswerBytesMax = std::uint64_t{1} * 1024 * 1024 * 1024;
constexpr std::uint64_t kAnswerBytesMin = 64 * 1024;

class BundleServer {
 public:
  BundleServer(const std::string& folder, const StickCounty& county, const StickWatch& watch,
               StickBundle& told)
      : m_folder(folder), m_county(county), m_watch(watch), m_told(told) {}

  // Errors: our own side's. What is wrong with the bundle is told.
  Result<void> serve();

 private:
  bool open(StickFileReader& file);
  Result<bool> knows_speaker();
  Result<void> exchange(StickFileReader& file);
  Result<std::unique_ptr<envelope::SealedWriter>> begin_answer();
  Result<void> write_answer(base::BytesView bytes);
  void publish_answer();
  void conclude(const ServeReport& report);
  void tell(State state, std::string cause) {
    m_told.state = state;
    m_told.cause = std::move(cause);
  }
  void tell_fault(const Error& error) {
    tell(error.code == ErrorCode::kTruncated ? State::kCut : State::kBroken, error.line());
  }

  const std::string& m_folder;
  const StickCounty& m_county;
  const StickWatch& m_watch;
  StickBundle& m_told;
  std::unique_ptr<envelope::SealedReader> m_sealed;
  StickHead m_head;
  StationStanding m_standing;
  std::optional<NewStickFile> m_to;
  std::optional<Error> m_fault;        // of the bundle: where it was cut or altered
  std::optional<Error> m_answer_lost;  // the stick takes no answer
};

bool BundleServer::open(StickFileReader& file) {
  const envelope::ByteSource source = [&file](char* buffer, std::size_t size) {
    return file.read(buffer, size);
  };
  auto header = envelope::read_sealed_header(source);
  if (!header) {
    tell_fault(header.error());
    return false;
  }
  if (header->mark != envelope::key_mark(m_county.opening.keys.public_key)) {
    tell(State::kForeign, header->label);
    return false;
  }
  auto sealed = envelope::SealedReader::open(*header, m_county.opening.keys, source);
  if (!sealed) {
    tell_fault(sealed.error());
    return false;
  }
  m_sealed = std::move(*sealed);
  auto head = read_stick_head(
      [this](char* buffer, std::size_t size) { return m_sealed->read(buffer, size); });
  if (!head) {
    tell_fault(head.error());
    return false;
  }
  m_head = std::move(*head);
  return true;
}

Result<bool> BundleServer::knows_speaker() {
  auto found = m_county.find(m_head.incarnation);
  if (!found) return found.error();
  if (m_head.way != bundle::Direction::kUp || !*found) {
    tell(State::kUnknown, "no station of this county has written it");
    return false;
  }
  m_standing = std::move(**found);
  auto suite = envelope::find_suite(m_standing.incarnation.suite);
  if (!suite) return suite.error();
  const auto message = stick_message(m_head, m_county.county.incarnation.id, m_standing.station,
                                     m_sealed->header_hash());
  if (!(*suite)->verify(m_standing.incarnation.public_key, message, m_head.signature)) {
    tell(State::kUnknown, "it is not signed by the station that it names");
    return false;
  }
  m_told.station = m_standing.station;
  return true;
}

// What was taken in stays so: where the stick takes no answer, it is only not told.
Result<void> BundleServer::write_answer(base::BytesView bytes) {
  if (m_answer_lost) return {};
  if (auto written = m_to->write(bytes); !written) m_answer_lost = written.error();
  return {};
}

Result<std::unique_ptr<envelope::SealedWriter>> BundleServer::begin_answer() {
  const std::string stem =
      m_told.file.substr(0, m_told.file.size() - std::string_view(kStickFileEnding).size());
  auto to = NewStickFile::create(m_folder + "/" + stem + kStickAnswerEnding);
  if (to) {
    m_to.emplace(std::move(*to));
  } else {
    m_answer_lost = to.error();
  }
  auto writer = envelope::SealedWriter::create(
      *m_head.reply_to, m_county.name_of(m_standing.station), m_county.random,
      [this](base::BytesView bytes) { return write_answer(bytes); });
  if (!writer) return writer;
  StickHead head;
  head.way = bundle::Direction::kDown;
  head.incarnation = m_county.county.incarnation.id;
  head.number = m_head.number;
  head.memo = m_head.memo;
  auto signature = m_county.county.sign(
      stick_message(head, head.incarnation, m_standing.station, (*writer)->header_hash()));
  if (!signature) return signature.error();
  head.signature = std::move(*signature);
  if (auto written = (*writer)->write(encode_stick_head(head)); !written) return written.error();
  return writer;
}

void BundleServer::publish_answer() {
  if (!m_answer_lost) {
    if (auto durable = m_to->make_durable(); !durable) m_answer_lost = durable.error();
  }
  if (!m_answer_lost) {
    if (auto named = m_to->publish(); !named) m_answer_lost = named.error();
  }
  if (m_answer_lost) {
    tell(State::kBroken, "taken in, but the answer could not be written: " + m_answer_lost->line());
  } else {
    m_told.answer = m_to->path().substr(m_folder.size() + 1);
  }
}

Result<void> BundleServer::exchange(StickFileReader& file) {
  auto writer = begin_answer();
  if (!writer) {
    tell(State::kUnknown, "its opening key cannot be used: " + writer.error().line());
    return {};
  }
  ServeLine line;
  line.read = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
    if (m_watch.stop && m_watch.stop()) return Error{ErrorCode::kCancelled, "stick", "cancelled"};
    if (m_fault) return std::size_t{0};
    auto got = m_sealed->read(buffer, size);
    if (m_watch.progress) m_watch.progress({m_told.file, file.offset(), file.size()});
    if (got) return got;
    m_fault = got.error();  // what came before it counts, as on a line that was cut
    return std::size_t{0};
  };
  line.write = [&](base::BytesView bytes) { return (*writer)->write(bytes); };
  // Between two pieces of the stick the group is committed: other programs wait for no stick.
  line.ready = [&] { return file.at_hand() >= 2 * envelope::kSegmentBytes; };
  const std::uint64_t room = free_bytes(m_folder).value_or(kAnswerBytesMax) / 2;
  auto report = m_county.serve(
      line, static_cast<std::size_t>(std::clamp(room, kAnswerBytesMin, kAnswerBytesMax)));
  if (!report) return report.error();
  if (report->fault && report->fault->code == ErrorCode::kCancelled) return *report->fault;
  conclude(*report);
  if (report->station != m_standing.station) return {};  // nothing to say to whom it does not speak
  if (auto finished = (*writer)->finish(); !finished) return finished;
  publish_answer();
  return {};
}

void BundleServer::conclude(const ServeReport& report) {
  m_told.ops += report.ops_committed;
  m_told.file_bytes += report.file_bytes_committed;
  tell(m_told.ops > 0 || m_told.file_bytes > 0 ? State::kTaken : State::kKnown, "");
  const auto forgotten = bundle::notice_name(bundle::NoticeCode::kFeedForgotten);
  if (report.gap) tell(State::kIncomplete, "it goes on behind an earlier export, which is missing");
  if (!report.notice.empty() && report.notice != forgotten) tell(State::kRefused, report.notice);
  if (report.fault) tell_fault(*report.fault);
  if (m_fault) tell_fault(*m_fault);
}

Result<void> BundleServer::serve() {
  auto file = StickFileReader::open(m_folder + "/" + m_told.file);
  if (!file) {
    tell_fault(file.error());
    return {};
  }
  if (!open(*file)) return {};
  auto known = knows_speaker();
  if (!known) return known.error();
  return *known ? exchange(*file) : Result<void>();
}

}  // namespace

Result<std::vector<StickBundle>> serve_stick(const std::string& folder, const StickCounty& county,
                                             const StickWatch& watch) {
  auto names = files_on_stick(folder, kStickFileEnding, kStickAnswerEnding);
  if (!names) return names.error();
  std::vector<StickBundle> all;
  for (const auto& name : *names) {
    all.emplace_back();
    all.back().file = name;
  }
  bool answered = false;
  // What came before its time is served again once something else was taken in.
  bool taken = true;
  for (int pass = 0; taken; ++pass) {
    taken = false;
    for (StickBundle& told : all) {
      if (pass > 0 && told.state != State::kIncomplete) continue;
      const auto before = told.ops + told.file_bytes;
      if (auto served = BundleServer(folder, county, watch, told).serve(); !served)
        return served.error();
      taken |= told.ops + told.file_bytes > before;
      answered |= !told.answer.empty();
    }
  }
  if (answered) {
    if (auto durable = make_folder_durable(folder); !durable) return durable.error();
  }
  return all;
}

}  // namespace jiujin::sync::wire
