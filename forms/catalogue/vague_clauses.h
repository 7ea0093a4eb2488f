// Vague clauses: wording that lets an office ask for anything ("其他材料", "视情况提供").
//
// Codes V01..V10 are stable. A clause whose scope is limited by the rest of the sentence is only a
// warning: somebody in charge may let it stand and say why.
// Thread rule: pure; callable from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiujin::forms::catalogue {

struct VagueClause {
  std::string code;     // "V01"
  std::string matched;  // the words themselves
  bool warning = false;
};

// In the order of the codes; empty: nothing vague.
std::vector<VagueClause> find_vague_clauses(std::string_view text);

// What is wrong with a clause of this code, in the current language.
std::string describe_vague_clause(std::string_view code);

}  // namespace jiujin::forms::catalogue
