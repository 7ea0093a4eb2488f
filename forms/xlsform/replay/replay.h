// Replay of recorded XLSForm cases: what `jiujinctl form verify xlsform` runs.
//
// A row is one case in JSON: a workbook (`xlsx`, a file below forms/ beside the rows, or `md`, its
// text), the name of the form's root (`name`), and what must hold: XPath over the XForm
// (`xml__xpath_match`, `_count`, `_exact`), pieces of XML (`xml__contains`, `model__contains`,
// `instance__contains`, `xml__excludes`), the XForm that a peer makes of it (`xform`), or that it
// is refused (`errored`, `errors`), and warnings. Findings are compared by what they are about:
// sheet, row and kind; the words are our own. Thread rule: one call, one thread.
#pragma once

#include <string>

#include "forms/conformance/replay.h"

namespace jiujin::forms::xlsform::replay {

struct Report {
  conformance::Tally cases;
  std::size_t assertions = 0;  // XPath assertions
  std::size_t assertions_passed = 0;
};

// Errors: kIo, kInvalidData with the line.
Result<Report> verify_xlsform(const std::string& file, const conformance::ReplayOptions& options);

}  // namespace jiujin::forms::xlsform::replay
