#include "client/presenters/item_pick_presenter.h"

#include "client/control/catalogue_cache.h"
#include "client/documents/guide_paper.h"
#include "client/presenters/wording.h"
#include "forms/prereview/joint_plan.h"

namespace jiujin::client::presenters {
namespace {

using forms::catalogue::Item;
using forms::catalogue::JointItem;

ItemPickView::Entry entry_of(const Item& item) {
  ItemPickView::Entry entry;
  entry.code = item.code;
  entry.name = item.name.get(language());
  entry.alias = item.alias.get(language());
  entry.authority = item.authority_name.get(language());
  entry.promise = client::documents::limit_text(item.promised, localization::current_translator());
  entry.can_take = item.state == "in_use";
  if (item.state == "suspended") entry.why_not = _t("suspended for now");
  if (item.state == "cancelled") entry.why_not = _t("cancelled");
  return entry;
}

ItemPickView::Entry entry_of(const JointItem& item) {
  ItemPickView::Entry entry;
  entry.code = item.code;
  entry.joint = true;
  entry.name = item.name.get(language());
  entry.alias = item.scenario.get(language());
  entry.authority = item.lead_authority.get(language());
  entry.promise = client::documents::limit_text(item.promised, localization::current_translator());
  return entry;
}

}  // namespace

ItemPickPresenter::ItemPickPresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {
  m_view.begin.label = _t("Begin with this item");
  m_events = workplace.on_event([this](const control::Event& event) {
    if (std::holds_alternative<control::CatalogueChanged>(event) ||
        std::holds_alternative<control::StationChanged>(event))
      refresh();
  });
}

void ItemPickPresenter::refresh() {
  m_view.busy.active = !m_catalogue;
  m_workplace.ask(control::AskCatalogue{}, m_token, [this](control::Reply reply) {
    m_view.busy = {};
    if (const auto* ready = reply.get<control::CatalogueReady>()) {
      m_catalogue = ready->catalogue;
      m_view.notice = {};
      // A joint item that is being asked about is asked about as it is now, if it still is.
      if (!m_view.joint_code.empty()) {
        if (!m_catalogue->catalogue.joint_item(m_view.joint_code)) return back();
        return ask_joint();
      }
    } else {
      m_view.empty = {_t("The items have not arrived yet"),
                      _t("They come with the first contact with the county."), ""};
      if (reply.result.error().code != ErrorCode::kNotFound)
        m_view.notice = error_notice(_t("The items could not be read"), reply.result.error());
    }
    rebuild();
  });
}

void ItemPickPresenter::rebuild() {
  m_view.entries.clear();
  if (m_catalogue) {
    for (const auto& hit : m_catalogue->index().search(m_view.query, 200))
      m_view.entries.push_back(hit.item ? entry_of(*hit.item) : entry_of(*hit.joint));
    m_view.empty = {_t("No item fits"),
                    _t("Try another word, a part of the name, or pinyin initials."), ""};
  }
  m_view.begin.enabled = false;
  m_view.begin.why_not = _t("Choose an item first.");
  if (!m_view.joint_code.empty()) {
    m_view.begin.label = _t("Begin with these items");
    m_view.begin.enabled = !m_view.joint_items.empty();
    m_view.begin.why_not = _t("Answer the questions first.");
  } else {
    m_view.begin.label = _t("Begin with this item");
    for (const auto& entry : m_view.entries) {
      if (entry.code != m_view.selected) continue;
      m_view.begin.enabled = entry.can_take;
      m_view.begin.why_not = entry.why_not;
    }
  }
  if (on_changed) on_changed();
}

void ItemPickPresenter::search(std::string query) {
  m_view.query = std::move(query);
  rebuild();
}

void ItemPickPresenter::select(std::string code) {
  m_view.selected = std::move(code);
  if (m_catalogue && m_catalogue->catalogue.joint_item(m_view.selected)) {
    m_view.joint_code = m_view.selected;
    m_answers.clear();
    return ask_joint();
  }
  rebuild();
}

void ItemPickPresenter::ask_joint() {
  const auto* joint = m_catalogue->catalogue.joint_item(m_view.joint_code);
  m_view.joint_name = joint->name.get(language());
  m_view.questions.clear();
  m_view.joint_items.clear();
  m_view.joint_notes.clear();
  bool all = true;
  for (const auto& question : joint->questions) {
    ItemPickView::Question shown{question.id, question.text.get(language()),
                                 question.effect.get(language()), {}, m_answers[question.id]};
    for (const auto& option : question.choices)
      shown.options.push_back(
          {option.code, option.label.get(language()), option.code == shown.answer});
    all = all && !shown.answer.empty();
    m_view.questions.push_back(std::move(shown));
  }
  if (all) {
    auto plan = forms::prereview::plan_joint_item(m_catalogue->catalogue, *joint, m_answers);
    if (plan.ok()) {
      for (const auto* part : plan->parts)
        if (const auto* item = m_catalogue->catalogue.item(part->item))
          m_view.joint_items.push_back(entry_of(*item));
      for (const auto& notice : plan->notices) m_view.joint_notes.push_back(notice.get(language()));
      m_view.notice = {};
    } else {
      m_view.notice = error_notice(_t("These answers do not go together"), plan.error());
    }
  }
  rebuild();
}

void ItemPickPresenter::answer(std::string question_id, std::string value) {
  if (m_view.joint_code.empty()) return;
  m_answers[question_id] = std::move(value);
  ask_joint();
}

void ItemPickPresenter::back() {
  m_view.joint_code.clear();
  m_view.joint_name.clear();
  m_view.questions.clear();
  m_view.joint_items.clear();
  m_view.joint_notes.clear();
  m_view.notice = {};
  rebuild();
}

void ItemPickPresenter::begin() {
  if (!m_view.begin.enabled || !on_begin) return;
  std::vector<std::string> items;
  for (const auto& entry : m_view.joint_items) items.push_back(entry.code);
  if (m_view.joint_code.empty()) items = {m_view.selected};
  on_begin(items, m_view.joint_code);
}

}  // namespace jiujin::client::presenters
