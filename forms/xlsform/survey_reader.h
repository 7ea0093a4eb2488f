// From the rows of the sheet "survey" to the tree: begin and end, names, questions by their types.
// Thread rule: one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "forms/xlsform/parameters.h"
#include "forms/xlsform/survey_tree.h"

namespace jiujin::forms::xlsform {

// What reading one row needs to know and what it leaves for checks of the whole.
struct SurveyContext {
  const Table& table;
  const Workbook& workbook;
  Survey& survey;
  Findings& findings;

  std::map<std::string, int> names;      // how often a row has this name
  std::set<std::string> question_names;  // without groups and repeats
  std::set<std::string> repeat_names;
  struct Mention {
    std::string name;
    Place place;
  };
  std::vector<Mention> triggers;         // names in the column trigger
  std::vector<Mention> geometries;       // values of reference-geometry
  std::set<std::string> attached_files;  // base names of files that selects and externals attach
  bool or_other_seen = false;
  std::size_t copies = 0;  // of elements, made by loops

  Place place(const Row& row, const Path& path) const { return table.place_of(row, path); }
  void error(const Row& row, const Path& path, std::string_view rule, std::string message,
             std::string suggestion = {}) {
    findings.error(place(row, path), rule, std::move(message), std::move(suggestion));
  }
};

// Fills survey.root. The meta group is its last child, if it has any.
void read_survey(SurveyContext& context);

// --- the pieces, by file ---

// An element with everything that any row may say (element_reader.cpp).
std::unique_ptr<Element> element_of(SurveyContext& context, const Row& row, std::string type);

// Where a question goes, and which group of a table-list it stands in.
struct TableList {
  bool open = false;  // the innermost group is a table-list
  std::string list;   // of its first select
};
// Adds the question of `row`, and what it brings along, to `parent` (question_reader.cpp).
void add_question(SurveyContext& context, const Row& row, std::string type, Element& parent,
                  TableList& table_list);
// For selects (select_reader.cpp).
void add_select(SurveyContext& context, const Row& row, const struct SelectType& select,
                Element& parent, TableList& table_list);
// Checks and takes the parameters of a range (range_rules.cpp) and of an audit (audit_rules.cpp).
void settle_range(SurveyContext& context, const Row& row, Element& element);
void settle_audit(SurveyContext& context, const Row& row, Element& element);

// Puts what `begin loop over list` encloses into a group for each choice (loops.cpp).
void unroll_loop(SurveyContext& context, const std::string& list, Element& loop);

}  // namespace jiujin::forms::xlsform
