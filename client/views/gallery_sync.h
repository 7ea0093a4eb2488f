// The sync page in states that a demo station does not come into by itself, for the gallery.
// Thread rule: GUI thread only.
#pragma once

#include <string>
#include <utility>
#include <vector>

class wxWindow;

namespace jiujin::client::views {

// Names of the states, and the page in one of them. It stays alive as long as the program.
std::vector<std::string> sync_states();
wxWindow* sync_page(wxWindow* parent, const std::string& state);

}  // namespace jiujin::client::views
