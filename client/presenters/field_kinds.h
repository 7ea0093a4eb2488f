// What a form's item is for the person who fills it in, and how its value is written in a box.
// Thread rule: pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "client/presenters/form_presenter.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {

FieldKind field_kind(const forms::xforms::Item& item);

// As stored, from as typed: spaces, full-width digits, currency signs and the like taken out.
std::string stored_value(FieldKind kind, const std::string& typed);
// As it stands in the box: a bank card in groups of four, money with its separators.
std::string displayed_value(FieldKind kind, const std::string& stored);
// 1234567.5 -> 1,234,567.5; what is no number stays as it is.
std::string grouped_thousands(const std::string& stored);
// "3 1 2" with the words `choices` has for them: 丙 > 甲 > 乙; for a note or a summary.
std::string words_of_values(const std::string& values, const std::vector<Option>& choices,
                            const std::string& between);

// What a rank question shows: the values as ranked, then those not ranked yet, in their order.
std::vector<std::string> rank_order(const std::string& stored, const std::vector<Option>& choices);
// The order after the value was moved `by` places (-1 = up); moving ranks all of them.
std::string moved_in_rank(const std::vector<std::string>& order, const std::string& value, int by);

struct NumberVerdict {
  std::string error, warning;  // sentences for the person, "" = fine
  std::string better;          // how it ought to be stored (15 digits made 18), "" = as it is
};
// By the digits alone. `id_type` is the certificate type chosen beside an id number, "" = citizen.
NumberVerdict check_number(FieldKind kind, const std::string& value, const std::string& id_type,
                           std::chrono::sys_days today);

}  // namespace jiujin::client::presenters
