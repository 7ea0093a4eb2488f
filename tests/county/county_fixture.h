// A county in a temporary folder with one item, one village station and a case; a clock that stands
// where a test puts it; dice that repeat.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <fstream>
#include <random>
#include <string>

#include "forms/catalogue/published.h"
#include "sync/casework/draft.h"
#include "sync/county/county_service.h"
#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"

namespace jiujin::tests {

using namespace jiujin::sync;

class FixedClock : public base::Clock {
 public:
  base::ClockReading read() const override { return {wall_ms, {}, 1000}; }
  std::int64_t wall_ms = 1795312800000;  // 2026-11-22 02:00 UTC, a Sunday
};

inline base::RandomSource seeded(std::uint32_t seed) {
  return [engine = std::make_shared<std::mt19937>(seed)](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>((*engine)());
  };
}

inline constexpr const char* kForm = R"xml(<h:html xmlns="http://www.w3.org/2002/xforms"
 xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>登记</h:title><model>
<instance><data id="QX-900" version="1"><parity/><remark/></data></instance>
<bind nodeset="/data/parity" type="string" required="true()"/>
<bind nodeset="/data/remark" type="string"/></model></h:head><h:body>
<select1 ref="/data/parity"><label>孩次</label><item><label>一孩</label><value>1</value></item>
<item><label>二孩</label><value>2</value></item></select1>
<input ref="/data/remark"><label>备注</label></input></h:body></h:html>)xml";

struct CountyFixture {
  FixedClock clock;
  std::string folder;
  std::unique_ptr<county::CountyService> service;
  store::MemoryStore station{store::StoreRole::kStation};
  base::IncarnationId incarnation;
  std::uint64_t sent = 0;  // ops of the station that the county was given

  county::ServiceOptions options() {
    return {.clock = &clock, .random = seeded(7), .password_memory_kib = 64};
  }

  CountyFixture() {
    char pattern[] = "/tmp/jiujin-county-XXXXXX";
    folder = mkdtemp(pattern);
    const county::CountySetup setup{"青溪县", "430190000000", "admin", "管理员", "long enough", 1};
    must(county::CountyService::init(folder + "/data", setup, options()));
    service = std::move(county::CountyService::open(folder + "/data", options())).value();
  }
  ~CountyFixture() {
    service.reset();
    std::filesystem::remove_all(folder);
  }

  template <typename T>
  static void must(const Result<T>& result) {
    if (!result.ok()) throw std::runtime_error(result.error().line());
  }

  std::string catalogue_file() {
    forms::catalogue::Catalogue catalogue;
    catalogue.version = 1;
    catalogue.published_on = "2026-11-01";
    catalogue.county = "430190000000";
    forms::catalogue::Item item;
    item.code = "QX-900";
    item.name = "测试登记";
    item.state = "in_use";
    item.basic_code = "432090001000";
    item.implement_code = "114301900068B117565432090001000";
    item.handle_code = "114301900068B11756543209000100001";
    item.item_type = "20";
    item.authority = "A17";
    item.power_source = "1";
    item.result.name = "登记证";
    item.result.type = "licence";
    item.promised = {20, forms::catalogue::LimitUnit::kWorkingDays, {}};
    item.levels = {6, 4, 4};
    item.form_xml = kForm;
    forms::catalogue::MaterialSlot slot;
    slot.id = "M01";
    slot.name = "身份证";
    slot.category = "证件证书证明";
    slot.form = "either";
    item.materials.push_back(slot);
    catalogue.items.push_back(item);
    const auto path = folder + "/catalogue.json";
    std::ofstream(path) << forms::catalogue::write_published(catalogue);
    return path;
  }

  void add_staff(const std::string& id, std::vector<casework::Role> roles,
                 const std::string& division = "430190000000") {
    must(service->grant_staff({id, "工作人员" + id, "县人社局", division, std::move(roles), true,
                               "password-" + id},
                              "admin"));
  }

  wire::EnrolmentRequest enrolment(const std::string& code) {
    const auto random = seeded(99);
    wire::EnrolmentRequest request;
    request.code = code;
    request.station_name = "枫林村";
    request.suite = 2;
    request.public_key = (*envelope::find_suite(2))->generate_signing_key(random).public_key;
    request.incarnation = base::IncarnationId::random(random);
    return request;
  }

  void enrol_station(const std::string& division = "430190101201") {
    add_staff("clerk", {casework::Role::kIntake}, "430190101201");
    const auto code = service->add_station({"枫林村便民服务站", division, "", 6}, "admin");
    must(code);
    const auto request = enrolment(code->code);
    const auto answer = service->enrol(request);
    must(answer);
    incarnation = request.incarnation;
    must(station.add_incarnation({incarnation, answer->station, 2, request.public_key,
                                  answer->number_block}));
  }

  // What the station has written goes to the county, as an exchange would bring it.
  void deliver() {
    const auto ops = station.ops_after(incarnation, sent, 10u << 20);
    must(ops);
    auto store = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    must(store);
    must((*store)->receive_ops(incarnation, *ops));
    sent += ops->size();
  }

  base::CaseId hand_in(const std::string& name, const std::string& remark,
                       const std::string& division = "430190101201", unsigned number = 1) {
    casework::Draft draft;
    draft.id = base::CaseId::random(seeded(number)).hex();
    draft.item = draft.form = "QX-900";
    draft.item_version = draft.form_version = 1;
    draft.division = division;
    draft.applicant = {name, "111", "430190195803120173", "13800000000"};
    draft.answers["/data/parity"] = "\"1\"";
    draft.answers["/data/remark"] = nlohmann::json(remark).dump();
    draft.delivery.mode = "station";
    draft.owner = "clerk";
    const std::string serial = std::to_string(number);
    const casework::PrintedNumbers numbers{
        std::string(46 - serial.size(), '1') + serial,
        std::string(10 - serial.size(), '0') + serial, "123456", "2026-11-20"};
    const auto ops = casework::intake_ops(draft, numbers, base::CaseKey::random(seeded(3)));
    must(ops);
    store::AppendBatch batch;
    batch.ops = *ops;
    batch.time.wall_ms = clock.wall_ms - 3600'000;
    must(station.append(incarnation, batch));
    deliver();
    return *base::CaseId::from_hex(draft.id);
  }
};

}  // namespace jiujin::tests
