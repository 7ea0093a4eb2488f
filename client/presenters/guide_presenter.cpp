#include "client/presenters/guide_presenter.h"

#include "client/control/catalogue_cache.h"
#include "client/documents/guide_paper.h"
#include "client/presenters/wording.h"

namespace jiujin::client::presenters {
namespace {

using namespace localization::typeset;

// The screen shows the blocks of the paper: one content, two places.
std::vector<Section> sections_of(const Document& paper) {
  std::vector<Section> sections;
  for (const auto& block : paper.blocks) {
    if (const auto* heading = std::get_if<Heading>(&block)) {
      sections.push_back({heading->text, {}, {}, {}, {}});
      continue;
    }
    if (sections.empty()) sections.emplace_back();
    auto& section = sections.back();
    if (const auto* fields = std::get_if<FieldTable>(&block)) {
      for (const auto& field : fields->fields) section.lines.push_back({field.label, field.value});
    } else if (const auto* list = std::get_if<ItemList>(&block)) {
      for (const auto& item : list->items) section.paragraphs.push_back(item);
    } else if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
      section.paragraphs.push_back(paragraph->text);
    } else if (const auto* table = std::get_if<DataTable>(&block)) {
      for (const auto& column : table->columns) section.table_head.push_back(column.head);
      section.table = table->rows;
    }
  }
  return sections;
}

}  // namespace

GuidePresenter::GuidePresenter(Workplace& workplace)
    : m_workplace(workplace), m_items(workplace), m_token(std::make_shared<int>(0)) {
  m_view.begin.label = _t("Take in this item");
  m_view.print.label = _t("Print the guide");
  m_view.save.label = _t("Save as PDF");
  m_events = workplace.on_event([this](const control::Event& event) {
    if (std::holds_alternative<control::CatalogueChanged>(event) && !m_view.code.empty())
      show(m_view.code);
  });
}

void GuidePresenter::show(std::string code) {
  m_view.code = std::move(code);
  m_workplace.ask(control::AskCatalogue{}, m_token, [this, code = m_view.code](
                                                        control::Reply reply) {
    if (code != m_view.code) return;  // another guide is shown by now
    const auto* ready = reply.get<control::CatalogueReady>();
    if (!ready) {
      m_view.notice = error_notice(_t("The items could not be read"), reply.result.error());
    } else if (const auto* item = ready->catalogue->catalogue.item(m_view.code)) {
      const auto paper =
          client::documents::guide_paper(ready->catalogue->catalogue, *item,
                                         localization::current_translator(), m_workplace.today());
      m_view.title = item->name.get(language());
      m_view.subtitle = paper.issuer;
      m_view.sections = sections_of(paper);
      m_view.begin.enabled = item->state == "in_use";
      m_view.notice = {};
    } else {
      m_view.begin.enabled = false;
      m_view.begin.why_not = _t("cancelled");
    }
    if (on_changed) on_changed();
  });
}

void GuidePresenter::begin() {
  if (on_begin && m_view.begin.enabled) on_begin(m_view.code);
}

void GuidePresenter::print() {
  if (m_view.busy.active) return;
  m_view.busy = {true, _t("Printing"), -1, false};
  if (on_changed) on_changed();
  m_workplace.ask(control::MakeGuide{m_view.code, "", true}, m_token,
                  [this](control::Reply reply) {
                    m_view.busy = {};
                    m_view.notice =
                        reply.result.ok()
                            ? Notice{Tone::kGreen, _t("Handed to the printer"), ""}
                            : error_notice(_t("It could not be printed"), reply.result.error());
                    if (on_changed) on_changed();
                  });
}

void GuidePresenter::save_as(std::string path) {
  m_workplace.ask(control::MakeGuide{m_view.code, path, false}, m_token,
                  [this, path](control::Reply reply) {
                    m_view.notice =
                        reply.result.ok()
                            ? Notice{Tone::kGreen, _t("Saved"), path}
                            : error_notice(_t("It could not be saved"), reply.result.error());
                    if (on_changed) on_changed();
                  });
}

}  // namespace jiujin::client::presenters
