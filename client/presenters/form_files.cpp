// Files that answer a form's field: kept as scans, named by the answer, carried under the field's
// path as a material's pages are carried under its slot.
#include <algorithm>

#include "client/presenters/field_kinds.h"
#include "client/presenters/form_presenter.h"
#include "client/presenters/materials_presenter.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {
namespace {

// Eight of its address's 64 digits tell a case's files apart.
constexpr std::size_t kTellingDigits = 8;

// 授权委托书.jpg #3fa2b1c9
std::string answer_naming(const MaterialChoice::Page& page) {
  return page.name + " #" + page.hash.substr(0, kTellingDigits);
}

}  // namespace

const MaterialChoice::Page* FormPresenter::file_named(const std::string& answer) const {
  for (const auto& page : m_files)
    if (answer_naming(page) == answer) return &page;
  return nullptr;
}

void FormPresenter::pick_file(std::uint32_t id, const std::string& path) {
  const auto* known = field(id);
  if (!known || known->readonly || known->kind != FieldKind::kFile) return;
  m_workplace.ask(
      control::ImportFiles{{path}}, m_token,
      [this, id, at = known->path](control::Reply reply) {
        const auto* imported = reply.get<control::FilesImported>();
        if (imported && imported->files.empty()) return;  // an empty folder
        const auto* file = imported ? &imported->files.front() : nullptr;
        m_file_errors.erase(at);
        if (!file || file->error) {
          const auto notice = refused_file(
              file ? file->name : "", file ? *file->error : reply.result.error());
          m_file_errors[at] = notice.title + " " + notice.text;
          return show_field(id);
        }
        m_files.push_back(page_of(*file));
        set_value(id, answer_naming(m_files.back()));
        show_field(id);
      });
}

std::vector<MaterialChoice> FormPresenter::files() const {
  std::vector<MaterialChoice> named;
  for (const auto& field : m_view.fields) {
    if (field.kind != FieldKind::kFile) continue;
    const auto* page = file_named(field.value);
    if (!page) continue;
    MaterialChoice choice;
    choice.slot = field.path;
    choice.mode = "files";
    choice.pages = {*page};
    named.push_back(std::move(choice));
  }
  return named;
}

void FormPresenter::keep_files(const std::vector<MaterialChoice>& known) {
  for (const auto& choice : known)
    if (choice.slot.starts_with('/'))
      m_files.insert(m_files.end(), choice.pages.begin(), choice.pages.end());
}

void FormPresenter::show_field(std::uint32_t id) {
  forms::xforms::Changes shown;
  shown.items.push_back(static_cast<forms::xforms::NodeId>(id));
  apply(shown);
}

}  // namespace jiujin::client::presenters
