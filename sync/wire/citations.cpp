#include "sync/wire/citations.h"

#include <nlohmann/json.hpp>

#include "sync/oplog/chain.h"

namespace jiujin::sync::wire {

namespace {

using nlohmann::json;

// Far deeper than any body casework writes; a hostile one must not exhaust the stack.
constexpr int kDepthMax = 32;

// `whole`: the file in which `value` stands under "preview".
void collect(const json& value, int depth, const CitedFile& whole, std::vector<CitedFile>& out) {
  if (depth > kDepthMax || !value.is_structured()) return;
  CitedFile own;
  if (value.is_object()) {
    const auto hash = value.find("hash");
    const auto size = value.find("size");
    if (hash != value.end() && hash->is_string() && size != value.end() &&
        size->is_number_unsigned()) {
      auto address = base::ContentHash::from_hex(hash->get_ref<const std::string&>());
      if (address) {
        const auto type = value.find("type");
        own = {*address, size->get<std::uint64_t>(),
               type != value.end() && type->is_string() ? type->get<std::string>() : "",
               whole.size, whole.hash};
        out.push_back(own);
      }
    }
  }
  for (auto inner = value.begin(); inner != value.end(); ++inner) {
    const bool preview = value.is_object() && inner.key() == "preview";
    collect(*inner, depth + 1, preview ? own : CitedFile{}, out);
  }
}

// nlohmann's own parser recurses not, but its destructor and our walk do: judge depth beforehand.
bool too_deep(base::BytesView body) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDepthMax) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::vector<CitedFile> cited_files(base::BytesView body) {
  std::vector<CitedFile> out;
  if (body.find("\"hash\"") == base::BytesView::npos || too_deep(body)) return out;
  const json parsed = json::parse(body, nullptr, false);
  if (!parsed.is_discarded()) collect(parsed, 0, {}, out);
  return out;
}

Result<std::optional<StoredCaseKeys::Opening>> StoredCaseKeys::find(const base::CaseId& case_id) {
  if (const auto found = m_found.find(case_id); found != m_found.end()) {
    return std::optional<Opening>(found->second);
  }
  auto ops = m_store.ops_of_case(case_id);
  if (!ops) return ops.error();
  for (const oplog::StoredOp& op : *ops) {
    auto header = oplog::decode_header(op.header);
    if (!header || header->type != oplog::kCaseOpenedType) continue;
    Opening opening{{op.address.incarnation, op.county_position}, std::nullopt};
    if (!op.body_destroyed) {
      auto key = oplog::case_key_of(op.body);
      if (key) opening.key = *key;
    }
    m_found.emplace(case_id, opening);
    return std::optional<Opening>(opening);
  }
  return std::optional<Opening>();
}

Result<std::optional<base::CaseKey>> StoredCaseKeys::key(const base::CaseId& case_id) {
  auto opening = find(case_id);
  if (!opening) return opening.error();
  return *opening ? (*opening)->key : std::optional<base::CaseKey>();
}

Result<std::optional<StoredCaseKeys::Opener>> StoredCaseKeys::opener(const base::CaseId& case_id) {
  auto opening = find(case_id);
  if (!opening) return opening.error();
  return *opening ? std::optional<Opener>((*opening)->opener) : std::optional<Opener>();
}

}  // namespace jiujin::sync::wire
