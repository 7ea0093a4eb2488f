// ItemPickPresenter: finds the service item by name, alias, code, pinyin or initials, and leads
// through the guide questions of a joint item (一件事).
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct ItemPickView {
  struct Entry {
    std::string code;  // "QX-001", or "YJS-01" for a joint item
    bool joint = false;
    std::string name, alias, authority;
    std::string promise;  // 承诺 5 个工作日 / 当场办结
    std::string theme;    // group heading; "" while searching
    bool can_take = true;
    std::string why_not;  // 暂停办理
  };
  struct Question {
    std::string id, text, help;
    std::vector<Option> options;  // empty: a number is typed
    std::string answer;
  };
  std::string query;
  std::vector<Entry> entries;
  std::string selected;
  // A joint item is being asked about:
  std::string joint_code, joint_name;
  std::vector<Question> questions;
  std::vector<Entry> joint_items;       // what the answers come to, in order of handling
  std::vector<std::string> joint_notes; // why; what is excluded
  Button begin;
  EmptyState empty;
  Busy busy;
  Notice notice;
};

class ItemPickPresenter {
 public:
  explicit ItemPickPresenter(Workplace& workplace);
  const ItemPickView& view() const { return m_view; }
  std::function<void()> on_changed;
  // The items to take in, one for a plain item; `joint_code` is "" then.
  std::function<void(std::vector<std::string> items, std::string joint_code)> on_begin;

  void refresh();
  void search(std::string query);
  void select(std::string code);
  void answer(std::string question_id, std::string value);
  void back();   // from the questions to the list
  void begin();  // the selected item, or the items of the joint item

 private:
  void rebuild();
  void ask_joint();
  Workplace& m_workplace;
  ItemPickView m_view;
  std::map<std::string, std::string> m_answers;
  control::CatalogueHandle m_catalogue;
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
