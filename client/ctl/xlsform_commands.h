// Workbooks of forms on the command line: import, check, replay. See forms/xlsform.
#pragma once

#include <string>

#include "client/ctl/command.h"

namespace jiujin::client::ctl {

// Adds `import` to the group `form`, and `xlsform` to its group `verify`.
void add_xlsform_commands(CLI::App& form, CLI::App& verify, Context& context);
// One line for a workbook, as `form check` prints it: ok FILE, or error FILE:SHEET:ROW: REASON.
void check_workbook(Context& context, const std::string& file);

}  // namespace jiujin::client::ctl
