#include "client/documents/guide_paper.h"

#include <string>
#include <vector>

#include "forms/catalogue/handling_mode.h"

namespace jiujin::client::documents {
namespace {

using namespace forms::catalogue;
using namespace localization::typeset;
using localization::Translator;

std::string join(const std::vector<std::string>& parts, const std::string& between) {
  std::string all;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!all.empty()) all += between;
    all += part;
  }
  return all;
}

std::string comma(const Translator& words) { return words.is_chinese() ? "、" : ", "; }

std::string mode_text(ServiceMode mode, const Translator& words) {
  switch (mode) {
    case ServiceMode::kImmediate: return words._t("decided on the spot");
    case ServiceMode::kOnlinePrereview: return words._t("pre-review online");
    case ServiceMode::kFullyOnline: return words._t("entirely online");
    case ServiceMode::kConsultation: return words._t("advice online");
    case ServiceMode::kWindowCourier: return words._t("at the window, result by courier");
    case ServiceMode::kHomeAppointment: return words._t("home visit by appointment");
  }
  return {};
}

std::string level_text(int level, const Translator& words) {
  if (level >= 6) return words._t("village (community)");
  return level == 5 ? words._t("town (street)") : words._t("county");
}

// Codes of row 24 of the implementation list.
std::string object_text(const std::string& code, const Translator& words) {
  if (code == "1") return words._t("natural persons");
  if (code == "2") return words._t("enterprises");
  if (code == "3") return words._t("public institutions");
  if (code == "4") return words._t("social organisations");
  if (code == "5") return words._t("government bodies");
  return words._t("others");
}

std::string handling_text(HandlingMode mode, const Translator& words) {
  if (mode == HandlingMode::kOneOffice) return words._t("by one office");
  if (mode == HandlingMode::kSeveralOffices) return words._t("by several offices, one window");
  return words._t("at several levels, over the network");
}

std::string yes_no(bool yes, const Translator& words) {
  return yes ? words._t("Yes") : words._t("No");
}

class Guide {
 public:
  Guide(const Catalogue& catalogue, const Item& item, const Translator& words, Document* out)
      : m_catalogue(catalogue), m_item(item), m_words(words), m_out(*out) {}

  void write() {
    basics();
    list(m_words._t("Who may apply, and when"), m_item.conditions);
    materials();
    process();
    where();
    fees_and_result();
    list(m_words._t("Basis in law"), m_item.legal_basis);
    form();
    questions();
    rights();
  }

 private:
  std::string get(const LanguageMap& map) const { return map.get(m_words.language()); }
  // An element that an authority may leave out: the reader learns that there is nothing.
  std::string stated(const LanguageMap& map) const {
    return get(map).empty() ? m_words._t("none") : get(map);
  }
  std::string colon() const { return m_words.is_chinese() ? "：" : ": "; }

  void fields(const std::string& title, std::vector<Field> fields) {
    std::erase_if(fields, [](const Field& field) { return field.value.empty(); });
    if (fields.empty()) return;
    m_out.blocks.push_back(Heading{title});
    m_out.blocks.push_back(FieldTable{std::move(fields)});
  }

  void list(const std::string& title, const std::vector<LanguageMap>& texts) {
    ItemList items;
    for (const auto& text : texts)
      if (!get(text).empty()) items.items.push_back(get(text));
    if (items.items.empty()) return;
    m_out.blocks.push_back(Heading{title});
    m_out.blocks.push_back(std::move(items));
  }

  void basics() {
    std::vector<std::string> modes, objects;
    for (const auto& object : m_item.service_objects)
      objects.push_back(object_text(object, m_words));
    for (auto mode : m_item.service_modes) modes.push_back(mode_text(mode, m_words));
    fields(m_words._t("At a glance"),
           {{m_words._t("Also called"), stated(m_item.alias), true},
            {m_words._t("Item code"), m_item.code},
            {m_words._t("Version"), std::to_string(m_item.version)},
            {m_words._t("In force from"), m_item.effective_date},
            {m_words._t("Implementation code"), m_item.implement_code, true},
            {m_words._t("Authority in charge"), get(m_item.authority_name), true},
            {m_words._t("Guided by"), stated(m_item.guide_authority), true},
            {m_words._t("Who is served"), join(objects, comma(m_words))},
            {m_words._t("Kind of item"),
             m_item.is_immediate() ? m_words._t("Decided on the spot")
                                   : m_words._t("Decided within a promised time")},
            {m_words._t("How it is handled"), handling_text(handling_mode(m_item), m_words)},
            {m_words._t("Promised time"), limit_text(m_item.promised, m_words)},
            {m_words._t("Statutory time"), limit_text(m_item.statutory, m_words)},
            {m_words._t("Visits needed"), std::to_string(m_item.onsite_visits)},
            {m_words._t("Why one has to come"), get(m_item.onsite_reason), true},
            {m_words._t("Ways to be served"), join(modes, comma(m_words)), true},
            {m_words._t("Where one may apply"), get(m_item.cross_scope)},
            {m_words._t("Online depth"), get(m_item.online_depth)},
            {m_words._t("Busy season"), get(m_item.seasonal_peak), true}});
  }

  void materials() {
    DataTable table;
    table.columns = {{m_words._t("Material"), 3},
                     {m_words._t("Number of copies"), 1.4},
                     {m_words._t("When needed"), 2},
                     {m_words._t("Other ways"), 1.8},
                     {m_words._t("Accepted when"), 2.4}};
    for (const auto& slot : m_item.materials) {
      if (slot.source == MaterialSource::kInternalCheck) continue;
      std::vector<std::string> ways;
      if (slot.licence.reusable) ways.push_back(m_words._t("licence on record"));
      if (slot.commitment.substitutable) ways.push_back(m_words._t("written promise"));
      if (slot.deferral.allowed)
        ways.push_back(format(m_words._tn("within {0} working day", "within {0} working days",
                                          slot.deferral.max_workdays),
                              slot.deferral.max_workdays));
      std::string when = slot.necessity == Necessity::kConditional
                             ? get(slot.need_condition) : m_words._t("always");
      table.rows.push_back({get(slot.name), copies_text(slot, m_words), when,
                            join(ways, comma(m_words)), get(slot.accept_standard)});
    }
    if (table.rows.empty()) return;
    m_out.blocks.push_back(Heading{m_words._t("Materials")});
    m_out.blocks.push_back(std::move(table));
    fill_notes();
  }

  void fill_notes() {
    ItemList notes;
    for (const auto& slot : m_item.materials) {
      if (slot.source == MaterialSource::kInternalCheck || get(slot.fill_note).empty()) continue;
      notes.items.push_back(get(slot.name) + colon() + get(slot.fill_note));
    }
    if (notes.items.empty()) return;
    m_out.blocks.push_back(Heading{m_words._t("How to fill in the papers")});
    m_out.blocks.push_back(std::move(notes));
  }

  void form() {
    ItemList parts;
    for (const auto& section : m_item.sections) {
      std::vector<std::string> labels;
      for (const auto& field : m_item.fields)
        if (field.section == section.id) labels.push_back(get(field.label));
      parts.items.push_back(get(section.label) + colon() + join(labels, comma(m_words)));
    }
    if (parts.items.empty()) return;
    m_out.blocks.push_back(Heading{m_words._t("What the form asks")});
    m_out.blocks.push_back(std::move(parts));
  }

  void questions() {
    ItemList answers;
    for (const auto& each : m_item.questions)
      answers.items.push_back(get(each.question) + (m_words.is_chinese() ? "" : " ") +
                              get(each.answer));
    if (answers.items.empty()) return;
    m_out.blocks.push_back(Heading{m_words._t("Frequent questions")});
    m_out.blocks.push_back(std::move(answers));
  }

  void process() {
    ItemList steps;
    for (const auto& step : m_item.process) steps.items.push_back(get(step.name));
    if (!steps.items.empty()) {
      m_out.blocks.push_back(Heading{m_words._t("Steps")});
      m_out.blocks.push_back(std::move(steps));
    }
    fields(m_words._t("Who handles it"),
           {{m_words._t("Taken in at"), level_text(m_item.levels.accept, m_words)},
            {m_words._t("Reviewed at"), level_text(m_item.levels.review, m_words)},
            {m_words._t("Decided at"), level_text(m_item.levels.decide, m_words)}});
    specials(false, m_words._t("Procedures whose time is not counted"));
    specials(true, m_words._t("How far the time may be extended, once"));
  }

  void specials(bool extensions, const std::string& title) {
    ItemList specials;
    for (const auto& special : m_item.special_procedures) {
      if (special.extension != extensions) continue;
      specials.items.push_back(get(special.name) + colon() + limit_text(special.limit, m_words));
    }
    if (specials.items.empty()) return;
    m_out.blocks.push_back(Heading{title});
    m_out.blocks.push_back(std::move(specials));
  }

  void where() {
    fields(m_words._t("Where and when"),
           {{m_words._t("Office address"), get(m_item.handle_place), true},
            {m_words._t("Hours"), get(m_item.handle_time), true},
            {m_words._t("Advice"), m_item.consult_phone},
            {m_words._t("Complaints"), m_item.supervise_phone},
            {m_words._t("By appointment"), yes_no(m_item.reservation, m_words)},
            {m_words._t("Materials by courier"), yes_no(m_item.courier.materials_in, m_words)},
            {m_words._t("Result by courier"), yes_no(m_item.courier.result_out, m_words)},
            {m_words._t("Applying for others"), stated(m_item.agent_rule), true}});
  }

  void fees_and_result() {
    fields(m_words._t("Fee and result"),
           {{m_words._t("Fee"), m_item.fee.charged ? get(m_item.fee.standard)
                                                   : m_words._t("free of charge")},
            {m_words._t("Basis of the fee"), get(m_item.fee.basis), true},
            {m_words._t("Result"), get(m_item.result.name)},
            {m_words._t("Valid for"), get(m_item.result.validity)},
            {m_words._t("Sample of the result"), get(m_item.result.sample)},
            {m_words._t("Intermediary services"), stated(m_item.intermediary)},
            {m_words._t("Limit of number"), stated(m_item.quantity_limit)}});
  }

  void rights() {
    if (get(m_item.remedy).empty()) return;
    m_out.blocks.push_back(Heading{m_words._t("Your rights")});
    m_out.blocks.push_back(Paragraph{get(m_item.remedy)});
  }

  const Catalogue& m_catalogue;
  const Item& m_item;
  const Translator& m_words;
  Document& m_out;
};

}  // namespace

std::string limit_text(const TimeLimit& limit, const Translator& words) {
  if (limit.unit == LimitUnit::kImmediate) return words._t("on the spot");
  if (!limit.value) {
    const auto note = limit.note.get(words.language());
    return note.empty() ? words._t("not set by law") : note;
  }
  if (limit.unit == LimitUnit::kWorkingDays)
    return format(words._tn("{0} working day", "{0} working days", *limit.value), *limit.value);
  return format(words._tn("{0} day", "{0} days", *limit.value), *limit.value);
}

std::string copies_text(const MaterialSlot& slot, const Translator& words) {
  std::vector<std::string> parts;
  if (slot.original_copies > 0)
    parts.push_back(format(words._tn("{0} original", "{0} originals", slot.original_copies),
                           slot.original_copies));
  if (slot.photocopy_copies > 0)
    parts.push_back(format(words._tn("{0} copy", "{0} copies", slot.photocopy_copies),
                           slot.photocopy_copies));
  return join(parts, comma(words));
}

Document guide_paper(const Catalogue& catalogue, const Item& item, const Translator& words,
                     std::chrono::sys_seconds created) {
  Document paper;
  paper.language = words.language();
  paper.issuer = item.authority_name.get(words.language());
  paper.title = format(words._t("Service guide: {0}"), item.name.get(words.language()));
  paper.number = item.code;
  paper.footer_note = item.consult_phone;
  paper.created = created;
  Guide(catalogue, item, words, &paper).write();
  return paper;
}

}  // namespace jiujin::client::documents
