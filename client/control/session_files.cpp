// Commands about files: taking in pages, pictures of them, handing files out.
#include "client/control/session_state.h"
#include "client/devices/answer_file.h"
#include "client/devices/page_file.h"
#include "client/devices/page_picture.h"
#include "client/devices/page_preview.h"
#include "client/devices/picture_fit.h"
#include "client/documents/paper_file.h"
#include "sync/envelope/suite.h"

#include <filesystem>

namespace jiujin::client::control {
namespace {

Result<sync::base::ContentHash> parse_hash(const std::string& hex) {
  auto hash = sync::base::ContentHash::from_hex(hex);
  if (!hash.ok()) return Error{ErrorCode::kInvalidArgument, hex, "not a file's address"};
  return hash;
}

Result<devices::PageFile> read_one(const ImportFiles& command, const std::string& path) {
  auto read = command.any ? devices::read_answer_file(path) : devices::read_page_file(path);
  if (!read || command.pixels_max <= 0) return read;
  return devices::fit_picture(std::move(*read), command.pixels_max);
}

ImportedFile import_one(SessionState& state, const ImportFiles& command, const std::string& path) {
  ImportedFile file;
  file.path = path;
  file.name = std::filesystem::path(path).filename().string();
  auto read = read_one(command, path);
  if (!read.ok()) {
    file.error = read.error();
    return file;
  }
  auto kept = state.store->put_file(read->bytes, read->media_type);
  if (!kept.ok()) {
    file.error = kept.error();
    file.error->place = file.name;
    return file;
  }
  if (read->media_type == "image/jpeg" && file.name.ends_with(".png"))  // made smaller
    file.name.replace(file.name.size() - 3, 3, "jpg");
  file.hash = kept->hash.hex();
  file.media_type = read->media_type;
  file.size = kept->size;
  file.pages = read->pages;
  file.preview = keep_preview(state, read->bytes, read->media_type);
  return file;
}

}  // namespace

// A scan without one travels as well, only nobody sees it sooner: no fault of a preview is told.
std::optional<sync::casework::PreviewRef> keep_preview(SessionState& state, std::string_view bytes,
                                                       std::string_view media_type) {
  const auto jpeg = devices::make_preview(bytes, media_type);
  if (!jpeg) return std::nullopt;
  constexpr const char* kType = "image/jpeg";
  auto kept = state.store->put_file(*jpeg, kType);
  if (!kept.ok()) return std::nullopt;
  return sync::casework::PreviewRef{kept->hash, kept->size, kType};
}

Result<Answer> import_files(SessionState& state, const ImportFiles& command,
                            const ProgressSink& progress) {
  auto paths = devices::expand_folders(command.paths);
  if (!paths.ok()) return paths.error();
  FilesImported imported;
  std::uint64_t done = 0;
  for (const auto& path : *paths) {
    if (progress && !progress(done, paths->size())) break;  // what is stored already stays
    imported.files.push_back(import_one(state, command, path));
    ++done;
  }
  if (progress) progress(done, paths->size());
  return Answer(std::move(imported));
}

Result<sync::base::Bytes> whole_file(SessionState& state, const sync::base::ContentHash& hash) {
  auto info = state.store->file_info(hash);
  if (!info.ok()) return info.error();
  if (!*info || !(*info)->complete)
    return Error{ErrorCode::kNotFound, hash.hex(), "the file has not arrived yet"};
  return state.store->read_file(hash, 0, (*info)->size);
}

Result<Answer> make_picture(SessionState& state, const MakePicture& command) {
  auto hash = parse_hash(command.hash);
  if (!hash.ok()) return hash.error();
  auto info = state.store->file_info(*hash);
  if (!info.ok()) return info.error();
  auto bytes = whole_file(state, *hash);
  if (!bytes.ok()) return bytes.error();
  PictureMade made;
  made.hash = command.hash;
  if (!devices::sound_or_film(*bytes).empty()) {
    made.seconds = devices::length_seconds(*bytes);
    return Answer(std::move(made));
  }
  auto picture = devices::draw_page(*bytes, (*info)->media_type, command.pdf_page,
                                    command.rotation, command.pixels);
  if (!picture.ok()) return picture.error();
  made.width = picture->width;
  made.height = picture->height;
  made.rgba = std::make_shared<const std::vector<std::uint8_t>>(std::move(picture->rgba));
  return Answer(std::move(made));
}

Result<Answer> save_file(SessionState& state, const SaveFile& command) {
  auto hash = parse_hash(command.hash);
  if (!hash.ok()) return hash.error();
  auto bytes = whole_file(state, *hash);
  if (!bytes.ok()) return bytes.error();
  auto path = documents::write_view_file(*bytes, command.name, command.path);
  if (!path.ok()) return path.error();
  return Answer(DocumentMade{*path, false});
}

}  // namespace jiujin::client::control
