// Elements of the implementation list: present, well-formed, consistent with each other.
#include <algorithm>
#include <regex>

#include "forms/catalogue/check_sink.h"
#include "forms/catalogue/vague_clauses.h"
#include "forms/identifiers/item_codes.h"
#include "forms/identifiers/organisation_code.h"
#include "localization/text.h"
#include "localization/working_days.h"

namespace jiujin::forms::catalogue {

namespace {

bool offers(const Item& item, ServiceMode mode) {
  return std::ranges::find(item.service_modes, mode) != item.service_modes.end();
}

bool is_one_of(const std::string& code, std::initializer_list<const char*> codes) {
  return std::ranges::find(codes, code) != codes.end();
}

void check_codes(const Catalogue& catalogue, const Item& item, CheckSink& sink) {
  using namespace identifiers;
  sink.expect(std::regex_match(item.code, std::regex("[A-Z]{2}-[0-9]{3,}")), "code.item", "code",
              _t("An item's code is two letters, a hyphen and at least three digits"));
  sink.expect(check_basic_code(item.basic_code).acceptable() && item.basic_code.size() == 12,
              "row3", "basic_code", _t("The basic code has 12 digits"));
  sink.expect(item.basic_code.substr(2, 2) == item.item_type, "row6", "item_type",
              _t("The item type differs from the one in the basic code"));
  sink.expect(check_implement_code(item.implement_code).acceptable() &&
                  item.implement_code.ends_with(item.basic_code),
              "row4", "implement_code",
              _t("The implementation code is the authority's USCC, the level and the basic code"));
  sink.expect(item.implement_code.size() == 31 &&
                  item.implement_code[18] == static_cast<char>('0' + item.levels.decide),
              "row14", "levels.decide", _t("The level differs from the one in the code"));
  sink.expect(check_handle_code(item.handle_code).acceptable() &&
                  item.handle_code.starts_with(item.implement_code),
              "row5", "handle_code",
              _t("The handling code is the implementation code and two digits"));
  const bool twice =
      std::ranges::count(catalogue.items, item.implement_code, &Item::implement_code) > 1;
  sink.expect(!twice, "row4", "implement_code", _t("Another item has the same code"));
  sink.expect(
      is_one_of(item.item_type, {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}),
      "row6", "item_type", _t("This is no type of item"));
  const Authority* authority = catalogue.authority(item.authority);
  sink.expect(authority != nullptr, "row18", "authority", _t("The authority is in no list"));
  if (authority != nullptr) {
    sink.expect(check_uscc(authority->uscc).ok(), "row19", "authority",
                _t("The authority's USCC has a wrong check character"));
    sink.expect(item.implement_code.starts_with(authority->uscc), "row4", "implement_code",
                _t("The implementation code belongs to another authority"));
  }
}

void check_limits(const Item& item, CheckSink& sink) {
  const TimeLimit& statutory = item.statutory;
  const TimeLimit& promised = item.promised;
  const bool immediate_unit = promised.unit == LimitUnit::kImmediate;
  sink.expect(item.is_immediate() == immediate_unit, "row33", "case_type",
              _t("Decided at once if and only if the promise is \"at once\""));
  if (statutory.value && statutory.unit == promised.unit) {
    sink.expect(promised.value <= statutory.value, "row30", "promised",
                _t("The promised limit is longer than the statutory one"));
  }
  sink.expect(!immediate_unit || promised.value == 0, "row30", "promised",
              _t("\"At once\" takes no days"));
  sink.expect(!offers(item, ServiceMode::kImmediate) || item.is_immediate(), "row76",
              "service_modes", _t("Offers a decision at once, but promises days"));
  sink.expect(!item.is_immediate() || item.special_procedures.empty(), "row37",
              "special_procedures", _t("What is decided at once has no special procedure"));
  const bool dates = !item.effective_date.empty() &&
                     localization::parse_date(item.effective_date).ok() &&
                     (item.cancel_date.empty() || item.effective_date < item.cancel_date);
  sink.expect(dates, "row10", "effective_date",
              _t("Needs a day on which it takes effect, before the one on which it ends"));
}

// Lists of codes that the implementation list closes.
void check_code_lists(const Item& item, CheckSink& sink) {
  const auto one_to_six = {"1", "2", "3", "4", "5", "6"};
  sink.expect(is_one_of(item.state, {"in_use", "suspended", "cancelled"}), "row8", "state",
              _t("Say whether the item is in use, suspended or cancelled"));
  sink.expect(is_one_of(item.power_source, one_to_six), "row17", "power_source",
              _t("Where the power comes from has the codes 1 to 6"));
  sink.expect(!item.service_objects.empty(), "row24", "service_objects",
              _t("Say whom the item serves"));
  for (const std::string& object : item.service_objects) {
    sink.expect(is_one_of(object, one_to_six), "row24", "service_objects",
                _t("Whom the item serves has the codes 1 to 6"));
  }
}

void check_visits(const Item& item, CheckSink& sink) {
  sink.expect(item.onsite_visits >= 0, "row38", "onsite_visits",
              _t("The number of visits is 0 or more"));
  sink.expect((item.onsite_visits > 0) == !item.onsite_reason.empty(), "row39", "onsite_reason",
              _t("A reason is given if and only if somebody must come"));
  if (item.onsite_visits > 1) {
    sink.warning("row38", "onsite_visits", _t("More than one visit: belongs on the negative list"));
  }
  sink.expect(!offers(item, ServiceMode::kFullyOnline) || item.onsite_visits == 0, "row41",
              "service_modes", _t("Handled fully online, yet somebody must come"));
  sink.expect(!item.online_depth.empty(), "row41", "online_depth",
              _t("Say how far the item can be handled online"));
  sink.expect(!item.service_modes.empty(), "row43", "service_modes",
              _t("Say in which ways the item can be had"));
  const bool from_afar = offers(item, ServiceMode::kFullyOnline) ||
                         offers(item, ServiceMode::kOnlinePrereview) ||
                         offers(item, ServiceMode::kWindowCourier);
  sink.expect(item.onsite_visits > 0 || from_afar, "row43", "service_modes",
              _t("Nobody need come, yet it can be had neither online nor by courier"));
  sink.expect(!offers(item, ServiceMode::kWindowCourier) || item.courier.materials_in ||
                  item.courier.result_out,
              "row47", "courier", _t("Offers the courier, but sends nothing"));
}

// Area code and number, or a national service number with an area code.
bool is_office_phone(const std::string& phone) {
  return std::regex_match(phone, std::regex("0[0-9]{2,3}-[0-9]{5,8}(-[0-9]{1,6})?"));
}

void check_money_and_phones(const Item& item, CheckSink& sink) {
  if (item.fee.charged) {
    sink.expect(!item.fee.basis.empty() && !item.fee.standard.empty(), "row50", "fee",
                _t("A fee needs its legal basis and its rate"));
  } else {
    sink.expect(!item.fee.online_pay, "row46", "fee.online_pay",
                _t("Without a fee there is nothing to pay online"));
  }
  sink.expect(is_office_phone(item.consult_phone), "row57", "consult_phone",
              _t("Give a number with its area code"));
  sink.expect(is_office_phone(item.supervise_phone), "row58", "supervise_phone",
              _t("Give a number with its area code"));
  sink.expect(item.consult_phone != item.supervise_phone, "row57", "supervise_phone",
              _t("Complaints need another number than enquiries"));
}

void check_result(const Catalogue& catalogue, const Item& item, CheckSink& sink) {
  const std::string& name = item.result.name.chinese();
  // 凭证 is a receipt, not a licence.
  const bool receipt = name.ends_with("凭证");
  const bool certificate = !receipt && (name.ends_with("证") || name.ends_with("执照"));
  sink.expect(!certificate || item.result.type == "licence", "row61", "result.type",
              _t("A result that is called a certificate is one"));
  sink.expect(!item.result.type.empty(), "row62", "result.type", _t("Say what kind of result"));
  sink.expect(!item.result.sample.empty(), "row63", "result.sample", _t("A result needs a sample"));
  sink.expect(item.result.licence_type.empty() ||
                  catalogue.licence_type(item.result.licence_type) != nullptr,
              "row61", "result.licence_type", _t("The licence type is in no list"));
}

void check_texts(const Item& item, CheckSink& sink) {
  const bool licence = item.item_type == "01";
  sink.expect(item.process.size() >= (licence ? 5U : 2U), "row35", "process",
              _t("The steps of handling are missing (five for a licence)"));
  sink.expect(!licence || !item.questions.empty(), "row66", "questions",
              _t("A licence needs at least one frequent question"));
  sink.expect(!item.legal_basis.empty(), "row12", "legal_basis", _t("The legal basis is missing"));
  for (const LanguageMap& basis : item.legal_basis) {
    const bool vague =
        std::regex_search(basis.chinese(), std::regex("相关规定|有关规定|后续规定|配套规定"));
    sink.expect(!vague, "row12", "legal_basis", _t("Name the law and its article"));
  }
  sink.expect(!item.conditions.empty(), "row34", "conditions", _t("The conditions are missing"));
  for (std::size_t i = 0; i < item.conditions.size(); ++i) {
    for (const VagueClause& clause : find_vague_clauses(item.conditions[i].chinese())) {
      const std::string place = "conditions[" + std::to_string(i) + "]";
      const std::string message = describe_vague_clause(clause.code) + ": " + clause.matched;
      clause.warning ? sink.warning(clause.code, place, message)
                     : sink.error(clause.code, place, message);
    }
  }
  sink.expect(!item.handle_place.empty(), "row55", "handle_place", _t("Say where"));
  sink.expect(!item.handle_time.empty(), "row56", "handle_time", _t("Say when"));
  sink.expect(!item.remedy.empty(), "row69", "remedy",
              _t("Say where a decision can be contested, and within what time"));
}

}  // namespace

void check_elements(const Catalogue& catalogue, const Item& item, CheckSink& sink) {
  check_codes(catalogue, item, sink);
  check_limits(item, sink);
  check_code_lists(item, sink);
  check_visits(item, sink);
  check_money_and_phones(item, sink);
  check_result(catalogue, item, sink);
  check_texts(item, sink);
  const bool entrusted = item.power_source == "5" || item.power_source == "6";
  sink.expect(entrusted == !item.entrusted_by.empty(), "row21", "entrusted_by",
              _t("Who entrusts the item is named if and only if it is entrusted"));
}

}  // namespace jiujin::forms::catalogue
