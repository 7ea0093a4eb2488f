// GuidePresenter: the whole service guide of one item as sections, printable.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/item_pick_presenter.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct GuideView {
  std::string code, title, subtitle;
  std::vector<Section> sections;
  Button begin, print, save;
  Busy busy;
  Notice notice;
};

class GuidePresenter {
 public:
  explicit GuidePresenter(Workplace& workplace);
  const GuideView& view() const { return m_view; }
  ItemPickPresenter& items() { return m_items; }  // the list on its left
  std::function<void()> on_changed;
  std::function<void(std::string code)> on_begin;

  void show(std::string code);
  void begin();
  void print();
  void save_as(std::string path);

 private:
  Workplace& m_workplace;
  ItemPickPresenter m_items;
  GuideView m_view;
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
