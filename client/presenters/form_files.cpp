// Files that answer a form's field: kept as scans, named by the answer, carried under the field's
// path as a material's pages are carried under its slot.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "client/presenters/field_kinds.h"
#include "client/presenters/form_presenter.h"
#include "client/presenters/geo_text.h"
#include "client/presenters/materials_presenter.h"
#include "client/presenters/wording.h"
#include "forms/xforms/form_session.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

// Eight of its address's 64 digits tell a case's files apart.
constexpr std::size_t kTellingDigits = 8;

// 授权委托书.jpg #3fa2b1c9
std::string answer_naming(const MaterialChoice::Page& page) {
  return page.name + " #" + page.hash.substr(0, kTellingDigits);
}

constexpr int kThumbnailPixels = 160;

// 0:42, 1:02:03
std::string length_text(int seconds) {
  char text[24];
  if (seconds >= 3600)
    std::snprintf(text, sizeof text, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                  seconds % 60);
  else
    std::snprintf(text, sizeof text, "%d:%02d", seconds / 60, seconds % 60);
  return text;
}

// A picture is asked for as a page: a PDF will do. Sound and film share their containers.
bool fits(Control wanted, const std::string& media_type) {
  const bool sounds = media_type.starts_with("audio/") || media_type.starts_with("video/");
  return (wanted != Control::kSound && wanted != Control::kFilm) || sounds;
}

// ".pdf, .docx image/*": as HTML's input has it.
std::vector<std::string> kinds_in(const std::string& accept) {
  std::vector<std::string> kinds;
  std::string kind;
  for (const char c : accept + ",") {
    if (c != ',' && c != ' ') {
      kind += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!kind.empty()) {
      kinds.push_back(std::move(kind));
      kind.clear();
    }
  }
  return kinds;
}

// A whole number above nought; anything else limits nothing.
int pixels_in(const std::string& text) {
  int pixels = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), pixels);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::max(pixels, 0) : 0;
}

bool accepted(const std::vector<std::string>& kinds, std::string name, const std::string& type) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto takes = [&](const std::string& kind) {
    if (kind.starts_with('.')) return name.ends_with(kind);
    if (kind.ends_with("/*")) return type.starts_with(kind.substr(0, kind.size() - 1));
    return type == kind;
  };
  return kinds.empty() || std::any_of(kinds.begin(), kinds.end(), takes);
}

Notice other_kind(const std::vector<std::string>& kinds, const std::string& name) {
  std::string all;
  for (const auto& kind : kinds) all += (all.empty() ? "" : _t(", ")) + kind;
  return {Tone::kRed, format(_t("“{0}” was not taken in"), name),
          format(_t("This question takes files of these kinds only: {0}"), all)};
}

Notice misfit(Control wanted, const std::string& name) {
  return {Tone::kRed, format(_t("“{0}” was not taken in"), name),
          wanted == Control::kSound
              ? _t("This is no sound recording. Choose a file such as MP3, M4A, WAV or OGG.")
              : _t("This is no film. Choose a file such as MP4, 3GP, MOV or WebM.")};
}

// What a drawing is called: by its question.
std::string drawing_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1) + ".png";
}

}  // namespace

const MaterialChoice::Page* FormPresenter::file_named(const std::string& answer) const {
  for (const auto& page : m_files)
    if (answer_naming(page) == answer) return &page;
  return nullptr;
}

void FormPresenter::describe_file(FieldView& field, const forms::xforms::Item& item) {
  if (const auto accept = item.attributes.find("accept"); accept != item.attributes.end())
    field.accepts = kinds_in(accept->second);
  if (const auto pixels = item.attributes.find("orx:max-pixels"); pixels != item.attributes.end())
    field.pixels_max = pixels_in(pixels->second);
  const auto* page = file_named(field.value);
  const auto hash = field.value.rfind(" #");
  field.file_name = page ? page->name : field.value.substr(0, hash);
  if (!page) return;
  field.file_hash = page->hash;
  field.file_type = page->media_type;
  field.detail = localization::format_bytes(page->size);
  const auto seconds = m_seconds.find(page->hash);
  if (seconds != m_seconds.end() && seconds->second > 0)
    field.detail += " · " + length_text(seconds->second);
  if (page->media_type == "application/octet-stream") return;
  const auto [picture, fresh] = m_pictures.try_emplace(page->hash);
  field.picture = picture->second;
  if (!fresh) return;
  m_workplace.ask(control::MakePicture{page->hash, 0, page->rotation, kThumbnailPixels}, m_token,
                  [this, id = field.id, hash = page->hash](control::Reply reply) {
                    const auto* made = reply.get<control::PictureMade>();
                    if (!made) return;
                    m_pictures[hash] = {made->width, made->height, made->rgba};
                    m_seconds[hash] = made->seconds;
                    show_field(id);
                  });
}

void FormPresenter::refuse_file(std::uint32_t id, const std::string& at, const Notice& notice) {
  m_file_errors[at] = notice.title + " " + notice.text;
  show_field(id);
}

void FormPresenter::pick_file(std::uint32_t id, const std::string& path) {
  take_file(id, path, false);
}

void FormPresenter::take_drawing(std::uint32_t id, const std::string& path) {
  take_file(id, path, true);
}

void FormPresenter::take_file(std::uint32_t id, const std::string& path, bool discard) {
  const auto* known = field(id);
  if (!known || known->readonly || known->kind != FieldKind::kFile) return;
  const auto wanted = known->look.control;
  const bool pages = wanted == Control::kPicture || wanted == Control::kCanvas;
  m_workplace.ask(
      control::ImportFiles{{path}, !pages, known->pixels_max}, m_token,
      [this, id, wanted, path, discard, at = known->path,
       accepts = known->accepts](control::Reply reply) {
        std::error_code ignored;
        if (discard) std::filesystem::remove(path, ignored);
        const auto* imported = reply.get<control::FilesImported>();
        if (imported && imported->files.empty()) return;  // an empty folder
        const auto* file = imported ? &imported->files.front() : nullptr;
        m_file_errors.erase(at);
        if (!file || file->error)
          return refuse_file(id, at, refused_file(file ? file->name : "",
                                                  file ? *file->error : reply.result.error()));
        if (!fits(wanted, file->media_type)) return refuse_file(id, at, misfit(wanted, file->name));
        if (!discard && !accepted(accepts, file->name, file->media_type))
          return refuse_file(id, at, other_kind(accepts, file->name));
        auto page = page_of(*file);
        if (discard) page.name = drawing_name(at);
        m_files.push_back(std::move(page));
        set_value(id, answer_naming(m_files.back()));
        show_field(id);
      });
}

void FormPresenter::picture_of(std::uint32_t id, int pixels, std::function<void(Picture)> made) {
  const auto* known = field(id);
  const auto* page = known ? file_named(known->value) : nullptr;
  if (!page) return made({});
  m_workplace.ask(control::MakePicture{page->hash, 0, page->rotation, pixels}, m_token,
                  [made = std::move(made)](control::Reply reply) {
                    const auto* picture = reply.get<control::PictureMade>();
                    made(picture ? Picture{picture->width, picture->height, picture->rgba}
                                 : Picture{});
                  });
}

void FormPresenter::write_file(std::uint32_t id) {
  const auto* known = field(id);
  const auto* page = known ? file_named(known->value) : nullptr;
  if (!page) return;
  m_workplace.ask(control::SaveFile{page->hash, page->name, ""}, m_token,
                  [this, id, at = known->path](control::Reply reply) {
                    if (const auto* made = reply.get<control::DocumentMade>()) {
                      if (on_file) on_file(made->path);
                      return;
                    }
                    refuse_file(id, at, error_notice(_t("The file could not be opened"),
                                                     reply.result.error()));
                  });
}

void FormPresenter::pick_places(std::uint32_t id, const std::string& path) {
  const auto* known = field(id);
  if (!known || known->readonly) return;
  const auto kind = known->kind == FieldKind::kPoint   ? PlaceKind::kPoint
                    : known->kind == FieldKind::kTrace ? PlaceKind::kTrace
                                                       : PlaceKind::kShape;
  auto places = read_places(path, kind);
  if (!places.ok()) {
    const auto name = std::filesystem::path(path).filename().string();
    return refuse_file(id, known->path,
                       {Tone::kRed, format(_t("“{0}” was not taken in"), name),
                        places.error().cause});
  }
  m_file_errors.erase(known->path);
  set_value(id, *places);
  show_field(id);
}

std::vector<MaterialChoice> FormPresenter::files() const {
  std::vector<MaterialChoice> named;
  for (const auto& field : m_view.fields) {
    if (field.kind != FieldKind::kFile) continue;
    const auto* page = file_named(field.value);
    if (!page) continue;
    MaterialChoice choice;
    choice.slot = field.path;
    choice.mode = "files";
    choice.pages = {*page};
    named.push_back(std::move(choice));
  }
  return named;
}

void FormPresenter::keep_files(const std::vector<MaterialChoice>& known) {
  for (const auto& choice : known)
    if (choice.slot.starts_with('/'))
      m_files.insert(m_files.end(), choice.pages.begin(), choice.pages.end());
}

}  // namespace jiujin::client::presenters
