// The quick find: items, cases and drafts by whatever was typed.
#include "client/control/session_state.h"
#include "localization/text.h"
#include "sync/casework/states.h"

namespace jiujin::client::control {

Result<Answer> find_anything(SessionState& state, const Find& command) {
  Found found;
  found.query = command.query;
  if (command.query.empty()) return Answer(std::move(found));
  const auto language = localization::current_language();
  if (auto handle = state.catalogue.current(); handle.ok()) {
    for (const auto& hit : (*handle)->index().search(command.query, 12)) {
      FoundEntry entry;
      entry.kind = FoundEntry::Kind::kItem;
      if (hit.item) {
        entry.id = hit.item->code;
        entry.title = hit.item->name.get(language);
        entry.subtitle = hit.item->authority_name.get(language);
      } else {
        entry.id = hit.joint->code;
        entry.title = hit.joint->name.get(language);
        entry.subtitle = hit.joint->lead_authority.get(language);
      }
      found.entries.push_back(std::move(entry));
    }
  }
  sync::casework::CaseFilter filter;
  filter.text = command.query;
  filter.limit = 20;
  auto list = state.registry->list(filter, state.today());
  if (!list.ok()) return list.error();
  for (auto& line : list->lines) {
    FoundEntry entry;
    entry.kind = line.draft ? FoundEntry::Kind::kDraft : FoundEntry::Kind::kCase;
    entry.id = line.id;
    entry.title = line.item_name.get(language) + " · " + line.applicant_masked;
    entry.subtitle = line.receipt;
    entry.entry = entry_of(state, std::move(line));
    found.entries.push_back(std::move(entry));
  }
  return Answer(std::move(found));
}

}  // namespace jiujin::client::control
