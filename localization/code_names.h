// Names of codes that appear on every form: ethnic groups, sex, certificate types.
//
// Ops and rules hold the codes; these tables turn them into words for people, Chinese and English.
// Sources: ethnic groups GB/T 3304-1991 (Romanised names from the same table), sex GB/T
// 2261.1-2003, certificate types GA/T 2000.156 as GB/T 39046-2020 asks for. Thread rule: constant
// tables.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jiujin::localization {

struct CodeName {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

enum class CodeList { kEthnicGroup, kSex, kCertificateType };

// All entries in the order of their codes. Ethnic groups: 56, then 97 and 98 of the extension.
std::span<const CodeName> code_names(CodeList list);

// Name for `language` ("zh_CN", "en"); "" for an unknown code.
std::string code_name(CodeList list, std::string_view code, std::string_view language);

// The code of a name as people write it: 苗, 苗族, Miao; 男, male; 居民身份证.
std::optional<std::string> code_of_name(CodeList list, std::string_view name);

}  // namespace jiujin::localization
