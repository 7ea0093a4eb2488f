# cmake -DOUT=assets.cpp -DROOT=console -DFILES="a;b" -P embed_assets.cmake
# Writes the files as arrays of bytes, so that the program needs no folder beside it.
set(arrays "")
set(table "")
set(n 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "const unsigned char k${n}[] = {${bytes}0};\n")
  string(APPEND table
         "    {\"${file}\", {reinterpret_cast<const char*>(k${n}), sizeof k${n} - 1}},\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUT} "#include \"sync/county/console/pages.h\"
namespace jiujin::sync::county::console {
namespace {
${arrays}
const Asset kAssets[] = {
${table}};
}  // namespace
const Asset* find_asset(std::string_view name) {
  for (const auto& asset : kAssets)
    if (asset.name == name) return &asset;
  return nullptr;
}
std::size_t asset_count() { return std::size(kAssets); }
const Asset& asset_at(std::size_t index) { return kAssets[index]; }
}  // namespace jiujin::sync::county::console
")
