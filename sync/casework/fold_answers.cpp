// Answers from several hands: different fields merge, one field answered twice without knowledge of
// each other is a conflict. The first in county order stands until a person settles it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework {
namespace {

bool shares_log(const std::set<base::IncarnationId>& a, const std::set<base::IncarnationId>& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& id) { return b.contains(id); });
}

// The author of `view` had not seen that writing: it stands behind his `base` in the county's order
// and was not written in his own log.
bool unknown_to(const Written& before, const OpView& view) {
  return before.index > view.header.base && !shares_log(before.writers, *view.writers);
}

Conflict* find_conflict(Case* c, const std::string& path) {
  for (Conflict& conflict : c->conflicts)
    if (conflict.path == path) return &conflict;
  return nullptr;
}

void stand(FoldWork* work, const OpView& view, const std::string& path, const std::string& value) {
  if (value == "null")
    work->c.answers.erase(path);
  else
    work->c.answers[path] = value;
  work->written[path] = {view.index, view.op->address, *view.writers, value};
}

void answer(FoldWork* work, const OpView& view, const std::string& path, const std::string& value) {
  const auto before = work->written.find(path);
  if (Conflict* open = find_conflict(&work->c, path)) {
    if (shares_log(before->second.writers, *view.writers)) {
      open->ours = value;
      open->ours_op = view.op->address;
      stand(work, view, path, value);
    } else {
      open->theirs = value;
      open->theirs_op = view.op->address;
    }
    return;
  }
  if (before != work->written.end() && before->second.value != value &&
      unknown_to(before->second, view)) {
    work->c.conflicts.push_back(
        {path, before->second.value, value, before->second.op, view.op->address});
    return;
  }
  stand(work, view, path, value);
}

}  // namespace

Refusal apply_answers(FoldWork* work, const OpView& view, const FormAnswered& body) {
  if (Refusal lock = check_answer_lock(work->c, view.header.actor); !lock.empty()) return lock;
  for (const auto& [path, value] : body.answers) {
    answer(work, view, path, value);
    work->detail += (work->detail.empty() ? "" : " ") + path;
  }
  work->c.form_version = body.form_version;
  return "";
}

Refusal settle_conflict(FoldWork* work, const OpView& view, const ConflictSettled& body) {
  auto& conflicts = work->c.conflicts;
  const auto open = std::find_if(conflicts.begin(), conflicts.end(),
                                 [&](const Conflict& c) { return c.path == body.path; });
  if (open == conflicts.end()) return "no_conflict";
  conflicts.erase(open);
  stand(work, view, body.path, body.value);
  work->detail = body.path;
  return "";
}

}  // namespace jiujin::sync::casework
