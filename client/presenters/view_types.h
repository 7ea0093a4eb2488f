// What every screen is made of: marks, buttons, notices, busy lines. Plain values, std types only.
//
// All text is ready to be shown: translated, formatted, masked. It refuses to know widgets, ops and
// stores. Thread rule: values.
#pragma once

#include <string>
#include <vector>

namespace jiujin::client::presenters {

// Meaning of a colour; the view owns the colours themselves (light, dark).
enum class Tone {
  kPlain,
  kGreen,  // done
  kAmber,  // due soon, or waiting for someone
  kRed,    // overdue, refused, an error
  kBlue,   // clock stopped
  kGrey,   // draft, nothing to do
};

// Never colour alone: an icon, a word and a colour. Icons are symbolic names that the view maps to
// the theme: "done" "due" "overdue" "stopped" "draft" "waiting" "running" "refused" "sent".
struct Mark {
  Tone tone = Tone::kPlain;
  std::string icon;
  std::string word;
};

struct Button {
  std::string label;
  bool visible = true;
  bool enabled = true;
  std::string why_not;  // tooltip and accessible description when it is not enabled
};

// A sentence that stays on the screen until it is dismissed or no longer true. `title` says what
// happened, `text` what was kept and what to do next.
struct Notice {
  Tone tone = Tone::kPlain;
  std::string title;
  std::string text;
  bool empty() const { return title.empty() && text.empty(); }
};

// A thin bar and a sentence; percent from 0 to 100, -1 = unknown.
struct Busy {
  bool active = false;
  std::string sentence;
  int percent = -1;
  bool can_cancel = false;
};

struct Option {
  std::string value;
  std::string label;
  bool selected = false;
};

// What to show when a list has nothing: what will appear here and how to begin.
struct EmptyState {
  std::string title;
  std::string text;
  std::string button;  // "" = no button
};

// "Label: value", the smallest thing of a summary.
struct Line {
  std::string label;
  std::string value;
};

// A part of a page: a heading with lines, paragraphs and perhaps a table below it.
struct Section {
  std::string title;
  std::vector<Line> lines;
  std::vector<std::string> paragraphs;
  std::vector<std::string> table_head;
  std::vector<std::vector<std::string>> table;
};

// One thing that is still wrong or missing, and where it is mended.
enum class JumpStep { kNone, kItem, kApplicant, kForm, kMaterials, kPrereview, kConfirm };
struct Gap {
  Tone tone = Tone::kRed;  // red: stops the submission; amber: to be confirmed
  std::string text;        // 银行卡号校验位不对
  JumpStep step = JumpStep::kNone;
  std::string target;      // a field path "/data/bank_account" or a slot "M02"
};

}  // namespace jiujin::client::presenters
