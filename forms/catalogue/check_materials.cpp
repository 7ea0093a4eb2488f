// Papers: named once and clearly, demanded only where a law says so and nothing else proves it.
#include <set>

#include "forms/catalogue/check_sink.h"
#include "forms/catalogue/vague_clauses.h"
#include "localization/text.h"

namespace jiujin::forms::catalogue {

namespace {

void check_words(const MaterialSlot& slot, CheckSink& sink) {
  const std::pair<const char*, const LanguageMap*> texts[] = {
      {"name", &slot.name},
      {"need_condition", &slot.need_condition},
      {"fill_note", &slot.fill_note},
      {"accept_standard", &slot.accept_standard}};
  for (const auto& [key, words] : texts) {
    for (const VagueClause& clause : find_vague_clauses(words->chinese())) {
      const std::string place = "materials." + slot.id + "." + key;
      const std::string message = describe_vague_clause(clause.code) + ": " + clause.matched;
      clause.warning ? sink.warning(clause.code, place, message)
                     : sink.error(clause.code, place, message);
    }
  }
}

void check_deferral(const Item& item, const MaterialSlot& slot, CheckSink& sink) {
  const std::string place = "materials." + slot.id;
  const bool allowed = slot.deferral.allowed;
  sink.expect(!allowed || slot.deferral.max_workdays > 0, "material.deferral", place,
              _t("A paper that may follow needs a number of days"));
  sink.expect(!allowed || !item.is_immediate(), "material.deferral", place,
              _t("What is decided at once waits for no paper"));
  sink.expect(!allowed || slot.deferral.max_workdays <= item.promised.value.value_or(0),
              "material.deferral", place,
              _t("The paper may follow later than the result is promised"));
  sink.expect(slot.necessity != Necessity::kDeferrable || allowed, "material.deferral", place,
              _t("Marked as deferrable, but no days are given"));
  sink.expect(slot.necessity != Necessity::kRequired || !allowed, "material.deferral", place,
              _t("Marked as required, but it may follow later"));
}

// The four questions before a certificate may be demanded: has the demand a basis, does a licence
// prove it already, can it be promised, can the office look it up itself?
void check_gate(const Catalogue& catalogue, const Item& item, const MaterialSlot& slot,
                CheckSink& sink) {
  const bool certificate =
      slot.source == MaterialSource::kGovernment || slot.source == MaterialSource::kThirdParty;
  if (!certificate || slot.necessity != Necessity::kRequired) return;
  const std::string place = "materials." + slot.id + ".necessity";
  sink.expect(!slot.basis.empty() || !item.legal_basis.empty(), "gate1", place,
              _t("A certificate without a legal basis may not be demanded"));
  for (const LicenceType& type : catalogue.licence_types) {
    if (slot.name == type.name && !slot.licence.reusable) {
      sink.error("gate2", place,
                 _t("An electronic licence proves this: let it stand in for the paper"));
    }
  }
  if (slot.commitment.substitutable) {
    sink.error("gate3", place,
               _t("A promise may stand in for this certificate: do not mark it as required"));
  }
  sink.expect(!slot.nothing_to_submit, "gate2", place,
              _t("The office finds this out itself: do not demand it"));
}

void check_slot(const Catalogue& catalogue, const Item& item, const MaterialSlot& slot,
                CheckSink& sink) {
  const std::string place = "materials." + slot.id;
  check_words(slot, sink);
  check_deferral(item, slot, sink);
  check_gate(catalogue, item, slot, sink);
  sink.expect(slot.necessity != Necessity::kConditional || !slot.need_condition.empty(),
              "material.condition", place, _t("Say when this paper is needed"));
  sink.expect(!slot.licence.reusable || catalogue.licence_type(slot.licence.type) != nullptr,
              "material.licence", place, _t("The licence type is in no list"));
  sink.expect(slot.original_copies + slot.photocopy_copies > 0 || slot.nothing_to_submit,
              "material.copies", place, _t("Say how many originals and copies"));
}

}  // namespace

void check_materials(const Catalogue& catalogue, const Item& item, CheckSink& sink) {
  sink.expect(!item.materials.empty(), "row73", "materials", _t("The list of papers is missing"));
  std::set<std::string> ids, names;
  for (const MaterialSlot& slot : item.materials) {
    sink.expect(ids.insert(slot.id).second, "material.id", "materials." + slot.id,
                _t("This slot is there twice"));
    sink.expect(names.insert(slot.name.chinese()).second, "material.name", "materials." + slot.id,
                _t("Another paper has the same name"));
    check_slot(catalogue, item, slot, sink);
  }
}

}  // namespace jiujin::forms::catalogue
