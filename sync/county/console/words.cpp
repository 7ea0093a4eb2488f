#include "sync/county/console/words.h"

#include <map>

namespace jiujin::sync::county::console {
namespace {

using casework::CaseState;
using casework::MaterialMode;
using casework::OpType;
using casework::Role;

using Table = std::map<std::string_view, const char*>;

std::string look_up(const Table& table, std::string_view code, const Translator& words) {
  const auto found = table.find(code);
  return found == table.end() ? std::string(code) : words._t(found->second);
}

}  // namespace

std::string op_words(std::uint32_t type, const Translator& words) {
  static const std::map<OpType, const char*> kWords{
      {OpType::kCaseOpened, _mark("Case opened")},
      {OpType::kFormAnswered, _mark("Form filled in")},
      {OpType::kMaterialAdded, _mark("Material added")},
      {OpType::kMaterialDeclared, _mark("Material declared")},
      {OpType::kPrereviewRecorded, _mark("Pre-review at the window")},
      {OpType::kCaseSubmitted, _mark("Taken in")},
      {OpType::kCaseWithdrawn, _mark("Withdrawn by the applicant")},
      {OpType::kCaseVoided, _mark("Made void")},
      {OpType::kCorrectionAnswered, _mark("Correction handed in")},
      {OpType::kCaseHandedOver, _mark("Handed over")},
      {OpType::kNoteAdded, _mark("Message")},
      {OpType::kEventRecorded, _mark("Told by another system")},
      {OpType::kCaseRevealed, _mark("Numbers shown in full")},
      {OpType::kListExported, _mark("List exported")},
      {OpType::kSignedIn, _mark("Signed in at the console")},
      {OpType::kSignInsRefused, _mark("Sign-in refused")},
      {OpType::kStationSuspended, _mark("Station suspended or let in")},
      {OpType::kBackupKeyEscrowed, _mark("Key for backups made")},
      {OpType::kReviewStarted, _mark("Review started")},
      {OpType::kCorrectionRequested, _mark("Correction asked for")},
      {OpType::kAcceptanceDecided, _mark("Decided on acceptance")},
      {OpType::kDecisionMade, _mark("Decision made")},
      {OpType::kSpecialStarted, _mark("Special procedure started")},
      {OpType::kSpecialEnded, _mark("Special procedure ended")},
      {OpType::kExtensionGranted, _mark("Time extended")},
      {OpType::kDeadlinePassed, _mark("Deadline passed")},
      {OpType::kOpRefused, _mark("Refused by the county")},
      {OpType::kConflictSettled, _mark("Contradiction settled")},
      {OpType::kParcelDispatched, _mark("Parcel sent")},
      {OpType::kParcelDelivered, _mark("Parcel delivered")},
      {OpType::kParcelReturned, _mark("Parcel came back")},
      {OpType::kResultCollected, _mark("Result collected at the counter")},
      {OpType::kRatingGiven, _mark("Rated by the resident")},
      {OpType::kStaffGranted, _mark("Staff entry")},
      {OpType::kStationEnrolled, _mark("Station enrolled")},
      {OpType::kIncarnationStarted, _mark("Computer enrolled")},
      {OpType::kCataloguePublished, _mark("Catalogue published")},
      {OpType::kScopeGranted, _mark("Scope widened")},
      {OpType::kCalendarPublished, _mark("Calendar published")},
      {OpType::kOpeningKeyPublished, _mark("Opening key published")},
      {OpType::kRecoverySealed, _mark("Data key left with the county")},
      {OpType::kDataKeyGranted, _mark("Data key given by the county")},
      {OpType::kTransportKeyBound, _mark("Transport key of a station")},
      {OpType::kAuthorityAnnounced, _mark("Another authority of the server announced")},
      {OpType::kAuthorityEnded, _mark("Former authority of the server ended")},
      {OpType::kAuthorityTrusted, _mark("Station trusts the server's authority")}};
  const auto found = kWords.find(static_cast<OpType>(type));
  return words._t(found == kWords.end() ? _mark("Entry of a newer version") : found->second);
}

std::string role_words(Role role, const Translator& words) {
  switch (role) {
    case Role::kIntake:
      return words._t("Intake");
    case Role::kPrereview:
      return words._t("Pre-review");
    case Role::kAgent:
      return words._t("Assisting agent");
    case Role::kReview:
      return words._t("Review");
    case Role::kDecide:
      return words._t("Decision");
    case Role::kExit:
      return words._t("Handing out");
    case Role::kSupervise:
      return words._t("Supervision");
    case Role::kAdminister:
      return words._t("Administration");
    case Role::kKiosk:
      return words._t("Kiosk");
  }
  return "";
}

std::string refusal_words(const std::string& reason, const Translator& words) {
  static const Table kWords{{"role", _mark("The author's role does not allow this.")},
                            {"village", _mark("A village decides nothing.")},
                            {"separation", _mark("Who accepted a case may not decide it.")},
                            {"second_person", _mark("A second person is needed.")},
                            {"place", _mark("Who wrote it does not work there.")},
                            {"clerk_rating", _mark("A clerk may not rate the own work.")},
                            {"state", _mark("The case was in another state by then.")},
                            {"locked", _mark("Answers are fixed once the case is accepted.")},
                            {"not_owner", _mark("The case belongs to another clerk.")},
                            {"deferred_open", _mark("A deferred material is still missing.")},
                            {"no_deferral", _mark("This item cannot be taken in with gaps.")},
                            {"extended_twice", _mark("Time can be extended only once.")},
                            {"no_conflict", _mark("There was no contradiction any more.")},
                            {"no_request", _mark("No correction had been asked for.")},
                            {"not_county", _mark("Only the county can say this.")},
                            {"body", _mark("The entry cannot be read.")},
                            {"duplicate_open", _mark("The case was opened already.")},
                            {"duplicate_event", _mark("The same was told before.")}};
  if (reason.starts_with("rule:")) {
    return format(words._t("Refused by rule {0}."), reason.substr(5));
  }
  return look_up(kWords, reason, words);
}

std::string material_words(MaterialMode mode, const Translator& words) {
  switch (mode) {
    case MaterialMode::kMissing:
      return words._t("Missing");
    case MaterialMode::kFiles:
      return words._t("Scanned");
    case MaterialMode::kLicence:
      return words._t("Licence reused");
    case MaterialMode::kDeferred:
      return words._t("To follow");
    case MaterialMode::kCommitment:
      return words._t("By commitment");
    case MaterialMode::kNotNeeded:
      return words._t("Not needed");
    case MaterialMode::kPaper:
      return words._t("On paper");
  }
  return "";
}

std::string delivery_words(const std::string& mode, const Translator& words) {
  static const Table kWords{{"station", _mark("Collected at the village station")},
                            {"town", _mark("Collected at the town centre")},
                            {"courier", _mark("By courier")},
                            {"electronic", _mark("Electronically")},
                            {"agent", _mark("Brought by the assisting agent")}};
  return look_up(kWords, mode, words);
}

std::string_view state_tone(CaseState state) {
  switch (state) {
    case CaseState::kDraft:
    case CaseState::kVoided:
    case CaseState::kWithdrawn:
    case CaseState::kArchived:
      return "draft";
    case CaseState::kNotAccepted:
    case CaseState::kDenied:
    case CaseState::kReturned:
      return "bad";
    case CaseState::kSpecialProcedure:
      return "stop";
    case CaseState::kGranted:
    case CaseState::kDelivered:
      return "ok";
    default:
      return "wait";
  }
}

std::string error_words(const Error& error, const Translator& words) {
  static const Table kPlaces{{"reason", _mark("Please write the reason.")},
                             {"basis", _mark("Please name the legal basis.")},
                             {"items", _mark("Please write at least one thing to be corrected, "
                                             "beside the field or material it is about.")},
                             {"due", _mark("Please choose a date in the future.")},
                             {"opinion", _mark("Please write the opinion.")},
                             {"name", _mark("Please fill in the name.")},
                             {"days", _mark("Please give whole days.")},
                             {"approver", _mark("Please name who approved it.")},
                             {"text", _mark("Please write the message.")},
                             {"valid_until", _mark("Please write the date as YYYY-MM-DD.")},
                             {"long", _mark("A text is too long: at most 2000 characters.")},
                             {"id", _mark("Please fill in the staff number.")},
                             {"division", _mark("Please choose a place.")},
                             {"wipe", _mark("This station has left no data key with the county: "
                                            "what it has not sent could never be opened again. "
                                            "It was not suspended and will not be wiped.")},
                             {"password", _mark("The password needs at least 8 characters.")},
                             {"same", _mark("The new password is the old one.")},
                             {"own", _mark("Your own password has a page of its own: press "
                                           "Password above.")}};
  if (error.code == ErrorCode::kInvalidArgument) {
    if (const auto found = kPlaces.find(error.place); found != kPlaces.end()) {
      return words._t(found->second);
    }
  }
  switch (error.code) {
    case ErrorCode::kRefused:
      return words._t(
          "This cannot be done now: the state of the case or your role does not allow "
          "it. Nothing was changed. The page shows how it stands.");
    case ErrorCode::kTooLarge:
      return words._t("The file is too large. Nothing was changed. At most 20 MB are taken.");
    case ErrorCode::kUnsupported:
      return words._t("Only PDF, JPEG and PNG files are taken. Nothing was changed.");
    case ErrorCode::kBusy:
      return words._t("Somebody else is writing. Nothing was changed. Try again in a moment.");
    case ErrorCode::kDiskFull:
      return words._t("The county's disk is full. Nothing was changed. Tell the technical staff.");
    case ErrorCode::kNotFound:
      return words._t("It was not found. Nothing was changed.");
    default:
      return words._t(
          "That did not work. Nothing was changed. Try again; if it happens again, tell "
          "the technical staff.");
  }
}

}  // namespace jiujin::sync::county::console
