// The station's way to a stick: exchanges whose requests go into sealed files.
#include <algorithm>
#include <filesystem>

#include "sync/bundle/limits.h"
#include "sync/engine/station_exchange.h"
#include "sync/wire/citations.h"
#include "sync/wire/countersignatures.h"
#include "sync/wire/damaged_ops.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/opening_keys.h"
#include "sync/wire/rebirth.h"
#include "sync/wire/stick.h"
#include "sync/wire/stick_file.h"
#include "sync/wire/stick_head.h"

namespace jiujin::sync::wire {

namespace {

constexpr std::size_t kTakeBytes = 64 * 1024;
constexpr std::size_t kCountBytes = 1024 * 1024;
// A stick is no line: frames as large as they come.
constexpr std::uint64_t kStickRate = 1024 * 1024;
// Room that one further frame and the end of a file may take.
constexpr std::uint64_t kReserveBytes = 192 * 1024;
// What the county tells is the same beside each file of an export: it is asked for with the first.
constexpr std::uint64_t kLaterAnswerBytes = 16 * 1024;
// Head, questions, signatures, ends.
constexpr std::uint64_t kEachFileBytes = 8 * 1024;

// What waits on the station's side when the export begins.
struct Waiting {
  std::uint64_t head = 0, held = 0;  // seqs of our log
  std::uint64_t bytes = 0;           // on the stick, about
  std::vector<engine::FileToSend> scans;
  std::size_t next_scan = 0;
};

class Exporter {
 public:
  Exporter(store::LogStore& store, const StationIdentity& identity, const RunnerClocks& clocks,
           const base::RandomSource& random, const ExportOptions& options, const StickWatch& watch)
      : m_store(store),
        m_identity(identity),
        m_clocks(clocks),
        m_random(random),
        m_options(options),
        m_watch(watch),
        m_keys(store),
        m_queue(store, identity.station, options.rank) {}

  Result<ExportReport> run();

 private:
  Result<void> look();
  Result<void> remove_leftovers() const;
  Result<void> check_room() const;
  Result<std::string> next_path(const std::string& name);
  bool is_small(const engine::FileToSend& scan) const {
    return scan.size <= FileQueue::kSmallBytes;
  }
  // The scans that are left have files of their own.
  bool only_scans_left() const;
  Result<engine::StationSummary> summary_of(std::uint64_t from);
  Result<base::Bytes> head_of(const base::Digest& header_hash);
  Result<void> write_file();
  Result<void> publish(NewStickFile& file);
  Result<void> write_together();
  Result<void> write_piecewise(std::size_t files_max);
  Result<void> drive(engine::StationExchange& exchange, envelope::SealedWriter& writer);
  Result<void> answer(engine::StationExchange& exchange, engine::StationOutput& output);
  Result<void> count_ops();
  Result<void> skip_damaged();
  bool full() const { return m_written + kReserveBytes > m_options.file_bytes_max; }
  Error missing(const Error& error) const;

  store::LogStore& m_store;
  const StationIdentity& m_identity;
  const RunnerClocks& m_clocks;
  const base::RandomSource& m_random;
  const ExportOptions& m_options;
  const StickWatch& m_watch;
  StoredCaseKeys m_keys;
  FileQueue m_queue;
  OpeningPair m_own;
  std::optional<NewLog> m_next_life;
  StickMemo m_memo;
  Waiting m_waiting;
  std::uint64_t m_sent_to = 0;  // of our log, in the files so far
  std::uint64_t m_number = 0;   // of the file that is being written
  std::uint64_t m_written = 0;  // into it, before sealing
  std::uint64_t m_before = 0;   // in the files that are whole
  bool m_of_scans = false;      // the file that is being written holds scans alone
  bool m_rest = false;          // another file follows
  std::vector<NewStickFile> m_files;
  ExportReport m_report;
};

Result<void> Exporter::look() {
  auto next = next_life(m_store);
  if (!next) return next.error();
  if (m_identity.reborn) m_next_life = std::move(*next);
  if (m_identity.reborn && !m_next_life) {
    auto rescued = rescue_forgotten(m_store, m_identity);
    if (!rescued) return rescued;
  }
  if (auto taken = take_up_again(m_store, m_clocks.wall_ms()); !taken) return taken;
  if (auto searched = m_queue.refresh(); !searched) return searched;
  auto head = m_store.head(m_identity.incarnation.id);
  auto known = m_store.acknowledgement(m_identity.incarnation.id);
  auto cursor = m_store.feed_cursor();
  auto rewinds = m_store.row(store::kRewindsRow);
  if (!head) return head.error();
  if (!known) return known.error();
  if (!cursor) return cursor.error();
  if (!rewinds) return rewinds.error();
  m_memo = {m_identity.incarnation.id, *cursor, known->committed_seq, rewinds->value_or("")};
  m_waiting.head = head->seq;
  m_waiting.held = m_sent_to = std::min(head->seq, known->committed_seq);
  m_waiting.bytes = kEachFileBytes;
  if (m_next_life) return {};
  if (auto counted = count_ops(); !counted || m_next_life) return counted;
  m_waiting.scans = m_queue.all_in_order();
  const auto small = [this](const auto& scan) { return is_small(scan); };
  if (!m_options.scans)
    m_report.rest =
        std::erase_if(m_waiting.scans, [&](const auto& scan) { return !small(scan); }) > 0;
  if (!m_options.scans_name.empty())
    std::stable_partition(m_waiting.scans.begin(), m_waiting.scans.end(), small);
  for (const auto& scan : m_waiting.scans) m_waiting.bytes += scan.size - scan.offset;
  m_waiting.bytes += m_waiting.bytes / 128;  // frames and tags
  m_waiting.bytes += m_waiting.bytes / m_options.file_bytes_max * kEachFileBytes;
  return {};
}

// What our disk has damaged would fit no signed head: this export only says that our log goes on
// under another name.
Result<void> Exporter::count_ops() {
  const store::Incarnation& own = m_identity.incarnation;
  auto reader = OwnLogReader::open(m_store, own, m_sent_to);
  if (!reader) return reader.error();
  for (std::uint64_t after = m_sent_to; after < m_waiting.head;) {
    auto ops = m_store.ops_after(own.id, after, kCountBytes);
    if (!ops) return ops.error();
    if (ops->empty()) break;
    for (const auto& op : *ops) {
      auto fault = reader->fault(op);
      if (!fault) return fault.error();
      if (*fault && !m_identity.reborn)
        return Error{ErrorCode::kCorrupt, "op " + std::to_string(op.address.seq), **fault};
      if (*fault) {
        auto next =
            begin_next_life(m_store, own.suite, m_random, bundle::RebornReason::kDamagedLog);
        if (!next) return next.error();
        m_next_life = std::move(*next);
        return {};
      }
      // They shrink to less than half of it; a guess on the safe side.
      m_waiting.bytes += (op.header.size() + op.body.size()) / 2;
    }
    after = ops->back().address.seq;
  }
  return {};
}

Error Exporter::missing(const Error& error) const {
  std::uint64_t free = free_bytes(m_options.folder).value_or(0);
  for (const NewStickFile& file : m_files) free += file.bytes();  // they go away again
  const std::uint64_t still = m_waiting.bytes > free ? m_waiting.bytes - free : kReserveBytes;
  return {ErrorCode::kDiskFull, error.place,
          "about " + std::to_string(m_waiting.bytes) + " bytes are to be written and " +
              std::to_string(free) + " are free: " + std::to_string(still) + " more are needed"};
}

Result<void> Exporter::check_room() const {
  const auto free = free_bytes(m_options.folder);
  if (free && *free < m_waiting.bytes) return missing({ErrorCode::kDiskFull, m_options.folder, ""});
  return {};
}

// Of an export of ours whose stick was pulled.
Result<void> Exporter::remove_leftovers() const {
  auto names = files_on_stick(m_options.folder, std::string(kStickFileEnding) + ".part", "");
  if (!names) return names.error();
  std::error_code ignored;
  for (const auto& name : *names) {
    if (name.starts_with(name_for_stick(m_options.station_name) + "-"))
      std::filesystem::remove(m_options.folder + "/" + name, ignored);
  }
  return {};
}

// Another station of this name, or a copy of this disk, may have used the name already.
Result<std::string> Exporter::next_path(const std::string& name) {
  const std::string begin = m_options.folder + "/" + name_for_stick(name) + "-";
  for (;;) {
    auto number = m_store.next_serial("stick");
    if (!number) return number.error();
    m_number = *number;
    const std::string path = begin + std::to_string(*number) + kStickFileEnding;
    std::error_code failure;
    const bool taken = std::filesystem::exists(path, failure);
    if (failure) return Error{ErrorCode::kIo, m_options.folder, failure.message()};
    if (!taken) return path;
  }
}

Result<engine::StationSummary> Exporter::summary_of(std::uint64_t from) {
  engine::StationSummary summary;
  summary.station = m_identity.station;
  summary.own = m_identity.incarnation;
  summary.county = m_identity.county;
  summary.head_seq = m_waiting.head;
  summary.county_holds = from;
  summary.feed_cursor = m_memo.feed_cursor;
  auto tail = m_queue.tail();
  if (!tail) return tail.error();
  if (*tail) {
    summary.tail_position = (*tail)->position;
    summary.tail = (*tail)->check;
  }
  summary.wall_ms = m_clocks.wall_ms();
  m_random(summary.nonce.bytes);
  auto write_commitments = m_store.row(kWriteCommitmentsRow);
  if (!write_commitments) return write_commitments.error();
  summary.write_commitments = write_commitments->has_value();
  if (m_next_life) {
    summary.reborn = announce(*m_next_life);
    return summary;
  }
  if (m_before > 0) {  // asked in the first one
    summary.answer_bytes_max = kLaterAnswerBytes;
    return summary;
  }
  auto countersigned = countersigned_to(m_store, m_identity.incarnation.id);
  if (!countersigned) return countersigned.error();
  summary.countersign = *countersigned < from;
  auto asked = m_queue.to_fetch();
  if (!asked) return asked.error();
  summary.asked = std::move(*asked);
  for (const auto& hash : m_queue.uncertain(bundle::kAskedMax - summary.asked.size())) {
    // Asked before the op that cites it has come, a file is nobody's, and its parts are refused.
    const auto* waiting = m_queue.find(hash);
    if (waiting && waiting->seq > from) continue;
    summary.asked.push_back({bundle::AskKind::kHowMuch, hash, 0});
  }
  return summary;
}

Result<base::Bytes> Exporter::head_of(const base::Digest& header_hash) {
  StickHead head;
  head.incarnation = m_identity.incarnation.id;
  head.number = m_number;
  head.memo = encode_memo(m_memo);
  head.reply_to = m_own.key();
  auto signature =
      m_identity.sign(stick_message(head, m_identity.county.id, m_identity.station, header_hash));
  if (!signature) return signature.error();
  head.signature = std::move(*signature);
  return encode_stick_head(head);
}

// A stick is carried for miles: what would be thrown away at its end stays here and is told.
Result<void> Exporter::skip_damaged() {
  for (; m_waiting.next_scan < m_waiting.scans.size(); ++m_waiting.next_scan) {
    const auto& scan = m_waiting.scans[m_waiting.next_scan];
    auto fault = fault_of(m_store, scan.hash);
    if (!fault) return fault.error();
    if (!*fault) return {};
    auto aside = m_queue.set_aside(scan.hash, **fault, "its bytes are not what its address says",
                                   m_clocks.wall_ms());
    if (!aside) return aside;
  }
  return {};
}

Result<void> Exporter::answer(engine::StationExchange& exchange, engine::StationOutput& output) {
  if (const auto* need = std::get_if<engine::NeedOps>(&output)) {
    const bool over = need->after >= m_waiting.head;  // what is written from now on waits
    if (over || full()) {
      m_rest |= !over;
      exchange.ops({});
      return {};
    }
    auto ops = m_store.ops_after(m_identity.incarnation.id, need->after, need->bytes_max);
    if (!ops) return ops.error();
    exchange.ops(std::move(*ops));
  } else if (std::holds_alternative<engine::NeedNextFile>(output)) {
    if (auto skipped = skip_damaged(); !skipped) return skipped;
    const bool over = m_waiting.next_scan == m_waiting.scans.size();
    const bool apart = !m_of_scans && only_scans_left();
    if (over || apart || m_rest || full()) {
      m_rest |= !over;
      if (m_rest) exchange.leave_rest();
      exchange.next_file(std::nullopt);
      return {};
    }
    exchange.next_file(m_waiting.scans[m_waiting.next_scan]);
  } else if (const auto* part = std::get_if<engine::NeedFilePart>(&output)) {
    engine::FileToSend& scan = m_waiting.scans[m_waiting.next_scan];
    if (full()) {
      m_rest = true;
      exchange.file_part({});  // it goes on in the next file
      return {};
    }
    auto bytes = m_store.read_file(part->hash, part->offset, part->bytes_max);
    if (!bytes) return bytes.error();
    scan.offset = part->offset + bytes->size();
    const bool done = bytes->empty() || scan.offset >= scan.size;
    if (done) ++m_waiting.next_scan;
    if (done && !bytes->empty()) ++m_report.scans;
    exchange.file_part(std::move(*bytes));
  } else if (const auto* queued = std::get_if<engine::OpsQueued>(&output)) {
    m_sent_to = queued->seq;
  }
  return {};
}

Result<void> Exporter::drive(engine::StationExchange& exchange, envelope::SealedWriter& writer) {
  exchange.carries(kStickRate);
  while (!exchange.request_complete()) {
    if (m_watch.stop && m_watch.stop()) return Error{ErrorCode::kCancelled, "stick", "cancelled"};
    while (auto output = exchange.poll(std::chrono::milliseconds(0))) {
      if (auto* done = std::get_if<engine::Done>(&*output))
        return done->outcome.error.value_or(Error{ErrorCode::kIo, "stick", "nothing was said"});
      if (auto answered = answer(exchange, *output); !answered) return answered;
    }
    for (;;) {
      const base::Bytes bytes = exchange.take(kTakeBytes);
      if (bytes.empty()) break;
      m_written += bytes.size();
      if (auto written = writer.write(bytes); !written) return written;
    }
    if (m_watch.progress)
      m_watch.progress({std::filesystem::path(m_files.back().path()).filename().string(),
                        m_before + m_written, m_waiting.bytes});
  }
  return {};
}

bool Exporter::only_scans_left() const {
  return !m_options.scans_name.empty() && m_waiting.next_scan < m_waiting.scans.size() &&
         !is_small(m_waiting.scans[m_waiting.next_scan]);
}

Result<void> Exporter::write_file() {
  m_of_scans = m_sent_to == m_waiting.head && only_scans_left();
  auto path = next_path(m_of_scans ? m_options.scans_name : m_options.station_name);
  if (!path) return path.error();
  auto summary = summary_of(m_sent_to);
  if (!summary) return summary.error();
  auto created = NewStickFile::create(*path);
  if (!created) return created.error();
  m_files.push_back(std::move(*created));
  NewStickFile& file = m_files.back();
  m_written = 0;
  m_rest = false;
  auto writer =
      envelope::SealedWriter::create(m_options.county_key, m_options.county_name, m_random,
                                     [&file](base::BytesView bytes) { return file.write(bytes); });
  if (!writer) return writer.error();
  auto head = head_of((*writer)->header_hash());
  if (!head) return head.error();
  if (auto written = (*writer)->write(*head); !written) return written;
  engine::StationExchange exchange(std::move(*summary), m_identity.sign,
                                   [this](const base::CaseId& id) { return m_keys.key(id); });
  if (auto driven = drive(exchange, **writer); !driven) return driven;
  if (auto finished = (*writer)->finish(); !finished) return finished;
  if (auto durable = file.make_durable(); !durable) return durable;
  m_before += file.bytes();
  return {};
}

Result<void> Exporter::publish(NewStickFile& file) {
  if (auto named = file.publish(); !named) return named;
  m_report.files.push_back(std::filesystem::path(file.path()).filename().string());
  m_report.bytes += file.bytes();
  return {};
}

Result<void> Exporter::write_together() {
  if (auto room = check_room(); !room) return room;
  m_files.reserve(64);  // they are pointed at while they grow
  do {
    if (m_files.size() == m_files.capacity())
      return Error{ErrorCode::kInvalidArgument, "limit", "more than 64 files would be needed"};
    auto written = write_file();
    if (!written && written.error().code == ErrorCode::kDiskFull) return missing(written.error());
    if (!written) return written;
  } while (m_rest);
  for (NewStickFile& file : m_files)
    if (auto named = publish(file); !named) return named;
  return make_folder_durable(m_options.folder);
}

Result<void> Exporter::write_piecewise(std::size_t files_max) {
  m_rest = m_next_life || m_waiting.head > m_waiting.held || !m_waiting.scans.empty();
  m_files.reserve(1);
  while (m_rest && !m_next_life && m_report.files.size() < files_max) {
    m_files.clear();
    auto written = write_file();
    if (written) written = publish(m_files.back());
    m_rest |= !written.ok();
    const bool over = !written && (written.error().code == ErrorCode::kDiskFull ||
                                   written.error().code == ErrorCode::kCancelled);
    if (over) break;
    if (!written) return written;
  }
  m_files.clear();
  m_report.rest |= m_rest;
  return make_folder_durable(m_options.folder);
}

Result<ExportReport> Exporter::run() {
  if (m_options.file_bytes_max < kStickFileBytesMin) {
    return Error{ErrorCode::kInvalidArgument, "limit",
                 "a file needs at least " + std::to_string(kStickFileBytesMin) + " bytes"};
  }
  if (!std::filesystem::is_directory(m_options.folder))
    return Error{ErrorCode::kIo, m_options.folder, "this is no folder"};
  if (auto tidied = remove_leftovers(); !tidied) return tidied.error();
  if (auto looked = look(); !looked) return looked.error();
  auto own = keep_opening_pair(m_store, m_identity.incarnation.suite, m_random);
  if (!own) return own.error();
  m_own = std::move(*own);
  auto written = m_options.piecewise ? write_piecewise(*m_options.piecewise) : write_together();
  if (!written) return written.error();
  if (!m_next_life) m_report.ops = m_waiting.head - m_waiting.held;
  return m_report;
}

}  // namespace

Result<ExportReport> export_to_stick(store::LogStore& store, const StationIdentity& identity,
                                     const RunnerClocks& clocks, const base::RandomSource& random,
                                     const ExportOptions& options, const StickWatch& watch) {
  return Exporter(store, identity, clocks, random, options, watch).run();
}

}  // namespace jiujin::sync::wire
