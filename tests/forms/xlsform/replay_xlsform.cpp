// Recorded XLSForm cases against the converter: replay_xlsform CORPUS KNOWN [FAILURES]. Just those
// of the list KNOWN may differ. Without the corpus the test counts as skipped. FAILURES: how many
// to print.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "forms/xlsform/replay/replay.h"
#include "tests/forms/conformance/known_differences.h"

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  if (argc < 3) return 2;
  const char* elsewhere = std::getenv("JIUJIN_CORPUS");
  const std::string file =
      std::string(elsewhere == nullptr ? argv[1] : elsewhere) + "/odk/xlsform.jsonl";
  if (!std::filesystem::exists(file)) {
    std::cout << "no corpus at " << file << '\n';
    return kSkipped;
  }
  const auto report = jiujin::forms::xlsform::replay::verify_xlsform(file, {});
  if (!report.ok()) {
    std::cerr << report.error().line() << '\n';
    return 1;
  }
  const auto& cases = report->cases;
  long left = argc > 3 ? std::atol(argv[3]) : 20;
  for (const auto& failure : cases.failures) {
    if (left-- <= 0) break;
    std::cout << failure.id << "  " << failure.what << "\n  expected " << failure.expected
              << "\n  actual   " << failure.actual << '\n';
  }
  std::cout << report->assertions_passed << " of " << report->assertions
            << " XPath assertions hold\n"
            << cases.passed << " passed, " << cases.failed << " failed, " << cases.skipped
            << " skipped\n";
  const auto known = jiujin::tests::known_differences(argv[2], "xlsform");
  return jiujin::tests::as_known(cases, known) ? 0 : 1;
}
