#include "sync/wire/delta_sender.h"

#include <algorithm>

#include "sync/bundle/limits.h"
#include "sync/wire/citations.h"

namespace jiujin::sync::wire {

namespace {

// Below this a delta saves less than the look at its sources costs.
constexpr std::uint64_t kWorthBytes = 16 * 1024;

}  // namespace

bundle::ReadFileAt DeltaSender::reader_of(const base::ContentHash& hash) {
  return [this, hash](std::uint64_t offset, std::size_t bytes_max) {
    return m_store.read_file(hash, offset, bytes_max);
  };
}

Result<std::vector<bundle::DeltaSource>> DeltaSender::sources_for(const store::FileInfo& target,
                                                                  const base::CaseId& case_id) {
  std::vector<bundle::DeltaSource> sources;
  if (target.size < kWorthBytes || case_id.is_zero()) return sources;
  auto ops = m_store.ops_of_case(case_id);
  if (!ops) return ops.error();
  std::set<base::ContentHash> seen{target.hash};
  for (auto op = ops->rbegin(); op != ops->rend(); ++op) {
    for (const CitedFile& file : cited_files(op->body)) {
      if (file.size < kWorthBytes || !seen.insert(file.hash).second) continue;
      auto info = m_store.file_info(file.hash);
      auto held = m_store.file_acknowledged(file.hash);
      if (!info) return info.error();
      if (!*info || !(*info)->complete || !held || *held < (*info)->size) continue;
      if ((*info)->media_type != target.media_type) continue;
      sources.push_back({file.hash, (*info)->size, reader_of(file.hash)});
      if (sources.size() >= bundle::kCopySourcesMax) return sources;
    }
  }
  return sources;
}

Result<void> DeltaSender::make_plan(const base::ContentHash& hash, const base::CaseId& case_id) {
  if (m_plan && m_plan->file.hash == hash) return {};
  Plan plan;
  plan.file.hash = hash;
  auto info = m_store.file_info(hash);
  if (!info) return info.error();
  if (*info && (*info)->complete) {
    plan.file.size = (*info)->size;
    plan.file.media_type = (*info)->media_type;
    auto sources = sources_for(**info, case_id);
    if (!sources) return sources.error();
    plan.sources = std::move(*sources);
  }
  if (!plan.sources.empty()) {
    auto delta = bundle::find_delta(plan.sources, plan.file.size, reader_of(hash));
    if (!delta) return delta.error();
    plan.delta = std::move(*delta);
  }
  m_plan = std::move(plan);
  return {};
}

Result<std::variant<base::Bytes, bundle::Copy>> DeltaSender::next(const base::ContentHash& hash,
                                                                  const base::CaseId& case_id,
                                                                  std::uint64_t offset,
                                                                  std::size_t bytes_max) {
  using Next = std::variant<base::Bytes, bundle::Copy>;
  if (!m_plain.contains(hash)) {
    auto planned = make_plan(hash, case_id);
    if (!planned) return planned.error();
    if (m_plan->delta.copied > 0) {
      std::uint64_t literal_end = offset + bytes_max;
      auto copy = bundle::next_copy(m_plan->delta, m_plan->sources, m_plan->file, offset,
                                    reader_of(hash), &literal_end);
      if (!copy) return copy.error();
      if (*copy) return Next(std::move(**copy));
      bytes_max = std::min<std::size_t>(bytes_max, static_cast<std::size_t>(literal_end - offset));
    }
  }
  auto bytes = m_store.read_file(hash, offset, bytes_max);
  if (bytes) return Next(std::move(*bytes));
  if (bytes.error().code == ErrorCode::kNotFound) return Next(base::Bytes());
  return bytes.error();
}

Result<base::Bytes> assemble_copy(store::LogStore& store, const bundle::Copy& copy) {
  for (const auto& source : copy.sources) {
    auto info = store.file_info(source);
    if (!info) return info.error();
    if (!*info || !(*info)->complete) {
      return Error{ErrorCode::kNotFound, "file " + source.hex(), "not held whole"};
    }
  }
  base::Bytes out;
  for (const auto& piece : copy.pieces) {
    if (!piece.source) {
      out += piece.bytes;
      continue;
    }
    const auto& source = copy.sources[*piece.source];
    auto bytes = store.read_file(source, piece.source_offset,
                                 static_cast<std::size_t>(piece.length));
    if (!bytes) return bytes.error();
    if (bytes->size() != piece.length) {
      return Error{ErrorCode::kNotFound, "file " + source.hex(),
                   "shorter than the piece that is to be copied"};
    }
    out += *bytes;
  }
  return out;
}

}  // namespace jiujin::sync::wire
