// What of a case is hidden until somebody asks for it on the record: the same at the window and at
// the county's desk. How it is hidden stands in localization/formats.h (mask_name and the others).
// Thread rule: pure.
#pragma once

#include <string_view>

namespace jiujin::sync::casework {

// Forms say of no field that it is a person's name: their own names do ("applicant_name",
// "/data/spouse_name"), and what is longer than one is that of a firm.
inline bool is_persons_name(std::string_view field, std::string_view value) {
  constexpr std::size_t kNameBytesMax = 15;
  return field.ends_with("_name") && value.size() <= kNameBytesMax;
}

}  // namespace jiujin::sync::casework
