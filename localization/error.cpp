#include "localization/error.h"

#include <cstdio>

#include "localization/text.h"

namespace jiujin {
namespace {

// What happened, what was kept, what to do next: one entry per code, in the order of the enum.
struct Words {
  ErrorCode code;
  std::string_view name;
  const char* sentence;
};

constexpr Words kWords[] = {
    {ErrorCode::kInvalidArgument, "invalid_argument",
     _mark("The request was not understood. Nothing was changed. Check what was entered.")},
    {ErrorCode::kInvalidData, "invalid_data",
     _mark("The content is not what it should be and was not taken in. Nothing was changed. "
           "Correct it at the place named here and try again.")},
    {ErrorCode::kTruncated, "truncated",
     _mark("The content ends too early; the broken part was not taken in. Everything saved before "
           "is safe. Fetch or copy it again.")},
    {ErrorCode::kTooLarge, "too_large",
     _mark("This is larger than allowed. Nothing was changed. Make it smaller or split it.")},
    {ErrorCode::kUnsupported, "unsupported",
     _mark("This comes from a newer version. It has been left as it is. Update this program.")},
    {ErrorCode::kNotFound, "not_found",
     _mark("It was not found. Nothing was changed. Check the name or number.")},
    {ErrorCode::kAlreadyExists, "already_exists",
     _mark("It is there already. The existing one has been kept.")},
    {ErrorCode::kConflict, "conflict",
     _mark("Two entries contradict each other. Both have been kept. Someone has to choose.")},
    {ErrorCode::kRefused, "refused",
     _mark("The rules do not allow this now. Nothing was changed. See the reason and correct it.")},
    {ErrorCode::kUnauthenticated, "unauthenticated",
     _mark("You are not signed in. What you entered has been kept. Sign in and try again.")},
    {ErrorCode::kForbidden, "forbidden",
     _mark("Your role does not allow this. Nothing was changed. Ask the person in charge.")},
    {ErrorCode::kBusy, "busy",
     _mark("Somebody else is using it. Nothing was changed. Try again in a moment.")},
    {ErrorCode::kDiskFull, "disk_full",
     _mark("The disk is full. Everything saved before is safe. Free some space and try again.")},
    {ErrorCode::kIo, "io",
     _mark("Reading or writing failed. Everything saved before is safe. Check the disk or device "
           "and try again.")},
    {ErrorCode::kCorrupt, "corrupt",
     _mark(
         "Stored data are damaged. The damaged part has been set aside and the rest is safe. Tell "
         "the county's technical staff.")},
    {ErrorCode::kNetwork, "network",
     _mark("There is no connection. Everything is saved here and will be sent later by itself.")},
    {ErrorCode::kTimeout, "timeout",
     _mark("There was no answer in time. Everything is saved here and will be tried again.")},
    {ErrorCode::kProtocol, "protocol",
     _mark("The other side gave an answer that makes no sense. Everything is saved here. Tell the "
           "county's technical staff if it happens again.")},
    {ErrorCode::kCancelled, "cancelled", _mark("Cancelled. What was saved before has been kept.")},
};

const Words& words_of(ErrorCode code) {
  const auto index = static_cast<std::size_t>(code);
  Assert(index < std::size(kWords) && kWords[index].code == code);
  return kWords[index];
}

}  // namespace

std::string_view error_code_name(ErrorCode code) {
  return words_of(code).name;
}

std::string describe_error(const Error& error) {
  const std::string sentence = _t(words_of(error.code).sentence);
  const std::string line = error.line();
  return line.empty() ? sentence : format(_t("{0} ({1})"), sentence, line);
}

void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: this must hold: %s\n", file, line, what);
  std::fflush(stderr);
  std::abort();
}

}  // namespace jiujin
