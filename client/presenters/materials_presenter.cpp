#include "client/presenters/materials_presenter.h"

#include <algorithm>

#include "client/devices/limits.h"
#include "client/presenters/wording.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

constexpr int kThumbnailPixels = 160;

std::string mode_word(const std::string& mode) {
  if (mode == "files") return _t("Scans or photographs");
  if (mode == "licence") return _t("Licence on record");
  if (mode == "deferred") return _t("Bring later");
  if (mode == "commitment") return _t("Written promise");
  if (mode == "paper") return _t("Paper, kept at the window");
  if (mode == "not_needed") return _t("Not needed");
  return mode;
}

std::string error_of(const SlotNeed& need, const MaterialChoice& choice, const std::string& today) {
  if (choice.mode == "files" && choice.pages.empty())
    return need.required ? _t("Nothing has been added yet.") : "";
  if (choice.mode == "licence" && choice.licence_number.empty())
    return _t("Which licence? Its number is missing.");
  if (choice.mode == "licence" && !choice.licence_valid_until.empty() &&
      choice.licence_valid_until < today)
    return _t("This licence is no longer valid; another proof is needed.");
  if (choice.mode == "deferred") {
    if (choice.due.empty()) return _t("By which day it will be brought is not set.");
    if (choice.due < today) return _t("The day lies in the past.");
    if (!need.due_latest.empty() && choice.due > need.due_latest)
      return format(_t("No later than {0}."), need.due_latest);
  }
  if (choice.mode == "commitment" && !choice.signed_page)
    return _t("The signed promise is missing: print it, have it signed, and scan it.");
  if (choice.mode.empty() && need.required) return _t("Nothing has been added yet.");
  return {};
}

Mark state_of(const SlotNeed& need, const MaterialChoice& choice, const std::string& error,
              std::chrono::sys_days today) {
  if (!error.empty()) return {Tone::kRed, "waiting", _t("missing")};
  if (choice.mode == "licence") return {Tone::kGreen, "done", _t("nothing to hand in")};
  if (choice.mode == "deferred")
    return {Tone::kAmber, "due", format(_t("to follow by {0}"), day_text(choice.due, today))};
  if (choice.mode == "commitment") return {Tone::kGreen, "done", _t("promised in writing")};
  if (choice.mode == "paper") return {Tone::kGreen, "done", _t("paper received")};
  if (choice.mode == "not_needed") return {Tone::kGrey, "done", _t("Not needed")};
  const int pages = static_cast<int>(choice.pages.size());
  if (pages > 0) return {Tone::kGreen, "done", format(_tn("{0} page", "{0} pages", pages), pages)};
  return {Tone::kGrey, "waiting", need.required ? _t("missing") : _t("optional")};
}

}  // namespace

// A file is taken in whole or not at all: why not, what was kept, what to do.
Notice refused_file(const std::string& name, const Error& error) {
  const auto title = format(_t("“{0}” was not taken in"), name);
  const auto notice = [&](const std::string& why) {
    return Notice{Tone::kRed, title,
                  why + " " + _t("Nothing of this file was kept; what was added before stays.")};
  };
  switch (error.code) {
    case ErrorCode::kTruncated:
      return notice(_t("The file is cut off before its end. Scan it again or copy it again."));
    case ErrorCode::kTooLarge:
      return notice(format(_t("The file is larger than {0}. Scan it again at a lower resolution, "
                              "or page by page."),
                           localization::format_bytes(devices::kPageFileBytesMax)));
    case ErrorCode::kInvalidData:
      return notice(
          _t("Whatever its name says, this is not a JPEG or PNG picture or a PDF that can "
             "be read. Choose the scan itself."));
    case ErrorCode::kUnsupported:
      return notice(_t("This PDF is locked with a password. Save it without one."));
    default:
      return error_notice(title, error);
  }
}

bool MaterialChoice::operator==(const MaterialChoice& other) const {
  if (signed_page.has_value() != other.signed_page.has_value() ||
      (signed_page && signed_page->hash != other.signed_page->hash))
    return false;
  if (pages.size() != other.pages.size()) return false;
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (pages[i].hash != other.pages[i].hash || pages[i].rotation != other.pages[i].rotation)
      return false;
  return slot == other.slot && mode == other.mode && licence_number == other.licence_number &&
         licence_holder == other.licence_holder && licence_grade == other.licence_grade &&
         licence_valid_until == other.licence_valid_until && due == other.due &&
         note == other.note;
}

MaterialChoice::Page page_of(const control::ImportedFile& file) {
  return {file.hash, file.name, file.media_type, file.size, 0, file.pages, file.preview};
}

MaterialsPresenter::MaterialsPresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {}

void MaterialsPresenter::set_needs(std::vector<SlotNeed> needs) {
  m_needs = std::move(needs);
  rebuild();
}

void MaterialsPresenter::set_choices(std::vector<MaterialChoice> choices) {
  m_choices.clear();
  for (auto& each : choices) m_choices[each.slot] = std::move(each);
  rebuild();
}

void MaterialsPresenter::start_anew() {
  cancel_import();
  m_token = std::make_shared<int>(0);  // answers to what was asked before are not taken
  m_import = 0;
  m_view = {};
  m_needs.clear();
  m_choices.clear();
  rebuild();
}

std::vector<MaterialChoice> MaterialsPresenter::choices() const {
  std::vector<MaterialChoice> chosen;
  for (const auto& need : m_needs)
    if (auto found = m_choices.find(need.slot); found != m_choices.end())
      chosen.push_back(found->second);
  return chosen;
}

std::vector<MaterialChoice> MaterialsPresenter::kept() const {
  std::vector<MaterialChoice> all;
  for (const auto& [slot, chosen] : m_choices) all.push_back(chosen);
  return all;
}

std::vector<MaterialChoice> MaterialsPresenter::aside() const {
  std::vector<MaterialChoice> kept;
  for (const auto& [slot, chosen] : m_choices) {
    const bool asked = std::any_of(m_needs.begin(), m_needs.end(),
                                   [&](const SlotNeed& need) { return need.slot == slot; });
    const bool holds = !chosen.pages.empty() || chosen.signed_page || !chosen.note.empty() ||
                       !chosen.licence_number.empty() || !chosen.due.empty();
    if (!asked && holds && !slot.starts_with('/')) kept.push_back(chosen);
  }
  return kept;
}

MaterialChoice& MaterialsPresenter::choice(const std::string& slot) {
  auto& found = m_choices[slot];
  found.slot = slot;
  return found;
}

void MaterialsPresenter::rebuild() {
  m_view.slots.clear();
  m_view.gaps.clear();
  int ready = 0, spared = 0;
  for (const auto& need : m_needs) {
    const auto& chosen = choice(need.slot);
    SlotView slot;
    slot.slot = need.slot;
    slot.name = need.name;
    slot.reason = need.reason;
    slot.copies = need.copies;
    slot.standard = need.standard;
    slot.required = need.required;
    slot.mode = chosen.mode.empty() ? "files" : chosen.mode;
    std::vector<std::string> modes{"files", "paper"};
    if (need.licence) modes.push_back("licence");
    if (need.deferrable) modes.push_back("deferred");
    if (need.promisable) modes.push_back("commitment");
    if (!need.required) modes.push_back("not_needed");
    for (const auto& mode : modes) slot.modes.push_back({mode, mode_word(mode), mode == slot.mode});
    for (const auto& page : chosen.pages) slot.pages.push_back(view_of(page));
    if (chosen.signed_page) slot.signed_page = view_of(*chosen.signed_page);
    slot.licence_type = need.licence_type;
    slot.licence_type_name = need.licence_type_name;
    slot.licence_number = chosen.licence_number;
    slot.licence_holder = chosen.licence_holder;
    slot.licence_grade = chosen.licence_grade;
    slot.licence_valid_until = chosen.licence_valid_until;
    slot.due = chosen.due;
    slot.due_latest = need.due_latest;
    slot.commitment_text = need.commitment_text;
    slot.note = chosen.note;
    slot.error = error_of(need, chosen, m_workplace.today_iso());
    slot.state = state_of(need, chosen, slot.error, m_workplace.today());
    if (slot.error.empty()) {
      ++ready;
      if (slot.mode == "licence") ++spared;
    } else {
      m_view.gaps.push_back({Tone::kRed, format(_t("{0}: {1}"), need.name, slot.error),
                             JumpStep::kMaterials, need.slot});
    }
    m_view.slots.push_back(std::move(slot));
  }
  const int all = static_cast<int>(m_needs.size());
  m_view.summary = format(
      _tn("{1} of {0} material is there", "{1} of {0} materials are there", all), all, ready);
  if (spared > 0)
    m_view.summary +=
        _t(", ") +
        format(_tn("{0} need not be handed in", "{0} need not be handed in", spared), spared);
  if (m_view.selected.empty() && !m_needs.empty()) m_view.selected = m_needs.front().slot;
  if (on_changed) on_changed();
}

void MaterialsPresenter::answered() {
  rebuild();
  if (on_answered) on_answered();
}

void MaterialsPresenter::select(std::string slot) {
  m_view.selected = std::move(slot);
  const auto& chosen = choice(m_view.selected);
  if (chosen.signed_page) ask_thumbnail(chosen.signed_page->hash);
  for (const auto& page : chosen.pages) ask_thumbnail(page.hash);
  rebuild();
}

void MaterialsPresenter::take_files(std::vector<std::string> paths,
                                    std::function<void(const control::ImportedFile&)> take) {
  if (m_view.busy.active || paths.empty()) return;
  m_view.busy = {true, _t("Reading and checking the files"), 0, true};
  if (on_changed) on_changed();
  m_import = m_workplace.ask(
      control::ImportFiles{std::move(paths)}, m_token,
      [this, take = std::move(take)](control::Reply reply) {
        m_view.busy = {};
        m_import = 0;
        if (!reply.result.ok()) {
          m_view.refused_files.push_back(
              error_notice(_t("The files could not be taken in"), reply.result.error()));
          return rebuild();
        }
        bool added = false;
        for (const auto& file : reply.get<control::FilesImported>()->files) {
          if (file.error) {
            m_view.refused_files.push_back(refused_file(file.name, *file.error));
            continue;
          }
          take(file);
          added = true;
          ask_thumbnail(file.hash);
        }
        if (added)
          answered();
        else
          rebuild();
      });
}

void MaterialsPresenter::import(std::string slot, std::vector<std::string> paths) {
  take_files(std::move(paths), [this, slot](const control::ImportedFile& file) {
    auto& chosen = choice(slot);
    chosen.mode = "files";
    chosen.pages.push_back(page_of(file));
  });
}

void MaterialsPresenter::import_signed(std::string slot, std::string path) {
  take_files({std::move(path)}, [this, slot](const control::ImportedFile& file) {
    auto& chosen = choice(slot);
    chosen.mode = "commitment";
    chosen.signed_page = page_of(file);
  });
}

void MaterialsPresenter::remove_signed(std::string slot) {
  choice(slot).signed_page.reset();
  answered();
}

void MaterialsPresenter::make_promise(std::string slot, bool print) {
  if (on_promise) on_promise(std::move(slot), print);
}

void MaterialsPresenter::cancel_import() {
  if (m_import) m_workplace.cancel(m_import);
}

void MaterialsPresenter::ask_thumbnail(const std::string& hash) {
  const auto ask = [this](const MaterialChoice::Page& page) {
    const auto key = page.hash + "/" + std::to_string(page.rotation);
    if (m_thumbnails.contains(key)) return;
    m_thumbnails[key] = {};  // asked for once
    m_workplace.ask(control::MakePicture{page.hash, 0, page.rotation, kThumbnailPixels}, m_token,
                    [this, key](control::Reply reply) {
                      if (const auto* made = reply.get<control::PictureMade>())
                        m_thumbnails[key] = {made->width, made->height, made->rgba};
                      rebuild();
                    });
  };
  for (const auto& [slot, chosen] : m_choices) {
    if (chosen.signed_page && chosen.signed_page->hash == hash) return ask(*chosen.signed_page);
    for (const auto& page : chosen.pages)
      if (page.hash == hash) return ask(page);
  }
}

PageView MaterialsPresenter::view_of(const MaterialChoice::Page& page) const {
  PageView view{page.hash,     page.name,  localization::format_bytes(page.size),
                page.rotation, page.pages, {}};
  const auto made = m_thumbnails.find(page.hash + "/" + std::to_string(page.rotation));
  if (made != m_thumbnails.end()) view.thumbnail = made->second;
  return view;
}

void MaterialsPresenter::set_mode(std::string slot, std::string mode) {
  auto& chosen = choice(slot);
  if (chosen.mode == mode) return;
  chosen.mode = std::move(mode);
  for (const auto& need : m_needs) {
    if (need.slot != slot) continue;
    if (chosen.mode == "deferred" && chosen.due.empty()) chosen.due = need.due_latest;
    if (chosen.mode == "licence" && chosen.licence_grade.empty()) chosen.licence_grade = "B";
  }
  answered();
}

void MaterialsPresenter::rotate(std::string slot, std::size_t page, int degrees) {
  auto& chosen = choice(slot);
  if (page >= chosen.pages.size()) return;
  chosen.pages[page].rotation = ((chosen.pages[page].rotation + degrees) % 360 + 360) % 360;
  ask_thumbnail(chosen.pages[page].hash);
  answered();
}

void MaterialsPresenter::move(std::string slot, std::size_t from, std::size_t to) {
  auto& pages = choice(slot).pages;
  if (from >= pages.size() || to >= pages.size() || from == to) return;
  auto page = std::move(pages[from]);
  pages.erase(pages.begin() + static_cast<std::ptrdiff_t>(from));
  pages.insert(pages.begin() + static_cast<std::ptrdiff_t>(to), std::move(page));
  answered();
}

void MaterialsPresenter::remove(std::string slot, std::size_t page) {
  auto& pages = choice(slot).pages;
  if (page >= pages.size()) return;
  pages.erase(pages.begin() + static_cast<std::ptrdiff_t>(page));
  answered();
}

void MaterialsPresenter::set_licence(std::string slot, std::string number, std::string holder,
                                     std::string grade, std::string valid_until) {
  auto& chosen = choice(slot);
  chosen.mode = "licence";
  chosen.licence_number = std::move(number);
  chosen.licence_holder = std::move(holder);
  chosen.licence_grade = std::move(grade);
  chosen.licence_valid_until = std::move(valid_until);
  for (const auto& need : m_needs)
    if (need.slot == slot) chosen.licence_type = need.licence_type;
  answered();
}

void MaterialsPresenter::set_due(std::string slot, std::string iso_day) {
  auto& chosen = choice(slot);
  chosen.mode = "deferred";
  chosen.due = std::move(iso_day);
  answered();
}

void MaterialsPresenter::set_note(std::string slot, std::string note) {
  choice(slot).note = std::move(note);
  answered();
}

void MaterialsPresenter::dismiss_refused() {
  m_view.refused_files.clear();
  if (on_changed) on_changed();
}

void MaterialsPresenter::show_page(std::string hash, int pdf_page, int rotation, int pixels,
                                   std::function<void(Picture)> shown) {
  m_workplace.ask(control::MakePicture{std::move(hash), pdf_page, rotation, pixels}, m_token,
                  [shown = std::move(shown)](control::Reply reply) {
                    const auto* made = reply.get<control::PictureMade>();
                    shown(made ? Picture{made->width, made->height, made->rgba} : Picture{});
                  });
}

}  // namespace jiujin::client::presenters
