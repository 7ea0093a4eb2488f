// Pictures, sounds and films that hang on a form's labels, out of the published catalogue.
//
// Each is written into the folder of what is only looked at (documents/paper_file.h), which is
// memory and is emptied when the window is locked; asked for again, it is written again.
// Thread rule: the window's thread; a file is half a megabyte at most.
#pragma once

#include <functional>
#include <string>

#include "client/control/control.h"

namespace jiujin::client::presenters {

// For FormPresenter::set_media: the path of "jr://images/map.png"; "" = the catalogue lacks it.
std::function<std::string(const std::string& address)> media_of(control::CatalogueHandle catalogue);

}  // namespace jiujin::client::presenters
