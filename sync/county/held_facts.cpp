#include "sync/county/held_facts.h"

#include <nlohmann/json.hpp>

#include "sync/casework/states.h"
#include "sync/county/case_actions.h"

namespace jiujin::sync::county {
namespace {

// A camera's JPEG has its size behind a thumbnail of up to 64 KiB.
constexpr std::size_t kHeadBytes = 256 * 1024;

std::string field_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string text_of(const std::string& json) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  if (value.is_discarded() || value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

int big_endian(base::BytesView bytes, std::size_t at, int count) {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return number;
}

}  // namespace

forms::prereview::EarlierCase earlier_case(const casework::Case& c) {
  forms::prereview::EarlierCase fact;
  fact.item = c.item;
  fact.subject = c.applicant.id_no;
  fact.opened = c.submitted_on;
  fact.state = static_cast<int>(c.state);
  fact.open = casework::is_in_progress(c.state);
  fact.granted = c.granted.value_or(false);
  for (const auto& [path, json] : c.answers) {
    if (path.find('[') == std::string::npos) fact.answers[field_of(path)] = text_of(json);
  }
  return fact;
}

PictureSize picture_size(base::BytesView bytes) {
  // PNG, section 11.2.2: IHDR comes first, width and height at 16 and 20.
  if (bytes.starts_with("\x89PNG\r\n\x1a\n") && bytes.size() >= 24) {
    return {big_endian(bytes, 16, 4), big_endian(bytes, 20, 4)};
  }
  if (!bytes.starts_with("\xff\xd8")) return {};
  // JPEG, T.81 B.2.2: segments with their lengths up to a frame header, SOF0 to SOF15 but for the
  // tables DHT, JPG and DAC; height comes before width.
  std::size_t at = 2;
  while (at + 9 <= bytes.size()) {
    if (big_endian(bytes, at, 1) != 0xff) return {};
    const int marker = big_endian(bytes, at + 1, 1);
    if (marker == 0xff) {  // a fill byte
      ++at;
      continue;
    }
    const bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
                       marker != 0xcc;
    if (frame) return {big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2)};
    at += 2 + static_cast<std::size_t>(big_endian(bytes, at + 2, 2));
  }
  return {};
}

Result<std::vector<forms::prereview::PhotoFact>> photos_of(store::LogStore& store,
                                                           const casework::Case& c) {
  std::vector<forms::prereview::PhotoFact> photos;
  for (const auto& material : c.materials) {
    for (const auto& file : material.files) {
      auto info = store.file_info(file.hash);
      if (!info.ok()) return info.error();
      if (!*info || !(*info)->complete) continue;
      auto head = store.read_file(file.hash, 0, kHeadBytes);
      if (!head.ok()) return head.error();
      const auto type = sniff_media_type(*head);
      if (!type.starts_with("image/")) continue;
      const auto size = picture_size(*head);
      forms::prereview::PhotoFact photo;
      photo.place = material.slot;
      photo.media_type = type;
      photo.bytes = static_cast<long>((*info)->size);
      photo.width = size.width;
      photo.height = size.height;
      photos.push_back(photo);
      for (const auto& [path, json] : c.answers) {
        const auto text = text_of(json);
        if (text.empty() || (text != file.name && text != file.hash.hex())) continue;
        photo.place = field_of(path);
        photos.push_back(photo);
      }
    }
  }
  return photos;
}

}  // namespace jiujin::sync::county
