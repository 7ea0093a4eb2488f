#include "sync/wire/notice_text.h"

#include "localization/text.h"

namespace jiujin::sync::wire {

using bundle::NoticeCode;

std::string notice_text(const bundle::Notice& notice) {
  switch (notice.code) {
    case NoticeCode::kRetryAfter:
      return _t("The county is busy. Everything is kept here and will be sent later by itself.");
    case NoticeCode::kSuspended:
      if (!notice.text.empty()) {
        return format(_t("The county has suspended this station: {0}. Ask the county before you "
                         "take in more."),
                      notice.text);
      }
      return _t("The county has suspended this station. Ask the county before you take in more.");
    case NoticeCode::kUnknownStation:
      return _t(
          "The county does not know this station. Everything is kept here. Enrol it again "
          "with a new code.");
    case NoticeCode::kForkedLog:
      return _t(
          "The county holds other records under this station's name: this computer was "
          "restored from a backup or copied. Nothing is lost; it has to be repaired.");
    case NoticeCode::kVersion:
      return _t("The county speaks another version. Everything is kept here. Update this program.");
    case NoticeCode::kWrongCounty:
      return _t("This address belongs to another county. Check the county's address.");
    case NoticeCode::kSendCommitments:
    case NoticeCode::kFeedForgotten:
      return _t("The county was restored from a backup. What it is missing is being sent again.");
    case NoticeCode::kBadRequest:
      return format(_t("The county could not read what was sent ({0}). Everything is kept here."),
                    notice.text);
  }
  return notice.text;
}

}  // namespace jiujin::sync::wire
