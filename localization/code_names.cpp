#include "localization/code_names.h"

#include <algorithm>
#include <cctype>

namespace jiujin::localization {
namespace {

constexpr CodeName kEthnicGroups[] = {
    {"01", "汉族", "Han"},
    {"02", "蒙古族", "Mongol"},
    {"03", "回族", "Hui"},
    {"04", "藏族", "Zang"},
    {"05", "维吾尔族", "Uygur"},
    {"06", "苗族", "Miao"},
    {"07", "彝族", "Yi"},
    {"08", "壮族", "Zhuang"},
    {"09", "布依族", "Buyei"},
    {"10", "朝鲜族", "Chosen"},
    {"11", "满族", "Man"},
    {"12", "侗族", "Dong"},
    {"13", "瑶族", "Yao"},
    {"14", "白族", "Bai"},
    {"15", "土家族", "Tujia"},
    {"16", "哈尼族", "Hani"},
    {"17", "哈萨克族", "Kazak"},
    {"18", "傣族", "Dai"},
    {"19", "黎族", "Li"},
    {"20", "傈僳族", "Lisu"},
    {"21", "佤族", "Va"},
    {"22", "畲族", "She"},
    {"23", "高山族", "Gaoshan"},
    {"24", "拉祜族", "Lahu"},
    {"25", "水族", "Sui"},
    {"26", "东乡族", "Dongxiang"},
    {"27", "纳西族", "Naxi"},
    {"28", "景颇族", "Jingpo"},
    {"29", "柯尔克孜族", "Kirgiz"},
    {"30", "土族", "Tu"},
    {"31", "达斡尔族", "Daur"},
    {"32", "仫佬族", "Mulao"},
    {"33", "羌族", "Qiang"},
    {"34", "布朗族", "Blang"},
    {"35", "撒拉族", "Salar"},
    {"36", "毛南族", "Maonan"},
    {"37", "仡佬族", "Gelao"},
    {"38", "锡伯族", "Xibe"},
    {"39", "阿昌族", "Achang"},
    {"40", "普米族", "Pumi"},
    {"41", "塔吉克族", "Tajik"},
    {"42", "怒族", "Nu"},
    {"43", "乌孜别克族", "Uzbek"},
    {"44", "俄罗斯族", "Russ"},
    {"45", "鄂温克族", "Ewenki"},
    {"46", "德昂族", "Deang"},
    {"47", "保安族", "Bonan"},
    {"48", "裕固族", "Yugur"},
    {"49", "京族", "Gin"},
    {"50", "塔塔尔族", "Tatar"},
    {"51", "独龙族", "Derung"},
    {"52", "鄂伦春族", "Oroqen"},
    {"53", "赫哲族", "Hezhen"},
    {"54", "门巴族", "Monba"},
    {"55", "珞巴族", "Lhoba"},
    {"56", "基诺族", "Jino"},
    {"97", "其他", "Other"},
    {"98", "外国血统中国籍人士", "Chinese national of foreign descent"},
};

constexpr CodeName kSexes[] = {
    {"0", "未知", "Unknown"},
    {"1", "男", "Male"},
    {"2", "女", "Female"},
    {"9", "未说明", "Not stated"},
};

constexpr CodeName kCertificateTypes[] = {
    {"111", "居民身份证", "Resident identity card"},
    {"112", "临时居民身份证", "Temporary resident identity card"},
    {"113", "户口簿", "Household register"},
    {"117", "出生医学证明", "Medical certificate of birth"},
    {"154", "居住证", "Residence permit"},
    {"414", "普通护照", "Ordinary passport"},
    {"511", "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents"},
    {"516", "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"},
    {"553", "外国人永久居留身份证", "Foreign permanent resident identity card"},
    {"990", "其他", "Other"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

std::span<const CodeName> code_names(CodeList list) {
  switch (list) {
    case CodeList::kEthnicGroup:
      return kEthnicGroups;
    case CodeList::kSex:
      return kSexes;
    case CodeList::kCertificateType:
      return kCertificateTypes;
  }
  return {};
}

std::string code_name(CodeList list, std::string_view code, std::string_view language) {
  const auto names = code_names(list);
  const auto found = std::ranges::find(names, code, &CodeName::code);
  if (found == names.end()) return "";
  return std::string(language.starts_with("en") ? found->en : found->zh);
}

std::optional<std::string> code_of_name(CodeList list, std::string_view name) {
  const std::string lower_name = lower(name);
  for (const auto& entry : code_names(list)) {
    std::string_view short_name = entry.zh;
    constexpr std::string_view kGroup = "族";
    if (list == CodeList::kEthnicGroup && short_name.ends_with(kGroup)) {
      short_name.remove_suffix(kGroup.size());
    }
    if (name == entry.zh || name == short_name || lower_name == lower(entry.en)) {
      return std::string(entry.code);
    }
  }
  return std::nullopt;
}

}  // namespace jiujin::localization
