// Pinyin keys by the readings that people use for these words.
#include "localization/pinyin.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace jiujin::localization;

namespace {

struct Known {
  const char* text;
  const char* full;
  const char* initials;
};

// The first alternative or another: each must be among the keys.
const Known kItems[] = {
    {"生育登记", "shengyudengji", "sydj"},
    {"城乡居民基本养老保险参保登记", "chengxiangjuminjibenyanglaobaoxiancanbaodengji",
     "cxjmjbylbxcbdj"},
    {"城乡居民基本养老保险待遇申领", "chengxiangjuminjibenyanglaobaoxiandaiyushenling",
     "cxjmjbylbxdysl"},
    {"社会保险待遇领取资格认证", "shehuibaoxiandaiyulingquzigerenzheng", "shbxdylqzgrz"},
    {"城乡居民基本医疗保险参保登记", "chengxiangjuminjibenyiliaobaoxiancanbaodengji",
     "cxjmjbylbxcbdj"},
    {"门诊慢特病病种待遇认定", "menzhenmantebingbingzhongdaiyurending", "mzmtbbzdyrd"},
    {"最低生活保障审核确认", "zuidishenghuobaozhangshenhequeren", "zdshbzshqr"},
    {"特困人员救助供养资格确认", "tekunrenyuanjiuzhugongyangzigequeren", "tkryjzgyzgqr"},
    {"临时救助给付", "linshijiuzhujifu", "lsjzjf"},
    {"残疾人两项补贴申领", "canjirenliangxiangbutieshenling", "cjrlxbtsl"},
    {"残疾人证新办", "canjirenzhengxinban", "cjrzxb"},
    {"高龄津贴申领", "gaolingjintieshenling", "gljtsl"},
    {"老年人优待证办理", "laonianrenyoudaizhengbanli", "lnrydzbl"},
    {"独生子女父母光荣证补办", "dushengzinvfumuguangrongzhengbuban", "dsznfmgrzbb"},
    {"农村部分计划生育家庭奖励扶助", "nongcunbufenjihuashengyujiatingjianglifuzhu",
     "ncbfjhsyjtjlfz"},
    {"就业失业登记", "jiuyeshiyedengji", "jysydj"},
    {"就业困难人员灵活就业社会保险补贴申领",
     "jiuyekunnanrenyuanlinghuojiuyeshehuibaoxianbutieshenling", "jyknrylhjyshbxbtsl"},
    {"农村村民宅基地用地审批", "nongcuncunminzhaijidiyongdishenpi", "nccmzjdydsp"},
    {"乡村建设规划许可证核发（村民住宅）", "xiangcunjiansheguihuaxukezhenghefacunminzhuzhai",
     "xcjsghxkzhfcmzz"},
    {"林木采伐许可", "linmucaifaxuke", "lmcfxk"},
    {"农村危房改造对象审核确认", "nongcunweifanggaizaoduixiangshenhequeren", "ncwfgzdxshqr"},
    {"出生登记（户口）代办", "chushengdengjihukoudaiban", "csdjhkdb"},
    {"死亡户口注销代办", "siwanghukouzhuxiaodaiban", "swhkzxdb"},
    {"居住证申领", "juzhuzhengshenling", "jzzsl"},
    {"流动人口居住登记", "liudongrenkoujuzhudengji", "ldrkjzdj"},
    {"退役军人和其他优抚对象优待证申领", "tuiyijunrenheqitayoufuduixiangyoudaizhengshenling",
     "tyjrhqtyfdxydzsl"},
    {"60 周岁以上农村籍退役士兵老年生活补助",
     "60zhousuiyishangnongcunjituiyishibinglaonianshenghuobuzhu", "60zsysncjtysblnshbz"},
    {"惠民殡葬补贴申领", "huiminbinzangbutieshenling", "hmbzbtsl"},
    {"个体工商户设立登记", "getigongshanghushelidengji", "gtgshsldj"},
    {"食品经营许可新办（餐饮服务）", "shipinjingyingxukexinbancanyinfuwu", "spjyxkxbcyfw"},
    {"小餐饮和食品小作坊登记", "xiaocanyinheshipinxiaozuofangdengji", "xcyhspxzfdj"},
    {"公众聚集场所投入使用、营业前消防安全检查",
     "gongzhongjujichangsuotourushiyongyingyeqianxiaofanganquanjiancha", "gzjjcstrsyyyqxfaqjc"},
    {"户外招牌设置备案", "huwaizhaopaishezhibeian", "hwzpszba"},
    {"住房公积金提取代办", "zhufanggongjijintiqudaiban", "zfgjjtqdb"},
    {"宅基地使用权及房屋所有权首次登记代办",
     "zhaijidishiyongquanjifangwusuoyouquanshoucidengjidaiban", "zjdsyqjfwsyqscdjdb"},
    {"法律援助申请", "falvyuanzhushenqing", "flyzsq"},
    {"社会保障卡申领", "shehuibaozhangkashenling", "shbzksl"},
    {"出生医学证明首次签发（协办）", "chushengyixuezhengmingshouciqianfaxieban", "csyxzmscqfxb"},
    {"预防接种证办理", "yufangjiezhongzhengbanli", "yfjzzbl"},
    {"城乡居民养老保险丧葬补助和个人账户余额申领",
     "chengxiangjuminyanglaobaoxiansangzangbuzhuhegerenzhanghuyueshenling",
     "cxjmylbxszbzhgrzhyesl"},
    {"城乡居民基本医疗保险参保终止", "chengxiangjuminjibenyiliaobaoxiancanbaozhongzhi",
     "cxjmjbylbxcbzz"},
};

bool has(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pinyin_tests)

BOOST_AUTO_TEST_CASE(every_item_is_found_by_its_reading_and_its_initials) {
  BOOST_TEST(std::size(kItems) == 41u);
  for (const auto& item : kItems) {
    const auto keys = pinyin_keys(item.text);
    BOOST_TEST(has(keys.full, item.full), item.text << " not by " << item.full);
    BOOST_TEST(has(keys.initials, item.initials), item.text << " not by " << item.initials);
  }
}

BOOST_AUTO_TEST_CASE(words_that_a_dictionary_misreads_have_both_readings) {
  const Known words[] = {
      {"长寿", "changshou", "cs"}, {"长寿", "zhangshou", "zs"}, {"调解", "tiaojie", "tj"},
      {"调查", "diaocha", "dc"},   {"会计", "kuaiji", "kj"},    {"会计", "huiji", "hj"},
      {"还款", "huankuan", "hk"},  {"还款", "haikuan", "hk"},   {"给付", "jifu", "jf"},
      {"给付", "geifu", "gf"},     {"曾", "zeng", "z"},         {"着装", "zhuozhuang", "zz"},
      {"都市", "dushi", "ds"},     {"都市", "doushi", "ds"},
  };
  for (const auto& word : words) {
    const auto keys = pinyin_keys(word.text);
    BOOST_TEST(has(keys.full, word.full), word.full);
    BOOST_TEST(has(keys.initials, word.initials), word.full);
  }
}

BOOST_AUTO_TEST_CASE(umlaut_is_typed_v_or_u) {
  const auto keys = pinyin_keys("法律");
  BOOST_TEST(has(keys.full, "falv"));
  BOOST_TEST(has(keys.full, "falu"));
  BOOST_TEST((match("falü", keys) == MatchRank::kExact));
}

BOOST_AUTO_TEST_CASE(ranks_go_from_the_whole_to_the_part) {
  const auto keys = pinyin_keys("生育登记");
  BOOST_TEST((match("生育登记", keys) == MatchRank::kExact));
  BOOST_TEST((match("Sheng Yu Deng Ji", keys) == MatchRank::kExact));
  BOOST_TEST((match("生育", keys) == MatchRank::kPrefix));
  BOOST_TEST((match("shengy", keys) == MatchRank::kPrefix));
  BOOST_TEST((match("SYD", keys) == MatchRank::kInitials));
  BOOST_TEST((match("ｓｙｄ", keys) == MatchRank::kInitials));
  BOOST_TEST((match("登记", keys) == MatchRank::kContains));
  BOOST_TEST((match("dengji", keys) == MatchRank::kContains));
  BOOST_TEST(!match("死亡", keys));
  BOOST_TEST(!match("  ", keys));
}

BOOST_AUTO_TEST_CASE(letters_digits_and_rare_characters_stay) {
  const auto keys = pinyin_keys("QX-001(A)");
  BOOST_TEST(keys.text == "qx001a");
  BOOST_TEST((match("qx-001", keys) == MatchRank::kPrefix));
  const auto rare = pinyin_keys("杨𬭎");
  BOOST_TEST((match("杨𬭎", rare) == MatchRank::kExact));
  BOOST_TEST((match("yang", rare) == MatchRank::kPrefix));
  BOOST_TEST(pinyin_keys("").full.empty());
}

BOOST_AUTO_TEST_CASE(many_polyphones_do_not_explode) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "长参着";
  const auto keys = pinyin_keys(text);
  BOOST_TEST(keys.full.size() <= 48u);
  BOOST_TEST(keys.full.front().starts_with("changcanzhuo"));
}

BOOST_AUTO_TEST_SUITE_END()
