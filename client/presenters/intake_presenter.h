// IntakePresenter: taking in an application in six steps, each of which can be visited again; kept
// as a draft from the first key on, until one atomic submission turns it into a case.
//
// Thread rule: the window's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/presenters/form_presenter.h"
#include "client/presenters/item_pick_presenter.h"
#include "client/presenters/materials_presenter.h"
#include "client/presenters/prereview_presenter.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

enum class IntakeStep { kItem, kApplicant, kForm, kMaterials, kPrereview, kConfirm };

// Step 2. Errors stand below the fields, as in the form.
struct ApplicantView {
  struct Box {
    std::string value, error, warning;
  };
  Box name, id_no, mobile;
  std::string id_type;  // "111"
  std::vector<Option> id_types;
  bool no_mobile = false;  // 本人无手机: a legal state
  std::string facts;       // 女 · 1962年3月4日出生 · 64 岁, read from the number
  bool by_agent = false;   // 代办
  Box agent_name, agent_id_no, agent_mobile;
  std::string agent_kind, agent_relation;
  std::vector<Option> agent_kinds;
};

// Step 6.
struct ConfirmView {
  std::vector<Section> summary;
  std::vector<Option> delivery;  // station, town, courier, electronic, agent
  std::string delivery_mode;
  std::string name, mobile, address;
  std::vector<FieldView::DivisionLevel> division_levels;
  std::string division;
  std::string name_error, mobile_error, address_error;
  Button submit;
  Busy busy;
  Notice notice;  // could not be submitted: why, and that the draft is kept
};

struct SubmittedView {
  bool done = false;
  std::string case_id, number, receipt, query_code;
  std::string headline;     // 已收件,回执号 12345 67890
  std::string next;         // what happens next
  std::string receipt_pdf;  // path of the receipt once it is made
  Button print_receipt, open_case, next_item;
  std::string next_item_name;  // of a joint item, "" = none left
  Notice notice;
};

struct IntakeView {
  struct StepView {
    IntakeStep step = IntakeStep::kItem;
    std::string label;
    bool done = false, current = false, can_visit = false;
  };
  std::string draft_id;
  std::string title;  // 申领城乡居民基本养老保险 · 王桂英
  std::string
      saved;  // 草稿 已保存 10:32 / 正在保存 / "" ; only what is on the disk is called saved
  std::vector<StepView> steps;
  IntakeStep step = IntakeStep::kItem;
  std::string gaps_title;  // 还差 3 处
  std::vector<Gap> gaps;
  std::vector<std::string> reused;  // 可免提交:身份证(证照复用)
  Button back, next, leave;
  ApplicantView applicant;
  ConfirmView confirm;
  SubmittedView submitted;
  Busy busy;
  Notice notice;
};

class IntakePresenter {
 public:
  explicit IntakePresenter(Workplace& workplace);
  ~IntakePresenter();
  const IntakeView& view() const { return m_view; }
  ItemPickPresenter& items() { return m_items; }
  FormPresenter* form() { return m_form.get(); }  // null until the item's form is there
  MaterialsPresenter& materials() { return m_materials; }
  PrereviewPresenter& prereview() { return m_prereview; }

  std::function<void()> on_changed;
  std::function<void()> on_form_loaded;     // form() is another one now
  std::function<void(const Gap&)> on_jump;  // the step is set already: put the focus there
  std::function<void()> on_left;            // saved; the window goes to another place
  std::function<void(std::string case_id)> on_open_case;
  std::function<void(std::string path)> on_document;  // a paper was written there

  void begin();                            // at step 1
  void begin_item(std::string item_code);  // at step 2
  void resume(std::string draft_id);
  void go(IntakeStep step);
  void next();
  void back();
  void jump(const Gap& gap);
  void leave();    // saves and leaves
  void discard();  // throws the draft away

  // Step 2
  void set_applicant(const std::string& name, const std::string& id_type, const std::string& id_no,
                     const std::string& mobile, bool no_mobile);
  void set_agent(bool by_agent, const std::string& name, const std::string& id_no,
                 const std::string& mobile, const std::string& kind, const std::string& relation);
  // Step 6
  void set_delivery(const std::string& mode);
  void set_recipient(const std::string& name, const std::string& mobile,
                     const std::string& address);
  void pick_division(std::size_t level, const std::string& code);
  // Once; a second press while the first is under way, or after it succeeded, does nothing.
  void submit();
  void print_receipt();
  void begin_next_item();

  // Counts every change; what is on the disk is `saved_revision`.
  std::uint64_t revision() const { return m_revision; }
  std::uint64_t saved_revision() const { return m_saved_revision; }
  void save_now();
  // Saves, then does it. When the disk does not take the draft: stays, with a notice that says so.
  void when_saved(std::function<void()> then);
  // The same, and the draft is no longer the one that is open.
  void leave_for(std::function<void()> then);

 private:
  struct State;
  void touched();
  // A draft goes on under the published version; `begun_under` is 0 for a new intake.
  void load_item(std::string code, int version, int begun_under);
  void item_loaded(const control::FormReady& ready);
  void tell_move(const control::FormReady& ready, int version_before);
  void ask_held_facts();
  void make_promise(const std::string& slot, bool print);
  void recheck();
  void rebuild();
  void rebuild_steps();
  void rebuild_confirm();
  void check_applicant();
  std::vector<Gap> applicant_gaps() const;
  void take_applicant_from_form();
  void prefill();
  void fill_form(const std::string& path, const std::string& value);
  void carry_over();
  void read_draft();
  void fill_draft();
  void forget_open_draft();
  void submitted(control::Reply reply);
  Workplace& m_workplace;
  ItemPickPresenter m_items;
  std::unique_ptr<FormPresenter> m_form;
  MaterialsPresenter m_materials;
  PrereviewPresenter m_prereview;
  IntakeView m_view;
  std::unique_ptr<State> m_state;
  std::uint64_t m_revision = 0, m_saved_revision = 0;
  std::uint64_t m_asked = 0;  // counts forms and drafts asked for: an older answer is not taken
  Workplace::Token m_token, m_ticks, m_events;
};

}  // namespace jiujin::client::presenters
