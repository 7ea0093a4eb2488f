#include "tests/sync/store/store_story.h"

#include "sync/oplog/log_verifier.h"
#include "tests/sync/store/store_fixture.h"

namespace jiujin::tests {
namespace {

template <typename T>
Result<void> done(const Result<T>& result) {
  if (!result.ok()) return result.error();
  return {};
}

const std::string kScan(30'000, 's');
const std::string kDownload(9'000, 'd');

// What the county of this story has in its feed.
std::vector<store::FeedEntry> county_feed() {
  store::MemoryStore county(StoreRole::kCounty);
  must(county.add_incarnation(incarnation(kCounty)));
  const auto other = id_of<base::CaseId>(0x99);
  must(county.append(kCounty, batch({opening(other), answer("county", other)})));
  return must(county.feed_after(0, 1'000'000, nullptr, nullptr));
}

std::vector<oplog::StoredOp> ops_of_another_log() {
  store::MemoryStore other(StoreRole::kStation);
  must(other.add_incarnation(incarnation(kOther, 2)));
  const auto theirs = id_of<base::CaseId>(0x77);
  must(other.append(kOther, batch({opening(theirs), answer("theirs", theirs)})));
  return must(other.ops_after(kOther, 0, 1'000'000));
}

void put_op(std::string& text, const oplog::StoredOp& op) {
  text += op.address.incarnation.hex() + ":" + std::to_string(op.address.seq) + " " +
          base::to_hex(op.header) + " " + op.body + " " + op.hash.hex() + " @" +
          std::to_string(op.county_position) + (op.superseded ? " superseded\n" : "\n");
}

Result<void> put_log(std::string& text, store::LogStore& store, const store::Incarnation& log) {
  const auto ops = store.ops_after(log.id, 0, SIZE_MAX);
  if (!ops.ok()) return ops.error();
  const auto hash = store::hash_of(**envelope::find_suite(log.suite));
  oplog::LogVerifier verifier(hash, log.id, 0, oplog::chain_start(hash, log.id, log.suite));
  for (const auto& op : *ops) {
    if (auto checked = verifier.check(op); !checked.ok()) return checked.error();
    put_op(text, op);
  }
  const auto acknowledged = store.acknowledgement(log.id);
  if (!acknowledged.ok()) return acknowledged.error();
  text += log.public_key + " " + std::to_string(acknowledged->committed_seq) + "/" +
          std::to_string(acknowledged->backed_up_seq) + "\n";
  return {};
}

Result<void> put_file(std::string& text, store::LogStore& store, const base::ContentHash& hash) {
  const auto info = store.file_info(hash);
  if (!info.ok()) return info.error();
  if (!*info) return {};
  const auto bytes = store.read_file(hash, 0, SIZE_MAX);
  if (!bytes.ok()) return bytes.error();
  text += "file " + (*info)->media_type + " " + std::to_string((*info)->size) + " " +
          std::to_string(bytes->size()) + " " + envelope::content_hash(*bytes).hex() + "\n";
  return {};
}

// Three calls that are there together or not at all.
Result<void> one_group(store::LogStore& s) {
  if (auto begun = s.begin_group(); !begun.ok()) return begun;
  const store::GroupGuard guard(s);
  if (auto third = s.append(kOwn, batch({answer("third")})); !third.ok()) return third.error();
  if (auto page = s.put_file("a page", "image/jpeg"); !page.ok()) return page.error();
  const std::vector<std::pair<std::string, std::optional<base::Bytes>>> row{{"grouped", "yes"}};
  if (auto written = s.write_rows(row); !written.ok()) return written;
  return s.commit_group();
}

}  // namespace

std::vector<Step> store_story() {
  using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;
  using store::LogStore;
  const auto download = envelope::content_hash(kDownload);
  auto first = batch({opening(), answer("first")});
  first.rows = {{"draft/1", std::nullopt}, {"fold/1", "folded"}};
  return {
      [](LogStore& s) { return s.add_incarnation(incarnation(kOwn)); },
      [](LogStore& s) {
        return s.write_rows(Rows{{"draft/1", std::string(5'000, 'p')}});
      },
      [first](LogStore& s) { return done(s.append(kOwn, first)); },
      [](LogStore& s) { return done(s.put_file(kScan, "image/jpeg")); },
      [feed = county_feed()](LogStore& s) { return s.apply_feed(feed, 2); },
      [download](LogStore& s) {
        return done(s.put_file_part(download, kDownload.size(), "application/pdf", 0,
                                    std::string_view(kDownload).substr(0, 4'000)));
      },
      [](LogStore& s) { return done(s.append(kOwn, batch({answer("second")}))); },
      [](LogStore& s) {
        return s.set_acknowledgement({kOwn, 3, 2});
      },
      [](LogStore& s) { return s.add_incarnation(incarnation(kOther, 2)); },
      [ops = ops_of_another_log()](LogStore& s) { return done(s.receive_ops(kOther, ops)); },
      [](LogStore& s) {
        return s.rewind(1, std::vector<store::Acknowledgement>{{kOwn, 1, 0}});
      },
      [download](LogStore& s) {
        return done(s.put_file_part(download, kDownload.size(), "application/pdf", 4'000,
                                    std::string_view(kDownload).substr(4'000)));
      },
      [](LogStore& s) { return one_group(s); },
  };
}

Result<std::string> describe(store::LogStore& store) {
  std::string text;
  const auto logs = store.incarnations();
  if (!logs.ok()) return logs.error();
  for (const auto& log : *logs)
    if (auto put = put_log(text, store, log); !put.ok()) return put.error();
  std::uint64_t scanned = 0;
  const auto feed = store.feed_after(0, SIZE_MAX, nullptr, &scanned);
  if (!feed.ok()) return feed.error();
  for (const auto& entry : *feed) put_op(text, *entry.op);
  const auto cursor = store.feed_cursor();
  if (!cursor.ok()) return cursor.error();
  text += "cursor " + std::to_string(*cursor) + "\n";
  for (const auto& hash : {envelope::content_hash(kScan), envelope::content_hash(kDownload)})
    if (auto put = put_file(text, store, hash); !put.ok()) return put.error();
  const auto rows = store.rows("");
  if (!rows.ok()) return rows.error();
  for (const auto& [key, value] : *rows) text += key + "=" + value + "\n";
  return text;
}

std::vector<std::string> story_states() {
  store::MemoryStore memory(StoreRole::kStation);
  std::vector<std::string> states{must(describe(memory))};
  for (const auto& step : store_story()) {
    must(step(memory));
    states.push_back(must(describe(memory)));
  }
  return states;
}

}  // namespace jiujin::tests
