// What stands above a form's fields: how an older draft met this version, and the languages.
#include "client/presenters/form_presenter.h"
#include "client/presenters/wording.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {

using namespace forms::xforms;

namespace {

// "/data/family/name" -> "name"; what a person may still recognise of a question that is gone.
std::string last_step(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string language_word(const std::string& name) {
  if (name == "zh" || name.starts_with("zh-") || name.starts_with("zh_")) return "中文";
  if (name == "en" || name.starts_with("en-") || name.starts_with("en_")) return "English";
  return name.empty() || name == "default" ? _t("As written") : name;
}

}  // namespace

// A question by its label, else by the last step of its path.
std::string FormPresenter::name_of_place(const std::string& path) const {
  const auto id = m_session->find(path);
  const auto label = id == NodeId::kNone ? std::string() : m_session->item(id).label;
  return label.empty() ? last_step(path) : label;
}

void FormPresenter::build_report() {
  const auto& report = m_session->load_report();
  m_report = {};
  if (report.empty() && !m_move) return;
  m_report.title = _t("This form has changed since the draft was begun");
  m_report.text = _t("Nothing that was typed is lost. Please look at these places:");
  const auto add = [this](const std::string& words, const std::string& path) {
    const bool there = m_session->find(path) != NodeId::kNone;
    m_report.rows.push_back({format(words, name_of_place(path)), there ? path : ""});
  };
  for (const auto& path : report.added) add(_t("New: {0}"), path);
  for (const auto& moved : report.moved) add(_t("In another place now: {0}"), moved.second);
  for (const auto& path : report.not_offered)
    add(_t("The answer chosen is no longer offered: {0}"), path);
  for (const auto& path : report.misfits)
    add(_t("Answered in another form before: {0}"), path);
  for (const auto& path : report.unknown) add(_t("No longer asked: {0}"), path);
  if (m_move) report_move();
}

void FormPresenter::report_move() {
  if (!m_move->known)
    m_report.rows.push_back(
        {format(_t("Which questions are new cannot be told: version {0} is no longer kept here"),
                m_move->from),
         ""});
  for (const auto& other : m_move->others) m_report.rows.push_back({other, ""});
  if (m_report.rows.empty())
    m_report.title = _t("The item has been published anew since the draft was begun");
  m_report.text = format(
      m_report.rows.empty()
          ? _t("It was begun under version {0} of the item and goes on under version {1}. Nothing "
               "that was typed is lost, and nothing else is asked for.")
          : _t("It was begun under version {0} of the item and goes on under version {1}. Nothing "
               "that was typed is lost. Please look at these places:"),
      m_move->from, m_move->to);
}

void FormPresenter::tell_move(FormMove move) {
  m_move = std::move(move);
  build_report();
  if (on_fields) on_fields({true, {}});
}

void FormPresenter::dismiss_report() {
  m_report = {};
  if (on_fields) on_fields({true, {}});
  if (on_report_read) on_report_read();
}

std::vector<Option> FormPresenter::languages() const {
  const auto& definition = m_session->definition();
  std::vector<Option> names;
  // A round of correction leaves the room to what is asked for.
  if (definition.languages.size() < 2 || m_closed) return names;
  const auto* shown = definition.language(m_session->language());
  for (const auto& language : definition.languages)
    names.push_back({language.name, language_word(language.name), &language == shown});
  return names;
}

void FormPresenter::set_language(const std::string& name) {
  m_session->set_language(name);
  if (!m_report.title.empty()) build_report();
  rebuild();
  FieldsChanged all;
  for (const auto& field : m_view.fields) all.fields.push_back(field.id);
  if (on_fields) on_fields(all);
  if (on_gaps) on_gaps();
}

void FormPresenter::set_media(std::function<std::string(const std::string&)> path_of) {
  m_media_path = std::move(path_of);
  rebuild();
  if (on_fields) on_fields({true, {}});
}

}  // namespace jiujin::client::presenters
