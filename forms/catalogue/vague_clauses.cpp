#include "forms/catalogue/vague_clauses.h"

#include <regex>

#include "localization/text.h"

namespace jiujin::forms::catalogue {

namespace {

struct Pattern {
  const char* code;
  std::regex regex;
  bool warning;
};

// Bytes of UTF-8: alternatives of whole words only, no character classes over Chinese.
const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> list;
    const auto add = [&](const char* code, const char* regex, bool warning = false) {
      list.push_back({code, std::regex(regex, std::regex::ECMAScript), warning});
    };
    add("V01", "(其他|其它)(的|相关|有关)?(材料|证明|证件|资料|文件|手续)");
    add("V02", "(有关|相关)(的)?(材料|证明|证件|资料|文件|手续)");
    add("V03", "(需要|要求|规定)(提供|提交)的(其他|其它)");
    add("V04", "等(材料|证明|资料|证件|文件|手续)");
    add("V05", "(必要|相应|一定)的(材料|证明|资料)");
    add("V06", "视情况|根据情况|根据需要|必要时|酌情");
    add("V07", "法律法规规定的其他|符合(相关|有关)(规定|要求|条件)");
    add("V08", "(若干|多份|数份|适量)");
    add("V09", "(近期|近日|尽快|及时)(提供|提交|补)");
    add("V10", "\\?\\?+|？？+|XXX|xxx|待定|TBD|略$|同上");
    add("V01", "(其他|其它)((?!材料|证明|证件|资料|、|，|；|。).){1,36}(材料|证明|证件|资料)",
        true);
    add("V02", "(有关|相关)(部门|单位|机构)", true);
    return list;
  }();
  return all;
}

}  // namespace

std::vector<VagueClause> find_vague_clauses(std::string_view text) {
  std::vector<VagueClause> found;
  const std::string subject(text);
  for (const Pattern& pattern : patterns()) {
    std::smatch match;
    if (pattern.warning && !found.empty()) continue;
    if (std::regex_search(subject, match, pattern.regex)) {
      found.push_back({pattern.code, match.str(), pattern.warning});
    }
  }
  return found;
}

std::string describe_vague_clause(std::string_view code) {
  if (code == "V01") return _t("\"Other papers\" lets the office ask for anything");
  if (code == "V02") return _t("\"Relevant papers\" does not say which");
  if (code == "V03") return _t("\"Whatever else is required\" has no limit");
  if (code == "V04") return _t("\"And so on\" leaves the list open");
  if (code == "V05") return _t("\"Necessary\" papers have no limit");
  if (code == "V06") return _t("\"As the case may be\" leaves it to the clerk");
  if (code == "V07") return _t("Points to rules without naming them");
  if (code == "V08") return _t("Does not say how many copies");
  if (code == "V09") return _t("Does not say by when");
  if (code == "V10") return _t("A placeholder was left in");
  return {};
}

}  // namespace jiujin::forms::catalogue
