// Part of the protocol: never change a byte; a better dictionary is another file with another name.
// Pieces of bodies as casework writes them (members in alphabetical order), rare ones first.
#include "sync/bundle/deflate.h"

namespace jiujin::sync::bundle {

namespace {

// clang-format off
constexpr char kDictionaryV1[] =
    R"({"active":true,"division":"430190101201","id":"","name":"","roles":["administer","supervise","decide","exit","agent","prereview","review","intake"],"unit":"","verifier":"$argon2id$v=19$m=65536,t=2,p=1$)"
    R"({"incarnation":"","number_block":1,"station":"","scope":"430100000000","level":6,"official":true,"off":["2026-01-01","2026-02-16","2026-10-01"],"work":["2026-02-14"],"year":2026})"
    R"({"basis":"","due":"2026-12-31","document":"","days":20,"approver":"","kind":"1","name":"","what":"statutory","promised","notice","correction","deferral","date":"2026-12-01"})"
    R"({"op":"","reason":"","rule":"","path":"/data/","value":"","second_actor":"","to":"","note":"","request":""})"
    R"({"carrier":"","contents":[""],"direction":"out","waybill":"","proxy":{"name":"","relation":""},"signer":"","by":{"id_tail":"","name":""}})"
    R"({"channel":"screen","grade":"very_satisfied","satisfied","fair","dissatisfied","text":"","visits":1,"kiosk","phone","web"})"
    R"({"licence":{"grade":"A","holder":"","number":"","type":"EL01","valid_until":"2027-"},"mode":"licence","deferred","commitment","not_needed","paper","cleared","slot":"M0)"
    R"({"agent":{"id_no":"","kind":"","mobile":"","name":"","relation":""},"joint":{"code":"YJS-01","group":""},)"
    "湖南省长沙市青溪县石桥镇村组号人民政府街道社区居民委员会卫生健康局人力资源和社会保障局民政局"
    "汉族男女父母子配偶本人户主已婚未婚同意符合规定材料齐全请补充身份证户口簿复印件申请表照片银行卡"
    R"({"accepted":true,"deferral":false,"document":"430190","reason":"","remedy":""}{"items":[{"place":"M01","text":""}],"reason":"")"
    R"({"document":"","files":[{"hash":"","name":".pdf","size":1,"type":"application/pdf"}],"granted":true,"licence_no":"","opinion":"","result_name":"","valid_until":"20)"
    R"({"confirmed":["P01"],"findings":[{"place":"/data/id_no","rule":"P01","severity":"warn"},{"place":"/data/","rule":"P02","severity":"error"},"info"],"rules_version":1,"today":"2026-11-22"})"
    R"({"date":"2026-11-22","delivery":{"address":"","division":"430190101","mobile":"1","mode":"station","town","courier","electronic","name":""},"number":"114301900068B117565432090001000202611","query_code":"","receipt":"00"})"
    R"({"files":[{"hash":"","name":".jpg","rotation":0,"size":1,"type":"image/jpeg"},{"hash":"0123456789abcdef","name":"image/png","slot":"M01"},"slot":"M02"})"
    R"(,"/data/applicant/name":"","/data/applicant/id_type":"111","/data/applicant/id_no":"430190","/data/applicant/mobile":"13","/data/address":"","/data/birth_date":"19","/data/sex":"1","/data/ethnic":"01","/data/bank_account":"62","/data/household/":"","/data/members":[)"
    R"({"answers":{"/data/name":"","/data/id_no":"430190","/data/mobile":"1","/data/date":"2026-","/data/":null,"/data/":"yes","/data/":"no"},"form":"QX-0","form_version":1})"
    R"({"applicant":{"id_no":"430190","id_type":"111","mobile":"1","name":""},"channel":"window","division":"430190101201","item":"QX-0","item_version":1,"key":")"
    R"({"text":""}{"reason":""}{})";
// clang-format on

}  // namespace

BytesView dictionary_v1() {
  return BytesView(kDictionaryV1, sizeof kDictionaryV1 - 1);
}

}  // namespace jiujin::sync::bundle
