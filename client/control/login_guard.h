// LoginGuard: how long to wait after wrong passwords. FOLDER/log-in.json: {"failures", "last_ms"}.
//
// It slows down who sits at the keyboard. Who has the disk is slowed down by the password's own
// cost (sync/envelope/staff_keys.h), not by this file. Thread rule: free functions.
#pragma once

#include <cstdint>
#include <string>

#include "localization/error.h"

namespace jiujin::client::control {

inline constexpr int kFreeTries = 5;

// kBusy, place "log-in", cause "SECONDS": so long until the next try is heard.
Result<void> may_log_in(const std::string& folder, std::int64_t now_ms);
void note_wrong_password(const std::string& folder, std::int64_t now_ms);
void forget_wrong_passwords(const std::string& folder);

}  // namespace jiujin::client::control
