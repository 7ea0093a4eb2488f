#include "client/presenters/field_look.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "client/presenters/field_kinds.h"
#include "client/presenters/range_steps.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {
namespace {

using forms::xforms::ControlKind;
using forms::xforms::DataType;
using forms::xforms::Item;
using forms::xforms::ItemKind;

// So many characters stand side by side at 1366 pixels with the list of gaps open.
constexpr std::size_t kSideBySideCharacters = 26;
constexpr int kColumnsAsFit = 3;

class Words {
 public:
  explicit Words(const std::string& appearance) : m_words(appearance_words(appearance)) {}
  bool has(std::string_view word) const {
    return std::find(m_words.begin(), m_words.end(), word) != m_words.end();
  }
  bool any(std::initializer_list<std::string_view> words) const {
    return std::any_of(words.begin(), words.end(), [this](auto word) { return has(word); });
  }
  bool begins(std::string_view start) const {
    return std::any_of(m_words.begin(), m_words.end(),
                       [&](const auto& word) { return word.starts_with(start); });
  }
  // columns-3 -> 3, w2 -> 2; 0 when no word is `start` and a number up to `most`.
  int number(std::string_view start, int most) const {
    for (const auto& word : m_words) {
      if (!word.starts_with(start) || word.size() == start.size()) continue;
      const auto digits = word.substr(start.size());
      if (digits.size() > 2 || !std::all_of(digits.begin(), digits.end(), [](unsigned char c) {
            return std::isdigit(c) != 0;
          }))
        continue;
      const int value = std::stoi(digits);
      if (value >= 1 && value <= most) return value;
    }
    return 0;
  }

 private:
  std::vector<std::string> m_words;
};

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool stands_side_by_side(const Item& item) {
  std::size_t total = 0;
  for (const auto& choice : item.choices) total += characters(choice.label);
  return item.choices.size() <= kOpenChoicesMax && total <= kSideBySideCharacters;
}

bool has_pictures(const Item& item) {
  return std::any_of(item.choices.begin(), item.choices.end(),
                     [](const auto& choice) { return !choice.media.empty(); });
}

bool asks_for_columns(const Words& words) {
  return words.any({"columns", "columns-pack", "columns-flex", "no-buttons", "compact",
                    "quickcompact", "horizontal", "horizontal-compact", "image-map", "quick"}) ||
         words.begins("columns-") || words.begins("compact-");
}

void lay_out_choices(FieldLook& look, const Words& words) {
  look.columns = words.number("columns-", 12);
  if (look.columns == 0) look.columns = words.number("compact-", 12);
  look.packed = words.any({"columns-pack", "columns-flex", "horizontal-compact"});
  look.bare = words.any({"no-buttons", "compact", "quickcompact"}) || words.begins("compact-");
  look.advance = words.any({"quick", "quickcompact"});
}

void look_of_one(FieldLook& look, const Item& item, const Words& words) {
  lay_out_choices(look, words);
  const bool search = words.any({"autocomplete", "search"}) || words.begins("search(");
  if (words.has("likert")) look.control = Control::kScale;
  else if (words.has("label")) look.control = Control::kTableHead;
  else if (words.has("list-nolabel")) look.control = Control::kTableRow;
  else if (words.has("list")) look.control = Control::kScale;
  else if (search || item.choices.size() > kListMax) look.control = Control::kSearch;
  else if (words.any({"minimal", "map"})) look.control = Control::kList;
  else if (asks_for_columns(words) || has_pictures(item) || stands_side_by_side(item))
    look.control = Control::kButtons;
  else look.control = Control::kList;
  const bool open = look.control == Control::kButtons && !stands_side_by_side(item);
  if (open && look.columns == 0 && !look.packed) look.columns = kColumnsAsFit;
}

void look_of_several(FieldLook& look, const Item& item, const Words& words) {
  lay_out_choices(look, words);
  const bool short_form = words.any({"minimal", "autocomplete", "search"});
  if (words.has("label")) look.control = Control::kTableHead;
  else if (words.has("list-nolabel")) look.control = Control::kTableRow;
  else if (words.any({"list", "likert"})) look.control = Control::kScale;
  else if (short_form || words.begins("search(") || item.choices.size() > kOpenTicksMax)
    look.control = Control::kTickList;
  else look.control = Control::kTicks;
}

void look_of_range(FieldLook& look, const Item& item, const Words& words) {
  const auto range = range_of(item.range_start, item.range_end, item.range_step);
  look.vertical = words.any({"vertical", "distress"});
  look.ticks = !words.has("no-ticks");
  if (!range) look.control = Control::kEntry;  // without ends there is nothing to slide between
  else if (words.has("picker")) look.control = Control::kPicker;
  else if (words.has("rating") && range->count() <= kStarsMax) look.control = Control::kStars;
  else look.control = Control::kSlider;
}

Control upload_control(FieldLook& look, const Item& item, const Words& words) {
  if (words.has("signature")) look.pen = Pen::kSign;
  else if (words.has("annotate")) look.pen = Pen::kAnnotate;
  else if (words.has("draw")) look.pen = Pen::kDraw;
  if (item.media_type.starts_with("image/"))
    return look.pen == Pen::kNone ? Control::kPicture : Control::kCanvas;
  if (item.media_type.starts_with("audio/")) return Control::kSound;
  if (item.media_type.starts_with("video/")) return Control::kFilm;
  return Control::kFile;
}

Control entry_control(FieldLook& look, const Item& item, const Words& words) {
  look.grouped = words.has("thousands-sep");
  look.number = words.any({"numbers", "bearing"});
  look.hidden = words.has("hidden-answer");
  if (words.has("masked")) return Control::kMasked;
  if (words.has("counter") && item.type == DataType::kInt) return Control::kCounter;
  if (words.has("url")) return Control::kLink;
  const auto rows = item.attributes.find("rows");
  if (words.has("multiline") || rows != item.attributes.end()) {
    if (rows != item.attributes.end() && rows->second.size() < 3)
      look.lines = std::clamp(std::atoi(rows->second.c_str()), 0, 20);
    return Control::kArea;
  }
  return Control::kEntry;
}

void look_of_input(FieldLook& look, const Item& item, const Words& words) {
  look.calendar = !words.any({"no-calendar", "bikram-sambat", "myanmar", "ethiopian", "coptic",
                              "islamic", "persian", "buddhist"});
  switch (item.type) {
    case DataType::kDate:
      look.control = words.has("year")         ? Control::kYear
                     : words.has("month-year") ? Control::kMonth
                                               : Control::kDate;
      return;
    case DataType::kTime: look.control = Control::kTime; return;
    case DataType::kDateTime: look.control = Control::kDateTime; return;
    case DataType::kBarcode:
      look.control = Control::kBarcode;
      look.hidden = words.has("hidden-answer");
      return;
    case DataType::kGeopoint: look.control = Control::kPoint; return;
    case DataType::kGeotrace: look.control = Control::kTrace; return;
    case DataType::kGeoshape: look.control = Control::kShape; return;
    default: look.control = entry_control(look, item, words);
  }
  const bool plain = item.type == DataType::kString && !item.attributes.contains("jj:kind");
  if (plain && item.readonly) look.control = Control::kNote;
}

// A kind that the catalogue names is drawn as that kind, whatever else the form says.
bool look_of_kind(FieldLook& look, const Item& item) {
  if (!item.attributes.contains("jj:kind")) return false;
  switch (field_kind(item)) {
    case FieldKind::kTextArea: look.control = Control::kArea; return true;
    case FieldKind::kDivision: look.control = Control::kDivision; return true;
    case FieldKind::kAddress: look.control = Control::kAddress; return true;
    case FieldKind::kDate: look.control = Control::kDate; return true;
    case FieldKind::kMonth: look.control = Control::kMonth; return true;
    case FieldKind::kDateTime: look.control = Control::kDateTime; return true;
    case FieldKind::kFile: look.control = Control::kPicture; return true;
    case FieldKind::kIdNo:
    case FieldKind::kMobile:
    case FieldKind::kTelephone:
    case FieldKind::kBankCard:
    case FieldKind::kMoney:
    case FieldKind::kUscc: look.control = Control::kEntry; return true;
    default: return false;
  }
}

}  // namespace

std::vector<std::string> appearance_words(const std::string& appearance) {
  std::istringstream in(appearance);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(std::move(word));
  return words;
}

FieldLook field_look(const Item& item, bool grid) {
  FieldLook look;
  const Words words(item.appearance);
  if (grid) look.units = words.number("w", 12);
  switch (item.kind) {
    case ItemKind::kGroup:
      look.control = Control::kSection;
      look.shut = words.has("compact");
      look.summary = words.has("summary");
      return look;
    case ItemKind::kRepeat: look.control = Control::kRepeat; return look;
    case ItemKind::kRepeatInstance: look.control = Control::kRepeatInstance; return look;
    case ItemKind::kQuestion: break;
  }
  if (look_of_kind(look, item)) return look;
  switch (item.control) {
    case ControlKind::kSelectOne: look_of_one(look, item, words); break;
    case ControlKind::kSelectMany: look_of_several(look, item, words); break;
    case ControlKind::kRank: look.control = Control::kRank; break;
    case ControlKind::kTrigger: look.control = Control::kTick; break;
    case ControlKind::kRange: look_of_range(look, item, words); break;
    case ControlKind::kUpload: look.control = upload_control(look, item, words); break;
    default: look_of_input(look, item, words); break;
  }
  return look;
}

}  // namespace jiujin::client::presenters
