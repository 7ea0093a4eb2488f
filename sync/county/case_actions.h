// From what a reviewer typed on a form to ops of the county's log.
//
// One function for all actions of the desk: it asks the fold whether the person may, reads the
// fields, makes papers and files, and appends once. It refuses to know pages, sessions and HTTP.
// Thread rule: callable from any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "localization/text.h"
#include "sync/county/county_service.h"

namespace jiujin::sync::county {

inline constexpr std::size_t kResultFileBytesMax = 20u << 20;  // a scanned licence of 60 pages
inline constexpr std::size_t kFieldBytesMax = 8000;        // 2000 characters
inline constexpr int kCorrectionWorkingDays = 10;  // offered, the reviewer may change it

struct UploadedFile {
  std::string name;
  base::Bytes bytes;
};

struct ActionInput {
  // "start", "accept", "refuse", "correct", "grant", "deny", "special-start", "special-end",
  // "extend", "settle", "note"
  std::string action;
  std::string once;  // token of the form; "" = none
  // Fields by name; "place:/data/x" and "place:M02" carry the lines of a correction.
  std::map<std::string, std::string> fields;
  std::vector<UploadedFile> files;
};

// Done, or done before with the same token. Errors: kForbidden (role), kRefused (state, separation
// of duties), kInvalidArgument with the field as the place, kTooLarge, kUnsupported (type of file).
Result<void> act_on_case(CountyService& service, const base::CaseId& id,
                         const casework::StaffMember& who, const ActionInput& input);

// Whether the desk would let this person do the action now.
bool may_act(const std::string& action, const casework::Case& c, const casework::StaffMember& who,
             const casework::FoldContext& context);

// "image/jpeg", "image/png", "application/pdf" by their first bytes; "" for everything else.
std::string sniff_media_type(base::BytesView bytes);

}  // namespace jiujin::sync::county
