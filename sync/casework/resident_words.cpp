#include "sync/casework/resident_words.h"

#include "localization/formats.h"

namespace jiujin::sync::casework {

using localization::format;

std::string resident_sentence(const Case& c, const localization::Translator& words) {
  const auto day = [&](const std::string& iso) {
    const auto date = localization::parse_date(iso);
    return date.ok() ? localization::format_full_date(*date, words) : iso;
  };
  switch (c.state) {
    case CaseState::kReceived:
    case CaseState::kInPrereview:
    case CaseState::kDeferralReceived:
      return format(
          words._t("Your application has arrived and is being looked at. You will be told "
                   "by {0} whether it is accepted."),
          day(c.clocks.notice_due));
    case CaseState::kAwaitingCorrection:
      return format(
          words._t("Something is to be corrected by {0}. Please ask at your station; they "
                   "have the list."),
          c.corrections.empty() ? "" : day(c.corrections.back().due));
    case CaseState::kAccepted:
    case CaseState::kInHandling:
    case CaseState::kExtended:
      return format(
          words._t("Your application is accepted and being handled. It will be decided by "
                   "{0}."),
          day(c.clocks.promised_due));
    case CaseState::kSpecialProcedure:
      return words._t("An inspection, hearing or the like is under way. Its time does not count.");
    case CaseState::kAwaitingDeferred:
      return words._t("A material that you promised is still missing. Please bring it.");
    case CaseState::kGranted:
    case CaseState::kDenied:
    case CaseState::kAwaitingDelivery:
      return words._t("It is decided. The result is on its way to you.");
    case CaseState::kDispatched:
      return words._t("The result has been sent to you by courier.");
    case CaseState::kDelivered:
    case CaseState::kArchived:
      return words._t("The result has been handed over to you.");
    case CaseState::kReturned:
      return words._t("The parcel came back. Please get in touch with your station.");
    case CaseState::kNotAccepted:
      return words._t(
          "Your application was not accepted. The notice tells why and what you can do.");
    case CaseState::kWithdrawn:
      return words._t("The application was withdrawn.");
    default:
      return words._t("The application is closed. Ask at your station for details.");
  }
}

}  // namespace jiujin::sync::casework
