// CasePagePresenter: one case - where it is and who has it now, three clocks, five tabs, and what
// this person may do next; in a correction round, the difference and nothing else is edited.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/presenters/form_presenter.h"
#include "client/presenters/materials_presenter.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct TimelineRow {
  std::string time, who, what, detail;
  std::string transit;  // 待传 / 已传 / 县级已收
  Tone tone = Tone::kPlain;
};
struct TimelineDay {
  std::string day;  // 今天, 昨天, 11月20日 周五
  std::vector<TimelineRow> rows;
};

struct ClockView {
  std::string title;  // 办理, 流转, 快递
  std::string text;   // 已用 3 个工作日 · 承诺 12月4日前 办结
  Mark mark;
};

struct DocumentRow {
  std::string id;  // kind of the paper, or hash of a result file
  std::string title, number, date;
  bool result = false;     // a result file of the county
  bool available = true;   // the file has arrived
  std::string why_not;
};

struct MessageRow {
  std::string time, who, text;
  bool ours = false;
};

struct CorrectionView {
  bool open = false;
  std::string headline;  // 请于 12月4日前补正
  std::string reason;
  struct Asked {
    std::string text;
    Gap jump;
    bool answered = false;
  };
  std::vector<Asked> items;
  std::string saved;  // 草稿 已保存 10:32 / 正在保存 / "" = nothing typed; only what is on the disk
  bool begun = false;  // answers that were typed before wait to be gone on with
  Button answer;
  Busy busy;
};

struct ConflictView {
  std::string path;
  std::string label, ours, theirs;  // as people read them
  bool may_settle = false;          // by this person
};

// The papers that were to follow, while they are being taken in.
struct DeferredView {
  bool working = false;
  std::string saved;  // 草稿 已保存 10:32
  Button hand_in;     // what is complete; the rest stays open
};

enum class CaseAction { kCorrect, kBringDeferred, kWithdraw, kVoid, kDispatch, kCloseParcel,
                        kHandOut, kRate, kNote, kPrintReceipt, kContinue };

inline constexpr std::int64_t kRevealMs = 5 * 60 * 1000;  // to read a number over the telephone

struct CaseView {
  bool loaded = false;
  std::string id, title;  // 申领城乡居民基本养老保险 · 王桂英
  std::string headline;   // 县人社局 审核中 · 承诺 12月4日 前办结 · 还剩 9 个工作日
  Mark state;
  std::string number, receipt, query_code;
  std::vector<ClockView> clocks;
  std::vector<TimelineDay> timeline;
  std::vector<Section> form;  // labels and answers
  std::vector<SlotView> materials;
  std::vector<DocumentRow> documents;
  std::vector<MessageRow> messages;
  std::vector<std::pair<CaseAction, Button>> actions;
  CorrectionView correction;
  DeferredView deferred;
  std::vector<ConflictView> conflicts;
  bool masked = true;
  bool newer_version = false;  // something in it is of a newer version of the program
  Busy busy;
  Notice notice;
};

class CasePagePresenter {
 public:
  explicit CasePagePresenter(Workplace& workplace);
  ~CasePagePresenter();
  const CaseView& view() const { return m_view; }
  // Non-null while a correction round is being answered.
  FormPresenter* correction_form() { return m_form.get(); }
  MaterialsPresenter* correction_materials() { return m_materials.get(); }
  // Non-null while papers that were to follow are being taken in.
  MaterialsPresenter* deferred_materials() { return m_deferred.get(); }

  std::function<void()> on_changed;
  std::function<void(CaseAction)> on_action;  // those that need another screen
  std::function<void(const Gap&)> on_jump;
  std::function<void(std::string path)> on_document;  // a PDF or result file was written there

  void show(std::string case_id);
  void refresh();
  void reveal();  // full names and numbers, recorded; masked again after kRevealMs
  void act(CaseAction action);
  void withdraw(std::string reason);
  void void_case(std::string reason, std::string second_person);
  void add_note(std::string text);
  // Correction round: edit only what is asked for, then answer.
  void begin_correction();
  void jump(std::size_t asked_item);
  void answer_correction(std::string note);
  void cancel_correction();  // closes it; what was typed is kept for later
  // As show(), and goes on with the correction that was left open.
  void show_correction(std::string case_id);
  void save_now();
  // Saves what is typed into a correction, then does it; when the disk does not take it: stays,
  // with a notice that says so.
  void leave_for(std::function<void()> then);
  // The paper that was to follow: taken in like any material, then handed in. What was imported is
  // kept until then, also over a cancel.
  void begin_deferred();
  void hand_in_deferred();
  void cancel_deferred();
  // Of two answers to one field: the one that stands so far, or the other.
  void settle_conflict(const std::string& path, bool theirs);
  // Papers
  void open_document(std::string id);
  void save_document(std::string id, std::string path);
  void print_document(std::string id);

 private:
  struct State;
  void open(std::string case_id, bool correct);
  void loaded(control::Reply reply);
  // The form of the case in its version; nothing opens when it cannot be read.
  void with_form(std::function<void(const control::FormReady& ready)> open);
  void open_correction(const control::FormReady& ready);
  void touched();
  void kept(std::uint64_t revision, const control::Reply& reply);
  void end_correction();
  void mark_answered();
  void drop_answered_draft();
  std::vector<MaterialChoice> changed_materials() const;
  void make_promise(const std::string& slot, bool print);
  void deliver(control::Command command, const std::string& path, bool print);
  void ask_deferred_draft();
  void open_deferred(const control::FormReady& ready);
  void keep_deferred();
  void show_deferred();
  void end_deferred();
  std::vector<MaterialChoice> brought() const;
  void rebuild();
  void append(control::Command command, std::string message = "",
              std::function<void()> recorded = {});
  void make_document(const std::string& id, const std::string& path, bool print);
  Workplace& m_workplace;
  CaseView m_view;
  std::unique_ptr<State> m_state;
  std::unique_ptr<FormPresenter> m_form;
  std::unique_ptr<MaterialsPresenter> m_materials, m_deferred;
  Workplace::Token m_token, m_events, m_ticks;
};

}  // namespace jiujin::client::presenters
