// The residents' page: receipt number and query code in, one plain sentence out.
#include "localization/formats.h"
#include "sync/casework/resident_words.h"
#include "sync/casework/states.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

constexpr std::size_t kReceiptDigits = 10;  // PROTOCOL 4
constexpr std::size_t kCodeDigits = 6;

std::string digits(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (c >= '0' && c <= '9') kept += c;
  }
  return kept;
}

}  // namespace

Response Console::query_page(const Visit& visit) {
  const bool posted = visit.request.method == "POST";
  const auto receipt =
      digits(posted ? visit.request.form_value("r") : visit.request.query_value("r"));
  const auto code = digits(posted ? visit.request.form_value("c") : visit.request.query_value("c"));
  auto page = framed(visit, "query", visit.words._t("How far is my application?"));
  auto& body = page.body();
  body["RECEIPT"] = receipt.substr(0, 2 * kReceiptDigits);
  const auto problem = [&](const std::string& text, int status) {
    body.AddSectionDictionary("PROBLEM")->SetValue("PROBLEM_TEXT", text);
    return page.finish(m_pages, status);
  };
  if (receipt.empty() && code.empty()) return page.finish(m_pages);
  const std::string asked = receipt.substr(0, kReceiptDigits);
  const std::vector<Gate> gates{{&m_receipts, asked}, {&m_askers, visit.request.remote}};
  if (!m_queries.allows(visit.request.remote, visit.now_ms) ||
      begin_at_all(gates, visit.now_ms) > 0) {
    return problem(visit.words._t("Too many questions in a short time. Please wait a moment."),
                   429);
  }
  // An unknown receipt and a wrong code get the same answer after the same work: a case is only
  // read once both numbers are right.
  std::optional<casework::Case> found;
  if (receipt.size() == kReceiptDigits && code.size() == kCodeDigits) {
    if (auto id = m_service.find_case(receipt, code); id.ok() && *id) {
      if (auto loaded = m_service.load_case(**id); loaded.ok()) found = std::move(loaded).value();
    }
  }
  if (!found || !same_secret(found->query_code, code) || found->receipt != receipt) {
    return problem(
        visit.words._t("The two numbers do not fit together. Please compare them with your "
                       "receipt."),
        404);
  }
  m_receipts.succeeded(asked);
  m_askers.uncount(visit.request.remote);
  auto* answer = body.AddSectionDictionary("ANSWER");
  answer->SetValue("TONE", std::string(state_tone(found->state)));
  answer->SetValue("STATE", visit.words._t(casework::state_row(found->state).words));
  answer->SetValue("SENTENCE", casework::resident_sentence(*found, visit.words));
  const auto fact = [&](const std::string& label, const std::string& value) {
    auto* line = answer->AddSectionDictionary("FACT");
    line->SetValue("LABEL", label);
    line->SetValue("VALUE", value);
  };
  const auto* item = visit.world->item(found->item, found->item_version);
  fact(visit.words._t("Item"), item ? item->name.get(visit.words.language()) : found->item);
  fact(visit.words._t("Applicant"), localization::mask_name(found->applicant.name));
  fact(visit.words._t("Handed in"), found->submitted_on);
  return page.finish(m_pages);
}

}  // namespace jiujin::sync::county::console
