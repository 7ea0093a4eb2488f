// Characters with more than one reading that occur in names of items, places and people.
//
// A dictionary gives one reading a character, often not the one meant: 调解 is not diao here, 会计
// not hui, 给付 not gei. Each row: the character, then its readings, the one usual in names first.
// Thread rule: a constant table.
#pragma once

#include <string_view>

namespace jiujin::localization {

struct Polyphone {
  char32_t character;
  std::string_view readings;  // parted by spaces, without tones, ü as v
};

inline constexpr Polyphone kPolyphones[] = {
    {U'长', "chang zhang"},                       // 长寿 / 村长
    {U'调', "tiao diao"},                         // 调解 / 调查
    {U'会', "hui kuai"},                          // 社会 / 会计
    {U'还', "huan hai"},                          // 还款
    {U'给', "ji gei"},                            // 给付
    {U'曾', "zeng ceng"},                         // the surname
    {U'着', "zhuo zhe zhao"}, {U'都', "du dou"},  // 都市
    {U'行', "xing hang"},     {U'重', "zhong chong"}, {U'参', "can shen cen"},
    {U'单', "dan shan chan"}, {U'解', "jie xie"},     {U'仇', "qiu chou"},
    {U'区', "qu ou"},         {U'查', "cha zha"},     {U'乐', "le yue"},
    {U'朝', "chao zhao"},     {U'覃', "qin tan"},     {U'盛', "sheng cheng"},
    {U'传', "chuan zhuan"},   {U'藏', "zang cang"},   {U'厦', "xia sha"},
    {U'车', "che ju"},        {U'种', "zhong chong"}, {U'率', "lv shuai"},
    {U'薄', "bo bao"},        {U'朴', "pu piao"},     {U'万', "wan mo"},
    {U'尉', "wei yu"},        {U'翟', "zhai di"},     {U'洞', "dong tong"},
    {U'弹', "dan tan"},       {U'畜', "chu xu"},      {U'降', "jiang xiang"},
    {U'校', "xiao jiao"},     {U'卡', "ka qia"},      {U'差', "cha chai ci"},
    {U'核', "he hu"},         {U'血', "xue xie"},     {U'石', "shi dan"},
    {U'大', "da dai"},        {U'系', "xi ji"},       {U'属', "shu zhu"},
    {U'提', "ti di"},         {U'什', "shi shen"},    {U'合', "he ge"},
    {U'得', "de dei"},        {U'地', "di de"},       {U'角', "jiao jue"},
    {U'落', "luo la lao"},    {U'亲', "qin qing"},    {U'省', "sheng xing"},
    {U'识', "shi zhi"},       {U'宿', "su xiu"},      {U'说', "shuo shui"},
    {U'没', "mei mo"},        {U'模', "mo mu"},       {U'强', "qiang jiang"},
    {U'氏', "shi zhi"},       {U'术', "shu zhu"},     {U'削', "xue xiao"},
    {U'叶', "ye xie"},        {U'员', "yuan yun"},    {U'折', "zhe she"},
    {U'缪', "miao mou"},      {U'洗', "xi xian"},     {U'黑', "hei he"},
    {U'盖', "gai ge"},        {U'牟', "mou mu"},      {U'乜', "nie mie"},
    {U'佴', "nai er"},        {U'柏', "bai bo"},      {U'伯', "bo bai"},
    {U'秘', "mi bi"},         {U'谌', "chen shen"},   {U'隗', "wei kui"},
    {U'适', "shi kuo"},       {U'似', "si shi"},      {U'番', "fan pan"},
    {U'泊', "bo po"},         {U'蚌', "beng bang"},   {U'巷', "xiang hang"},
    {U'浒', "hu xu"},         {U'铅', "qian yan"},    {U'涡', "wo guo"},
    {U'六', "liu lu"},        {U'吓', "xia he"},
};

}  // namespace jiujin::localization
