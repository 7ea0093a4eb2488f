// FormPresenter: a form as a flat list of what is visible now, in reading order, over a
// FormSession.
//
// Typing answers at once; on_fields names what changed, so that the view redraws that and no more.
// A wrong value is kept and its error shown below the field, never a modal. It knows no widgets and
// no storage: the intake saves what answers_json() gives. How a field is drawn is field_look.h's.
//
// Long forms. An answer describes anew what it changed and no more; what is wrong elsewhere is
// looked at once typing pauses (kCheckedAtOnceMax).
// Thread rule: the window's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "client/presenters/field_look.h"
#include "client/presenters/materials_presenter.h"
#include "client/presenters/range_steps.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::forms::xforms {
class FormSession;
struct Item;
struct Changes;
}  // namespace jiujin::forms::xforms

namespace jiujin::client::presenters {

enum class FieldKind {
  kText,
  kTextArea,
  kIdNo,
  kMobile,
  kTelephone,
  kDate,
  kDateTime,
  kMonth,
  kInt,
  kDecimal,
  kMoney,
  kChoice,
  kMulti,
  kBool,
  kDivision,
  kAddress,
  kBankCard,
  kUscc,
  kFile,
  kYear,
  kTime,
  kRange,
  kRank,
  kTick,  // acknowledged: "OK"
  kBarcode,
  kPoint,
  kTrace,
  kShape,
  kShown,           // a note: words only
  kSection,         // a heading; label only
  kRepeat,          // a series (sub-table): "add" button when can_add
  kRepeatInstance,  // one of the series: a sub-heading with "remove" when can_remove
};

// What hangs on a label or a choice: a picture, a sound, a film.
struct MediaView {
  std::string form;  // "image", "audio", "video", "big-image"
  std::string name;  // of the file
  std::string path;  // where it lies; "" = it has not come with the form
};

struct FieldView {
  std::uint32_t id = 0;  // stays the same for the life of the presenter
  FieldKind kind = FieldKind::kText;
  FieldLook look;
  int depth = 0;         // 0 at the top; inside sections and repeats deeper
  int repeat_depth = 0;  // inside so many series
  int line = 0;          // fields of one line stand side by side (grid theme)
  std::string path;      // "/data/member[2]/name"
  std::string label, hint, guidance;
  std::string required_word;  // 必填, 选填 or ""
  bool required = false, readonly = false;
  std::string value;    // what is stored: 6217000012345678
  std::string display;  // what stands in the box: 6217 0000 1234 5678
  std::string unit;     // 元, 亩
  std::string placeholder;
  std::string problem;          // what is wrong, shown or not; "" = fine
  std::string error;            // below the field, with what to do; "" = fine
  std::string warning;          // amber: taken in, but look again
  std::string detail;           // of what is there: 1.8 MB · 0:42 / 3 points, 1.2 km long
  int text_length_max = 0;      // 0 = no limit
  std::vector<Option> options;  // choice, multi, bool, rank
  std::vector<MediaView> media;  // of the label
  std::vector<std::vector<MediaView>> option_media;  // beside options; empty = none has any
  std::optional<RangeSteps> range;
  // Division and address: one list for each level down to the village; an address has `street` too.
  struct DivisionLevel {
    std::string label;  // 省 市 县 乡镇 村
    std::vector<Option> options;
  };
  std::vector<DivisionLevel> levels;
  std::string street;
  bool can_add = false, can_remove = false;
  std::string add_label, remove_label;
  bool can_shut = false, shut = false;  // of a section
  bool of_summary = false;              // shown as a line of a summary
  int container_units = kGridUnits;     // of the grid it stands in
  // A file's name as the answer says it, and its picture once it is made.
  std::string file_name, file_hash, file_type;
  std::vector<std::string> accepts;  // of a file: ".pdf", "image/*"; empty = all of its kind
  int pixels_max = 0;                // of a picture's long side, as the form asks; 0 = any
  Picture picture;
};

struct FormView {
  std::string title;
  std::vector<FieldView> fields;
  std::vector<Gap> gaps;  // what is still wrong; the step is kForm
  int answered = 0, total = 0;
};

// How answers begun under another version of the form met this one.
struct FormReportView {
  struct Row {
    std::string text;
    std::string target;  // a field's path, "" = there is no place to go to
  };
  std::string title;  // "" = nothing to tell
  std::string text;
  std::vector<Row> rows;
};

// A draft that goes on under another version of its item than it was begun under.
struct FormMove {
  int from = 0, to = 0;
  bool known = false;               // what `from` asked is at hand
  std::vector<std::string> others;  // what else has changed: its materials
};

struct FieldsChanged {
  bool structure = false;             // fields came or went: take view().fields anew
  std::vector<std::uint32_t> fields;  // redraw these
};

// A form of up to so many fields is checked whole after every answer; 1 ms each hundred.
inline constexpr std::size_t kCheckedAtOnceMax = 300;

class FormPresenter {
 public:
  FormPresenter(Workplace& workplace, std::unique_ptr<forms::xforms::FormSession> session);
  ~FormPresenter();
  const FormView& view() const { return m_view; }
  const FieldView* field(std::uint32_t id) const;
  const FieldView* field_at(const std::string& path) const;
  std::function<void(const FieldsChanged&)> on_fields;
  std::function<void()> on_answered;  // something to save
  std::function<void()> on_gaps;      // view().gaps changed without an answer
  std::function<void(std::string path)> on_file;  // a file was written there, to be played or shown

  // What was typed, as typed ("6217 0000"); spaces, full-width digits and the like are taken out
  // where the kind asks for it. While the field has the focus an unfinished value shows no error.
  void type(std::uint32_t id, const std::string& text);
  void left(std::uint32_t id);  // the field lost the focus: errors are shown from now on
  void choose(std::uint32_t id, const std::string& value);           // choice, bool
  // A file for a field of that kind: read, checked and kept as a scan; the answer names it.
  void pick_file(std::uint32_t id, const std::string& path);
  // The same with a picture drawn here (PNG); nothing of it stays behind outside the store.
  void take_drawing(std::uint32_t id, const std::string& path);
  // A picture of the file, as large as asked for, as something to draw upon.
  void picture_of(std::uint32_t id, int pixels, std::function<void(Picture)> made);
  void write_file(std::uint32_t id);  // on_file tells where
  // Points out of a GPX, GeoJSON or CSV file.
  void pick_places(std::uint32_t id, const std::string& path);
  // The files that answers name now, each under its field's path.
  std::vector<MaterialChoice> files() const;
  // Files that are held already, of a draft or a case; those of other slots are left out.
  void keep_files(const std::vector<MaterialChoice>& known);
  void toggle(std::uint32_t id, const std::string& value, bool on);  // multi
  void rank(std::uint32_t id, const std::string& value, int by);     // -1 = one place up
  void slide(std::uint32_t id, int step);                            // range; an index
  void tick(std::uint32_t id, bool on);
  void pick_division(std::uint32_t id, std::size_t level, const std::string& code);
  void add_instance(std::uint32_t repeat_id);
  void remove_instance(std::uint32_t instance_id);
  void show_all_errors();  // "next" was pressed
  // Only these fields are shown and may be edited (correction round), and what comes to be asked
  // because of their new answers. Empty = all.
  void restrict_to(std::set<std::string> paths);
  std::uint32_t next_field(std::uint32_t id) const;  // where Enter goes; 0 = the end
  void toggle_section(std::uint32_t id);
  void reveal(const std::string& path);  // opens the sections in which the field is shut away

  const FormReportView& report() const { return m_report; }
  void dismiss_report();
  std::function<void()> on_report_read;
  void tell_move(FormMove move);  // the report says so, too
  // The form's languages by their names on the screen; `selected` is the one shown. Empty: one, or
  // the form is restricted.
  std::vector<Option> languages() const;
  void set_language(const std::string& name);
  // Gives the path of a form's attachment ("jr://images/map.png"), "" when it is not here.
  void set_media(std::function<std::string(const std::string& address)> path_of);

  forms::xforms::FormSession& session() { return *m_session; }
  std::string answers_json() const;
  bool complete() const { return m_view.gaps.empty(); }

 private:
  struct Place;  // of a field among the others, while the tree is walked
  void apply(const forms::xforms::Changes& changes);
  void rebuild();
  void walk(const std::vector<std::uint32_t>& ids, Place place);
  void put_on_line(FieldView& field) const;
  void index_fields();
  void rebuild_gaps();
  void update_gap(std::size_t field);
  void count_answers();
  bool holds(std::uint32_t section, const std::string& path) const;
  void leave_out_closed();
  void show_field(std::uint32_t id);
  void show_all_fields();
  void set_value(std::uint32_t id, const std::string& value);
  FieldView describe(const forms::xforms::Item& item, const Place& place);
  void describe_answer(FieldView& field, const forms::xforms::Item& item);
  void describe_choices(FieldView& field, const forms::xforms::Item& item) const;
  void describe_file(FieldView& field, const forms::xforms::Item& item);
  void judge(FieldView& field, const forms::xforms::Item& item);
  std::vector<MediaView> media_of(const std::map<std::string, std::string>& media) const;
  void build_report();
  void report_move();
  std::string name_of_place(const std::string& path) const;
  void take_file(std::uint32_t id, const std::string& path, bool discard);
  void refuse_file(std::uint32_t id, const std::string& at, const Notice& notice);
  const MaterialChoice::Page* file_named(const std::string& answer) const;
  Workplace& m_workplace;
  std::unique_ptr<forms::xforms::FormSession> m_session;
  FormView m_view;
  FormReportView m_report;
  std::optional<FormMove> m_move;
  std::unordered_map<std::uint32_t, std::size_t> m_by_id;  // places in m_view.fields
  std::unordered_map<std::string, std::size_t> m_by_path;
  std::map<std::size_t, Gap> m_shown_gaps;  // by the place of their field
  std::vector<Gap> m_other_gaps;            // of what is computed, or in a section that is shut
  bool m_gaps_old = false;                  // m_other_gaps have not been looked at since an answer
  std::vector<MaterialChoice::Page> m_files;  // every one that was picked or is held
  std::map<std::string, Picture> m_pictures;  // by hash; without pixels while they are made
  std::map<std::string, int> m_seconds;       // of sounds and films, by hash
  std::map<std::string, std::string> m_file_errors;  // field path -> why the last one was refused
  std::function<std::string(const std::string&)> m_media_path;
  std::set<std::string> m_left;
  std::set<std::uint32_t> m_opened;  // sections that begin shut and were opened
  // In a correction round: what was shown when it began and is not to be corrected.
  std::optional<std::set<std::string>> m_closed;
  bool m_grid = false;
  bool m_show_all = false;
  Workplace::Token m_token = std::make_shared<int>(0);
  Workplace::Token m_ticks;
};

}  // namespace jiujin::client::presenters
