// Draft: an application that a clerk is still filling in; a local row "draft/<id>", not an op.
//
// At intake it becomes a batch of ops (intake_ops) that is appended in one transaction together
// with the removal of the row. This file does not know the form's rules nor where rows are kept.
// Thread rule: values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/casework/numbers.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::sync::casework {

struct Draft {
  std::string id;  // 32 hex digits; becomes the case's id
  std::string item;
  int item_version = 0;
  std::string form;
  int form_version = 0;
  std::string division, channel = "window";
  std::optional<JointPart> joint;
  std::optional<AgentPart> agent;
  Person applicant;
  std::map<std::string, std::string> answers;  // path -> JSON text
  std::vector<Material> materials;
  DeliveryPart delivery;
  std::optional<PrereviewRecorded> prereview;
  std::string owner;  // staff id
  std::int64_t created_ms = 0, changed_ms = 0;
};

inline constexpr std::string_view kDraftPrefix = "draft/";
std::string draft_key(std::string_view id);

base::Bytes encode_draft(const Draft& draft);
Result<Draft> decode_draft(base::BytesView json);

// case.opened, form.answered, the materials, prereview.recorded and case.submitted, in this order.
// Answers that would make one op too large are divided among several form.answered.
// Errors: kInvalidData (id), kTooLarge (a single answer).
Result<std::vector<oplog::OpDraft>> intake_ops(const Draft& draft, const PrintedNumbers& numbers,
                                               const base::CaseKey& key);

// The op that says what a slot now holds; nothing for a slot that is still missing.
std::optional<oplog::OpDraft> material_op(const base::CaseId& case_id, std::uint64_t base,
                                          const std::string& actor, const Material& material);

}  // namespace jiujin::sync::casework
