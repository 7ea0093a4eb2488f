// The service guide (办事指南) of one item as a paper: every published element, in the order in which
// people ask for it. The screen shows the same blocks.
// Thread rule: pure.
#pragma once

#include <chrono>

#include "forms/catalogue/catalogue.h"
#include "localization/text.h"
#include "localization/typeset/document.h"

namespace jiujin::client::documents {

localization::typeset::Document guide_paper(const forms::catalogue::Catalogue& catalogue,
                                            const forms::catalogue::Item& item,
                                            const localization::Translator& words,
                                            std::chrono::sys_seconds created);

// 承诺 5 个工作日, 当场办结, 法律未规定.
std::string limit_text(const forms::catalogue::TimeLimit& limit,
                       const localization::Translator& words);
// 原件 1 份、复印件 1 份; "" when nothing is to be handed in.
std::string copies_text(const forms::catalogue::MaterialSlot& slot,
                        const localization::Translator& words);

}  // namespace jiujin::client::documents
