// Lists of strangers, CSV and GeoJSON: a table of rows, or refused; never more cells than allowed.
#include "forms/xforms/csv_table.h"
#include "forms/xforms/form_definition.h"
#include "tests/fuzz/require.h"

using namespace jiujin::forms;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& table :
       {xforms::tree_from_csv(bytes, "a.csv"), xforms::tree_from_geojson(bytes, "a.geojson")}) {
    if (!table) continue;
    const xpath::Node* root = table->root();
    REQUIRE(root != nullptr && root->name == "root");
    std::size_t cells = 0;
    for (const auto& row : root->children) {
      REQUIRE(row->name == "item" && row->parent == root);
      cells += row->children.size();
    }
    REQUIRE(cells <= xforms::kMaxListCells);
  }
  return 0;
}
