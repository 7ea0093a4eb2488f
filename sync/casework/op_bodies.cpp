#include "sync/casework/op_bodies.h"

#include <charconv>

#include "sync/casework/body_members.h"

namespace jiujin::sync::casework {
namespace {

struct RoleWord {
  Role role;
  std::string_view name;
};
constexpr RoleWord kRoles[] = {
    {Role::kIntake, "intake"},       {Role::kPrereview, "prereview"},   {Role::kAgent, "agent"},
    {Role::kReview, "review"},       {Role::kDecide, "decide"},         {Role::kExit, "exit"},
    {Role::kSupervise, "supervise"}, {Role::kAdminister, "administer"}, {Role::kKiosk, "kiosk"},
};

struct RatingWord {
  Rating rating;
  std::string_view name;
};
constexpr RatingWord kRatings[] = {
    {Rating::kVerySatisfied, "very_satisfied"},
    {Rating::kSatisfied, "satisfied"},
    {Rating::kFair, "fair"},
    {Rating::kDissatisfied, "dissatisfied"},
    {Rating::kVeryDissatisfied, "very_dissatisfied"},
};

}  // namespace

std::string_view role_name(Role role) {
  for (const RoleWord& row : kRoles)
    if (row.role == role) return row.name;
  Assert(false);
}

std::optional<Role> role_of_name(std::string_view name) {
  for (const RoleWord& row : kRoles)
    if (row.name == name) return row.role;
  return std::nullopt;
}

std::string_view rating_name(Rating rating) {
  for (const RatingWord& row : kRatings)
    if (row.rating == rating) return row.name;
  Assert(false);
}

std::optional<Rating> rating_of_name(std::string_view name) {
  for (const RatingWord& row : kRatings)
    if (row.name == name) return row.rating;
  return std::nullopt;
}

std::string op_address_text(const base::OpAddress& address) {
  return address.incarnation.hex() + ":" + std::to_string(address.seq);
}

Result<base::OpAddress> parse_op_address(std::string_view text) {
  const Error error{ErrorCode::kInvalidData, "", "not an op address"};
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return error;
  auto incarnation = base::IncarnationId::from_hex(text.substr(0, colon));
  if (!incarnation) return error;
  const std::string_view digits = text.substr(colon + 1);
  base::OpAddress address{*incarnation, 0};
  const auto [end, code] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.seq);
  if (code != std::errc() || end != digits.data() + digits.size() || address.seq == 0) return error;
  return address;
}

template <typename Body>
Result<Body> read_body(base::BytesView bytes, bool* newer) {
  const Json json = Json::parse(bytes, nullptr, false);
  if (json.is_discarded()) return Error{ErrorCode::kInvalidData, "", "not JSON"};
  BodyReader reader(json);
  Body body;
  if (!reader.error()) members(reader, body);
  if (reader.error()) return *reader.error();
  if (newer) *newer = *newer || reader.met_newer();
  return body;
}

template <typename Body>
base::Bytes write_body(const Body& body) {
  BodyWriter writer;
  Body copy = body;  // one description serves both ways; writing leaves the copy alone
  members(writer, copy);
  return writer.json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

#define JIUJIN_BODY(Body)                                        \
  template Result<Body> read_body<Body>(base::BytesView, bool*); \
  template base::Bytes write_body<Body>(const Body&);

JIUJIN_BODY(CaseOpened)
JIUJIN_BODY(FormAnswered)
JIUJIN_BODY(MaterialAdded)
JIUJIN_BODY(MaterialDeclared)
JIUJIN_BODY(PrereviewRecorded)
JIUJIN_BODY(CaseSubmitted)
JIUJIN_BODY(CaseWithdrawn)
JIUJIN_BODY(CaseVoided)
JIUJIN_BODY(CorrectionAnswered)
JIUJIN_BODY(CaseHandedOver)
JIUJIN_BODY(NoteAdded)
JIUJIN_BODY(EventRecorded)
JIUJIN_BODY(CaseRevealed)
JIUJIN_BODY(ListExported)
JIUJIN_BODY(SignedIn)
JIUJIN_BODY(StationSuspended)
JIUJIN_BODY(SignInsRefused)
JIUJIN_BODY(BackupKeyEscrowed)
JIUJIN_BODY(ReviewStarted)
JIUJIN_BODY(CorrectionRequested)
JIUJIN_BODY(AcceptanceDecided)
JIUJIN_BODY(DecisionMade)
JIUJIN_BODY(SpecialStarted)
JIUJIN_BODY(SpecialEnded)
JIUJIN_BODY(ExtensionGranted)
JIUJIN_BODY(DeadlinePassed)
JIUJIN_BODY(OpRefused)
JIUJIN_BODY(ConflictSettled)
JIUJIN_BODY(ParcelDispatched)
JIUJIN_BODY(ParcelDelivered)
JIUJIN_BODY(ParcelReturned)
JIUJIN_BODY(ResultCollected)
JIUJIN_BODY(RatingGiven)
JIUJIN_BODY(StaffGranted)
JIUJIN_BODY(StationEnrolled)
JIUJIN_BODY(IncarnationStarted)
JIUJIN_BODY(CataloguePublished)
JIUJIN_BODY(ScopeGranted)
JIUJIN_BODY(CalendarPublished)
JIUJIN_BODY(OpeningKeyPublished)
JIUJIN_BODY(RecoverySealed)
JIUJIN_BODY(DataKeyGranted)
JIUJIN_BODY(TransportKeyBound)
JIUJIN_BODY(AuthorityAnnounced)
JIUJIN_BODY(AuthorityEnded)
JIUJIN_BODY(AuthorityTrusted)

}  // namespace jiujin::sync::casework
