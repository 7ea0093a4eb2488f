// The published catalogue: one JSON file with everything that a county store or a station needs.
//
// Made once from the authority's folder, then only read. It carries the compiled XForms and the
// files that hang on their labels (base64; limits in catalogue.h), so that every side fills in the
// same bytes. Refuses a file of a newer format, and to be made from a folder that the checks of
// check.h do not pass.
//
// Thread rule: pure functions; FormShelf belongs to one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "forms/catalogue/catalogue.h"
#include "forms/xforms/form_definition.h"

namespace jiujin::forms::catalogue {

inline constexpr int kPublishedFormat = 1;  // do not renumber: in every published file

// Checks, compiles and writes. Errors: as load_folder; kRefused with the first finding's line if a
// check fails (check_catalogue() of check.h gives all).
Result<std::string> build_published(const std::string& folder, int version,
                                    const std::string& published_on);
std::string write_published(const Catalogue& catalogue);

// Forms stay text until asked for. Errors: kInvalidData with place, kUnsupported.
Result<Catalogue> load_published(std::string_view bytes);

// Parses an item's form; `parameters` of the catalogue are already inside it.
Result<std::shared_ptr<const xforms::FormDefinition>> parse_form(const Item& item);

// Parsed forms by (code, version), parsed when first asked for.
class FormShelf {
 public:
  Result<std::shared_ptr<const xforms::FormDefinition>> form(const Item& item);

 private:
  std::map<std::pair<std::string, int>, std::shared_ptr<const xforms::FormDefinition>> m_forms;
};

}  // namespace jiujin::forms::catalogue
