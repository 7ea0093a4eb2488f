// CorrectionDraft: answers to a correction request that a clerk is still typing, as a local row of
// the station; it goes with the ops that answer the request.
//
// Only the difference from the case is kept, as it will travel. It refuses to know the form and the
// store. Thread rule: values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/presenters/materials_presenter.h"

namespace jiujin::client::presenters {

struct CorrectionDraft {
  std::string case_id;
  std::string request;     // address of the op that asked (op_address_text)
  std::uint64_t base = 0;  // of the county's ops, seen when the correction began
  std::map<std::string, std::string> answers;  // path -> JSON text; "null" clears
  std::vector<MaterialChoice> materials;
  std::int64_t changed_ms = 0;
};

// Key of the row (SaveRow, LoadRow, AppendOps::delete_row).
std::string correction_row(const std::string& case_id);
// Row that names the case whose correction is open in the window.
inline constexpr const char* kOpenCorrectionRow = "open-correction";

std::string encode_correction(const CorrectionDraft& draft);
std::optional<CorrectionDraft> decode_correction(const std::string& row);

}  // namespace jiujin::client::presenters
