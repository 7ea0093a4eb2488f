#include "client/views/fields/file_field.h"

#include <wx/filedlg.h>
#include <wx/sizer.h>
#include <wx/statbmp.h>

#include "client/views/fields/canvas_dialog.h"
#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::Control;
using presenters::FieldView;
using presenters::Pen;

namespace {

constexpr int kPictureSide = 120;
constexpr int kDrawnOnPixels = 1600;  // a photograph is drawn upon at this size

std::string pick_words(const FieldView& field) {
  switch (field.look.control) {
    case Control::kSound: return _t("Choose a recording…");
    case Control::kFilm: return _t("Choose a film…");
    case Control::kCanvas: return _t("Choose a picture…");
    default: return _t("Choose a file…");
  }
}

// The dialog lists what ends so; a kind of content ("image/*") is judged once a file is chosen.
wxString suffixes_of(const std::vector<std::string>& accepts) {
  wxString patterns;
  for (const auto& kind : accepts) {
    if (!kind.starts_with('.')) return {};
    if (!patterns.empty()) patterns += ";";
    patterns += "*" + wx(kind) + ";*" + wx(kind).Upper();
  }
  return patterns;
}

wxString kinds_of(Control control, const std::vector<std::string>& accepts) {
  if (const auto patterns = suffixes_of(accepts); !patterns.empty())
    return patterns + "|" + patterns;
  switch (control) {
    case Control::kSound:
      return wx(_t("Recordings")) + "|*.mp3;*.m4a;*.wav;*.ogg;*.oga;*.opus;*.amr;*.flac;*.3gp;"
                                    "*.mp4;*.MP3;*.M4A;*.WAV;*.AMR";
    case Control::kFilm:
      return wx(_t("Films")) + "|*.mp4;*.3gp;*.mov;*.webm;*.mkv;*.avi;*.MP4;*.MOV;*.AVI";
    case Control::kFile: return wx(_t("All files")) + "|*";
    case Control::kCanvas: return wx(_t("Pictures")) + "|*.jpg;*.jpeg;*.png;*.JPG;*.JPEG;*.PNG";
    default:
      return wx(_t("Pictures and PDF")) + "|*.jpg;*.jpeg;*.png;*.pdf;*.JPG;*.JPEG;*.PNG;*.PDF";
  }
}

std::string pen_words(Pen pen, bool there) {
  if (pen == Pen::kSign) return there ? _t("Sign again…") : _t("Sign…");
  if (pen == Pen::kAnnotate) return _t("Draw upon it…");
  return there ? _t("Go on drawing…") : _t("Draw…");
}

class FileField : public FieldEditor {
 public:
  FileField(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id), m_look(field.look), m_label(field.label),
        m_accepts(field.accepts) {
    m_panel = new wxPanel(parent);
    auto* column = new wxBoxSizer(wxVERTICAL);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto add = [&](wxWindow* made, int gap) {
      row->Add(made, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(gap));
    };
    if (m_look.pen != Pen::kNone) {
      m_draw = button(m_panel, pen_words(m_look.pen, false), [this] { draw(); });
      add(m_draw, 0);
    }
    if (m_look.pen == Pen::kNone || m_look.pen == Pen::kAnnotate) {
      m_pick = button(m_panel, pick_words(field), [this] { pick(); });
      name_it(m_pick, field.label);
      add(m_pick, m_draw ? kLabelGap : 0);
    } else {
      name_it(m_draw, field.label);
    }
    m_name = body(m_panel, "", Tone::kMuted);
    m_detail = note(m_panel, "");
    m_open = small_link(m_panel, _t("Open"), [this] { m_actions.form()->write_file(m_id); });
    m_clear = small_link(m_panel, _t("Remove"), [this] {
      m_panel->CallAfter([typed = m_actions.typed, id = m_id] { typed(id, ""); });
    });
    add(m_name, kFieldGap);
    add(m_detail, kLabelGap);
    add(m_open, kLabelGap);
    add(m_clear, kInside);
    m_picture = new wxStaticBitmap(m_panel, wxID_ANY, wxNullBitmap);
    column->Add(row);
    column->Add(m_picture, 0, wxTOP, Theme::px(kLabelGap));
    m_panel->SetSizer(column);
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_pick ? m_pick : m_draw; }
  void set_error(bool) override {}

  void show(const FieldView& field) override {
    const bool there = !field.value.empty();
    m_there = there;
    m_name->SetLabel(wx(there ? field.file_name : _t("No file yet")));
    m_name->SetForegroundColour(Theme::colour(there ? Tone::kPlain : Tone::kMuted));
    m_detail->SetLabel(wx(field.detail));
    m_detail->Show(!field.detail.empty());
    const bool plays = field.file_type.starts_with("audio/") ||
                       field.file_type.starts_with("video/");
    const auto open = wx(plays ? _t("Play") : _t("Open"));
    if (m_open->GetLabel() != open) m_open->SetLabel(open);
    name_it(m_open, utf8(m_open->GetLabel()) + " " + field.label);
    m_open->Show(!field.file_hash.empty());
    m_clear->Show(there && !field.readonly);
    if (m_draw) {
      const auto words = wx(pen_words(m_look.pen, there));
      if (m_draw->GetLabel() != words) m_draw->SetLabel(words);
      m_draw->Enable(!field.readonly && (m_look.pen != Pen::kAnnotate || there));
    }
    if (m_pick) m_pick->Enable(!field.readonly);
    const auto picture = bitmap_of(field.picture, Theme::px(kPictureSide * 2),
                                   Theme::px(kPictureSide));
    if (picture.IsOk()) m_picture->SetBitmap(picture);
    m_picture->Show(picture.IsOk());
    m_panel->Layout();
    m_panel->InvalidateBestSize();
  }
  void set_enabled(bool) override {}  // show() knows

 private:
  void pick() {
    wxFileDialog ask(m_panel, wx(m_label), "", "", kinds_of(m_look.control, m_accepts),
                     wxFD_OPEN | wxFD_FILE_MUST_EXIST);
    if (ask.ShowModal() == wxID_OK) m_actions.form()->pick_file(m_id, utf8(ask.GetPath()));
  }
  void draw() {
    const bool anew = m_look.pen == Pen::kSign || !m_there;
    if (anew) return open_canvas({});
    m_actions.form()->picture_of(m_id, kDrawnOnPixels, [this, alive = std::weak_ptr(m_alive)](
                                                           presenters::Picture picture) {
      if (alive.lock()) open_canvas(picture);
    });
  }
  void open_canvas(const presenters::Picture& under) {
    const auto path = draw_picture(m_panel, m_label, m_look.pen, under);
    if (!path.empty()) m_actions.form()->take_drawing(m_id, path);
  }

  FieldActions m_actions;
  std::uint32_t m_id;
  presenters::FieldLook m_look;
  std::string m_label;
  std::vector<std::string> m_accepts;
  bool m_there = false;
  std::shared_ptr<int> m_alive = std::make_shared<int>(0);
  wxPanel* m_panel;
  wxButton* m_pick = nullptr;
  wxButton* m_draw = nullptr;
  wxStaticText *m_name, *m_detail;
  wxButton *m_open, *m_clear;
  wxStaticBitmap* m_picture;
};

}  // namespace

std::unique_ptr<Editor> make_file_field(wxWindow* parent, const FieldView& field,
                                        const FieldActions& actions) {
  return std::make_unique<FileField>(parent, field, actions);
}

}  // namespace jiujin::client::views
