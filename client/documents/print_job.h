// Printing a PDF through the system's `lp`, as a child process that is waited for on a worker.
//
// The toolkit's own printing is not used: without a printer or a message bus it never returns.
// Thread rule: callable from any thread; blocks up to `seconds_max`, so it belongs on a worker.
#pragma once

#include <string>

#include "localization/error.h"

namespace jiujin::client::documents {

struct PrintOptions {
  std::string printer;     // "" = the system's default
  int copies = 1;          // 1..20
  int seconds_max = 20;    // lp only queues; longer means that the print system hangs
  std::string program = "lp";
};

// What lp said ("request id is PDF-12 (1 file(s))"). Errors: kNotFound (no print system installed),
// kIo (no printer, refused; the cause is lp's own line), kTimeout.
Result<std::string> print_pdf(const std::string& path, const PrintOptions& options = {});

}  // namespace jiujin::client::documents
