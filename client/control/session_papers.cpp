// Commands about papers: which a case can have, and making, printing and keeping them.
#include <cstdio>

#include "client/control/case_package.h"
#include "client/control/paper_kinds.h"
#include "client/control/session_state.h"
#include "client/documents/guide_paper.h"
#include "client/documents/paper_file.h"
#include "client/documents/print_job.h"
#include "localization/divisions.h"
#include "sync/casework/documents/documents.h"

namespace jiujin::client::control {
namespace {

namespace papers = sync::casework::documents;
using sync::casework::DocumentKind;

papers::IssuingOffice office_of(const SessionState& state, const forms::catalogue::Item* item) {
  papers::IssuingOffice office;
  if (state.identity) {
    office.level = state.identity->level();
    const auto& places = localization::Divisions::built_in();
    if (const auto* place = places.find(state.identity->division)) office.place = place->name;
    const auto path = places.path(state.identity->division);
    for (const auto* step : path)
      if (step->level == localization::DivisionLevel::kCounty) office.short_place = step->name;
  }
  if (item) {
    office.phone = item->consult_phone;
    office.complaint_phone = item->supervise_phone;
    office.hours = item->handle_time.get("zh");
  }
  return office;
}

papers::PaperContext context_of(const SessionState& state, const forms::catalogue::Item* item,
                                const std::string& clerk) {
  papers::PaperContext context;
  context.item = item;
  context.office = office_of(state, item);
  if (const auto* member = state.county->staff().find(clerk)) context.clerk = member->name;
  context.calendar = &state.calendar;
  context.today = state.today();
  // The day is enough: the same paper made twice on a day is the same file.
  context.created = state.today();
  context.practice = state.options.practice;
  return context;
}

Result<Answer> deliver(const localization::typeset::Document& paper, const std::string& name,
                       const std::string& path, bool print) {
  // Beside one of the same name that is being looked at.
  const bool passing = print && path.empty();
  auto written = client::documents::write_paper(paper, passing ? name + "-" : name, path);
  if (!written.ok()) return written.error();
  if (!print) return Answer(DocumentMade{*written, false});
  auto printed = client::documents::print_pdf(*written);
  if (passing) std::remove(written->c_str());  // the print system has its own copy by now
  if (!printed.ok()) return printed.error();
  return Answer(DocumentMade{*written, true});
}

}  // namespace

Result<std::vector<std::string>> documents_of(SessionState& state, const std::string& case_id) {
  auto loaded = load_case(state, case_id);
  if (!loaded.ok()) return loaded.error();
  std::vector<std::string> kinds;
  for (auto kind : papers::available_documents(*loaded)) kinds.push_back(paper_kind_name(kind));
  return kinds;
}

Result<Answer> make_document(SessionState& state, const MakeDocument& command) {
  auto loaded = load_case(state, command.case_id);
  if (!loaded.ok()) return loaded.error();
  const auto kind = paper_kind_of(command.kind);
  if (kind == DocumentKind::kNone)
    return Error{ErrorCode::kInvalidArgument, command.kind, "no such paper"};
  const auto context = context_of(
      state, state.catalogue.item(loaded->item, loaded->item_version), loaded->owner);
  auto paper = papers::build_document(kind, *loaded, context);
  if (!paper.ok()) return paper.error();
  const auto name = (loaded->receipt.empty() ? command.case_id : loaded->receipt) + "-" +
                    papers::document_title(kind, context.words);
  return deliver(*paper, name, command.path, command.print);
}

Result<Answer> make_promise(SessionState& state, const MakePromise& command) {
  const auto& draft = command.draft;
  sync::casework::Case of;  // not one yet: what the paper says of it
  of.item = draft.item;
  of.item_version = draft.item_version;
  of.division = draft.division;
  of.applicant = draft.applicant;
  of.materials = draft.materials;
  const auto context = context_of(state, state.catalogue.item(draft.item, draft.item_version),
                                  state.person ? state.person->id : "");
  papers::PaperDetails details;
  details.slot = command.slot;
  auto paper = papers::build_document(DocumentKind::kCommitment, of, context, details);
  if (!paper.ok()) return paper.error();
  const auto name = papers::document_title(DocumentKind::kCommitment, context.words) + "-" +
                    draft.applicant.name + "-" + command.slot;
  return deliver(*paper, name, command.path, command.print);
}

Result<Answer> make_guide(SessionState& state, const MakeGuide& command) {
  auto handle = state.catalogue.current();
  if (!handle.ok()) return handle.error();
  const auto* item = (*handle)->catalogue.item(command.item);
  if (!item) return Error{ErrorCode::kNotFound, command.item, "no such item in the catalogue"};
  const auto paper = client::documents::guide_paper(
      (*handle)->catalogue, *item, localization::current_translator(), state.today());
  return deliver(paper, paper.title, command.path, command.print);
}

}  // namespace jiujin::client::control
