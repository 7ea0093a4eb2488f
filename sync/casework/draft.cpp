#include "sync/casework/draft.h"

#include "sync/casework/material_modes.h"
#include "sync/oplog/limits.h"

namespace jiujin::sync::casework {
namespace {

// Room for the member names around the answers of one op.
constexpr std::size_t kAnswersBytesMax = oplog::kOpBodyBytesMax - 1024;

MaterialAdded files_of(const Material& m) {
  return {m.slot, m.files};
}

MaterialDeclared declaration_of(const Material& m) {
  MaterialDeclared body;
  body.slot = m.slot;
  body.mode = std::string(declared_mode_name(m.mode));
  if (m.mode == MaterialMode::kLicence)
    body.licence = LicencePart{m.licence_type, m.licence_number, m.licence_holder, m.licence_grade,
                               m.licence_valid_until};
  body.due = m.due;
  body.note = m.note;
  body.signed_commitment = m.signed_commitment;
  return body;
}

// Answers divided so that no op is too large; at least one part, so that the form is named.
Result<std::vector<FormAnswered>> divide_answers(const Draft& draft) {
  const FormAnswered empty{draft.form, draft.form_version, {}};
  std::vector<FormAnswered> parts{empty};
  std::size_t bytes = 0;
  for (const auto& [path, value] : draft.answers) {
    // Escaping can lengthen a path; values are JSON already.
    const std::size_t cost = 2 * path.size() + value.size() + 8;
    if (cost > kAnswersBytesMax)
      return Error{ErrorCode::kTooLarge, path, "one answer is larger than an op may be"};
    if (bytes + cost > kAnswersBytesMax) {
      parts.push_back(empty);
      bytes = 0;
    }
    parts.back().answers[path] = value;
    bytes += cost;
  }
  return parts;
}

}  // namespace

std::string draft_key(std::string_view id) {
  return std::string(kDraftPrefix) + std::string(id);
}

std::optional<oplog::OpDraft> material_op(const base::CaseId& case_id, std::uint64_t base,
                                          const std::string& actor, const Material& material) {
  switch (material.mode) {
    case MaterialMode::kMissing:
      return std::nullopt;
    case MaterialMode::kFiles:
      return draft_op(case_id, base, actor, files_of(material));
    default:
      return draft_op(case_id, base, actor, declaration_of(material));
  }
}

Result<std::vector<oplog::OpDraft>> intake_ops(const Draft& draft, const PrintedNumbers& numbers,
                                               const base::CaseKey& key) {
  auto id = base::CaseId::from_hex(draft.id);
  if (!id) return Error{ErrorCode::kInvalidData, draft_key(draft.id), "not a draft's id"};
  auto answers = divide_answers(draft);
  if (!answers) return answers.error();

  std::vector<oplog::OpDraft> ops;
  const auto add = [&](const auto& body) { ops.push_back(draft_op(*id, 0, draft.owner, body)); };
  add(CaseOpened{key, draft.item, draft.item_version, draft.division, draft.channel, draft.joint,
                 draft.agent, draft.applicant});
  for (const FormAnswered& part : *answers) add(part);
  for (const Material& material : draft.materials) {
    // Pages and a declaration may both stand in a slot (a licence with its scan).
    if (material.mode != MaterialMode::kFiles && !material.files.empty()) add(files_of(material));
    if (auto op = material_op(*id, 0, draft.owner, material)) ops.push_back(std::move(*op));
  }
  if (draft.prereview) add(*draft.prereview);
  add(CaseSubmitted{numbers.number, numbers.receipt, numbers.query_code, numbers.date,
                    draft.delivery});
  return ops;
}

}  // namespace jiujin::sync::casework
