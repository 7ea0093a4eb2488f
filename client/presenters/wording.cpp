#include "client/presenters/wording.h"

#include "localization/code_names.h"
#include "localization/divisions.h"
#include "localization/formats.h"
#include "localization/text.h"
#include "sync/casework/states.h"

namespace jiujin::client::presenters {
namespace {

using localization::Lamp;
using sync::casework::CaseState;
using sync::casework::Role;

std::chrono::sys_seconds instant(std::int64_t ms) {
  return std::chrono::sys_seconds(std::chrono::seconds(ms / 1000));
}

std::string level_label(localization::DivisionLevel level) {
  switch (level) {
    case localization::DivisionLevel::kProvince: return _t("Province");
    case localization::DivisionLevel::kPrefecture: return _t("City");
    case localization::DivisionLevel::kCounty: return _t("County");
    case localization::DivisionLevel::kTown: return _t("Town");
    case localization::DivisionLevel::kVillage: return _t("Village");
  }
  return {};
}

}  // namespace

std::string language() { return localization::current_language(); }

std::string role_word(Role role) {
  switch (role) {
    case Role::kIntake: return _t("Intake");
    case Role::kPrereview: return _t("Pre-review");
    case Role::kAgent: return _t("Assisted service");
    case Role::kReview: return _t("Review");
    case Role::kDecide: return _t("Deciding");
    case Role::kExit: return _t("Handing out");
    case Role::kSupervise: return _t("Supervision");
    case Role::kAdminister: return _t("Administration");
    case Role::kKiosk: return _t("Self-service");
  }
  return {};
}

std::string roles_text(const std::vector<Role>& roles) {
  std::string text;
  for (auto role : roles) {
    if (!text.empty()) text += _t(", ");
    text += role_word(role);
  }
  return text;
}

Mark state_mark(CaseState state, std::optional<Lamp> lamp) {
  Mark mark{Tone::kPlain, "running", sync::casework::state_label(state)};
  switch (state) {
    case CaseState::kDraft:
    case CaseState::kVoided:
    case CaseState::kWithdrawn:
      mark.tone = Tone::kGrey;
      mark.icon = "draft";
      return mark;
    case CaseState::kNotAccepted:
    case CaseState::kDenied:
      mark.tone = Tone::kRed;
      mark.icon = "refused";
      return mark;
    case CaseState::kGranted:
    case CaseState::kDelivered:
    case CaseState::kArchived:
      mark.tone = Tone::kGreen;
      mark.icon = "done";
      return mark;
    case CaseState::kAwaitingCorrection:
    case CaseState::kAwaitingDeferred:
    case CaseState::kAwaitingDelivery:
    case CaseState::kDispatched:
    case CaseState::kReturned:
      mark.tone = Tone::kAmber;
      mark.icon = "waiting";
      break;
    case CaseState::kSpecialProcedure:
      mark.tone = Tone::kBlue;
      mark.icon = "stopped";
      return mark;
    default:
      break;
  }
  if (!lamp) return mark;
  if (*lamp == Lamp::kRed) return {Tone::kRed, "overdue", mark.word};
  if (*lamp == Lamp::kBlue) return {Tone::kBlue, "stopped", mark.word};
  if (*lamp == Lamp::kYellow) return {Tone::kAmber, "due", mark.word};
  if (mark.tone == Tone::kPlain) mark.tone = Tone::kGreen;
  return mark;
}

Mark state_mark(const control::CaseEntry& entry) {
  if (entry.summary.draft) return {Tone::kGrey, "draft", _t("Draft")};
  return state_mark(entry.summary.state, entry.lamp);
}

std::string deadline_text(const std::string& due, int days_left, bool stopped, bool provisional,
                          std::chrono::sys_days today) {
  if (due.empty()) return {};
  std::string text = format(_t("by {0}"), day_text(due, today));
  if (stopped) {
    text += " · " + _t("the clock stands still");
  } else if (days_left < 0) {
    text += " · " + format(_tn("{0} working day overdue", "{0} working days overdue", -days_left),
                           -days_left);
  } else if (days_left == 0) {
    text += " · " + _t("today is the last day");
  } else {
    text += " · " +
            format(_tn("{0} working day left", "{0} working days left", days_left), days_left);
  }
  if (provisional) text += " " + _t("(calendar provisional)");
  return text;
}

std::string moment_text(std::int64_t at_ms, std::int64_t now_ms) {
  if (at_ms <= 0) return {};
  return localization::format_moment(instant(at_ms), instant(now_ms), localization::kShanghai,
                                     localization::current_translator());
}

std::string clock_text(std::int64_t at_ms) {
  return localization::format_time(instant(at_ms), localization::kShanghai);
}

std::string day_text(const std::string& iso_day, std::chrono::sys_days today) {
  auto day = localization::parse_date(iso_day);
  if (!day.ok()) return iso_day;
  return localization::format_day(*day, today, localization::current_translator());
}

std::string transit_word(sync::casework::Transit transit) {
  switch (transit) {
    case sync::casework::Transit::kWaiting: return _t("waiting to be sent");
    case sync::casework::Transit::kSent: return _t("sent");
    case sync::casework::Transit::kReceived: return _t("received by the county");
  }
  return {};
}

std::string transit_word(const control::CaseEntry& entry) {
  using sync::casework::Transit;
  if (entry.transit != Transit::kReceived || entry.scans_received >= entry.scans_total)
    return transit_word(entry.transit);
  return format(_t("text received, scans {0}/{1}"), entry.scans_received, entry.scans_total);
}

std::string receipt_text(const std::string& receipt) {
  if (receipt.size() != 10) return receipt;
  return receipt.substr(0, 5) + " " + receipt.substr(5);
}

Notice error_notice(const std::string& what_failed, const Error& error) {
  return {Tone::kRed, what_failed, describe_error(error)};
}

std::vector<FieldView::DivisionLevel> division_levels(const std::string& code,
                                                      const std::string& today) {
  const auto& places = localization::Divisions::built_in();
  const auto path = places.path(code);
  std::vector<FieldView::DivisionLevel> levels;
  std::string parent;
  for (std::size_t depth = 0; depth < 6; ++depth) {
    const auto children = places.children(parent, today);
    if (children.empty()) break;
    FieldView::DivisionLevel level;
    level.label = level_label(children.front()->level);
    const std::string chosen = depth < path.size() ? path[depth]->code : "";
    bool listed = false;
    for (const auto* child : children) {
      level.options.push_back({child->code, child->name, child->code == chosen});
      listed = listed || child->code == chosen;
    }
    // A place that exists no longer stays chosen: a case keeps the code of its day.
    if (!chosen.empty() && !listed)
      level.options.push_back({chosen, path[depth]->name, true});
    levels.push_back(std::move(level));
    if (chosen.empty()) break;
    parent = chosen;
  }
  return levels;
}

std::string division_after_pick(const std::vector<FieldView::DivisionLevel>& levels,
                                std::size_t level, const std::string& choice) {
  if (!choice.empty()) return choice;
  if (level == 0 || level > levels.size()) return {};
  for (const auto& option : levels[level - 1].options)
    if (option.selected) return option.value;
  return {};
}

std::string certificate_name(const std::string& type_code) {
  const auto name = localization::code_name(localization::CodeList::kCertificateType, type_code,
                                            language());
  return name.empty() ? type_code : name;
}

std::string delivery_word(const std::string& mode) {
  if (mode == "station") return _t("Collect at this station");
  if (mode == "town") return _t("Collect at the town centre");
  if (mode == "courier") return _t("By courier");
  if (mode == "electronic") return _t("Electronically");
  if (mode == "agent") return _t("Brought home by an agent");
  return mode;
}

}  // namespace jiujin::client::presenters
