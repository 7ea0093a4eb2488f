// What a column is: its header as written, and the path that it means.
//
// XLSForm lets a column be named in several ways (relevance, relevant, bind::relevant) and in
// languages (label::English (en), media::image::fr). A path is the canonical form:
// {"bind", "relevant"}, {"label", "English (en)"}, {"media", "image", "fr"}.
// Thread rule: pure functions over constant tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiujin::forms::xlsform {

using Path = std::vector<std::string>;

enum class SheetKind { kSurvey, kChoices, kExternalChoices, kSettings, kOsm, kEntities };
std::string_view sheet_name(SheetKind kind);

// `double_colon`: the sheet parts names by "::" somewhere, so that a single colon parts nothing.
Path column_path(SheetKind kind, std::string_view header, bool double_colon);

// Whether the first step of a path is a column that the standard knows for this sheet.
bool is_known_column(SheetKind kind, const Path& path);
// Every name by which columns of the sheet may be called, for suggestions.
const std::vector<std::string>& column_names(SheetKind kind);

std::string snake_case(std::string_view words);  // "Constraint Message" -> "constraint_message"

// Columns that may differ by language, by their last step, and the names that people know them by.
struct TranslatableColumn {
  const char* step;
  const char* name;
};
const std::vector<TranslatableColumn>& translatable_columns(SheetKind kind);

}  // namespace jiujin::forms::xlsform
