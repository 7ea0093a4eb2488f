#include "forms/xlsform/zip_parts.h"

#include <zip.h>

#include <array>

#include "forms/xlsform/limits.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

void ZipParts::Close::operator()(zip* archive) const {
  zip_discard(archive);
}

Result<ZipParts> ZipParts::open(std::string_view bytes, const std::string& file) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) {
    return Error{ErrorCode::kInvalidData, file, _t("This is not an .xlsx workbook")};
  }
  ZipParts parts;
  parts.m_archive.reset(archive);
  parts.m_file = file;
  if (zip_get_num_entries(archive, 0) > static_cast<zip_int64_t>(kPartsMax)) {
    return Error{ErrorCode::kTooLarge, file, _t("The workbook has too many parts")};
  }
  return parts;
}

bool ZipParts::has(const std::string& name) const {
  return zip_name_locate(m_archive.get(), name.c_str(), 0) >= 0;
}

Result<std::string> ZipParts::read(const std::string& name) const {
  const std::string place = m_file + ":" + name;
  const zip_int64_t index = zip_name_locate(m_archive.get(), name.c_str(), 0);
  if (index < 0) {
    return Error{ErrorCode::kNotFound, place, _t("This part of the workbook is missing")};
  }
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(m_archive.get(), static_cast<zip_uint64_t>(index), 0, &stat) == 0 &&
      (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return Error{ErrorCode::kUnsupported, place,
                 _t("The workbook is protected by a password: save it without one")};
  }
  zip_file_t* part = zip_fopen_index(m_archive.get(), static_cast<zip_uint64_t>(index), 0);
  if (part == nullptr) {
    return Error{ErrorCode::kCorrupt, place, _t("This part of the workbook cannot be read")};
  }
  std::string out;
  std::array<char, 64 * 1024> piece{};
  zip_int64_t count = 0;
  while ((count = zip_fread(part, piece.data(), piece.size())) > 0) {
    if (out.size() + static_cast<std::size_t>(count) > kPartBytesMax) break;
    out.append(piece.data(), static_cast<std::size_t>(count));
  }
  zip_fclose(part);
  if (count > 0) {
    return Error{ErrorCode::kTooLarge, place,
                 _t("This part of the workbook inflates to more than 128 MB")};
  }
  if (count < 0) {
    return Error{ErrorCode::kCorrupt, place, _t("This part of the workbook is damaged")};
  }
  return out;
}

}  // namespace jiujin::forms::xlsform
