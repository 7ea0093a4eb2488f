// What travels costs: bytes and CPU time of ops by column, and of a file as a delta.
//   bench_bundle ops FILE        each line of FILE is the body of an op
//   bench_bundle delta NEW OLD.. NEW sent to someone who holds the OLD files
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

#include "sync/bundle/delta.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/messages.h"
#include "sync/bundle/ops_frame.h"
#include "sync/envelope/suite.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// One op a minute or less, all by one author, about no case.
std::vector<oplog::StoredOp> ops_of_lines(const char* path) {
  std::ifstream file(path);
  std::mt19937_64 random(7);
  std::vector<oplog::StoredOp> ops;
  oplog::OpHeader header;
  header.type = 11;
  header.actor = "S001";
  header.time.wall_ms = 1795320000000;
  header.time.county_ms = 1795319999000;
  for (std::string line; std::getline(file, line);) {
    const auto waited = random() % 60'000;
    header.time.wall_ms += static_cast<std::int64_t>(waited);
    header.time.mono_ms += waited;
    header.body_length = line.size();
    oplog::StoredOp op;
    op.address.seq = ops.size() + 1;
    op.header = oplog::encode_header(header);
    op.body = line;
    ops.push_back(std::move(op));
  }
  return ops;
}

// How many ops from `at` on are at most `bytes_max` bytes.
std::size_t count_within(const std::vector<oplog::StoredOp>& ops, std::size_t at,
                         std::size_t bytes_max) {
  std::size_t count = 0;
  for (std::size_t bytes = 0; at + count < ops.size() && count < kOpsInFrameMax; ++count) {
    bytes += ops[at + count].header.size() + ops[at + count].body.size();
    if (count > 0 && bytes > bytes_max) break;
  }
  return count;
}

int measure_ops(const char* path) {
  const auto ops = ops_of_lines(path);
  const Signer sign = [](BytesView) -> Result<Bytes> { return Bytes(71, 's'); };
  for (const std::size_t bytes_max : {kOpsBytesTarget, kOpsPackedTarget}) {
    std::vector<Bytes> frames;
    std::size_t bytes = 0;
    const double begin = cpu_seconds();
    for (std::size_t at = 0; at < ops.size();) {
      const std::span<const oplog::StoredOp> some(&ops[at], count_within(ops, at, bytes_max));
      auto packed = pack_ops(some, sign, Commitment::kOmit);
      at += packed->count;
      bytes += packed->frame.size();
      frames.push_back(std::move(packed->frame));
    }
    const double middle = cpu_seconds();
    StreamReader reader(Direction::kUp);
    reader.feed(encode_preamble(Direction::kUp));
    std::size_t decoded = 0;
    for (const Bytes& frame : frames) {
      reader.feed(frame);
      decoded += decode_ops_frame((*reader.next())->payload)->records.size();
    }
    const double end = cpu_seconds();
    const auto count = static_cast<double>(ops.size());
    std::cout << ops.size() << " ops, " << bytes_max / 1024 << " KiB at once: " << frames.size()
              << " frames, " << static_cast<double>(bytes) / count << " bytes an op, "
              << count / (middle - begin) << " encoded and " << count / (end - middle)
              << " decoded a second of CPU" << (decoded == ops.size() ? "\n" : ", NOT ALL\n");
  }
  return 0;
}

Bytes read_whole(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ReadFileAt reader_of(const Bytes& file) {
  return [&file](std::uint64_t offset, std::size_t most) -> Result<Bytes> {
    return file.substr(offset, most);
  };
}

int measure_delta(const char* path, std::span<char*> old_paths) {
  const Bytes target = read_whole(path);
  std::vector<Bytes> old;
  for (const char* one : old_paths) old.push_back(read_whole(one));
  std::vector<DeltaSource> sources;
  std::size_t read = target.size();
  for (const Bytes& one : old) {
    sources.push_back({envelope::content_hash(one), one.size(), reader_of(one)});
    read += one.size();
  }
  const auto read_target = reader_of(target);
  const double begin = cpu_seconds();
  const auto delta = find_delta(sources, target.size(), read_target);
  const double seconds = cpu_seconds() - begin;
  Copy file;
  file.hash = envelope::content_hash(target);
  file.size = target.size();
  std::size_t bytes = 0;
  for (std::uint64_t at = 0, end = 0; at < target.size();) {
    auto copy = next_copy(*delta, sources, file, at, read_target, &end);
    if (*copy) {
      bytes += encode_frame(FrameType::kCopy, encode_copy(**copy), Squeeze::kTry).size();
      at += (*copy)->length();
      continue;
    }
    const auto size = std::min<std::uint64_t>(end - at, kFilePartTarget);
    const FilePart part{file.hash, file.size, {}, at, target.substr(at, size)};
    bytes += encode_frame(FrameType::kFile, encode_file_part(part), Squeeze::kTry).size();
    at += size;
  }
  std::cout << target.size() << " bytes: " << bytes << " travel, " << target.size() - delta->copied
            << " of them new, " << delta->pieces.size() << " pieces, "
            << static_cast<double>(read) / 1e6 / seconds << " MB of files a second of CPU\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "ops") == 0) return measure_ops(argv[2]);
  if (argc >= 4 && std::strcmp(argv[1], "delta") == 0) {
    return measure_delta(argv[2], std::span(argv + 3, argv + argc));
  }
  std::cerr << "bench_bundle ops FILE | bench_bundle delta NEW OLD...\n";
  return 2;
}
