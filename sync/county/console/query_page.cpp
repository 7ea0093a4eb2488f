// The residents' page: receipt number and query code in, one plain sentence out.
#include "localization/formats.h"
#include "sync/casework/states.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

using casework::CaseState;

constexpr std::size_t kReceiptDigits = 10;  // PROTOCOL 4
constexpr std::size_t kCodeDigits = 6;

std::string digits(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (c >= '0' && c <= '9') kept += c;
  }
  return kept;
}

std::string sentence(const casework::Case& c, const Visit& visit) {
  const auto& words = visit.words;
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
  answer->SetValue("SENTENCE", sentence(*found, visit));
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
