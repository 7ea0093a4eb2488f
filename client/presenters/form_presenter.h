// FormPresenter: a form as a flat list of what is visible now, in reading order, over a
// FormSession.
//
// Typing answers at once; on_fields names what changed, so that the view redraws that and no more.
// A wrong value is kept and its error shown below the field, never a modal. It knows no widgets and
// no storage: the intake saves what answers_json() gives.
// Thread rule: the window's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "client/presenters/materials_presenter.h"
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
  kShown,
  kSection,         // a heading; label only
  kRepeat,          // a series (sub-table): "add" button when can_add
  kRepeatInstance,  // one of the series: a sub-heading with "remove" when can_remove
};

struct FieldView {
  std::uint32_t id = 0;  // stays the same for the life of the presenter
  FieldKind kind = FieldKind::kText;
  int depth = 0;     // 0 at the top; inside sections and repeats deeper
  std::string path;  // "/data/member[2]/name"
  std::string label, hint, guidance;
  std::string required_word;  // 必填, 选填 or ""
  bool required = false, readonly = false;
  std::string value;    // what is stored: 6217000012345678
  std::string display;  // what stands in the box: 6217 0000 1234 5678
  std::string unit;     // 元, 亩
  std::string placeholder;
  std::string error;            // below the field, with what to do; "" = fine
  std::string warning;          // amber: taken in, but look again
  int text_length_max = 0;      // 0 = no limit
  std::vector<Option> options;  // choice, multi, bool
  // Division and address: one list for each level down to the village; an address has `street` too.
  struct DivisionLevel {
    std::string label;  // 省 市 县 乡镇 村
    std::vector<Option> options;
  };
  std::vector<DivisionLevel> levels;
  std::string street;
  bool can_add = false, can_remove = false;
  std::string add_label, remove_label;
};

struct FormView {
  std::string title;
  std::vector<FieldView> fields;
  std::vector<Gap> gaps;  // what is still wrong; the step is kForm
  int answered = 0, total = 0;
};

struct FieldsChanged {
  bool structure = false;             // fields came or went: take view().fields anew
  std::vector<std::uint32_t> fields;  // redraw these
};

class FormPresenter {
 public:
  FormPresenter(Workplace& workplace, std::unique_ptr<forms::xforms::FormSession> session);
  ~FormPresenter();
  const FormView& view() const { return m_view; }
  const FieldView* field(std::uint32_t id) const;
  const FieldView* field_at(const std::string& path) const;
  std::function<void(const FieldsChanged&)> on_fields;
  std::function<void()> on_answered;  // something to save

  // What was typed, as typed ("6217 0000"); spaces, full-width digits and the like are taken out
  // where the kind asks for it. While the field has the focus an unfinished value shows no error.
  void type(std::uint32_t id, const std::string& text);
  void left(std::uint32_t id);  // the field lost the focus: errors are shown from now on
  void choose(std::uint32_t id, const std::string& value);           // choice, bool
  // A file for a field of that kind: read, checked and kept as a scan; the answer names it.
  void pick_file(std::uint32_t id, const std::string& path);
  // The files that answers name now, each under its field's path.
  std::vector<MaterialChoice> files() const;
  // Files that are held already, of a draft or a case; those of other slots are left out.
  void keep_files(const std::vector<MaterialChoice>& known);
  void toggle(std::uint32_t id, const std::string& value, bool on);  // multi
  void pick_division(std::uint32_t id, std::size_t level, const std::string& code);
  void add_instance(std::uint32_t repeat_id);
  void remove_instance(std::uint32_t instance_id);
  void show_all_errors();  // "next" was pressed
  // Only these fields are shown and may be edited (correction round), and what comes to be asked
  // because of their new answers. Empty = all.
  void restrict_to(std::set<std::string> paths);
  std::uint32_t next_field(std::uint32_t id) const;  // where Enter goes; 0 = the end

  forms::xforms::FormSession& session() { return *m_session; }
  std::string answers_json() const;
  bool complete() const { return m_view.gaps.empty(); }

 private:
  void apply(const forms::xforms::Changes& changes);
  void rebuild();
  void rebuild_gaps();
  void leave_out_closed();
  void show_field(std::uint32_t id);
  void set_value(std::uint32_t id, const std::string& value);
  FieldView describe(const forms::xforms::Item& item, int depth);
  const MaterialChoice::Page* file_named(const std::string& answer) const;
  Workplace& m_workplace;
  std::unique_ptr<forms::xforms::FormSession> m_session;
  FormView m_view;
  std::vector<MaterialChoice::Page> m_files;        // every one that was picked or is held
  std::map<std::string, std::string> m_file_errors;  // field path -> why the last one was refused
  std::set<std::string> m_left, m_only;
  std::set<std::string> m_closed;  // shown when the round began, and not to be corrected
  bool m_show_all = false;
  Workplace::Token m_token = std::make_shared<int>(0);
};

}  // namespace jiujin::client::presenters
