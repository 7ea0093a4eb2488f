#include "sync/casework/case_summary.h"

#include <utility>

#include "forms/catalogue/catalogue.h"
#include "localization/formats.h"
#include "sync/base/hex.h"
#include "sync/base/varint.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/states.h"

namespace jiujin::sync::casework {
namespace {

constexpr char kRowMark = 2;  // rows were JSON once, which begins otherwise

// Reads on after a fault, without harm; whole() tells at the end.
class RowReader {
 public:
  explicit RowReader(base::BytesView bytes) : m_bytes(bytes, "summary") {}
  char byte() { return static_cast<char>(kept(m_bytes.byte(), std::uint8_t{0})); }
  std::uint64_t number() { return kept(m_bytes.varint(), std::uint64_t{0}); }
  std::string_view text() {
    const auto size = number();
    return kept(m_bytes.take(static_cast<std::size_t>(size)), base::BytesView());
  }
  bool good() const { return m_good; }
  bool whole() const { return m_good && m_bytes.at_end(); }

 private:
  template <typename T>
  T kept(const Result<T>& read, T otherwise) {
    m_good = m_good && read.ok();
    return m_good ? *read : otherwise;
  }
  base::ByteReader m_bytes;
  bool m_good = true;
};

void add_files(CaseSummary* line, const std::vector<FileRef>& files) {
  for (const FileRef& file : files) {
    line->files.push_back(file.hash.hex());
    line->file_bytes += file.size;
  }
}

void fill_activity(CaseSummary* line, const Case& c) {
  for (const TimelineEntry& entry : c.timeline) {
    if (line->started_ms == 0) line->started_ms = entry.wall_ms;
    line->changed_ms = std::max(line->changed_ms, entry.wall_ms);
  }
  line->ops = c.ops;
  line->waiting_ops = c.ops - c.county_ops;
}

// One description of the row for both directions.
template <typename F>
void each_text(F f, CaseSummary& s) {
  f(s.id);
  f(s.number);
  f(s.receipt);
  f(s.query_code);
  f(s.item);
  f(s.applicant_masked);
  f(s.applicant_key);
  f(s.division);
  f(s.channel);
  f(s.joint_group);
  f(s.submitted_on);
  f(s.accepted_on);
  f(s.decided_on);
  f(s.delivered_on);
  f(s.due);
  f(s.owner);
  f(s.handler);
  f(s.delivery_mode);
}

template <typename F>
void each_flag(F f, CaseSummary& s) {
  f(s.stopped);
  f(s.provisional);
  f(s.correction_open);
  f(s.conflict);
  f(s.deferral_open);
  f(s.newer);
}

template <typename F>
void each_count(F f, CaseSummary& s) {
  f(s.ops);
  f(s.waiting_ops);
  f(s.waiting_bytes);
  f(s.file_bytes);
}

}  // namespace

std::string applicant_key(const Person& applicant) {
  const std::string& id_no = applicant.id_no;
  return applicant.name + (id_no.size() > 4 ? " " + id_no.substr(id_no.size() - 4) : "");
}

CaseSummary summarise(const Case& c, const forms::catalogue::Item* item) {
  CaseSummary line;
  line.id = c.id.hex();
  line.number = c.number;
  line.receipt = c.receipt;
  line.query_code = c.query_code;
  line.item = c.item;
  line.item_name = item ? item->name : localization::LanguageMap(c.item);
  line.applicant_masked = localization::mask_name(c.applicant.name);
  line.applicant_key = applicant_key(c.applicant);
  line.division = c.division;
  line.channel = c.channel;
  line.joint_group = c.joint_group;
  line.state = c.state;
  line.submitted_on = c.submitted_on;
  line.accepted_on = c.accepted_on;
  line.decided_on = c.decided_on;
  line.delivered_on = c.delivered_on;
  line.due = due_of(c);
  line.stopped = c.clocks.stopped;
  line.provisional = c.clocks.provisional;
  line.owner = c.owner;
  line.handler = c.handler;
  line.delivery_mode = c.delivery_mode;
  line.granted = c.granted;
  line.correction_open = c.state == CaseState::kAwaitingCorrection;
  line.conflict = !c.conflicts.empty();
  line.newer = c.has_newer;
  for (const Material& material : c.materials) {
    add_files(&line, material.files);
    if (material.signed_commitment) add_files(&line, {*material.signed_commitment});
    line.deferral_open = line.deferral_open || material.mode == MaterialMode::kDeferred;
  }
  add_files(&line, c.result_files);
  fill_activity(&line, c);
  return line;
}

std::optional<localization::Lamp> lamp(const CaseSummary& line,
                                       const localization::HolidayCalendar& calendar,
                                       std::chrono::sys_days today) {
  if (line.due.empty()) return std::nullopt;
  const auto due = localization::parse_date(line.due);
  if (!due) return std::nullopt;
  return localization::lamp_of(calendar, today, *due, line.stopped);
}

// The row, made to be read fast: a window reads one for each case when it opens. A byte that says
// so, then texts (a length and bytes each), flags, numbers; lists begin with their length.
base::Bytes encode_summary(const CaseSummary& line, std::string_view stamp) {
  base::Bytes out(1, kRowMark);
  const auto text = [&](std::string_view value) {
    base::append_varint(out, value.size());
    out += value;
  };
  const auto number = [&](std::uint64_t value) { base::append_varint(out, value); };
  text(stamp);
  CaseSummary copy = line;
  each_text(text, copy);
  std::uint64_t flags = 0, bit = 1;
  each_flag([&](bool value) { flags |= std::exchange(bit, bit * 2) * value; }, copy);
  number(flags);
  each_count(number, copy);
  number(base::zigzag(static_cast<int>(line.state)));
  number(line.granted ? 1 + *line.granted : 0);
  number(base::zigzag(line.started_ms));
  number(base::zigzag(line.changed_ms));
  number(line.item_name.texts().size());
  for (const auto& [language, words] : line.item_name.texts()) {
    text(language);
    text(words);
  }
  number(line.files.size());
  for (const auto& file : line.files) {
    const auto raw = base::from_hex(file);
    text(raw ? *raw : std::string());
  }
  return out;
}

Result<CaseSummary> decode_summary(base::BytesView bytes, std::string_view stamp) {
  RowReader row(bytes);
  const bool ours = row.byte() == kRowMark;
  if (!ours || row.text() != stamp)
    return Error{ErrorCode::kConflict, "stamp", "made by another fold, catalogue or calendar"};
  CaseSummary line;
  each_text([&](std::string& value) { value = row.text(); }, line);
  const std::uint64_t flags = row.number();
  std::uint64_t bit = 1;
  each_flag([&](bool& value) { value = (flags & std::exchange(bit, bit * 2)) != 0; }, line);
  each_count([&](std::uint64_t& value) { value = row.number(); }, line);
  const auto state = state_of_code(static_cast<int>(base::unzigzag(row.number())));
  if (const auto granted = row.number(); granted > 0) line.granted = granted == 2;
  line.started_ms = base::unzigzag(row.number());
  line.changed_ms = base::unzigzag(row.number());
  for (auto left = row.number(); left > 0 && row.good(); --left) {
    const auto language = row.text();
    line.item_name.set(language, std::string(row.text()));
  }
  for (auto left = row.number(); left > 0 && row.good(); --left)
    line.files.push_back(base::to_hex(row.text()));
  if (!row.whole()) return Error{ErrorCode::kInvalidData, "summary", "cut off or too long"};
  if (!state) return Error{ErrorCode::kInvalidData, "state", "unknown code"};
  line.state = *state;
  return line;
}

}  // namespace jiujin::sync::casework
