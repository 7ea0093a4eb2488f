// ExitPresenter: results leave the station - by parcel, or over the counter. Waybill numbers are
// checked and may not be used twice. A barcode reader types into the waybill field like a keyboard.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct ExitView {
  bool loaded = false;
  std::string case_id, title, headline;
  // A new parcel
  std::string waybill, waybill_error, waybill_warning;
  std::vector<Option> carriers;
  std::string carrier;
  std::string to_name, to_mobile, to_address, to_error;
  std::vector<std::string> contents;  // never a hint at hardship or illness
  Button dispatch;
  // Parcels under way
  struct ParcelRow {
    std::string waybill, carrier, state_word, dispatched_on, closed_on, signer;
    bool underway = false;
  };
  std::vector<ParcelRow> parcels;
  // Over the counter
  std::string collector, collector_error;
  bool collected_by_proxy = false;
  Button hand_out;
  Busy busy;
  Notice notice;
};

class ExitPresenter {
 public:
  explicit ExitPresenter(Workplace& workplace);
  const ExitView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void()> on_done;  // recorded; the list can be shown again

  void show(std::string case_id);
  void set_waybill(std::string text);
  void set_carrier(std::string carrier);
  void set_recipient(std::string name, std::string mobile, std::string address);
  void dispatch();
  void delivered(std::string waybill, std::string signer, std::string proxy_name,
                 std::string proxy_relation);
  void returned(std::string waybill, std::string reason);
  void set_collector(std::string name, std::string id_no, bool proxy);
  void hand_out();

 private:
  void loaded(control::Reply reply);
  void check();
  void append(control::Command command);
  Workplace& m_workplace;
  ExitView m_view;
  std::string m_collector_id_no, m_division;
  Workplace::Token m_token;
};

}  // namespace jiujin::client::presenters
