// From a workbook to an XForm: XLSForm (xlsform.org) as its reference implementation, pyxform,
// reads it, written as ODK XForms 1.0.0.
//
// Knows no file, window or network: attachments are only named. Thread rule: pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "forms/xlsform/findings.h"
#include "forms/xlsform/workbook.h"

namespace jiujin::forms::xlsform {

struct Options {
  std::string form_name = "data";  // the root of the instance, unless the settings name it
  std::string fallback_id;         // form_id and title if the settings have none; "" is "data"
};

struct Conversion {
  std::optional<std::string> xform;  // set if and only if no finding is an error
  Findings findings;
  // select_one_external looks its choices up in this CSV; "" if the form has none.
  std::string itemsets_csv;
  // Where the elements of the form stand in the workbook, by their paths: /data/member/name.
  std::map<std::string, Place> places;
};

Conversion convert(const Workbook& workbook, const Options& options);

// Where the element stands whose path a message names, e.g. of an engine that read the XForm:
// "calculate of /data/age: unknown function". The sheet survey if it names none.
Place place_of_path(const Conversion& conversion, std::string_view message);

// A name for form_id from a file's: "forms/qx-001.xlsx" gives "qx-001".
std::string id_from_file_name(std::string_view file);

}  // namespace jiujin::forms::xlsform
