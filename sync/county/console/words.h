// Words for codes on the console's pages: kinds of ops, roles, modes, reasons of refusal.
//
// Knows no page. Thread rule: constant tables.
#pragma once

#include <string>
#include <string_view>

#include "localization/text.h"
#include "sync/casework/case.h"
#include "sync/casework/op_types.h"

namespace jiujin::sync::county::console {

using localization::Translator;

std::string op_words(std::uint32_t type, const Translator& words);
std::string role_words(casework::Role role, const Translator& words);
std::string refusal_words(const std::string& reason, const Translator& words);
std::string material_words(casework::MaterialMode mode, const Translator& words);
// "station" -> collected at the village station ...
std::string delivery_words(const std::string& mode, const Translator& words);

// "ok", "wait", "bad", "stop", "draft": colour and icon of a state.
std::string_view state_tone(casework::CaseState state);

// An expected failure, for the person at the desk.
std::string error_words(const Error& error, const Translator& words);

}  // namespace jiujin::sync::county::console
