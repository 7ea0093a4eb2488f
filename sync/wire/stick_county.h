// The county's end of a stick: every sealed bundle of its stations is served as the line would
// serve it, and answered beside it.
//
// Refuses to know what an op means and who may see what (serve_exchange's policy does), windows and
// command lines. Thread rule: belongs to the thread of the store; callbacks come on it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sync/wire/opening_keys.h"
#include "sync/wire/serve_exchange.h"
#include "sync/wire/stick.h"

namespace jiujin::sync::wire {

// What became of one file.
struct StickBundle {
  enum class State {
    kTaken,       // something in it was new
    kKnown,       // nothing in it was new
    kForeign,     // sealed for somebody else; `cause` = whose it is, as the file says
    kUnknown,     // of a station that is not enrolled here, or not signed by it
    kIncomplete,  // goes on behind ops that have not come yet: an earlier export is missing
    kCut,         // ends too early; what stood before the cut was taken in
    kBroken,      // altered or unreadable; what stood before `cause`'s place was taken in
    kRefused,     // the notice that was answered stands in `cause`
  };
  std::string file;
  State state = State::kKnown;
  std::string cause{};                    // "" for the first two
  base::StationId station;                // zero: not known
  std::uint64_t ops = 0, file_bytes = 0;  // that were new
  bool answered = false;                  // an answer was written whole
  std::string answer;                     // name of its file; "" = none
};

struct StickCounty {
  CountyIdentity county;
  OpeningPair opening;
  // Of the log that a file says it comes from; nothing: never enrolled.
  std::function<Result<std::optional<StationStanding>>(const base::IncarnationId& log)> find;
  std::function<std::string(const base::StationId& station)> name_of;
  // Serves a bundle (ServeOptions::by_stick). `answer_bytes_max`: what there is room for.
  std::function<Result<ServeReport>(const ServeLine& line, std::size_t answer_bytes_max)> serve;
  base::RandomSource random;
  std::vector<OpeningPair> former{};  // that `opening` has followed: what is sealed for them opens
};

// Every "*.jjb" of the folder that is no answer, in order; what is wrong with one is told in its
// line and stops no other. Errors: kIo (the folder), kCancelled, and those of our own side, behind
// which the rest was not looked at.
Result<std::vector<StickBundle>> serve_stick(const std::string& folder, const StickCounty& county,
                                             const StickWatch& watch = {});

// The same with one file that came over the line, of that station only; `answer` gets the file that
// answers it, empty where nothing was answered (`StickBundle::answered`).
Result<StickBundle> serve_carried(base::BytesView file, const base::StationId& carrier,
                                  const StickCounty& county, base::Bytes& answer);

}  // namespace jiujin::sync::wire
