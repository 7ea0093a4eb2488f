#include "client/views/materials_view.h"

#include <wx/bmpbuttn.h>
#include <wx/brush.h>
#include <wx/dcmemory.h>
#include <wx/dialog.h>
#include <wx/filedlg.h>
#include <wx/image.h>
#include <wx/statbmp.h>
#include <wx/textctrl.h>
#include <wx/wrapsizer.h>

#include <cstring>

#include "client/views/fields/editors.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using localization::format;

namespace {

constexpr int kThumbnail = 112;
constexpr int kPreviewPixels = 900;

wxBitmap empty_page() {
  wxBitmap bitmap(Theme::px(kThumbnail), Theme::px(kThumbnail), 32);
  wxMemoryDC dc(bitmap);
  dc.SetBackground(wxBrush(Theme::dark() ? wxColour(60, 63, 68) : wxColour(238, 240, 243)));
  dc.Clear();
  return bitmap;
}

}  // namespace

wxBitmap bitmap_of(const presenters::Picture& picture) {
  if (!picture.rgba || picture.width <= 0) return empty_page();
  wxImage image(picture.width, picture.height, false);
  const std::uint8_t* from = picture.rgba->data();
  unsigned char* to = image.GetData();
  const std::size_t count = static_cast<std::size_t>(picture.width) * picture.height;
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(to + i * 3, from + i * 4, 3);
  }
  return wxBitmap(image);
}

std::vector<std::string> ask_for_scans(wxWindow* parent, bool several) {
  wxFileDialog ask(
      parent, wx(_t("Choose scans or photographs")), "", "",
      wx(_t("Pictures and PDF")) + "|*.jpg;*.jpeg;*.png;*.pdf;*.JPG;*.JPEG;*.PNG;*.PDF",
      wxFD_OPEN | wxFD_FILE_MUST_EXIST | (several ? wxFD_MULTIPLE : 0));
  if (ask.ShowModal() != wxID_OK) return {};
  wxArrayString paths;
  ask.GetPaths(paths);
  std::vector<std::string> out;
  for (const auto& path : paths) out.push_back(utf8(path));
  return out;
}

MaterialsView::MaterialsView(wxWindow* parent) : PlaceView(parent) {}

void MaterialsView::set_presenter(presenters::MaterialsPresenter* presenter) {
  m_presenter = presenter;
  if (m_presenter) m_presenter->on_changed = [this] { changed(); };
  draw_now();
}

wxWindow* MaterialsView::first_focus() {
  return m_first;
}

void MaterialsView::draw() {
  m_slots.clear();
  m_first = nullptr;
  if (!m_presenter) return;
  const auto& view = m_presenter->view();
  for (const auto& refused : view.refused_files) {
    add_notice(this, content(), refused, [this] { m_presenter->dismiss_refused(); });
  }
  add_busy(this, content(), view.busy, [this] { m_presenter->cancel_import(); });
  content()->Add(body(this, view.summary, Tone::kMuted), 0, wxBOTTOM, Theme::px(kFieldGap));
  for (const auto& slot : view.slots) draw_slot(slot);
}

void MaterialsView::draw_slot(const presenters::SlotView& slot) {
  auto* card = new Card(this);
  m_slots[slot.slot] = card;
  auto* heading = new wxBoxSizer(wxHORIZONTAL);
  wxFont bold = Theme::body();
  bold.MakeBold();
  heading->Add(text(card, slot.name, bold), 0, wxALIGN_CENTRE_VERTICAL);
  heading->Add(note(card, slot.required ? _t("Required") : _t("Only if it applies"),
                    slot.required ? Tone::kAccent : Tone::kMuted),
               0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
  heading->AddStretchSpacer();
  heading->Add(status(card, slot.state), 0, wxALIGN_CENTRE_VERTICAL);
  card->content()->Add(heading, 0, wxEXPAND);
  std::string why = slot.reason;
  if (!slot.copies.empty()) why += (why.empty() ? "" : " · ") + slot.copies;
  if (!slot.standard.empty()) why += (why.empty() ? "" : " · ") + slot.standard;
  if (!why.empty()) {
    card->content()->Add(new WrappedText(card, why, Theme::secondary(), Tone::kMuted), 0,
                         wxEXPAND | wxTOP, Theme::px(kInside));
  }
  if (slot.modes.size() > 1) {
    std::vector<EditorChoice> choices;
    for (const auto& option : slot.modes) choices.push_back({option.value, option.label});
    EditorCallbacks callbacks;
    callbacks.changed = [this, id = slot.slot](const std::string& mode) {
      CallAfter([this, id, mode] { m_presenter->set_mode(id, mode); });
    };
    auto editor =
        make_choice_editor(card, format(_t("How {0} is provided"), slot.name), choices, callbacks);
    editor->set_value(slot.mode);
    card->content()->Add(keep_with_window(std::move(editor)), 0, wxTOP, Theme::px(kLabelGap));
  }
  if (slot.mode == "licence") {
    draw_licence(card, slot);
  } else if (slot.mode == "deferred") {
    draw_deferred(card, slot);
  } else if (slot.mode == "commitment") {
    draw_commitment(card, slot);
  } else if (slot.mode == "files" || slot.mode.empty()) {
    draw_pages(card, slot);
  }
  if (!slot.error.empty()) {
    card->content()->Add(new WrappedText(card, slot.error, Theme::secondary(), Tone::kAlarm), 0,
                         wxEXPAND | wxTOP, Theme::px(kInside));
  }
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

void MaterialsView::draw_pages(Card* card, const presenters::SlotView& slot) {
  auto* pages = new wxWrapSizer(wxHORIZONTAL, wxREMOVE_LEADING_SPACES);
  for (std::size_t i = 0; i < slot.pages.size(); ++i) {
    const auto& page = slot.pages[i];
    auto* column = new wxBoxSizer(wxVERTICAL);
    auto* picture = new wxBitmapButton(card, wxID_ANY, bitmap_of(page.thumbnail));
    picture->SetToolTip(wx(_t("Look at it in full size")));
    name_it(picture, format(_t("Page {0} of {1}"), std::to_string(i + 1), slot.name));
    picture->Bind(wxEVT_BUTTON, [this, page](wxCommandEvent&) { preview(page); });
    column->Add(picture, 0, wxALIGN_CENTRE_HORIZONTAL);
    column->Add(note(card, page.name + " · " + page.size), 0, wxALIGN_CENTRE_HORIZONTAL);
    auto* tools = new wxBoxSizer(wxHORIZONTAL);
    const std::string id = slot.slot;
    auto tool = [&](const std::string& words, std::function<void()> act, bool enabled) {
      auto* made = link(card, words, [this, act] { CallAfter(act); });
      name_it(made, words + " " + std::to_string(i + 1) + " " + slot.name);
      made->Enable(enabled);
      tools->Add(made);
    };
    tool(
        _t("Turn"), [this, id, i] { m_presenter->rotate(id, i, 90); }, true);
    tool(
        _t("Earlier"), [this, id, i] { m_presenter->move(id, i, i - 1); }, i > 0);
    tool(
        _t("Later"), [this, id, i] { m_presenter->move(id, i, i + 1); }, i + 1 < slot.pages.size());
    tool(
        _t("Remove"), [this, id, i] { m_presenter->remove(id, i); }, true);
    column->Add(tools, 0, wxALIGN_CENTRE_HORIZONTAL);
    pages->Add(column, 0, wxRIGHT | wxTOP, Theme::px(kFieldGap));
  }
  card->content()->Add(pages, 0, wxEXPAND);
  auto* add = button(card, slot.pages.empty() ? _t("Import scans or PDF…") : _t("Add pages…"),
                     [this, id = slot.slot] { import(id); });
  name_it(add, format(_t("Import {0}"), slot.name));
  if (!m_first) m_first = add;
  card->content()->Add(add, 0, wxTOP, Theme::px(kLabelGap));
}

void MaterialsView::draw_licence(Card* card, const presenters::SlotView& slot) {
  auto* grid = new wxFlexGridSizer(4, wxSize(Theme::px(kFieldGap), Theme::px(kInside)));
  const std::string values[] = {slot.licence_number, slot.licence_holder, slot.licence_grade,
                                slot.licence_valid_until};
  const std::string labels[] = {_t("Licence number"), _t("Holder"), _t("Trust grade"),
                                _t("Valid until")};
  for (const auto& label : labels) grid->Add(note(card, label));
  auto fields = std::make_shared<std::vector<std::string>>(std::begin(values), std::end(values));
  for (std::size_t i = 0; i < 4; ++i) {
    EditorCallbacks callbacks;
    callbacks.changed = [fields, i](const std::string& value) { (*fields)[i] = value; };
    callbacks.left = [this, fields, id = slot.slot] {
      CallAfter([this, fields, id] {
        m_presenter->set_licence(id, (*fields)[0], (*fields)[1], (*fields)[2], (*fields)[3]);
      });
    };
    std::unique_ptr<Editor> editor;
    const std::string name = slot.name + " " + labels[i];
    if (i == 2) {
      callbacks.changed = [this, fields, id = slot.slot](const std::string& value) {
        (*fields)[2] = value;
        CallAfter([this, fields, id] {
          m_presenter->set_licence(id, (*fields)[0], (*fields)[1], (*fields)[2], (*fields)[3]);
        });
      };
      editor = make_choice_editor(card, name, {{"A", "A"}, {"B", "B"}, {"C", "C"}, {"D", "D"}},
                                  callbacks);
    } else if (i == 3) {
      editor = make_text_editor(card, name, TextShape::kNumber, callbacks);
    } else {
      editor =
          make_text_editor(card, name, i == 0 ? TextShape::kShort : TextShape::kNumber, callbacks);
    }
    editor->set_value(values[i]);
    grid->Add(keep_with_window(std::move(editor)));
  }
  card->content()->Add(grid, 0, wxTOP, Theme::px(kLabelGap));
  card->content()->Add(note(card, slot.licence_type_name + " · " +
                                      _t("The licence stands for the paper; nothing is scanned.")),
                       0, wxTOP, Theme::px(kInside));
}

void MaterialsView::draw_deferred(Card* card, const presenters::SlotView& slot) {
  EditorCallbacks callbacks;
  callbacks.changed = [this, id = slot.slot](const std::string& day) {
    if (day.size() == 10) CallAfter([this, id, day] { m_presenter->set_due(id, day); });
  };
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  row->Add(body(card, _t("To be handed in by")), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT,
           Theme::px(kLabelGap));
  auto editor =
      make_date_editor(card, format(_t("{0}: to be handed in by"), slot.name), false, callbacks);
  editor->set_value(slot.due);
  row->Add(keep_with_window(std::move(editor)), 0, wxALIGN_CENTRE_VERTICAL);
  row->Add(note(card, format(_t("at the latest {0}"), slot.due_latest)), 0,
           wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kFieldGap));
  card->content()->Add(row, 0, wxTOP, Theme::px(kLabelGap));
}

void MaterialsView::draw_commitment(Card* card, const presenters::SlotView& slot) {
  const std::string id = slot.slot;
  card->content()->Add(new WrappedText(card, slot.commitment_text, Theme::body(), Tone::kPlain), 0,
                       wxEXPAND | wxTOP, Theme::px(kLabelGap));
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto add = [&](const std::string& label, const std::string& name, std::function<void()> act) {
    auto* made = button(card, label, [this, act] { CallAfter(act); });
    name_it(made, format(name, slot.name));
    row->Add(made, 0, wxRIGHT, Theme::px(kLabelGap));
  };
  add(_t("Print the promise"), _t("Print the promise: {0}"),
      [this, id] { m_presenter->make_promise(id, true); });
  add(_t("Show the promise"), _t("Show the promise: {0}"),
      [this, id] { m_presenter->make_promise(id, false); });
  add(slot.signed_page ? _t("Import another signed promise…") : _t("Import the signed promise…"),
      _t("Import the signed promise: {0}"), [this, id] {
        const auto paths = ask_for_scans(this, false);
        if (!paths.empty()) m_presenter->import_signed(id, paths.front());
      });
  card->content()->Add(row, 0, wxTOP, Theme::px(kLabelGap));
  if (!slot.signed_page) return;
  auto* scan = new wxBoxSizer(wxHORIZONTAL);
  auto* picture = new wxBitmapButton(card, wxID_ANY, bitmap_of(slot.signed_page->thumbnail));
  picture->SetToolTip(wx(_t("Look at it in full size")));
  name_it(picture, format(_t("The signed promise: {0}"), slot.name));
  picture->Bind(wxEVT_BUTTON,
                [this, page = *slot.signed_page](wxCommandEvent&) { preview(page); });
  scan->Add(picture, 0, wxRIGHT, Theme::px(kLabelGap));
  auto* words = new wxBoxSizer(wxVERTICAL);
  words->Add(note(card, slot.signed_page->name + " · " + slot.signed_page->size));
  auto* remove = link(card, _t("Remove"),
                      [this, id] { CallAfter([this, id] { m_presenter->remove_signed(id); }); });
  name_it(remove, format(_t("Remove the signed promise: {0}"), slot.name));
  words->Add(remove);
  scan->Add(words, 0, wxALIGN_CENTRE_VERTICAL);
  card->content()->Add(scan, 0, wxTOP, Theme::px(kLabelGap));
}

void MaterialsView::import(const std::string& slot) {
  const auto paths = ask_for_scans(this, true);
  if (!paths.empty()) m_presenter->import(slot, paths);
}

void MaterialsView::preview(const presenters::PageView& page) {
  wxDialog dialog(this, wxID_ANY, wx(page.name), wxDefaultPosition,
                  wxSize(Theme::px(980), Theme::px(680)), wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER);
  auto* scrolled = new wxScrolledWindow(&dialog);
  scrolled->SetScrollRate(16, 16);
  auto* picture = new wxStaticBitmap(scrolled, wxID_ANY, bitmap_of(page.thumbnail));
  auto* inner = new wxBoxSizer(wxVERTICAL);
  inner->Add(picture, 0, wxALL | wxALIGN_CENTRE_HORIZONTAL, Theme::px(kEdge));
  scrolled->SetSizer(inner);
  auto* outer = new wxBoxSizer(wxVERTICAL);
  outer->Add(scrolled, 1, wxEXPAND);
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto shown_page = std::make_shared<int>(0);
  auto alive = std::make_shared<bool>(true);
  auto show = [this, page, picture, scrolled, shown_page, alive] {
    m_presenter->show_page(page.hash, *shown_page, page.rotation, Theme::px(kPreviewPixels),
                           [picture, scrolled, alive](presenters::Picture made) {
                             if (!*alive) return;
                             picture->SetBitmap(bitmap_of(made));
                             scrolled->FitInside();
                             scrolled->Layout();
                           });
  };
  if (page.pages > 1) {
    row->Add(button(&dialog, _t("Previous page"), [shown_page, show] {
      if (*shown_page > 0) --*shown_page;
      show();
    }));
    row->Add(button(&dialog, _t("Next page"),
                    [shown_page, show, count = page.pages] {
                      if (*shown_page + 1 < count) ++*shown_page;
                      show();
                    }),
             0, wxLEFT, Theme::px(kLabelGap));
  }
  row->AddStretchSpacer();
  auto* close = button(&dialog, _t("Close"), [&dialog] { dialog.EndModal(wxID_CANCEL); });
  close->SetId(wxID_CANCEL);  // Escape presses it
  row->Add(close);
  outer->Add(row, 0, wxEXPAND | wxALL, Theme::px(kFieldGap));
  dialog.SetSizer(outer);
  dialog.SetEscapeId(wxID_CANCEL);
  show();
  dialog.ShowModal();
  *alive = false;
}

bool MaterialsView::focus_slot(const std::string& slot) {
  const auto found = m_slots.find(slot);
  if (found == m_slots.end()) return false;
  bring_into_view(found->second);
  for (wxWindow* child : found->second->GetChildren()) {
    if (child->AcceptsFocus()) {
      child->SetFocus();
      break;
    }
  }
  return true;
}

}  // namespace jiujin::client::views
