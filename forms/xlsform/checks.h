// Checks that need the whole workbook: references, triggers, geometries, translations, languages.
// Thread rule: pure functions.
#pragma once

#include "forms/xlsform/itext.h"
#include "forms/xlsform/survey_reader.h"

namespace jiujin::forms::xlsform {

// Every ${name} of settings, survey, entities and choices is well-formed and names one row.
void check_references(const SurveyContext& context, const std::vector<Table>& tables);
// What triggers and reference-geometry name must be there. `datasets`: lists of entities.
void check_mentions(const SurveyContext& context, const std::vector<std::string>& datasets);
// Columns that some languages have and others lack; "or_other" beside translations.
void check_translations(const SurveyContext& context, const std::vector<Header>& choice_headers);
// Languages should say their code: "English (en)".
void check_languages(const Itext& itext, Findings& findings);

// Attributes whose prefix nobody declares: bind::esri:fieldType without namespaces in the settings.
void check_prefixes(const Survey& survey, Findings& findings);

}  // namespace jiujin::forms::xlsform
