// The gallery: every screen in its states, drawn into PNG files, so that people can look at them.
// Thread rule: GUI thread only.
#pragma once

#include <string>

namespace jiujin::client::views {

class MainFrame;

// Steps through the places of the logged-in station, writing NN-name.png into `folder`, then closes
// the window. The staff member and password come from JIUJIN_STAFF and JIUJIN_PASSWORD.
void start_gallery(MainFrame& frame, const std::string& folder);

}  // namespace jiujin::client::views
