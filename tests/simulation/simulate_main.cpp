// jiujin_simulate: plays simulated worlds and names the seed of the first that breaks a promise.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "tests/simulation/plain_suite.h"
#include "tests/simulation/planted_names.h"
#include "tests/simulation/world.h"

using namespace jiujin::tests::simulation;
using jiujin::sync::base::Planted;

namespace {

constexpr const char* kUsage =
    "jiujin_simulate [--seed N] [--runs M] [--stations S] [--trace] [--planted BUG]\n"
    "  plays M worlds (1) from seed N (1) on; exit 1 and the seed when a promise is broken\n"
    "  --stations so many in each world, instead of one to three\n"
    "  --trace    prints the history of every world played\n"
    "  --planted  with a bug planted in the product: exit 0 only when some world shows it\n"
    "             (--planted list names them)\n";

struct Wishes {
  std::uint64_t seed = 1;
  std::uint64_t runs = 1;
  std::size_t stations = 0;
  bool with_trace = false;
  const char* planted = nullptr;
};

int found(const Wishes& wishes, std::uint64_t seed, const Verdict& verdict) {
  Dice dice(seed);
  std::printf("seed %llu: %s\nclimate: %s\n", static_cast<unsigned long long>(seed),
              verdict.wrong.c_str(), describe(draw_climate(dice)).c_str());
  if (wishes.planted) {
    std::printf("%s found in world %llu\n", wishes.planted,
                static_cast<unsigned long long>(seed - wishes.seed + 1));
    return 0;
  }
  std::printf("see it: jiujin_simulate --seed %llu --trace\n",
              static_cast<unsigned long long>(seed));
  return 1;
}

int play(const Wishes& wishes) {
  install_plain_suite();
  const std::clock_t begun = std::clock();
  std::uint64_t ops = 0;
  std::uint64_t steps = 0;
  for (std::uint64_t i = 0; i < wishes.runs; ++i) {
    std::string trace;
    World world(wishes.seed + i, wishes.with_trace ? &trace : nullptr, wishes.stations);
    const Verdict verdict = world.run();
    ops += verdict.ops;
    steps += verdict.steps;
    std::fputs(trace.c_str(), stdout);
    if (!verdict.wrong.empty()) return found(wishes, wishes.seed + i, verdict);
  }
  // Of one processor's time: what else runs on the machine does not count.
  const double took = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
  std::printf(
      "%llu worlds from seed %llu: nothing lost, nothing doubled; %llu ops, %llu steps, "
      "%.0f worlds/s\n",
      static_cast<unsigned long long>(wishes.runs), static_cast<unsigned long long>(wishes.seed),
      static_cast<unsigned long long>(ops), static_cast<unsigned long long>(steps),
      static_cast<double>(wishes.runs) / std::max(took, 1e-6));
  if (wishes.planted) std::printf("%s was not found\n", wishes.planted);
  return wishes.planted ? 1 : 0;
}

bool plant(const char* name) {
  for (const auto& [bug, planted] : kPlantedInWorlds) {
    if (bug != name) continue;
    jiujin::sync::base::g_planted = planted;
    return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  Wishes wishes;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const char* const value = i + 1 < argc ? argv[i + 1] : nullptr;
    if (word == "--help") {
      std::fputs(kUsage, stdout);
      return 0;
    }
    if (word == "--trace") {
      wishes.with_trace = true;
      continue;
    }
    if (word == "--planted" && value && std::strcmp(value, "list") == 0) {
      for (const auto& bug : kPlantedInWorlds) std::printf("%s\n", bug.first.data());
      return 0;
    }
    bool known = value != nullptr;
    if (known && word == "--seed")
      wishes.seed = std::strtoull(value, nullptr, 10);
    else if (known && word == "--runs")
      wishes.runs = std::strtoull(value, nullptr, 10);
    else if (known && word == "--stations")
      wishes.stations = std::strtoull(value, nullptr, 10);
    else if (known && word == "--planted" && plant(value))
      wishes.planted = value;
    else
      known = false;
    if (!known) {
      std::fputs(kUsage, stderr);
      return 2;
    }
    ++i;
  }
  return play(wishes);
}
