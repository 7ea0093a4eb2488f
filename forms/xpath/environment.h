// Environment and Host: everything an expression may ask for that is not in its own text.
//
// Thread rule: plain data; a Host is called on the thread that evaluates.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "forms/xpath/tree.h"

namespace jiujin::forms::xpath {

// Clock, zone, chance and language of one filling. `now` is set by whoever owns the session before
// each call, so that one answer sees one instant.
struct Environment {
  std::chrono::sys_time<std::chrono::milliseconds> now{};
  // Offset of local time from UTC at an instant. China has kept +08:00 all year since 1992.
  std::function<std::chrono::minutes(std::chrono::sys_seconds)> offset_at =
      [](std::chrono::sys_seconds) { return std::chrono::minutes(480); };
  std::function<double()> random = [] { return 0.5; };  // in [0, 1)
  std::function<std::string()> uuid;  // version 4; made from `random` when not given
  std::string language;               // an itext language name; "" means the form's default
  // Metadata of the device and its user: "deviceid", "username", "phonenumber", "email" ...
  std::function<std::string(std::string_view name)> property;
  // Where the device stands, as a geopoint; "" when that is not known.
  std::function<std::string()> locate;
  // Begins to record sound for the rest of the filling and names the file ("" when nothing can);
  // `quality` as ODK names it: "normal", "low", "voice-only" or "".
  std::function<std::string(std::string_view quality)> record;
  // Working-day arithmetic of the place: `n` working days after `date`; none beyond the calendar.
  std::function<std::optional<std::chrono::sys_days>(std::chrono::sys_days, int)> add_working_days;

  std::chrono::sys_days today() const;  // the local date of `now`
};

class ColumnIndex;

// What the form around an expression answers.
class Host {
 public:
  virtual ~Host() = default;
  // Document node of the primary instance: where a path that begins with '/' begins.
  virtual const Node* primary() const = 0;
  virtual const Node* instance(std::string_view id) const = 0;  // its document; nullptr: unknown
  virtual std::string itext(std::string_view id) const = 0;
  // Label of the choice with this value in the select at `path` (as written, seen from `from`).
  virtual std::string choice_name(std::string_view value, std::string_view path,
                                  const Node* from) const = 0;
  virtual std::string form_version() const = 0;
  virtual std::int64_t shuffle_seed() const { return 1; }  // of randomize() without one
  // Where equality filters on secondary instances are remembered; nullptr: each one is a scan.
  virtual ColumnIndex* columns() const { return nullptr; }
};

}  // namespace jiujin::forms::xpath
