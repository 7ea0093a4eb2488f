// Commands about papers: which a case can have, and making, printing and keeping them.
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

Result<Answer> deliver(const localization::typeset::Document& paper, const std::string& name,
                       const std::string& path, bool print) {
  auto written = client::documents::write_paper(paper, name, path);
  if (!written.ok()) return written.error();
  if (!print) return Answer(DocumentMade{*written, false});
  auto printed = client::documents::print_pdf(*written);
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
  papers::PaperContext context;
  context.item = state.catalogue.item(loaded->item, loaded->item_version);
  context.office = office_of(state, context.item);
  if (const auto* clerk = state.county->staff().find(loaded->owner)) context.clerk = clerk->name;
  context.today = state.today();
  // The day is enough: the same paper made twice on a day is the same file.
  context.created = state.today();
  context.practice = state.options.practice;
  auto paper = papers::build_document(kind, *loaded, context);
  if (!paper.ok()) return paper.error();
  const auto name = (loaded->receipt.empty() ? command.case_id : loaded->receipt) + "-" +
                    papers::document_title(kind, context.words);
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
