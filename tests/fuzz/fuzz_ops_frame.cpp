// OPS payloads in both layouts: what is read within its limits is written and read again the same.
#include "sync/bundle/limits.h"
#include "sync/bundle/ops_frame.h"
#include "sync/oplog/limits.h"
#include "tests/fuzz/require.h"

using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

void check_limits(const OpsFrame& frame) {
  REQUIRE(!frame.records.empty() && frame.records.size() <= kOpsInFrameMax);
  REQUIRE(frame.signature.size() <= kSignatureBytesMax);
  std::size_t bytes = 0;
  for (const Record& record : frame.records) {
    REQUIRE(record.op.body.size() <= oplog::kOpBodyBytesMax);
    REQUIRE(record.op.header.size() <= oplog::kOpHeaderBytesMax);
    REQUIRE(record.commitment_at + 32 <= record.op.header.size());
    const auto header = oplog::decode_header(record.op.header);
    REQUIRE(header.ok() && *header == record.header);
    REQUIRE(record.op.body_destroyed || record.op.body.size() == header->body_length);
    bytes += record.op.body.size();
  }
  REQUIRE(bytes <= kUnpackedMax);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView payload(reinterpret_cast<const char*>(data), size);
  if (size > kInflatedMax) return 0;
  auto frame = decode_ops_frame(payload);
  if (!frame) return 0;
  check_limits(*frame);
  std::vector<oplog::StoredOp> ops;
  for (const Record& record : frame->records) {
    ops.push_back(record.op);
    ops.back().address.seq = frame->first_seq + ops.size() - 1;
  }
  for (const Layout layout : {Layout::kRecords, Layout::kColumns}) {
    const Bytes again = encode_ops_frame(ops, frame->signature, Commitment::kWrite, layout);
    if (again.size() > kInflatedMax) continue;
    auto back = decode_ops_frame(again);
    REQUIRE(back.ok());
    REQUIRE(back->first_seq == frame->first_seq && back->signature == frame->signature);
    REQUIRE(back->records.size() == ops.size());
    for (std::size_t i = 0; i < ops.size(); ++i) {
      REQUIRE(back->records[i].op.header == ops[i].header);
      REQUIRE(back->records[i].op.body == ops[i].body);
      REQUIRE(back->records[i].op.body_destroyed == ops[i].body_destroyed);
    }
  }
  return 0;
}
