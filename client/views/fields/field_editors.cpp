// From a field's look to the control that stands for it.
#include <wx/image.h>
#include <wx/msgdlg.h>
#include <wx/textctrl.h>
#include <wx/utils.h>

#include <algorithm>
#include <cstring>

#include "client/views/fields/choice_grid.h"
#include "client/views/fields/entry_fields.h"
#include "client/views/fields/field_editor.h"
#include "client/views/fields/file_field.h"
#include "client/views/fields/place_field.h"
#include "client/views/fields/range_fields.h"
#include "client/views/fields/rank_list.h"
#include "client/views/fields/scale_row.h"
#include "client/views/fields/search_list.h"
#include "client/views/theme.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::Control;
using presenters::FieldKind;
using presenters::FieldView;

namespace {

TextShape shape_of(const FieldView& field) {
  if (field.look.number) return TextShape::kNumber;
  switch (field.kind) {
    case FieldKind::kTextArea: return TextShape::kArea;
    case FieldKind::kInt:
    case FieldKind::kDecimal:
    case FieldKind::kRange: return TextShape::kNumber;
    case FieldKind::kMoney: return TextShape::kMoney;
    case FieldKind::kMobile:
    case FieldKind::kTelephone: return TextShape::kShort;
    case FieldKind::kDateTime: return TextShape::kMoment;
    case FieldKind::kTime: return TextShape::kTime;
    case FieldKind::kYear: return TextShape::kYear;
    default: return TextShape::kLine;
  }
}

bool has_media(const FieldView& field) {
  return std::any_of(field.option_media.begin(), field.option_media.end(),
                     [](const auto& each) { return !each.empty(); });
}

// Every step of a range as a line of a list.
std::vector<EditorChoice> steps_of(const FieldView& field) {
  std::vector<EditorChoice> steps;
  for (int i = 0; field.range && i < field.range->count(); ++i)
    steps.push_back({field.range->value(i), field.range->value(i) +
                                                (field.unit.empty() ? "" : " " + field.unit)});
  return steps;
}

std::unique_ptr<Editor> make_buttons(wxWindow* parent, const FieldView& field,
                                     const FieldActions& actions, EditorCallbacks callbacks) {
  const auto& look = field.look;
  const bool laid_out = look.columns > 0 || look.packed || look.bare || look.advance;
  if (laid_out || has_media(field) || field.options.size() > presenters::kOpenChoicesMax)
    return make_choice_grid(parent, field, actions);
  return make_choice_editor(parent, field.label, choices_of(field), std::move(callbacks));
}

}  // namespace

std::vector<EditorChoice> choices_of(const FieldView& field) {
  std::vector<EditorChoice> choices;
  for (std::size_t i = 0; i < field.options.size(); ++i) {
    EditorChoice choice{field.options[i].value, field.options[i].label};
    if (i >= field.option_media.size()) {
      choices.push_back(std::move(choice));
      continue;
    }
    for (const auto& media : field.option_media[i]) {
      if (media.form == "image") choice.picture = media.path;
      if (media.form == "audio" || media.form == "video") choice.play = media.path;
    }
    choices.push_back(std::move(choice));
  }
  return choices;
}

std::unique_ptr<Editor> make_field_editor(wxWindow* parent, const FieldView& field,
                                          const FieldActions& actions) {
  EditorCallbacks callbacks;
  const auto id = field.id;
  callbacks.changed = [actions, id](const std::string& value) { actions.typed(id, value); };
  callbacks.left = [actions, id] { actions.left(id); };
  callbacks.next = [actions, id] { actions.next(id); };
  EditorCallbacks choosing = callbacks;
  choosing.changed = [actions, id](const std::string& value) { actions.form()->choose(id, value); };
  switch (field.look.control) {
    case Control::kMasked: return make_masked_entry(parent, field, actions);
    case Control::kCounter: return make_counter(parent, field, actions);
    case Control::kLink: return make_link_entry(parent, field, actions);
    case Control::kBarcode: return make_barcode_entry(parent, field, actions);
    case Control::kTick: return make_tick(parent, field, actions);
    case Control::kDate:
    case Control::kMonth:
      return make_date_editor(parent, field.label, field.look.control == Control::kMonth,
                              callbacks, field.look.calendar);
    case Control::kButtons: return make_buttons(parent, field, actions, choosing);
    case Control::kList: return make_list_editor(parent, field.label, choices_of(field), choosing);
    case Control::kPicker: return make_list_editor(parent, field.label, steps_of(field), choosing);
    case Control::kTicks: return make_choice_grid(parent, field, actions);
    case Control::kSearch:
    case Control::kTickList: return make_search_list(parent, field, actions);
    case Control::kScale:
    case Control::kTableHead:
    case Control::kTableRow: return make_scale_row(parent, field, actions);
    case Control::kRank: return make_rank_list(parent, field, actions);
    case Control::kSlider: return make_slider(parent, field, actions);
    case Control::kStars: return make_stars(parent, field, actions);
    case Control::kPoint:
    case Control::kTrace:
    case Control::kShape: return make_place_field(parent, field, actions);
    case Control::kPicture:
    case Control::kCanvas:
    case Control::kSound:
    case Control::kFilm:
    case Control::kFile: return make_file_field(parent, field, actions);
    case Control::kArea:
      return make_text_editor(parent, field.label,
                              field.look.lines > 6 ? TextShape::kTall : TextShape::kArea,
                              callbacks);
    case Control::kYear:
    case Control::kTime:
    case Control::kDateTime: {
      auto made = make_text_editor(parent, field.label, shape_of(field), callbacks);
      static_cast<wxTextCtrl*>(made->window())->SetHint(wx(field.placeholder));
      return made;
    }
    case Control::kNote:
    case Control::kDivision:
    case Control::kSection:
    case Control::kRepeat:
    case Control::kRepeatInstance: return nullptr;
    default: return make_text_editor(parent, field.label, shape_of(field), callbacks);
  }
}

void play_after_asking(wxWindow* parent, const std::string& path) {
  wxMessageDialog ask(wxGetTopLevelParent(parent), wx(path.substr(path.rfind('/') + 1)),
                      wx(_t("Open this file with the system's program?")), wxOK | wxCANCEL);
  ask.SetOKCancelLabels(wx(_t("Open")), wx(_t("Cancel")));
  if (ask.ShowModal() == wxID_OK) wxLaunchDefaultApplication(wx(path));
}

wxBitmap picture_within(const std::string& path, int width, int height) {
  if (path.empty()) return {};
  wxImage image;
  if (!image.LoadFile(wx(path)) || !image.IsOk()) return {};
  const double shrink = std::min({1.0, double(width) / image.GetWidth(),
                                  double(height) / image.GetHeight()});
  if (shrink < 1)
    image.Rescale(std::max(1, int(image.GetWidth() * shrink)),
                  std::max(1, int(image.GetHeight() * shrink)), wxIMAGE_QUALITY_HIGH);
  return wxBitmap(image);
}

wxBitmap bitmap_of(const presenters::Picture& picture, int width, int height) {
  if (!picture.rgba || picture.width <= 0 || picture.height <= 0) return {};
  wxImage image(picture.width, picture.height, false);
  const std::size_t count = static_cast<std::size_t>(picture.width) * picture.height;
  for (std::size_t i = 0; i < count; ++i)
    std::memcpy(image.GetData() + i * 3, picture.rgba->data() + i * 4, 3);
  const double shrink = std::min({1.0, double(width) / picture.width,
                                  double(height) / picture.height});
  if (shrink < 1)
    image.Rescale(std::max(1, int(picture.width * shrink)),
                  std::max(1, int(picture.height * shrink)), wxIMAGE_QUALITY_HIGH);
  return wxBitmap(image);
}

}  // namespace jiujin::client::views
