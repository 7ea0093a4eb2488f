#include "sync/county/county_rows.h"

#include <array>
#include <nlohmann/json.hpp>

#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

constexpr std::string_view kLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";  // 31

template <typename Read>
auto read_json(base::BytesView json, std::string_view place, const Read& read)
    -> decltype(read(nlohmann::json())) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  if (!value.is_object()) {
    return Error{ErrorCode::kCorrupt, std::string(place), "the row is not a JSON object"};
  }
  try {
    return read(value);
  } catch (const nlohmann::json::exception& e) {
    return Error{ErrorCode::kCorrupt, std::string(place), e.what()};
  }
}

}  // namespace

base::Bytes encode_info(const CountyInfo& info) {
  return nlohmann::json{{"format", 1},
                        {"name", info.name},
                        {"division", info.division},
                        {"incarnation", info.incarnation.hex()},
                        {"suite", info.suite},
                        {"log", info.log.hex()}}
      .dump();
}

Result<CountyInfo> decode_info(base::BytesView json) {
  return read_json(json, kInfoRow, [](const nlohmann::json& value) -> Result<CountyInfo> {
    CountyInfo info;
    info.name = value.at("name").get<std::string>();
    info.division = value.at("division").get<std::string>();
    info.suite = value.at("suite").get<std::uint8_t>();
    auto id = base::IncarnationId::from_hex(value.at("incarnation").get<std::string>());
    if (!id.ok()) return id.error();
    info.incarnation = *id;
    info.log = *id;  // rows of before it was ever restored do not name another
    if (!value.contains("log")) return info;
    auto log = base::IncarnationId::from_hex(value.at("log").get<std::string>());
    if (!log.ok()) return log.error();
    info.log = *log;
    return info;
  });
}

base::Bytes encode_code(const CodeRow& row) {
  return nlohmann::json{{"station", row.station.hex()},
                        {"name", row.entry.name},
                        {"division", row.entry.division},
                        {"scope", row.entry.scope},
                        {"level", row.entry.level},
                        {"expires_ms", row.expires_ms},
                        {"used_by", row.used_by.is_zero() ? "" : row.used_by.hex()},
                        {"number_block", row.number_block}}
      .dump();
}

Result<CodeRow> decode_code(base::BytesView json) {
  return read_json(json, kCodePrefix, [](const nlohmann::json& value) -> Result<CodeRow> {
    CodeRow row;
    auto station = base::StationId::from_hex(value.at("station").get<std::string>());
    if (!station.ok()) return station.error();
    row.station = *station;
    row.entry.name = value.at("name").get<std::string>();
    row.entry.division = value.at("division").get<std::string>();
    row.entry.scope = value.at("scope").get<std::string>();
    row.entry.level = value.at("level").get<int>();
    row.expires_ms = value.at("expires_ms").get<std::int64_t>();
    row.number_block = value.at("number_block").get<unsigned>();
    if (const auto used = value.at("used_by").get<std::string>(); !used.empty()) {
      auto id = base::IncarnationId::from_hex(used);
      if (!id.ok()) return id.error();
      row.used_by = *id;
    }
    return row;
  });
}

base::Bytes encode_wipe(const WipeRow& row) {
  return nlohmann::json{{"order", row.id.hex()},
                        {"ordered_ms", row.ordered_ms},
                        {"handed_out_ms", row.handed_out_ms},
                        {"confirmed_ms", row.confirmed_ms}}
      .dump();
}

Result<WipeRow> decode_wipe(base::BytesView json) {
  return read_json(json, kWipePrefix, [](const nlohmann::json& value) -> Result<WipeRow> {
    auto id = bundle::WipeId::from_hex(value.at("order").get<std::string>());
    if (!id.ok()) return id.error();
    return WipeRow{*id, value.at("ordered_ms").get<std::int64_t>(),
                   value.at("handed_out_ms").get<std::int64_t>(),
                   value.at("confirmed_ms").get<std::int64_t>()};
  });
}

std::string normalised_code(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kLetters.find(c) == std::string_view::npos) return "";
    code += c;
  }
  return code;
}

std::string code_key(std::string_view normalised) {
  // 59 random bits need no salt and no slow hash: there is nothing to guess from.
  return std::string(kCodePrefix) + envelope::content_hash(normalised).hex();
}

std::string random_code(const base::RandomSource& random) {
  std::string code;
  while (code.size() < 14) {
    std::array<std::uint8_t, 1> byte{};
    random(byte);
    if (byte[0] >= 248) continue;  // 8 x 31: no letter is likelier than another
    if (code.size() == 4 || code.size() == 9) code += '-';
    code += kLetters[byte[0] % kLetters.size()];
  }
  return code;
}

}  // namespace jiujin::sync::county
