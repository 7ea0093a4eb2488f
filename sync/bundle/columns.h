// Columns: many values of one kind, written together so that what they have in common is said once.
//
// Layouts stand in PROTOCOL 7.8. A writer chooses the shortest of a few forms for each column; what
// is read is always exactly what was written. Readers allocate only what the bytes there or the
// limits allow: texts go into an arena of at most kUnpackedMax bytes, numbers are at most as many
// as were asked for. This file does not know what a column means.
// Thread rule: values and pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sync/bundle/fields.h"

namespace jiujin::sync::bundle {

void write_numbers(FieldWriter& out, std::span<const std::uint64_t> numbers);
// `count` is the reader's own knowledge; it is bounded by whoever asks.
std::vector<std::uint64_t> read_numbers(FieldReader& in, std::size_t count);

// Texts as read: places in an arena that they may share.
class TextArena {
 public:
  struct Place {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  // Fails `in` when it would grow beyond kUnpackedMax.
  Place add(FieldReader& in, BytesView bytes);
  BytesView at(Place place) const { return BytesView(m_bytes).substr(place.begin, place.size); }

 private:
  Bytes m_bytes;
};

// No text contains a zero byte.
void write_texts(FieldWriter& out, std::span<const BytesView> texts);
std::vector<TextArena::Place> read_texts(FieldReader& in, std::size_t count, TextArena& arena);

}  // namespace jiujin::sync::bundle
