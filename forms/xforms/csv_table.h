// CsvTable: an attachment as the secondary instance that ODK XForms makes of it. Of CSV that is
// root/item/<column>, in the file's order (RFC 4180 quoting, UTF-8, optional byte order mark).
// Refused with kTooLarge: more than kMaxListCells rows and cells, of whatever notation.
// Thread rule: pure function.
#pragma once

#include <string_view>

#include "forms/xpath/tree.h"
#include "localization/error.h"

namespace jiujin::forms::xforms {

// A file that ends in .geojson is read as a FeatureCollection: properties become columns.
Result<xpath::Tree> tree_from_csv(std::string_view csv, std::string_view file);
Result<xpath::Tree> tree_from_xml(std::string_view xml, std::string_view file);
Result<xpath::Tree> tree_from_geojson(std::string_view json, std::string_view file);

}  // namespace jiujin::forms::xforms
