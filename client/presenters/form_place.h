// Inside FormPresenter: where a field stands among the others. Thread rule: values.
#pragma once

#include <string>

#include "client/presenters/form_presenter.h"

namespace jiujin::client::presenters {

struct FormPresenter::Place {
  int depth = 0, repeat_depth = 0;
  int units = kGridUnits;  // of the grid around it
  bool summary = false;    // in a section that is only read
  bool shut = false;       // it is a section, and closed
  std::string label;       // of the group around it
};

bool is_question(FieldKind kind);

}  // namespace jiujin::client::presenters
