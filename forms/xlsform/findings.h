// Findings: what is wrong or odd in a workbook, each with its sheet, row, column and what to do.
//
// All errors of a form are told at once (the first thousand of them); a form with an error is not
// written. Messages are in the language of the process. Thread rule: values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiujin::forms::xlsform {

struct Place {
  std::string sheet;   // "" only where no sheet is at fault
  int row = 0;         // as a spreadsheet numbers it; 0: the sheet as a whole
  int column = -1;     // index from 0; -1: the row as a whole
  std::string header;  // the column's name as written

  Place at(int other_column, std::string other_header) const {
    return {sheet, row, other_column, std::move(other_header)};
  }
};

enum class Severity {
  kError,    // the form cannot be written
  kWarning,  // the standard's own warnings
  kHint,     // probably a slip of the pen: a column that is nearly a known one
};

struct Finding {
  Severity severity = Severity::kError;
  std::string rule;  // stable, for scripts: "name.duplicate"
  Place place;
  std::string message;     // what is wrong
  std::string suggestion;  // what to do; may be empty

  // `survey:5`, and in words: `B5 (type): there is no ... Did you mean "text"?`
  std::string where() const;
  std::string words() const;
};

class Findings {
 public:
  void error(const Place& place, std::string_view rule, std::string message,
             std::string suggestion = {});
  void warn(const Place& place, std::string_view rule, std::string message,
            std::string suggestion = {});
  void hint(const Place& place, std::string_view rule, std::string message,
            std::string suggestion = {});

  bool failed() const { return m_errors > 0; }
  std::size_t errors() const { return m_errors; }
  const std::vector<Finding>& all() const { return m_all; }

 private:
  void add(Severity severity, const Place& place, std::string_view rule, std::string message,
           std::string suggestion);

  std::vector<Finding> m_all;
  std::size_t m_errors = 0;
};

// The known word that is nearest to `word` and near enough to be meant: at most a third of its
// letters differ, and never more than `distance_max`. "" if none is.
std::string nearest(std::string_view word, const std::vector<std::string>& known,
                    std::size_t distance_max = 2);
// How many letters must be put in, left out, replaced or swapped with their neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t swap_cost = 1);
// `Did you mean "X"?`, or "" for an empty X.
std::string did_you_mean(std::string_view word);

}  // namespace jiujin::forms::xlsform
