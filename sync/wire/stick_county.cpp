#include "sync/wire/stick_county.h"

#include <algorithm>

#include "sync/bundle/messages.h"
#include "sync/envelope/suite.h"
#include "sync/wire/carried_file.h"
#include "sync/wire/stick_file.h"
#include "sync/wire/stick_head.h"

namespace jiujin::sync::wire {

namespace {

using State = StickBundle::State;

// An answer carries at most so much of feed and files; more is for the next export.
constexpr std::uint64_t kAnswerBytesMax = std::uint64_t{1} * 1024 * 1024 * 1024;
constexpr std::uint64_t kAnswerBytesMin = 64 * 1024;

// Where a bundle comes from and where its answer goes.
class BundleEnds {
 public:
  virtual ~BundleEnds() = default;
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;  // 0 is the end
  virtual std::size_t at_hand() const = 0;  // bytes that a read gives without waiting
  virtual void told_progress() {}
  virtual std::uint64_t answer_bytes_max() const = 0;
  virtual Result<void> begin_answer() = 0;
  virtual Result<void> write_answer(base::BytesView bytes) = 0;
  virtual Result<std::string> publish_answer() = 0;  // gives its name, if it has one
};

// Two files of a stick's folder.
class StickEnds final : public BundleEnds {
 public:
  StickEnds(const std::string& folder, const std::string& name, StickFileReader file,
            const StickWatch& watch)
      : m_folder(folder), m_name(name), m_file(std::move(file)), m_watch(watch) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    return m_file.read(buffer, size);
  }
  std::size_t at_hand() const override { return m_file.at_hand(); }
  void told_progress() override {
    if (m_watch.progress) m_watch.progress({m_name, m_file.offset(), m_file.size()});
  }
  std::uint64_t answer_bytes_max() const override {
    const std::uint64_t room = free_bytes(m_folder).value_or(kAnswerBytesMax) / 2;
    return std::clamp(room, kAnswerBytesMin, kAnswerBytesMax);
  }
  Result<void> begin_answer() override {
    const std::string stem =
        m_name.substr(0, m_name.size() - std::string_view(kStickFileEnding).size());
    auto to = NewStickFile::create(m_folder + "/" + stem + kStickAnswerEnding);
    if (!to) return to.error();
    m_to.emplace(std::move(*to));
    return {};
  }
  Result<void> write_answer(base::BytesView bytes) override { return m_to->write(bytes); }
  Result<std::string> publish_answer() override {
    if (auto durable = m_to->make_durable(); !durable) return durable.error();
    if (auto named = m_to->publish(); !named) return named.error();
    return m_to->path().substr(m_folder.size() + 1);
  }

 private:
  const std::string& m_folder;
  const std::string& m_name;
  StickFileReader m_file;
  const StickWatch& m_watch;
  std::optional<NewStickFile> m_to;
};

// A file that came over the line, and what is said to it.
class CarriedEnds final : public BundleEnds {
 public:
  CarriedEnds(base::BytesView file, base::Bytes& answer) : m_left(file), m_answer(answer) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = m_left.copy(buffer, size);
    m_left.remove_prefix(count);
    return count;
  }
  std::size_t at_hand() const override { return m_left.size(); }
  std::uint64_t answer_bytes_max() const override { return kCarriedAnswerBytesMax; }
  Result<void> begin_answer() override { return {}; }
  Result<void> write_answer(base::BytesView bytes) override {
    m_answer += bytes;
    return {};
  }
  Result<std::string> publish_answer() override { return std::string(); }

 private:
  base::BytesView m_left;
  base::Bytes& m_answer;
};

class BundleServer {
 public:
  // `carrier`: the only station whose bundle is taken; nothing: any of this county.
  BundleServer(BundleEnds& ends, const StickCounty& county, const StickWatch& watch,
               StickBundle& told, std::optional<base::StationId> carrier = {})
      : m_ends(ends), m_county(county), m_watch(watch), m_told(told), m_carrier(carrier) {}

  // Errors: our own side's. What is wrong with the bundle is told.
  Result<void> serve();

 private:
  const OpeningPair* pair_for(const envelope::KeyMark& mark) const;
  bool open();
  Result<bool> knows_speaker();
  Result<void> exchange();
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

  BundleEnds& m_ends;
  const StickCounty& m_county;
  const StickWatch& m_watch;
  StickBundle& m_told;
  std::optional<base::StationId> m_carrier;
  std::unique_ptr<envelope::SealedReader> m_sealed;
  StickHead m_head;
  StationStanding m_standing;
  std::optional<Error> m_fault;        // of the bundle: where it was cut or altered
  std::optional<Error> m_answer_lost;  // the stick takes no answer
};

// Whose mark this is: the county's pair, or one that it had before.
const OpeningPair* BundleServer::pair_for(const envelope::KeyMark& mark) const {
  const auto fits = [&](const OpeningPair& pair) {
    return envelope::key_mark(pair.keys.public_key) == mark;
  };
  if (fits(m_county.opening)) return &m_county.opening;
  const auto found = std::find_if(m_county.former.begin(), m_county.former.end(), fits);
  return found == m_county.former.end() ? nullptr : &*found;
}

bool BundleServer::open() {
  const envelope::ByteSource source = [this](char* buffer, std::size_t size) {
    return m_ends.read(buffer, size);
  };
  auto header = envelope::read_sealed_header(source);
  if (!header) {
    tell_fault(header.error());
    return false;
  }
  const auto* pair = pair_for(header->mark);
  if (!pair) {
    tell(State::kForeign, header->label);
    return false;
  }
  auto sealed = envelope::SealedReader::open(*header, pair->keys, source);
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
  if (m_carrier && *m_carrier != m_standing.station) {
    tell(State::kUnknown, "another station has written it");
    return false;
  }
  m_told.station = m_standing.station;
  return true;
}

// What was taken in stays so: where the stick takes no answer, it is only not told.
Result<void> BundleServer::write_answer(base::BytesView bytes) {
  if (m_answer_lost) return {};
  if (auto written = m_ends.write_answer(bytes); !written) m_answer_lost = written.error();
  return {};
}

Result<std::unique_ptr<envelope::SealedWriter>> BundleServer::begin_answer() {
  if (auto begun = m_ends.begin_answer(); !begun) m_answer_lost = begun.error();
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
    auto name = m_ends.publish_answer();
    if (name) {
      m_told.answered = true;
      m_told.answer = *std::move(name);
      return;
    }
    m_answer_lost = name.error();
  }
  tell(State::kBroken, "taken in, but the answer could not be written: " + m_answer_lost->line());
}

Result<void> BundleServer::exchange() {
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
    m_ends.told_progress();
    if (got) return got;
    m_fault = got.error();  // what came before it counts, as on a line that was cut
    return std::size_t{0};
  };
  line.write = [&](base::BytesView bytes) { return (*writer)->write(bytes); };
  // Between two pieces of the stick the group is committed: other programs wait for no stick.
  line.ready = [&] { return m_ends.at_hand() >= 2 * envelope::kSegmentBytes; };
  auto report = m_county.serve(line, static_cast<std::size_t>(m_ends.answer_bytes_max()));
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
  if (!open()) return {};
  auto known = knows_speaker();
  if (!known) return known.error();
  return *known ? exchange() : Result<void>();
}

Result<void> serve_file(const std::string& folder, const StickCounty& county,
                        const StickWatch& watch, StickBundle& told) {
  auto file = StickFileReader::open(folder + "/" + told.file);
  if (!file) {
    const bool cut = file.error().code == ErrorCode::kTruncated;
    told.state = cut ? State::kCut : State::kBroken;
    told.cause = file.error().line();
    return {};
  }
  StickEnds ends(folder, told.file, std::move(*file), watch);
  return BundleServer(ends, county, watch, told).serve();
}

}  // namespace

Result<StickBundle> serve_carried(base::BytesView file, const base::StationId& carrier,
                                  const StickCounty& county, base::Bytes& answer) {
  StickBundle told;
  CarriedEnds ends(file, answer);
  const StickWatch nobody;
  if (auto served = BundleServer(ends, county, nobody, told, carrier).serve(); !served)
    return served.error();
  if (!told.answered) answer.clear();
  return told;
}

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
      if (auto served = serve_file(folder, county, watch, told); !served) return served.error();
      taken |= told.ops + told.file_bytes > before;
      answered |= told.answered;
    }
  }
  if (answered) {
    if (auto durable = make_folder_durable(folder); !durable) return durable.error();
  }
  return all;
}

}  // namespace jiujin::sync::wire
