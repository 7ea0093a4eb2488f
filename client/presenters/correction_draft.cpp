#include "client/presenters/correction_draft.h"

#include <nlohmann/json.hpp>

#include "client/presenters/application_check.h"
#include "client/presenters/kept_choices.h"
#include "sync/casework/draft.h"

namespace jiujin::client::presenters {

using nlohmann::json;

std::string correction_row(const std::string& case_id) { return "correction/" + case_id; }

std::string encode_correction(const CorrectionDraft& draft) {
  sync::casework::Draft kept;  // answers and materials are written as those of an intake are
  kept.id = draft.case_id;
  kept.item = "correction";
  kept.answers = draft.answers;
  for (const auto& choice : draft.materials) kept.materials.push_back(material_of(choice));
  json row{{"request", draft.request},
           {"base", draft.base},
           {"changed_ms", draft.changed_ms},
           {"draft", sync::casework::encode_draft(kept)}};
  put_marks(draft.materials, &row);
  return row.dump();
}

std::optional<CorrectionDraft> decode_correction(const std::string& row) {
  const auto read = json::parse(row, nullptr, false);
  if (!read.is_object()) return std::nullopt;
  try {
    auto kept = sync::casework::decode_draft(read.at("draft").get<std::string>());
    if (!kept.ok()) return std::nullopt;
    CorrectionDraft draft;
    draft.case_id = kept->id;
    draft.request = read.at("request").get<std::string>();
    draft.base = read.at("base").get<std::uint64_t>();
    draft.changed_ms = read.value("changed_ms", std::int64_t{0});
    draft.answers = std::move(kept->answers);
    draft.materials = marked_choices(kept->materials, read);
    return draft;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace jiujin::client::presenters
