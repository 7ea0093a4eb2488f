// What the desk needs to know of a case beyond its fold: the form with labels, what changed since
// the last round, findings judged anew here, the material checklist.
//
// It refuses to know pages and words: it gives forms, findings and lists as their rooms have them.
// Thread rule: one thread at a time; a CaseView must not outlive the World it was made with.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "forms/prereview/prereview.h"
#include "forms/xforms/form_session.h"
#include "sync/county/held_facts.h"
#include "sync/county/world.h"

namespace jiujin::sync::county {

struct CaseView {
  const casework::Case* c = nullptr;
  const forms::catalogue::Item* item = nullptr;         // null: not in any published catalogue
  std::unique_ptr<forms::xforms::FormSession> session;  // null: see `trouble`
  std::set<std::string> changed;  // paths answered since the last correction was asked for
  std::set<std::string> changed_slots;
  std::vector<forms::prereview::ChecklistEntry> checklist;
  std::vector<forms::prereview::Finding> findings;
  forms::prereview::Facts facts;
  std::vector<Error> trouble;  // why form, checklist or findings could not be made
};

// Judged as of the day of the application, so that the verdict is the station's on the same facts.
CaseView make_case_view(const World& world, const casework::Case& c,
                        std::span<const oplog::StoredOp> ops, const HeldFacts& held,
                        std::int64_t now_ms, std::chrono::sys_days today);

// {"/data/a": "\"x\"", "/data/m[1]/b": ...} as FormSession takes it: {"a": "x", "m": [{"b": ...}]}.
nlohmann::json session_answers(const std::map<std::string, std::string>& answers);

// Every file that the case cites, each once, in the order in which the desk shows them.
struct ShownFile {
  casework::FileRef file;
  std::string slot;  // "" for a result
};
std::vector<ShownFile> shown_files(const casework::Case& c);

}  // namespace jiujin::sync::county
