// What the server's log says of a request: what was asked for, never in the words of who asked.
//
// An address may hold anything: a name that somebody typed into the wrong field, a number, an end
// of a line. So a log line is made of words that this program knows and of ids that it has drawn
// itself; whatever else stood there is a star. Queries, bodies and headers are not looked at.
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace jiujin::sync::county::http {

// "GET", "POST" ...; "*" for a method that is none.
std::string logged_method(std::string_view method);
// "/case/3f...9a/file/*" for "/case/3f...9a/file/欧阳?q=1". At most 8 pieces.
std::string logged_path(std::string_view uri);

}  // namespace jiujin::sync::county::http
