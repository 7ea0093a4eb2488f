#include "sync/county/case_actions.h"

#include <algorithm>

#include "localization/typeset/render.h"
#include "sync/casework/documents/documents.h"

namespace jiujin::sync::county {
namespace {

using casework::Action;
using casework::DocumentKind;
namespace documents = casework::documents;

struct Work {
  CountyService& service;
  const World& world;
  const casework::Case& c;
  const casework::StaffMember& who;
  const ActionInput& input;

  std::string field(const std::string& name) const {
    const auto found = input.fields.find(name);
    if (found == input.fields.end()) return "";
    const auto from = found->second.find_first_not_of(" \t\r\n");
    if (from == std::string::npos) return "";
    return found->second.substr(from, found->second.find_last_not_of(" \t\r\n") - from + 1);
  }
  template <typename Body>
  Result<void> append(const Body& body) const {
    auto done = service.append({casework::draft_op(c.id, c.county_ops, who.id, body)}, input.once);
    if (!done.ok()) return done.error();
    return {};
  }
};

Error missing(const char* field) {
  return {ErrorCode::kInvalidArgument, field, "must be filled in"};
}

Result<int> whole_days(const std::string& text, const char* place, int most) {
  int days = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || days > most)
      days = most + 1;
    else
      days = days * 10 + (c - '0');
  }
  if (text.empty() || days < 1 || days > most) {
    return Error{ErrorCode::kInvalidArgument, place, "whole days, 1 to " + std::to_string(most)};
  }
  return days;
}

Result<std::string> checked_date(const std::string& text, const char* place) {
  if (text.empty()) return text;
  if (auto date = localization::parse_date(text); !date.ok()) {
    return Error{ErrorCode::kInvalidArgument, place, "not a date"};
  }
  return text;
}

Result<void> accept(const Work& work, bool accepted) {
  casework::AcceptanceDecided body;
  body.accepted = accepted;
  body.deferral = accepted && std::any_of(work.c.materials.begin(), work.c.materials.end(),
                                          [](const casework::Material& m) {
                                            return m.mode == casework::MaterialMode::kDeferred;
                                          });
  body.reason = work.field("reason");
  body.basis = work.field("basis");
  if (!accepted && body.reason.empty()) return missing("reason");
  if (!accepted && body.basis.empty()) return missing("basis");
  if (!accepted) body.remedy = work.field("remedy");  // where to apply instead
  const auto kind = accepted ? DocumentKind::kAcceptanceNotice : DocumentKind::kNonAcceptanceNotice;
  auto number = work.service.next_document_number(documents::document_kind_word(kind));
  if (!number.ok()) return number.error();
  body.document = *number;
  return work.append(body);
}

Result<void> correct(const Work& work) {
  casework::CorrectionRequested body;
  body.reason = work.field("reason");
  for (const auto& [name, text] : work.input.fields) {
    if (!name.starts_with("place:")) continue;
    const auto words = work.field(name);
    if (!words.empty()) body.items.push_back({name.substr(6), words});
  }
  if (body.items.empty()) return missing("items");
  auto due = checked_date(work.field("due"), "due");
  if (!due.ok()) return due.error();
  if (due->empty()) return missing("due");
  if (*due <= localization::iso_date(work.service.today())) {
    return Error{ErrorCode::kInvalidArgument, "due", "must lie in the future"};
  }
  body.due = *due;
  auto number = work.service.next_document_number(
      documents::document_kind_word(DocumentKind::kCorrectionNotice));
  if (!number.ok()) return number.error();
  body.document = *number;
  return work.append(body);
}

casework::FileRef file_ref(const store::FileInfo& info, std::string name) {
  casework::FileRef ref;
  ref.hash = info.hash;
  ref.size = info.size;
  ref.media_type = info.media_type;
  ref.name = std::move(name);
  return ref;
}

// The decision as a paper, from the case as it will stand after it.
Result<casework::FileRef> decision_paper(const Work& work, const casework::DecisionMade& body) {
  auto after = work.c;
  after.granted = body.granted;
  after.state = body.granted ? casework::CaseState::kGranted : casework::CaseState::kDenied;
  after.decided_on = localization::iso_date(work.service.today());
  after.decided_by = work.who.id;
  after.decision_opinion = body.opinion;
  after.decision_reason = body.reason;
  after.decision_basis = body.basis;
  after.decision_remedy = body.remedy;
  after.decision_document = body.document;
  after.result_name = body.result_name;
  after.licence_no = body.licence_no;
  after.valid_until = body.valid_until;
  documents::PaperContext context;
  context.item = work.world.item(work.c.item, work.c.item_version);
  context.office.level = 4;
  context.office.place = work.service.info().name;
  if (context.item) context.office.phone = context.item->consult_phone;
  if (context.item) context.office.complaint_phone = context.item->supervise_phone;
  context.clerk = work.who.name;
  context.number = body.document;
  context.today = work.service.today();
  context.created = context.today;
  auto document = documents::build_document(DocumentKind::kDecision, after, context);
  if (!document.ok()) return document.error();
  auto pdf = localization::typeset::render_pdf(*document);
  if (!pdf.ok()) return pdf.error();
  auto info = work.service.put_file(*pdf, "application/pdf");
  if (!info.ok()) return info.error();
  return file_ref(*info,
                  documents::document_title(DocumentKind::kDecision, context.words) + ".pdf");
}

// The item's own words on review and court; the paper adds the general ones when there are none.
std::string remedy_of(const Work& work) {
  const auto* item = work.world.item(work.c.item, work.c.item_version);
  return item ? item->remedy.chinese() : "";
}

Result<void> decide(const Work& work, bool granted) {
  casework::DecisionMade body;
  body.granted = granted;
  body.opinion = work.field("opinion");
  body.reason = work.field("reason");
  body.basis = work.field("basis");
  if (body.opinion.empty()) return missing("opinion");
  if (!granted && body.reason.empty()) return missing("reason");
  if (!granted && body.basis.empty()) return missing("basis");
  if (!granted) body.remedy = remedy_of(work);
  if (granted) {
    body.result_name = work.field("result_name");
    body.licence_no = work.field("licence_no");
    auto valid = checked_date(work.field("valid_until"), "valid_until");
    if (!valid.ok()) return valid.error();
    body.valid_until = *valid;
  }
  // Everything that can be refused is refused before anything is stored.
  for (const auto& file : work.input.files) {
    if (file.bytes.size() > kResultFileBytesMax) {
      return Error{ErrorCode::kTooLarge, file.name, "a result file has at most 20 MiB"};
    }
    if (sniff_media_type(file.bytes).empty()) {
      return Error{ErrorCode::kUnsupported, file.name, "only PDF, JPEG and PNG"};
    }
  }
  auto number =
      work.service.next_document_number(documents::document_kind_word(DocumentKind::kDecision));
  if (!number.ok()) return number.error();
  body.document = *number;
  auto paper = decision_paper(work, body);
  if (!paper.ok()) return paper.error();
  body.files.push_back(*paper);
  for (const auto& file : work.input.files) {
    auto info = work.service.put_file(file.bytes, sniff_media_type(file.bytes));
    if (!info.ok()) return info.error();
    body.files.push_back(file_ref(*info, file.name));
  }
  return work.append(body);
}

Result<void> start_special(const Work& work) {
  casework::SpecialStarted body;
  body.name = work.field("name");
  body.reason = work.field("reason");
  body.basis = work.field("basis");
  if (body.name.empty()) return missing("name");
  if (body.reason.empty()) return missing("reason");
  if (const auto text = work.field("days"); !text.empty()) {
    auto days = whole_days(text, "days", 365);
    if (!days.ok()) return days.error();
    body.days = *days;
  }
  return work.append(body);
}

Result<void> extend(const Work& work) {
  casework::ExtensionGranted body;
  auto days = whole_days(work.field("days"), "days", 60);
  if (!days.ok()) return days.error();
  body.days = *days;
  body.reason = work.field("reason");
  body.approver = work.field("approver");
  if (body.reason.empty()) return missing("reason");
  if (body.approver.empty()) return missing("approver");
  return work.append(body);
}

Result<void> settle(const Work& work) {
  const auto path = work.field("path");
  const auto choice = work.field("choice");
  if (choice != "ours" && choice != "theirs") return missing("choice");
  for (const auto& conflict : work.c.conflicts) {
    if (conflict.path != path) continue;
    return work.append(
        casework::ConflictSettled{path, choice == "theirs" ? conflict.theirs : conflict.ours});
  }
  return Error{ErrorCode::kNotFound, "path", "there is no such contradiction any more"};
}

Result<void> dispatch(const Work& work) {
  const auto& action = work.input.action;
  if (action == "start") return work.append(casework::ReviewStarted{});
  if (action == "accept") return accept(work, true);
  if (action == "refuse") return accept(work, false);
  if (action == "correct") return correct(work);
  if (action == "grant") return decide(work, true);
  if (action == "deny") return decide(work, false);
  if (action == "special-start") return start_special(work);
  if (action == "special-end") return work.append(casework::SpecialEnded{work.field("result")});
  if (action == "extend") return extend(work);
  if (action == "settle") return settle(work);
  if (work.field("text").empty()) return missing("text");
  return work.append(casework::NoteAdded{work.field("text")});
}

}  // namespace

bool may_act(const std::string& action, const casework::Case& c, const casework::StaffMember& who,
             const casework::FoldContext& context) {
  static const std::map<std::string, Action> kActions{{"start", Action::kStartReview},
                                                      {"accept", Action::kAccept},
                                                      {"refuse", Action::kRefuseAcceptance},
                                                      {"correct", Action::kRequestCorrection},
                                                      {"grant", Action::kDecide},
                                                      {"deny", Action::kDecide},
                                                      {"special-start", Action::kStartSpecial},
                                                      {"special-end", Action::kEndSpecial},
                                                      {"extend", Action::kExtend},
                                                      {"settle", Action::kSettleConflict},
                                                      {"note", Action::kNote}};
  const auto known = kActions.find(action);
  if (known == kActions.end()) return false;
  const auto allowed = casework::allowed_actions(c, who, context);
  return std::find(allowed.begin(), allowed.end(), known->second) != allowed.end();
}

Result<void> act_on_case(CountyService& service, const base::CaseId& id,
                         const casework::StaffMember& who, const ActionInput& input) {
  if (!input.once.empty()) {
    auto done = service.was_done(input.once);
    if (!done.ok()) return done.error();
    if (*done) return {};
  }
  for (const auto& [name, text] : input.fields) {
    if (text.size() > kFieldBytesMax) {
      return Error{ErrorCode::kInvalidArgument, "long", "a field has at most 2000 characters"};
    }
  }
  auto world = service.world();
  if (!world.ok()) return world.error();
  auto current = service.load_case(id);
  if (!current.ok()) return current.error();
  const auto context = (*world)->context(service.today());
  if (!may_act(input.action, *current, who, context)) {
    return Error{ErrorCode::kRefused, input.action,
                 "neither the state of the case nor the role allows this now"};
  }
  return dispatch(Work{service, **world, *current, who, input});
}

std::string sniff_media_type(base::BytesView bytes) {
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  return "";
}

}  // namespace jiujin::sync::county
