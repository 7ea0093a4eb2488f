#include <zint.h>

#include <algorithm>
#include <memory>

#include "localization/typeset/render.h"

namespace jiujin::localization::typeset {
namespace {

constexpr std::size_t kQrBytesMax = 1000;     // still readable by a phone from a 30 mm print
constexpr std::size_t kCode128BytesMax = 60;  // 46-digit case numbers, with room

Result<void> check_payload(CodeKind kind, const std::string& payload) {
  const std::size_t limit = kind == CodeKind::kQr ? kQrBytesMax : kCode128BytesMax;
  if (payload.empty() || payload.size() > limit) {
    return Error{ErrorCode::kInvalidArgument, "code",
                 "a payload has 1 to " + std::to_string(limit) + " bytes"};
  }
  const bool ascii = std::ranges::all_of(
      payload, [](char c) { return static_cast<unsigned char>(c) >= 32 && c < 127 && c >= 32; });
  if (kind == CodeKind::kCode128 && !ascii) {
    return Error{ErrorCode::kInvalidArgument, "code", "Code128 carries printable ASCII only"};
  }
  return {};
}

}  // namespace

Result<Symbol> encode_symbol(CodeKind kind, const std::string& payload) {
  if (auto checked = check_payload(kind, payload); !checked.ok()) return checked.error();
  const std::unique_ptr<zint_symbol, void (*)(zint_symbol*)> zint(ZBarcode_Create(),
                                                                  ZBarcode_Delete);
  if (!zint) return Error{ErrorCode::kIo, "code", "no memory for a symbol"};
  zint->symbology = kind == CodeKind::kQr ? BARCODE_QRCODE : BARCODE_CODE128;
  zint->input_mode = UNICODE_MODE;
  if (kind == CodeKind::kQr) zint->option_1 = 2;  // correction level M: 15 % may be soiled
  // Warnings, such as the one about ECI 26 for UTF-8, leave a good symbol.
  const int outcome =
      ZBarcode_Encode(zint.get(), reinterpret_cast<const unsigned char*>(payload.data()),
                      static_cast<int>(payload.size()));
  if (outcome >= ZINT_ERROR) return Error{ErrorCode::kInvalidArgument, "code", zint->errtxt};
  Symbol symbol;
  symbol.width = zint->width;
  symbol.height = kind == CodeKind::kQr ? zint->rows : 1;
  for (int y = 0; y < symbol.height; ++y) {
    for (int x = 0; x < symbol.width; ++x) {
      symbol.modules.push_back((zint->encoded_data[y][x / 8] >> (x % 8)) & 1);
    }
  }
  return symbol;
}

}  // namespace jiujin::localization::typeset
