// CaseBuilder: ops of one case, everything defaulted, so that what a test sets matters to it.
//
// Each op gets the next county position and a base that has seen all before it, unless told
// otherwise. The day moves only when the test moves it. Fictional people of the made-up county.
#pragma once

#include <string>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "localization/working_days.h"
#include "sync/casework/fold.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::sync::casework::testing {

inline base::IncarnationId log_id(std::uint8_t n) {
  base::IncarnationId id;
  id.bytes[15] = n;
  return id;
}
inline const base::IncarnationId kCounty = log_id(1);
inline const base::IncarnationId kStationA = log_id(2);
inline const base::IncarnationId kStationB = log_id(3);

inline base::CaseId case_id(std::uint8_t n = 7) {
  base::CaseId id;
  id.bytes[0] = n;
  return id;
}

// 09:00 at UTC+8.
inline std::int64_t morning_of(const std::string& day) {
  const auto date = localization::parse_date(day);
  const auto since = date->time_since_epoch() + std::chrono::hours(1);
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

struct How {
  std::string actor;
  base::IncarnationId log = kStationA;
  bool waiting = false;  // no county position yet
  int base = -1;         // -1 = has seen everything before
  std::optional<oplog::Origin> origin = {};
};

class World {
 public:
  forms::catalogue::Item item;
  std::map<std::string, StaffMember, std::less<>> staff;

  World() {
    item.code = "QX-002";
    item.version = 3;
    item.name = localization::LanguageMap("食品经营许可新办");
    item.implement_code = "114301900068B117565432090001000";
    item.promised = {10, forms::catalogue::LimitUnit::kWorkingDays, {}};
    item.statutory = {20, forms::catalogue::LimitUnit::kWorkingDays, {}};
    forms::catalogue::MaterialSlot slot;
    slot.id = "M01";
    slot.name = localization::LanguageMap("营业执照");
    slot.original_copies = 1;
    item.materials.push_back(slot);
    slot.id = "M02";
    slot.name = localization::LanguageMap("健康证明");
    item.materials.push_back(slot);
    hire("clerk", {Role::kIntake}, "430190101201");
    hire("clerk2", {Role::kIntake}, "430190101201");
    hire("agent", {Role::kAgent}, "430190101201");
    hire("reviewer", {Role::kReview});
    hire("decider", {Role::kDecide});
    hire("both", {Role::kReview, Role::kDecide});
    hire("village", {Role::kReview, Role::kDecide}, "430190101201");
    hire("exit", {Role::kExit}, "430190101000");
    hire("kiosk", {Role::kKiosk}, "430190101000");
  }
  void hire(const std::string& id, std::vector<Role> roles,
            std::string division = "430190000000") {
    staff[id] = {id, "姓名" + id, "青溪县", std::move(division), std::move(roles), true};
  }
  void make_immediate() {
    item.case_type = forms::catalogue::CaseType::kImmediate;
    item.promised = {0, forms::catalogue::LimitUnit::kImmediate, {}};
  }
  FoldContext context(const std::string& as_of = "2026-03-02") const {
    FoldContext c;
    c.item = [this](std::string_view, int) { return &item; };
    c.staff = [this](std::string_view id) -> const StaffMember* {
      const auto found = staff.find(id);
      return found == staff.end() ? nullptr : &found->second;
    };
    c.from_county = [](const base::IncarnationId& id) { return id == kCounty; };
    c.calendar = &localization::HolidayCalendar::built_in();
    c.as_of = *localization::parse_date(as_of);
    return c;
  }
};

class CaseBuilder {
 public:
  World world;
  std::vector<oplog::StoredOp> ops;
  std::string day = "2026-03-02";

  CaseBuilder& on(std::string new_day) {
    day = std::move(new_day);
    return *this;
  }
  template <typename Body>
  CaseBuilder& op(const Body& body, How how) {
    add(static_cast<std::uint32_t>(Body::kType), write_body(body), std::move(how));
    return *this;
  }
  void add(std::uint32_t type, base::Bytes body, How how) {
    oplog::OpHeader header;
    header.type = type;
    header.case_id = case_id();
    header.time.wall_ms = morning_of(day);
    header.base = how.base >= 0 ? static_cast<std::uint64_t>(how.base) : ops.size();
    header.actor = how.actor;
    header.body_length = body.size();
    header.origin = how.origin;
    oplog::StoredOp op;
    op.address = {how.log, ++m_seq[how.log]};
    op.header = oplog::encode_header(header);
    op.body = std::move(body);
    op.county_position = how.waiting ? 0 : ++m_position;
    ops.push_back(std::move(op));
  }

  // --- steps of a usual case ---
  CaseBuilder& opened() {
    CaseOpened body;
    body.item = "QX-002";
    body.item_version = 3;
    body.division = "430190101201";
    body.applicant = {"欧阳小敏", "111", "430190198001010022", "13800000000"};
    return op(body, {.actor = "clerk"});
  }
  CaseBuilder& answered(std::string path, std::string value, How how = {.actor = "clerk"}) {
    FormAnswered body{"QX-002", 3, {}};
    body.answers[std::move(path)] = std::move(value);
    return op(body, std::move(how));
  }
  CaseBuilder& deferred(std::string slot, std::string due) {
    MaterialDeclared body;
    body.slot = std::move(slot);
    body.mode = "deferred";
    body.due = std::move(due);
    return op(body, {.actor = "clerk"});
  }
  CaseBuilder& filled(std::string slot, std::string actor = "clerk") {
    MaterialAdded body{std::move(slot), {FileRef{{}, 10, "image/jpeg", "1.jpg", 0}}};
    return op(body, {.actor = std::move(actor)});
  }
  CaseBuilder& submitted(std::string mode = "town") {
    CaseSubmitted body;
    body.number = "114301900068B117565432090001000202603020010001";
    body.receipt = "0001000017";
    body.query_code = "123456";
    body.date = day;
    body.delivery.mode = std::move(mode);
    body.delivery.address = "枫林村三组 12 号";
    return op(body, {.actor = "clerk"});
  }
  CaseBuilder& reviewed(std::string actor = "reviewer") {
    return op(ReviewStarted{}, {.actor = std::move(actor), .log = kCounty});
  }
  CaseBuilder& accepted(std::string actor = "reviewer", bool yes = true) {
    AcceptanceDecided body;
    body.accepted = yes;
    body.reason = yes ? "" : "不属于本机关职权范围";
    body.basis = yes ? "" : "行政许可法第三十二条";
    return op(body, {.actor = std::move(actor), .log = kCounty});
  }
  CaseBuilder& correction(std::string due = "2026-03-20") {
    CorrectionRequested body{"身份证照片不清", {{"M01", "请重新拍照"}, {"/data/name", "与证件不符"}},
                             std::move(due), "青溪补通〔2026〕0001-1号"};
    return op(body, {.actor = "reviewer", .log = kCounty});
  }
  CaseBuilder& correction_done() {
    CorrectionAnswered body;
    for (const auto& stored : ops)
      if (oplog::decode_header(stored.header)->type ==
          static_cast<std::uint32_t>(OpType::kCorrectionRequested))
        body.request = stored.address;
    return op(body, {.actor = "clerk"});
  }
  CaseBuilder& decided(std::string actor = "decider", bool granted = true) {
    DecisionMade body;
    body.granted = granted;
    body.opinion = granted ? "符合条件" : "现场不符合卫生要求";
    body.reason = granted ? "" : "操作间无防蝇设施";
    body.basis = granted ? "" : "食品经营许可管理办法";
    body.licence_no = granted ? "JY24301900000001" : "";
    return op(body, {.actor = std::move(actor), .log = kCounty});
  }
  CaseBuilder& dispatched(std::string waybill = "EE473124829CN") {
    return op(ParcelDispatched{"out", "EMS", std::move(waybill), {"许可证 1 份"}, {}},
              {.actor = "exit"});
  }
  CaseBuilder& rated() {
    return op(RatingGiven{}, {.actor = ""});
  }

  Case fold(const std::string& as_of = "2026-03-02") const {
    return fold_case(ops, world.context(as_of));
  }
  // Refusal of the last op; "" when it counted.
  std::string last_refusal() const { return fold().timeline.back().refusal; }

 private:
  std::uint64_t m_position = 0;
  std::map<base::IncarnationId, std::uint64_t> m_seq;
};

}  // namespace jiujin::sync::casework::testing

namespace jiujin::sync::casework {
// So that Boost.Test can print what it compares.
inline std::ostream& operator<<(std::ostream& out, CaseState state) {
  return out << static_cast<int>(state);
}
}  // namespace jiujin::sync::casework
