// Error and Result: how an expected failure travels, and how it is told to a person.
//
// An Error says what happened (a code), where (a place: file:line, field path, URL, slot) and why
// (a cause in the words of whoever failed). It never holds personal data. It lives on the lowest
// floor because describing an error is a matter of language; see describe_error().
//
// A bug in our own code is not an Error: use Assert(), which is on in release builds too.
// Thread rule: values; no shared state.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace jiujin {

// What kind of thing went wrong. Names are stable: scripts and `--json` print them.
enum class ErrorCode {
  kInvalidArgument,  // the caller's words are off (command line, API misuse by a script)
  kInvalidData,      // a file, form, catalogue or op body is not what it must be
  kTruncated,        // ends before it should
  kTooLarge,         // over a limit that limits.h names
  kUnsupported,      // a newer version, or a feature this build does not have
  kNotFound,
  kAlreadyExists,
  kConflict,         // two facts that cannot both hold; a person decides
  kRefused,          // rules of the case, the item or the role do not allow it
  kUnauthenticated,  // who are you?
  kForbidden,        // known, but not allowed
  kBusy,             // somebody else holds it; try again
  kDiskFull,
  kIo,       // disk or device failed
  kCorrupt,  // stored bytes do not match their hash or chain
  kNetwork,  // no connection, or it was cut
  kTimeout,
  kProtocol,  // the other side said something that the protocol does not allow
  kCancelled,
};

std::string_view error_code_name(ErrorCode code);  // "invalid_data", as printed by --json

struct Error {
  ErrorCode code = ErrorCode::kInvalidData;
  std::string place;  // "forms/QX-001.xml:12", "/data/parity", "https://127.0.0.1:8443/sync"
  std::string cause;  // English, for the log and for people who mend things

  // One line: "PLACE: CAUSE"; the form in which programs print errors.
  std::string line() const { return place.empty() ? cause : place + ": " + cause; }
};

// For a person, in the current language: what happened, what was kept, what to do next.
std::string describe_error(const Error& error);

// A value or an Error. `[[nodiscard]]`, so that a failure cannot fall on the floor.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return m_state.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(m_state); }
  const T& value() const& { return std::get<0>(m_state); }
  T&& value() && { return std::get<0>(std::move(m_state)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(m_state); }

 private:
  std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : m_error(std::move(error)) {}  // NOLINT: implicit
  bool ok() const { return !m_error; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *m_error; }

 private:
  std::optional<Error> m_error;
};

[[noreturn]] void assertion_failed(const char* what, const char* file, int line);

}  // namespace jiujin

// A bug in our own code ends the program at once, with its place; on in release builds too.
#define Assert(condition) \
  ((condition) ? (void)0 : ::jiujin::assertion_failed(#condition, __FILE__, __LINE__))
