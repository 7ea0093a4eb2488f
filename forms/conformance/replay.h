// Replay of recorded cases against the engine: what `jiujinctl form verify` runs.
//
// Knows the files' formats, not their origin. Cases that cannot be compared (another clock, peers
// that disagree, functions of one product) are counted as skipped, with the reason.
// Thread rule: one call, one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "localization/error.h"

namespace jiujin::forms::conformance {

struct Failure {
  std::string id;    // of the row
  std::string what;  // the expression or the step
  std::string expected, actual;
};

struct Tally {
  std::size_t passed = 0, failed = 0, skipped = 0;
  std::map<std::string, std::size_t> skip_reasons;
  std::vector<Failure> failures;
  double rate() const {
    return passed + failed == 0 ? 1 : double(passed) / double(passed + failed);
  }
};

struct ReplayOptions {
  std::string origin;  // only rows whose `source` contains this; "" means all
};

// FILE.jsonl of expressions; contexts.jsonl lies beside it. Errors: kIo, kInvalidData with line.
Result<Tally> verify_expressions(const std::string& file, const ReplayOptions& options);
// FILE.jsonl of walks (seeded fillings on which two implementations agree) or of traces (steps of
// one implementation's own tests); forms/ lies beside it. Each expected node is one comparison;
// what a step does not name must have stayed as it was. `origin` is a part of the form's path or,
// of traces, of the source. Errors as above.
Result<Tally> verify_walks(const std::string& file, const ReplayOptions& options);
Result<Tally> verify_traces(const std::string& file, const ReplayOptions& options);

}  // namespace jiujin::forms::conformance
