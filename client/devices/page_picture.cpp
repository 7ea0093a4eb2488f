#include "client/devices/page_picture.h"

#include <png.h>
#include <algorithm>
#include <cstring>

#include "client/devices/jpeg_failure.h"
#include "client/devices/limits.h"
#include "client/devices/pdf_pages.h"

namespace jiujin::client::devices {
namespace {

// Decodes into `*out`; nothing with a destructor lives between setjmp and longjmp.
bool decode_jpeg(const unsigned char* bytes, std::size_t size, int pixels, PagePicture* out,
                 bool* too_large) {
  jpeg_decompress_struct info{};
  JpegFailure failure{};
  info.err = jpeg_std_error(&failure.base);
  failure.base.error_exit = jpeg_failed;
  failure.base.output_message = [](j_common_ptr) {};
  if (setjmp(failure.back)) {
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, bytes, size);
  jpeg_read_header(&info, TRUE);
  *too_large = static_cast<std::int64_t>(info.image_width) * info.image_height > kPicturePixelsMax;
  if (*too_large) {
    jpeg_destroy_decompress(&info);
    return false;
  }
  info.out_color_space = JCS_EXT_RGBA;
  const auto longest = std::max(info.image_width, info.image_height);
  info.scale_num = 1;
  info.scale_denom = 1;
  while (info.scale_denom < 8 && longest / (info.scale_denom * 2) >= static_cast<unsigned>(pixels))
    info.scale_denom *= 2;
  jpeg_start_decompress(&info);
  out->width = static_cast<int>(info.output_width);
  out->height = static_cast<int>(info.output_height);
  out->rgba.resize(static_cast<std::size_t>(out->width) * out->height * 4);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = out->rgba.data() +
                   static_cast<std::size_t>(info.output_scanline) * out->width * 4;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return true;
}

Result<PagePicture> draw_jpeg(std::string_view bytes, int pixels) {
  PagePicture picture;
  bool too_large = false;
  if (decode_jpeg(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), pixels,
                  &picture, &too_large))
    return picture;
  if (too_large) return Error{ErrorCode::kTooLarge, "", "over 200 million pixels"};
  return Error{ErrorCode::kInvalidData, "", "not a readable JPEG"};
}

Result<PagePicture> draw_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()))
    return Error{ErrorCode::kInvalidData, "", image.message};
  if (static_cast<std::int64_t>(image.width) * image.height > kPicturePixelsMax) {
    png_image_free(&image);
    return Error{ErrorCode::kTooLarge, "", "over 200 million pixels"};
  }
  image.format = PNG_FORMAT_RGBA;
  PagePicture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  picture.rgba.resize(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, nullptr, picture.rgba.data(), 0, nullptr))
    return Error{ErrorCode::kInvalidData, "", image.message};
  return picture;
}

// Area average: each target pixel is the mean of the source pixels below it.
PagePicture shrink(const PagePicture& from, int pixels) {
  const int longest = std::max(from.width, from.height);
  if (longest <= pixels) return from;
  PagePicture to{std::max(1, from.width * pixels / longest),
                 std::max(1, from.height * pixels / longest), {}};
  to.rgba.resize(static_cast<std::size_t>(to.width) * to.height * 4);
  for (int y = 0; y < to.height; ++y) {
    const int top = static_cast<int>(static_cast<std::int64_t>(y) * from.height / to.height);
    const int bottom = std::max(
        top + 1, static_cast<int>(static_cast<std::int64_t>(y + 1) * from.height / to.height));
    for (int x = 0; x < to.width; ++x) {
      const int left = static_cast<int>(static_cast<std::int64_t>(x) * from.width / to.width);
      const int right = std::max(
          left + 1, static_cast<int>(static_cast<std::int64_t>(x + 1) * from.width / to.width));
      std::uint64_t sum[4] = {};
      for (int sy = top; sy < bottom; ++sy) {
        const auto* row = from.rgba.data() + (static_cast<std::size_t>(sy) * from.width + left) * 4;
        for (int sx = left; sx < right; ++sx)
          for (int channel = 0; channel < 4; ++channel) sum[channel] += *row++;
      }
      const auto count = static_cast<std::uint64_t>(bottom - top) * (right - left);
      auto* target = to.rgba.data() + (static_cast<std::size_t>(y) * to.width + x) * 4;
      for (int channel = 0; channel < 4; ++channel)
        target[channel] = static_cast<std::uint8_t>(sum[channel] / count);
    }
  }
  return to;
}

PagePicture turn(const PagePicture& from, int rotation) {
  if (rotation == 0) return from;
  const bool across = rotation == 90 || rotation == 270;
  PagePicture to{across ? from.height : from.width, across ? from.width : from.height, {}};
  to.rgba.resize(from.rgba.size());
  for (int y = 0; y < from.height; ++y) {
    for (int x = 0; x < from.width; ++x) {
      int tx = from.width - 1 - x, ty = from.height - 1 - y;  // 180
      if (rotation == 90) {
        tx = from.height - 1 - y;
        ty = x;
      } else if (rotation == 270) {
        tx = y;
        ty = from.width - 1 - x;
      }
      std::memcpy(to.rgba.data() + (static_cast<std::size_t>(ty) * to.width + tx) * 4,
                  from.rgba.data() + (static_cast<std::size_t>(y) * from.width + x) * 4, 4);
    }
  }
  return to;
}

}  // namespace

Result<PagePicture> draw_page(std::string_view bytes, std::string_view media_type, int page,
                              int rotation, int pixels) {
  pixels = std::clamp(pixels, 16, 4096);
  Result<PagePicture> drawn = Error{ErrorCode::kUnsupported, "", std::string(media_type)};
  if (media_type == "image/jpeg") drawn = draw_jpeg(bytes, pixels);
  if (media_type == "image/png") drawn = draw_png(bytes);
  if (media_type == "application/pdf") drawn = draw_pdf_page(bytes, page, pixels);
  if (!drawn.ok()) return drawn.error();
  return turn(shrink(*drawn, pixels), ((rotation % 360) + 360) % 360);
}

}  // namespace jiujin::client::devices
