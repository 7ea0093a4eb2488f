#include "client/presenters/field_kinds.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "forms/identifiers/citizen_id.h"
#include "forms/identifiers/contact_numbers.h"
#include "forms/identifiers/organisation_code.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

using namespace forms::identifiers;
using forms::xforms::ControlKind;
using forms::xforms::DataType;

const std::map<std::string, FieldKind, std::less<>>& kinds_by_name() {
  static const std::map<std::string, FieldKind, std::less<>> kinds{
      {"text", FieldKind::kText},         {"textarea", FieldKind::kTextArea},
      {"id_no", FieldKind::kIdNo},        {"mobile", FieldKind::kMobile},
      {"telephone", FieldKind::kTelephone}, {"date", FieldKind::kDate},
      {"datetime", FieldKind::kDateTime}, {"month", FieldKind::kMonth},
      {"int", FieldKind::kInt},           {"decimal", FieldKind::kDecimal},
      {"money", FieldKind::kMoney},       {"choice", FieldKind::kChoice},
      {"multi", FieldKind::kMulti},       {"bool", FieldKind::kBool},
      {"division", FieldKind::kDivision}, {"address", FieldKind::kAddress},
      {"bank_card", FieldKind::kBankCard}, {"uscc", FieldKind::kUscc},
      {"file", FieldKind::kFile}};
  return kinds;
}

// 20261122, 2026/11/22 and 2026.11.22 are dates as people type them.
std::string stored_date(const std::string& typed) {
  std::string digits;
  for (char c : typed) {
    if (std::isdigit(static_cast<unsigned char>(c))) digits += c;
    else if (c != '-' && c != '/' && c != '.' && c != ' ') return typed;
  }
  if (digits.size() != 8) return typed;
  const bool grouped = typed.size() == 8 || typed.size() == 10;
  if (!grouped) return typed;
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6);
}

std::string without(const std::string& text, std::string_view unwanted) {
  std::string kept;
  for (char c : text)
    if (unwanted.find(c) == std::string_view::npos) kept += c;
  return kept;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string grouped_money(const std::string& stored) {
  const auto dot = stored.find('.');
  std::string whole = stored.substr(0, dot);
  if (whole.empty() || !all_digits(whole)) return stored;
  for (int at = static_cast<int>(whole.size()) - 3; at > 0; at -= 3) whole.insert(at, ",");
  return dot == std::string::npos ? whole : whole + stored.substr(dot);
}

std::string grouped_by_four(const std::string& digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += ' ';
    text += digits[i];
  }
  return text;
}

}  // namespace

FieldKind field_kind(const forms::xforms::Item& item) {
  if (item.kind == forms::xforms::ItemKind::kGroup) return FieldKind::kSection;
  if (item.kind == forms::xforms::ItemKind::kRepeat) return FieldKind::kRepeat;
  if (item.kind == forms::xforms::ItemKind::kRepeatInstance) return FieldKind::kRepeatInstance;
  if (auto named = item.attributes.find("jj:kind"); named != item.attributes.end()) {
    const auto& kinds = kinds_by_name();
    if (auto kind = kinds.find(named->second); kind != kinds.end()) return kind->second;
  }
  switch (item.control) {
    case ControlKind::kSelectOne:
      return item.appearance == "horizontal" && item.choices.size() == 2 ? FieldKind::kBool
                                                                         : FieldKind::kChoice;
    case ControlKind::kSelectMany:
    case ControlKind::kRank: return FieldKind::kMulti;
    case ControlKind::kUpload: return FieldKind::kFile;
    case ControlKind::kTrigger: return FieldKind::kShown;
    default: break;
  }
  switch (item.type) {
    case DataType::kInt: return FieldKind::kInt;
    case DataType::kDecimal: return FieldKind::kDecimal;
    case DataType::kDate:
      return item.appearance.find("month-year") != std::string::npos ? FieldKind::kMonth
                                                                     : FieldKind::kDate;
    case DataType::kDateTime: return FieldKind::kDateTime;
    default: break;
  }
  return item.appearance.find("multiline") != std::string::npos ? FieldKind::kTextArea
                                                                : FieldKind::kText;
}

std::string stored_value(FieldKind kind, const std::string& typed) {
  switch (kind) {
    case FieldKind::kIdNo:
    case FieldKind::kMobile:
    case FieldKind::kBankCard:
    case FieldKind::kUscc: return normalise_compact(typed);
    case FieldKind::kInt: return without(normalise(typed), ", ");
    case FieldKind::kDecimal: return without(normalise(typed), ", ");
    case FieldKind::kMoney:
      return without(replaced(replaced(normalise(typed), "¥", ""), "元", ""), ", ");
    case FieldKind::kDate: return stored_date(normalise(typed));
    case FieldKind::kMonth: {
      const auto month = normalise(typed);
      return month.size() == 7 ? month + "-01" : stored_date(month);
    }
    default: return typed;
  }
}

std::string displayed_value(FieldKind kind, const std::string& stored) {
  switch (kind) {
    case FieldKind::kBankCard: return all_digits(stored) ? grouped_by_four(stored) : stored;
    case FieldKind::kMoney: return grouped_money(stored);
    default: return stored;
  }
}

NumberVerdict check_number(FieldKind kind, const std::string& value, const std::string& id_type,
                           std::chrono::sys_days today) {
  if (value.empty()) return {};
  Check check;
  switch (kind) {
    case FieldKind::kIdNo:
      check = id_type.empty() || id_type == "111"
                  ? check_citizen_id(value, std::chrono::year_month_day(today))
                  : check_paper(id_type, value, std::chrono::year_month_day(today));
      break;
    case FieldKind::kMobile: check = check_mobile(value); break;
    case FieldKind::kTelephone: check = check_telephone(value); break;
    case FieldKind::kBankCard: check = check_bank_card(value); break;
    case FieldKind::kUscc: check = check_uscc(value); break;
    default: return {};
  }
  NumberVerdict verdict;
  if (!check.acceptable()) verdict.error = describe_reason(check);
  else if (!check.ok()) verdict.warning = describe_reason(check);
  if (check.acceptable() && check.normalised != value) verdict.better = check.normalised;
  return verdict;
}

}  // namespace jiujin::client::presenters
