// The rows of a FileQueue (file_queue.h says what stands in them). Private to it.
// Thread rule: values and pure functions.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "sync/base/identity.h"

namespace jiujin::sync::wire::queue_rows {

constexpr std::string_view kSend = "wire/send/";

inline std::string scanned_key(const base::IncarnationId& log) {
  return "wire/scanned/" + log.hex();
}
inline std::string key_of(std::string_view prefix, const base::ContentHash& hash) {
  return std::string(prefix) + hash.hex();
}

// "12 345 image/jpeg" -> words from the front, the rest behind them.
class RowWords {
 public:
  explicit RowWords(const std::string& value) : m_rest(value) {}
  std::string_view word() {
    const auto end = m_rest.find(' ');
    const std::string_view out = m_rest.substr(0, end);
    m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
    return out;
  }
  std::uint64_t number() { return std::strtoull(std::string(word()).c_str(), nullptr, 10); }
  std::uint64_t number_at(int index) {
    for (int i = 0; i < index; ++i) word();
    return number();
  }
  std::string_view rest() const { return m_rest; }

 private:
  std::string_view m_rest;
};

}  // namespace jiujin::sync::wire::queue_rows
