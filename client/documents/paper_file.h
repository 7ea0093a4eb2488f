// A paper as a PDF file: at a place that a person chose, or in the folder of papers being looked
// at.
//
// Papers that are only looked at or printed go into a folder that only this user can read and that
// is emptied when a window begins, is locked and ends; what was printed goes at once.
// Thread rule: callable from any thread; belongs on a worker (some ten milliseconds a page).
#pragma once

#include <string>

#include "localization/error.h"
#include "localization/typeset/document.h"

namespace jiujin::client::documents {

// Renders and writes, whole or not at all. `path` "" = `name`.pdf in viewing_folder(). Returns the
// path. Errors: of render_pdf; kDiskFull, kIo.
Result<std::string> write_paper(const localization::typeset::Document& paper,
                                const std::string& name, const std::string& path);

// Bytes of any kind, in the same manner.
Result<std::string> write_view_file(const std::string& bytes, const std::string& name,
                                    const std::string& path);

// $XDG_RUNTIME_DIR/jiujin-papers, else a private folder below /dev/shm (both memory, not disk),
// else below the system's temporary one. Made when missing, mode 0700.
Result<std::string> viewing_folder();
void empty_viewing_folder();

}  // namespace jiujin::client::documents
