#include "client/presenters/draft_move.h"

#include <algorithm>

#include "client/presenters/wording.h"

namespace jiujin::client::presenters {

using forms::catalogue::Item;
using forms::catalogue::MaterialSlot;
using forms::catalogue::MaterialSource;
using forms::catalogue::PrecheckRule;

namespace {

const PrecheckRule* rule_of(const Item& item, const std::string& id) {
  const auto found = std::ranges::find(item.prechecks, id, &PrecheckRule::id);
  return found == item.prechecks.end() ? nullptr : &*found;
}

bool same_rule(const PrecheckRule& one, const PrecheckRule& two) {
  return one.text == two.text && one.message == two.message && one.when == two.when &&
         one.holds == two.holds && one.places == two.places;
}

}  // namespace

std::vector<std::string> changed_materials(const Item& before, const Item& now,
                                           const std::vector<MaterialChoice>& chosen) {
  std::vector<std::string> told;
  const auto choice = [&](const std::string& slot) {
    const auto found = std::ranges::find(chosen, slot, &MaterialChoice::slot);
    return found == chosen.end() ? nullptr : &*found;
  };
  const auto asked = [](const MaterialSlot& slot) {
    return slot.source != MaterialSource::kInternalCheck && !slot.nothing_to_submit;
  };
  for (const auto& slot : now.materials) {
    if (!asked(slot)) continue;
    const auto* then = before.material(slot.id);
    const auto* held = choice(slot.id);
    if (!then)
      told.push_back(format(_t("New material: {0}"), slot.name.get(language())));
    else if (held && held->mode == "commitment" && then->commitment.rule != slot.commitment.rule)
      told.push_back(format(_t("The promise is worded otherwise now; have it signed anew: {0}"),
                            slot.name.get(language())));
  }
  for (const auto& slot : before.materials) {
    if (!asked(slot) || now.material(slot.id)) continue;
    const auto* held = choice(slot.id);
    told.push_back(format(held && !held->pages.empty()
                              ? _t("Material no longer asked for; its pages are kept: {0}")
                              : _t("Material no longer asked for: {0}"),
                          slot.name.get(language())));
  }
  return told;
}

std::set<std::string> still_confirmed(const std::set<std::string>& rules, const Item* before,
                                      const Item& now) {
  std::set<std::string> still;
  for (const auto& id : rules) {
    const auto* then = before ? rule_of(*before, id) : nullptr;
    const auto* rule = rule_of(now, id);
    if (then && rule && same_rule(*then, *rule)) still.insert(id);
  }
  return still;
}

}  // namespace jiujin::client::presenters
