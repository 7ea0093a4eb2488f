// MaterialsPresenter: the checklist of one application - why each paper is asked for, what stands
// for it (scans, a licence, a promise, later), and the pages themselves.
//
// Files are read, checked and stored on a worker; a page is in the store before it is shown here.
// Thread rule: the window's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

// A small picture: width * height * 4 bytes, RGBA, rows from the top.
struct Picture {
  int width = 0, height = 0;
  std::shared_ptr<const std::vector<std::uint8_t>> rgba;  // null: not made yet
};

struct PageView {
  std::string hash;  // hex, names the file
  std::string name;  // 户口簿.jpg
  std::string size;  // 1.8 MB
  int rotation = 0;  // 0, 90, 180, 270 clockwise
  int pages = 1;     // of a PDF
  Picture thumbnail;
};

struct SlotView {
  std::string slot;      // "M02"
  std::string name;      // 登记人居民身份证
  std::string reason;    // why it is asked for, or why not
  std::string copies;    // 原件 1 份、复印件 1 份
  std::string standard;  // what makes it acceptable
  bool required = true;
  Mark state;            // 已上传 2 页 / 未上传 / 免提交 / 容缺 12月4日前
  std::vector<Option> modes;  // files, licence, deferred, commitment, paper, not_needed
  std::string mode;           // the chosen one
  std::vector<PageView> pages;
  // licence
  std::string licence_type, licence_type_name, licence_number, licence_holder, licence_grade,
      licence_valid_until;
  // deferred
  std::string due, due_latest;  // YYYY-MM-DD
  // commitment
  std::string commitment_text;          // what the applicant signs
  std::optional<PageView> signed_page;  // the scan of the signed promise
  std::string note;
  std::string error;  // what is still missing, "" = fine
};

struct MaterialsView {
  std::vector<SlotView> slots;
  std::string selected;  // slot
  std::vector<Notice> refused_files;  // one a file: its name, why, what was kept
  std::vector<Gap> gaps;
  std::string summary;   // 5 份材料,已齐 4 份,免提交 1 份
  Busy busy;
};

// As it is kept in a draft and written into ops; see MaterialsPresenter::choices().
struct MaterialChoice {
  struct Page {
    std::string hash, name, media_type;
    std::uint64_t size = 0;
    int rotation = 0, pages = 1;
    std::optional<sync::casework::PreviewRef> preview{};
  };
  std::string slot, mode;  // mode: "" nothing chosen yet
  std::vector<Page> pages;
  std::string licence_type, licence_number, licence_holder, licence_grade, licence_valid_until;
  std::string due, note;
  std::optional<Page> signed_page;  // of a promise: the paper as it was signed
  bool operator==(const MaterialChoice&) const;
};

MaterialChoice::Page page_of(const control::ImportedFile& file);

// One line of the checklist, computed from item and answers by the pre-review rules.
struct SlotNeed {
  std::string slot, name, reason, copies, standard;
  bool required = true, deferrable = false, promisable = false, licence = false;
  std::string licence_type, licence_type_name;
  std::string due_latest, commitment_text;
};

// Why a file was not taken in, what was kept and what to do.
Notice refused_file(const std::string& name, const Error& error);

class MaterialsPresenter {
 public:
  explicit MaterialsPresenter(Workplace& workplace);
  const MaterialsView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void()> on_answered;  // something to save
  std::function<void(std::string slot, bool print)> on_promise;  // who knows the applicant makes it

  // The checklist anew, after answers changed. What was chosen for a slot that is no longer asked
  // for is kept, and shown again should it be asked for again.
  void set_needs(std::vector<SlotNeed> needs);
  void set_choices(std::vector<MaterialChoice> choices);
  // For another application: pages that are still being read belong to the one before.
  void start_anew();
  std::vector<MaterialChoice> choices() const;  // of the slots that are asked for
  std::vector<MaterialChoice> aside() const;    // what was chosen for others
  std::vector<MaterialChoice> kept() const;     // both

  void select(std::string slot);
  // Images and PDF files; several at once; a folder means the files in it.
  void import(std::string slot, std::vector<std::string> paths);
  void cancel_import();
  void set_mode(std::string slot, std::string mode);
  void rotate(std::string slot, std::size_t page, int degrees);  // +90 or -90
  void move(std::string slot, std::size_t from, std::size_t to);
  void remove(std::string slot, std::size_t page);
  void set_licence(std::string slot, std::string number, std::string holder, std::string grade,
                   std::string valid_until);
  void set_due(std::string slot, std::string iso_day);
  // The promise as a paper to be signed, on the screen or on the printer; then its scan.
  void make_promise(std::string slot, bool print);
  void import_signed(std::string slot, std::string path);
  void remove_signed(std::string slot);
  void set_note(std::string slot, std::string note);
  void dismiss_refused();
  // A larger picture of a page (longest side in pixels); shown() is called once with it.
  void show_page(std::string hash, int pdf_page, int rotation, int pixels,
                 std::function<void(Picture)> shown);

 private:
  MaterialChoice& choice(const std::string& slot);
  void take_files(std::vector<std::string> paths,
                  std::function<void(const control::ImportedFile&)> take);
  void rebuild();
  void answered();
  void ask_thumbnail(const std::string& hash);
  PageView view_of(const MaterialChoice::Page& page) const;
  Workplace& m_workplace;
  MaterialsView m_view;
  std::vector<SlotNeed> m_needs;
  std::map<std::string, MaterialChoice> m_choices;
  std::map<std::string, Picture> m_thumbnails;
  control::Ticket m_import = 0;
  Workplace::Token m_token;
};

}  // namespace jiujin::client::presenters
