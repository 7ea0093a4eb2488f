// The logs of tests/golden/ops.json, as values of the product.
#pragma once

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "sync/base/hex.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"

namespace jiujin::tests {

struct GoldenOp {
  sync::oplog::OpHeader header;
  sync::base::Bytes bytes, body;  // bytes: the encoded header
  sync::base::Digest hash;
};

struct GoldenLog {
  std::uint8_t suite = 0;
  sync::base::IncarnationId incarnation;
  sync::base::Digest h0;
  std::vector<GoldenOp> ops;
  sync::base::Bytes head_message;

  sync::oplog::HashFunction hash() const {
    const auto* crypto = *sync::envelope::find_suite(suite);
    return [crypto](std::initializer_list<std::string_view> p) { return crypto->hash(p); };
  }
};

inline GoldenOp golden_op(const nlohmann::json& op) {
  using namespace sync::base;
  const auto text = [&](const char* name) { return op.at(name).get<std::string>(); };
  GoldenOp golden;
  auto& header = golden.header;
  header.type = op.at("type");
  header.case_id = *CaseId::from_hex(text("case"));
  header.time = {op.at("wall_ms"), *BootId::from_hex(text("boot")), op.at("mono_ms"),
                 op.at("county_ms")};
  header.base = op.at("base");
  header.actor = text("actor");
  golden.body = text("body");
  header.body_length = golden.body.size();
  header.commitment = *Digest::from_hex(text("commitment"));
  if (op.contains("origin")) {
    const auto& origin = op.at("origin");
    header.origin = {
        {*IncarnationId::from_hex(origin.at("incarnation").get<std::string>()), origin.at("seq")},
        *Digest::from_hex(origin.at("hash").get<std::string>())};
  }
  golden.bytes = *from_hex(text("header"));
  golden.hash = *Digest::from_hex(text("hash"));
  return golden;
}

inline std::vector<GoldenLog> golden_logs(const std::string& golden_folder) {
  std::ifstream file(golden_folder + "/ops.json");
  BOOST_REQUIRE(file.good());
  std::vector<GoldenLog> logs;
  const auto json = nlohmann::json::parse(file);
  BOOST_REQUIRE_EQUAL(json.at("logs").size(), 2u);
  for (const auto& log : json.at("logs")) {
    GoldenLog golden;
    golden.suite = log.at("suite");
    golden.incarnation =
        *sync::base::IncarnationId::from_hex(log.at("incarnation").get<std::string>());
    golden.h0 = *sync::base::Digest::from_hex(log.at("h0").get<std::string>());
    golden.head_message = *sync::base::from_hex(log.at("head_message").get<std::string>());
    for (const auto& op : log.at("ops")) golden.ops.push_back(golden_op(op));
    logs.push_back(std::move(golden));
  }
  return logs;
}

}  // namespace jiujin::tests
