#include "client/devices/jpeg_writer.h"

#include <cstdlib>
#include <vector>

#include "client/devices/jpeg_failure.h"

namespace jiujin::client::devices {
namespace {

// What is transparent lies on white paper.
std::vector<JSAMPLE> on_white(const PagePicture& picture) {
  std::vector<JSAMPLE> rgb;
  rgb.reserve(picture.rgba.size() / 4 * 3);
  for (std::size_t at = 0; at < picture.rgba.size(); at += 4) {
    const unsigned alpha = picture.rgba[at + 3];
    for (std::size_t channel = 0; channel < 3; ++channel)
      rgb.push_back(
          static_cast<JSAMPLE>((picture.rgba[at + channel] * alpha + 255 * (255 - alpha)) / 255));
  }
  return rgb;
}

// Nothing with a destructor lives between setjmp and longjmp.
bool encode(JSAMPLE* rgb, int width, int height, int quality, unsigned char** out,
            unsigned long* size) {
  jpeg_compress_struct info{};
  JpegFailure failure{};
  info.err = jpeg_std_error(&failure.base);
  failure.base.error_exit = jpeg_failed;
  if (setjmp(failure.back)) {
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, out, size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.optimize_coding = TRUE;
  info.write_JFIF_header = TRUE;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = rgb + static_cast<std::size_t>(info.next_scanline) * width * 3;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

}  // namespace

std::optional<std::string> write_jpeg(const PagePicture& picture, int quality) {
  auto rgb = on_white(picture);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  std::optional<std::string> jpeg;
  if (encode(rgb.data(), picture.width, picture.height, quality, &bytes, &size))
    jpeg.emplace(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return jpeg;
}

}  // namespace jiujin::client::devices
