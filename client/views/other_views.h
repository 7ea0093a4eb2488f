// The smaller places: parcels and hand-over, statistics, guide, quick find.
// Thread rule: GUI thread only.
#pragma once

#include <memory>

#include "client/presenters/exit_presenter.h"
#include "client/presenters/frame_presenter.h"
#include "client/presenters/guide_presenter.h"
#include "client/presenters/statistics_presenter.h"
#include "client/views/fields/editors.h"
#include "client/views/item_pick_view.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

// Results leave the station: a parcel, its delivery, or over the counter.
class ExitView : public PlaceView {
 public:
  ExitView(wxWindow* parent, std::unique_ptr<presenters::ExitPresenter> presenter,
           std::function<void()> back);
  presenters::ExitPresenter& presenter() { return *m_presenter; }

 protected:
  void draw() override;

 private:
  void refresh();
  void draw_dispatch();
  void draw_parcels();
  void draw_hand_out();
  std::string fingerprint() const;

  std::unique_ptr<presenters::ExitPresenter> m_presenter;
  std::function<void()> m_back;
  std::string m_drawn;
  std::string m_to_name, m_to_mobile, m_to_address, m_collector, m_collector_id;
  bool m_proxy = false;
  WrappedText* m_waybill_error = nullptr;
  WrappedText* m_to_error = nullptr;
  WrappedText* m_collector_error = nullptr;
  wxButton* m_dispatch = nullptr;
  wxButton* m_hand_out = nullptr;
};

class StatisticsView : public PlaceView {
 public:
  StatisticsView(wxWindow* parent, std::unique_ptr<presenters::StatisticsPresenter> presenter);

 protected:
  void draw() override;

 private:
  std::unique_ptr<presenters::StatisticsPresenter> m_presenter;
};

class GuideView : public wxPanel {
 public:
  GuideView(wxWindow* parent, std::unique_ptr<presenters::GuidePresenter> presenter);
  presenters::GuidePresenter& presenter() { return *m_presenter; }
  wxWindow* first_focus() { return m_items->first_focus(); }

 private:
  class Body : public PlaceView {
   public:
    Body(wxWindow* parent, GuideView& owner) : PlaceView(parent), m_owner(owner) {}
    void draw() override { m_owner.draw_guide(); }

   private:
    GuideView& m_owner;
  };
  void draw_guide();
  std::unique_ptr<presenters::GuidePresenter> m_presenter;
  ItemPickView* m_items = nullptr;
  Body* m_body = nullptr;
};

// What Ctrl+K finds: items, cases, drafts.
class FindView : public PlaceView {
 public:
  FindView(wxWindow* parent, presenters::FramePresenter& presenter,
           std::function<void(const presenters::FindHit&)> open);

 protected:
  void draw() override;

 private:
  presenters::FramePresenter& m_presenter;
  std::function<void(const presenters::FindHit&)> m_open;
  std::shared_ptr<int> m_here = std::make_shared<int>(0);  // gone with this view
};

}  // namespace jiujin::client::views
