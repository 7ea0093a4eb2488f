// Columns of numbers (PROTOCOL 7.8): same, steps, bits, differences, plain.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "sync/bundle/columns.h"

namespace jiujin::sync::bundle {

namespace {

// On the wire: do not renumber.
enum class NumberForm : std::uint8_t {
  kSame = 0,
  kSteps = 1,
  kBits = 2,
  kDifferences = 3,
  kPlain = 4,
};

constexpr unsigned kWidthMax = 56;  // so that a value and the bits before it fit 64

// What deflate will make of bytes, roughly: their order-0 entropy.
double cost_of(BytesView bytes) {
  std::array<std::uint32_t, 256> seen{};
  for (char c : bytes) ++seen[static_cast<std::uint8_t>(c)];
  double bits = 0;
  for (const std::uint32_t n : seen) {
    if (n > 0) bits += n * std::log2(static_cast<double>(bytes.size()) / n);
  }
  return bits / 8;
}

Bytes packed(std::span<const std::uint64_t> numbers, std::uint64_t least, unsigned width) {
  Bytes out;
  out.reserve(numbers.size() * width / 8 + 1);
  std::uint64_t bits = 0;
  unsigned held = 0;
  for (const std::uint64_t number : numbers) {
    bits |= (number - least) << held;
    for (held += width; held >= 8; held -= 8, bits >>= 8) out.push_back(static_cast<char>(bits));
  }
  if (held > 0) out.push_back(static_cast<char>(bits));
  return out;
}

std::vector<std::uint64_t> unpacked(BytesView bytes, std::size_t count, std::uint64_t least,
                                    unsigned width) {
  std::vector<std::uint64_t> out;
  out.reserve(count);
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::uint64_t bits = 0;
  unsigned held = 0;
  std::size_t at = 0;
  while (out.size() < count) {
    for (; held < width; held += 8) {
      bits |= std::uint64_t{static_cast<std::uint8_t>(bytes[at++])} << held;
    }
    out.push_back(least + (bits & mask));
    bits >>= width;
    held -= width;
  }
  return out;
}

bool steps_evenly(std::span<const std::uint64_t> numbers) {
  for (std::size_t i = 2; i < numbers.size(); ++i) {
    if (numbers[i] - numbers[i - 1] != numbers[1] - numbers[0]) return false;
  }
  return true;
}

}  // namespace

void write_numbers(FieldWriter& out, std::span<const std::uint64_t> numbers) {
  if (numbers.empty()) return;
  const auto form = [&out](NumberForm chosen) { out.byte(static_cast<std::uint8_t>(chosen)); };
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  if (*least == *most) {
    form(NumberForm::kSame);
    return out.varint(*least);
  }
  if (steps_evenly(numbers)) {
    form(NumberForm::kSteps);
    out.varint(numbers[0]);
    return out.zigzag(static_cast<std::int64_t>(numbers[1] - numbers[0]));
  }
  FieldWriter differences, plain;
  std::uint64_t before = 0;
  for (const std::uint64_t number : numbers) {
    differences.zigzag(static_cast<std::int64_t>(number - before));
    plain.varint(number);
    before = number;
  }
  const double by_differences = cost_of(differences.bytes());
  const double by_value = cost_of(plain.bytes());
  const auto width = static_cast<unsigned>(std::bit_width(*most - *least));
  const double by_bits = width > kWidthMax ? 1e9 : static_cast<double>(numbers.size()) * width / 8;
  if (by_bits <= std::min(by_differences, by_value)) {
    form(NumberForm::kBits);
    out.varint(*least);
    out.byte(static_cast<std::uint8_t>(width));
    return out.raw(packed(numbers, *least, width));
  }
  form(by_differences < by_value ? NumberForm::kDifferences : NumberForm::kPlain);
  out.raw(by_differences < by_value ? differences.bytes() : plain.bytes());
}

std::vector<std::uint64_t> read_numbers(FieldReader& in, std::size_t count) {
  std::vector<std::uint64_t> out;
  if (count == 0) return out;
  switch (static_cast<NumberForm>(in.byte())) {
    case NumberForm::kSame:
      out.assign(count, in.varint());
      break;
    case NumberForm::kSteps: {
      std::uint64_t number = in.varint();
      const auto step = static_cast<std::uint64_t>(in.zigzag());
      for (; out.size() < count; number += step) out.push_back(number);
      break;
    }
    case NumberForm::kBits: {
      const std::uint64_t least = in.varint();
      const unsigned width = in.byte();
      if (width == 0 || width > kWidthMax) in.fail("a column's width is out of its range");
      const BytesView bytes = in.raw(in.failed() ? 0 : (count * width + 7) / 8);
      if (!in.failed()) out = unpacked(bytes, count, least, width);
      break;
    }
    case NumberForm::kDifferences: {
      std::uint64_t number = 0;
      while (out.size() < count && !in.failed()) {
        out.push_back(number += static_cast<std::uint64_t>(in.zigzag()));
      }
      break;
    }
    case NumberForm::kPlain:
      while (out.size() < count && !in.failed()) out.push_back(in.varint());
      break;
    default:
      in.fail("an unknown form of a column of numbers");
  }
  if (in.failed()) out.assign(count, 0);
  return out;
}

}  // namespace jiujin::sync::bundle
