// Answers of a form as lines for people: labels, names of choices, places and grouped numbers.
// Thread rule: pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"

namespace jiujin::forms::catalogue {
struct Item;
}

namespace jiujin::client::presenters {

// `answers`: path "/data/<field>" -> JSON value. `masked`: names and numbers of persons, telephones
// and accounts as strangers may see them. Unanswered fields are left out.
std::vector<Section> answer_sections(const forms::catalogue::Item& item,
                                     const std::map<std::string, std::string>& answers,
                                     bool masked);
// "登记人证件号码" for "/data/applicant_id_no" or "M02"; the place itself when unknown.
std::string place_label(const forms::catalogue::Item& item, const std::string& place);
// One value as people read it.
std::string answer_text(const forms::catalogue::Item& item, const std::string& path,
                        const std::string& json, bool masked);

}  // namespace jiujin::client::presenters
