// Ops of a case as a hijacked station may write them: any body under any type, by anybody, in its
// own log or in the county's. Every body that is read is written the same again; the fold ends,
// tells each op, and whoever has no right changes nothing. The input is ops without their headers:
// type, who and which log, length in two bytes, body.
#include <array>

#include "forms/catalogue/catalogue.h"
#include "localization/working_days.h"
#include "sync/casework/fold.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/recorded_events.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using base::Bytes;
using base::BytesView;

namespace {

template <typename Body>
void read_one(BytesView bytes) {
  const auto body = read_body<Body>(bytes);
  if (!body.ok()) return;
  const Bytes written = write_body(*body);
  const auto again = read_body<Body>(written);
  REQUIRE(again.ok() && write_body(*again) == written);
}

template <typename... Bodies>
void read_as_each(BytesView bytes) {
  (read_one<Bodies>(bytes), ...);
}

constexpr std::array<const char*, 6> kPeople{"clerk", "reviewer", "decider", "exit", "nobody", ""};

struct County {
  forms::catalogue::Item item;
  StaffMember clerk{"clerk", "x", "", "430190101201", {Role::kIntake, Role::kPrereview}, true};
  StaffMember reviewer{"reviewer", "x", "", "430190000000", {Role::kReview}, true};
  StaffMember decider{"decider", "x", "", "430190000000", {Role::kDecide}, true};
  StaffMember exit{"exit", "x", "", "430190101000", {Role::kExit, Role::kKiosk}, true};

  County() {
    item.code = "QX-002";
    item.promised = {10, forms::catalogue::LimitUnit::kWorkingDays, {}};
    item.statutory = {20, forms::catalogue::LimitUnit::kWorkingDays, {}};
    forms::catalogue::MaterialSlot slot;
    slot.id = "M01";
    item.materials.push_back(slot);
  }
  FoldContext context() const {
    FoldContext c;
    c.item = [this](std::string_view, int) { return &item; };
    c.staff = [this](std::string_view id) -> const StaffMember* {
      for (const auto* one : {&clerk, &reviewer, &decider, &exit})
        if (one->id == id) return one;
      return nullptr;
    };
    c.from_county = [](const base::IncarnationId& id) { return id.bytes[0] == 1; };
    c.calendar = &localization::HolidayCalendar::built_in();
    c.as_of = std::chrono::sys_days(std::chrono::days(20514));
    return c;
  }
};

std::vector<oplog::StoredOp> ops_of(BytesView input) {
  constexpr std::size_t kOpsMax = 64;
  std::vector<oplog::StoredOp> ops;
  std::array<std::uint64_t, 2> seqs{};
  while (input.size() > 4 && ops.size() < kOpsMax) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(input[i]); };
    const BytesView body = input.substr(4, byte(2) * 256u + byte(3));
    const std::size_t log = byte(1) / 16 % 2;
    oplog::OpHeader header;
    header.type = std::max<std::uint32_t>(1, byte(0));
    header.case_id.bytes.fill(7);
    header.time.wall_ms = 1'772'413'200'000 + static_cast<std::int64_t>(ops.size()) * 86'400'000;
    header.base = byte(1) / 32 < 4 ? ops.size() : 0;
    header.actor = kPeople[byte(1) % 16 % kPeople.size()];
    header.body_length = body.size();
    oplog::StoredOp op;
    op.address.incarnation.bytes[0] = static_cast<std::uint8_t>(log + 1);
    op.address.seq = ++seqs[log];
    op.header = oplog::encode_header(header);
    op.body = body;
    op.county_position = ops.size() + 1;
    ops.push_back(std::move(op));
    input.remove_prefix(4 + body.size());
  }
  return ops;
}

void check_case(const Case& c, const std::vector<oplog::StoredOp>& ops, const County& county) {
  REQUIRE(c.ops == ops.size() && c.timeline.size() == ops.size());
  for (const auto& entry : c.timeline) {
    REQUIRE(entry.refused == !entry.refusal.empty());
    const bool of_a_case = entry.type < 60 && !op_type_name(entry.type).empty();
    if (entry.actor == "nobody" && of_a_case) REQUIRE(entry.refused);
  }
  const auto context = county.context();
  for (const auto* who : {&county.clerk, &county.reviewer, &county.decider, &county.exit})
    (void)allowed_actions(c, *who, context);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16 * 1024) return 0;
  const BytesView input(reinterpret_cast<const char*>(data), size);
  static const County county;
  const auto ops = ops_of(input);
  check_case(fold_case(ops, county.context()), ops, county);
  for (const auto& op : ops) {
    read_as_each<CaseOpened, FormAnswered, MaterialAdded, MaterialDeclared, PrereviewRecorded,
                 CaseSubmitted, CaseWithdrawn, CaseVoided, CorrectionAnswered, CaseHandedOver,
                 NoteAdded, EventRecorded, CaseRevealed, ListExported, SignedIn, StationSuspended,
                 SignInsRefused, BackupKeyEscrowed, ReviewStarted, CorrectionRequested,
                 AcceptanceDecided, DecisionMade, SpecialStarted, SpecialEnded, ExtensionGranted,
                 DeadlinePassed, OpRefused, ConflictSettled, ParcelDispatched, ParcelDelivered,
                 ParcelReturned, ResultCollected, RatingGiven, StaffGranted, StationEnrolled,
                 IncarnationStarted, CataloguePublished, ScopeGranted, CalendarPublished,
                 OpeningKeyPublished, RecoverySealed, DataKeyGranted, TransportKeyBound,
                 AuthorityAnnounced, AuthorityEnded, AuthorityTrusted>(op.body);
    (void)read_event_line(op.body).ok();
    (void)oplog::decode_header(op.body).ok();
  }
  return 0;
}
