// How a question is drawn: its type, its control in the form and its appearance words, as one
// control of the window with its options.
//
// The one place that reads appearances; views draw what is decided here. client/views/README.md
// lists every appearance of the ODK XForms specification and of XLSForm with its control.
// It knows no widgets and no answers. Thread rule: pure.
#pragma once

#include <string>
#include <vector>

namespace jiujin::forms::xforms {
struct Item;
}

namespace jiujin::client::presenters {

enum class Control {
  kNote,    // words only: nothing is asked
  kEntry,   // one line
  kArea,    // several lines
  kMasked,  // one line, shown as dots until "show" is pressed
  kCounter,  // a number between a minus and a plus
  kLink,     // an address with a button that opens it
  kBarcode,  // one line that a scanner fills in; its Enter goes on
  kDate,
  kMonth,
  kYear,
  kTime,
  kDateTime,
  kButtons,  // choices side by side or below one another
  kList,     // a drop-down list
  kSearch,   // a list that shrinks while one types
  kTicks,    // several choices as boxes to tick
  kTickList,  // many of them in a box that scrolls, with a filter
  kScale,     // likert: equal columns, words below the buttons
  kTableHead,  // label: only the words of the choices, as the head of a table
  kTableRow,   // list-nolabel: label and buttons in the columns of that head
  kRank,
  kTick,     // trigger: "I have read it"
  kSlider,
  kStars,
  kPicker,   // every step of the range in a list
  kPoint,
  kTrace,
  kShape,
  kPicture,  // a picture from a file
  kCanvas,   // a picture that is drawn, signed or drawn upon here
  kSound,
  kFilm,
  kFile,
  kDivision,
  kAddress,
  kSection,
  kRepeat,
  kRepeatInstance,
};

enum class Pen { kNone, kDraw, kAnnotate, kSign };

struct FieldLook {
  Control control = Control::kEntry;
  int columns = 0;       // of choices: 0 = as they fit, otherwise so many side by side
  bool packed = false;   // columns only as wide as their words
  bool bare = false;     // choices without round buttons: the words themselves are pressed
  bool advance = false;  // one press chooses and goes on
  bool vertical = false;  // of a slider
  bool ticks = true;      // of a slider
  bool grouped = false;   // thousands are set apart
  bool number = false;    // digits are expected, whatever the type says
  bool calendar = true;   // of a date: may be picked
  bool hidden = false;    // the answer is not shown once it is there
  int lines = 0;          // of an area, 0 = as usual
  int units = 0;          // cells of the grid theme; 0 = a line of its own
  bool shut = false;      // of a section: closed until it is opened
  bool summary = false;   // of a section: its answers as lines, nothing to type
  Pen pen = Pen::kNone;
};

// More choices than this do not stand open on the page.
inline constexpr std::size_t kOpenChoicesMax = 5;
inline constexpr std::size_t kListMax = 60;       // a longer list is searched
inline constexpr std::size_t kOpenTicksMax = 24;  // more boxes than this scroll by themselves
inline constexpr int kGridUnits = 4;              // of a container that names no width

// `grid`: the form asks for the grid theme.
FieldLook field_look(const forms::xforms::Item& item, bool grid);

std::vector<std::string> appearance_words(const std::string& appearance);

}  // namespace jiujin::client::presenters
