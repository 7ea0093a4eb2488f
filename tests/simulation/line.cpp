#include "tests/simulation/line.h"

#include <algorithm>

namespace jiujin::tests::simulation {

using namespace sync;

bool put_bytes(Connection& line, Way& way, BytesView bytes) {
  if (line.broken) return false;
  const std::uint64_t room = way.cut_at - std::min(way.cut_at, way.sent);
  const bool torn = bytes.size() > room;
  Bytes arriving(bytes.substr(0, torn ? static_cast<std::size_t>(room) : bytes.size()));
  const std::uint64_t from = way.sent;
  way.sent += arriving.size();
  if (way.keep) way.kept += arriving;
  if (way.bend_at >= from && way.bend_at < way.sent)
    arriving[static_cast<std::size_t>(way.bend_at - from)] ^= static_cast<char>(1 << (from % 8));
  if (way.black_from < way.sent)
    arriving.resize(static_cast<std::size_t>(way.black_from - std::min(way.black_from, from)));
  way.waiting += arriving;
  if (torn) line.broken = true;
  return !torn;
}

namespace {

wire::ByteReader county_reader(Fibers& fibers, Dice& dice, std::shared_ptr<Connection> line) {
  return [&fibers, &dice, line](char* buffer, std::size_t size) -> Result<std::size_t> {
    Way& way = line->up;
    const bool moved =
        fibers.wait([&] { return !way.waiting.empty() || way.ended || line->broken; }, kIdleMs);
    if (!way.waiting.empty()) {
      const std::size_t count =
          std::min<std::size_t>({size, way.waiting.size(), 1 + dice.below(40'000)});
      way.waiting.copy(buffer, count);
      way.waiting.erase(0, count);
      return count;
    }
    if (line->broken) return Error{ErrorCode::kNetwork, "line", "broken"};
    if (!moved) return Error{ErrorCode::kTimeout, "line", "silent"};
    return std::size_t{0};
  };
}

wire::ByteWriter county_writer(Fibers& fibers, std::shared_ptr<Connection> line) {
  return [&fibers, line](BytesView bytes) -> Result<void> {
    fibers.pause();
    if (!put_bytes(*line, line->down, bytes)) return Error{ErrorCode::kNetwork, "line", "broken"};
    return {};
  };
}

}  // namespace

wire::ServeLine county_end(Fibers& fibers, Dice& dice, std::shared_ptr<Connection> line) {
  return {.read = county_reader(fibers, dice, line),
          .write = county_writer(fibers, line),
          .ready = [line] { return !line->up.waiting.empty(); }};
}

}  // namespace jiujin::tests::simulation
