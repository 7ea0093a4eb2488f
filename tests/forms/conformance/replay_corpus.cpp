// replay_corpus KIND KNOWN DIR: replays recorded cases found in DIR/odk (or $JIUJIN_CORPUS/odk),
// prints the rate and fails unless just those of the list KNOWN differ. Exit 77: no corpus here.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "forms/conformance/replay.h"
#include "forms/xforms/form_session.h"
#include "tests/forms/conformance/known_differences.h"

namespace {

using namespace jiujin::forms;

int judged(const conformance::Tally& tally, const jiujin::tests::Counts& known) {
  std::cout << tally.passed << " passed, " << tally.failed << " failed, " << tally.skipped
            << " skipped, rate " << tally.rate() * 100 << " %\n";
  for (const auto& [reason, count] : tally.skip_reasons) {
    std::cout << "  skipped " << count << ": " << reason << '\n';
  }
  return jiujin::tests::as_known(tally, known) ? EXIT_SUCCESS : EXIT_FAILURE;
}

// Forms whose XML is at fault, that miss an attachment or that ask for what is refused on purpose.
bool excused(const std::string& error) {
  for (const char* reason :
       {"the attachment is not there", "no <model>", "not well-formed", "StartTag", "Premature end",
        "Extra content", "no primary instance", "in a circle", "unknown function", "does not take",
        "unexpected character", "without its closing quote", "without a name"}) {
    if (error.find(reason) != std::string::npos) return true;
  }
  return false;
}

// Every form of the corpus opens, or says why it cannot.
conformance::Tally open_forms(const std::filesystem::path& folder) {
  conformance::Tally tally;
  const auto fail = [&](const std::filesystem::path& path, const std::string& why) {
    ++tally.failed;
    tally.failures.push_back({path.filename().string(), why, "", ""});
    std::cout << why << '\n';
  };
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
    if (each.path().extension() != ".xml") continue;
    std::ifstream in(each.path(), std::ios::binary);
    const std::string xml(std::istreambuf_iterator<char>(in), {});
    auto form = xforms::FormDefinition::parse(
        xml, xforms::folder_resources(each.path().parent_path().string()),
        each.path().filename().string());
    if (!form) {
      const bool skip = excused(form.error().line());
      if (skip) ++tally.skipped;
      else fail(each.path(), form.error().line());
      continue;
    }
    auto session = xforms::FormSession::create(*form, {});
    if (session) ++tally.passed;
    else fail(each.path(), session.error().line());
  }
  return tally;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  const char* set = std::getenv("JIUJIN_CORPUS");
  const std::filesystem::path corpus = set != nullptr && *set != '\0' ? set : words[3];
  if (!std::filesystem::exists(corpus / "odk" / "expressions.jsonl")) {
    std::cout << "skipped: no corpus at " << corpus.string() << " (set JIUJIN_CORPUS)\n";
    return 77;
  }
  const std::string kind = words[1];
  if (kind == "forms") return judged(open_forms(corpus / "odk" / "forms"), {});
  const auto verify = kind == "walks"    ? conformance::verify_walks
                      : kind == "traces" ? conformance::verify_traces
                                         : conformance::verify_expressions;
  const auto tally = verify((corpus / "odk" / (kind + ".jsonl")).string(), {});
  if (!tally) {
    std::cout << tally.error().line() << '\n';
    return EXIT_FAILURE;
  }
  if (std::getenv("JIUJIN_FAILURES") != nullptr) {
    for (const auto& each : tally->failures) {
      std::cout << each.id << "  " << each.what << "\n  expected " << each.expected
                << "\n  actual   " << each.actual << '\n';
    }
  }
  return judged(*tally, jiujin::tests::known_differences(words[2], kind));
}
