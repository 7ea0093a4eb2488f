#include <algorithm>
#include <nlohmann/json.hpp>

#include "localization/formats.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/masking.h"
#include "sync/casework/states.h"
#include "sync/casework/timeline_words.h"
#include "sync/county/case_actions.h"
#include "sync/county/case_view.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

namespace xforms = forms::xforms;
namespace prereview = forms::prereview;

std::string kind_of(const xforms::Item& item) {
  const auto found = item.attributes.find("jj:kind");
  return found == item.attributes.end() ? "" : found->second;
}

std::string masked_value(const std::string& kind, const std::string& value) {
  if (kind == "id_no" || kind == "id_number") return localization::mask_id_number(value);
  if (kind == "mobile" || kind == "phone") return localization::mask_phone(value);
  if (kind == "bank_card" || kind == "account") return localization::mask_account(value);
  return value;
}

// Choices by their labels, others as they are.
std::string shown_value(const xforms::Item& item, bool masked) {
  if (kind_of(item) == "division") return place_name(item.value);
  if (item.choices.empty() && masked && casework::is_persons_name(item.path, item.value)) {
    return localization::mask_name(item.value);
  }
  if (item.choices.empty()) return masked ? masked_value(kind_of(item), item.value) : item.value;
  const auto label = [&](const std::string& value) {
    for (const auto& choice : item.choices) {
      if (choice.value == value) return choice.label;
    }
    return value;
  };
  if (item.control != xforms::ControlKind::kSelectMany) return label(item.value);
  std::string labels;
  std::size_t at = 0;
  while (at < item.value.size()) {
    const auto end = std::min(item.value.find(' ', at), item.value.size());
    if (end > at) labels += (labels.empty() ? "" : ", ") + label(item.value.substr(at, end - at));
    at = end + 1;
  }
  return labels;
}

// One of two contradicting answers, as the form would show it; "" = cleared.
std::string shown_answer(const CaseView& view, xforms::NodeId id, const std::string& json,
                         bool masked) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  const auto text = value.is_string()                         ? value.get<std::string>()
                    : value.is_null() || value.is_discarded() ? std::string()
                                                              : value.dump();
  if (id == xforms::NodeId::kNone) return text;
  auto item = view.session->item(id);
  item.value = text;
  return shown_value(item, masked);
}

void fill_marking(const Visit& visit, const std::string& place, const std::string& label,
                  Dictionary* line) {
  auto* marking = line->AddSectionDictionary("MARKING");
  marking->SetValue("MARK_LABEL", format(visit.words._t("To be corrected: {0}"), label));
  marking->SetValue("MARKED", visit.request.form_value("place:" + place));
}

struct FormPane {
  const Visit& visit;
  const CaseView& view;
  bool masked, marking;
  Dictionary* body;

  void field(const xforms::Item& item) const {
    auto* field = body->AddSectionDictionary("ANSWER")->AddSectionDictionary("IS_FIELD");
    field->SetValue("LABEL", item.label.empty() ? item.path : item.label);
    field->SetValue("PATH", item.path);
    if (item.value.empty()) {
      field->ShowSection("NO_VALUE");
    } else {
      field->AddSectionDictionary("HAS_VALUE")->SetValue("VALUE", shown_value(item, masked));
    }
    const auto series = item.path.substr(0, item.path.find('['));
    if (view.changed.contains(item.path) || view.changed.contains(series)) {
      field->ShowSection("CHANGED");
    }
    const bool gap = item.required && item.value.empty();
    if (!item.valid || gap) {
      field->AddSectionDictionary("WRONG")->SetValue("MESSAGE", !item.valid ? item.message
                                                                : item.required_message.empty()
                                                                    ? visit.words._t("required")
                                                                    : item.required_message);
    }
    if (marking) fill_marking(visit, item.path, item.label, field);
  }

  void walk(xforms::NodeId id) const {
    const auto item = view.session->item(id);
    if (!item.relevant) return;
    if (item.kind == xforms::ItemKind::kQuestion) return field(item);
    if (!item.label.empty()) {
      body->AddSectionDictionary("ANSWER")
          ->AddSectionDictionary("IS_GROUP")
          ->SetValue("LABEL", item.label);
    }
    for (const auto child : view.session->children(id)) walk(child);
  }
};

// By what it looks like: numbers as long as those of a person, a telephone or a card.
std::string masked_bare(const std::string& value, bool masked) {
  const auto digits = static_cast<std::size_t>(std::count_if(
      value.begin(), value.end(), [](char c) { return (c >= '0' && c <= '9') || c == 'X'; }));
  if (!masked || digits != value.size() || digits < 11) return value;
  return digits == 11 ? localization::mask_phone(value)
         : digits < 19 ? localization::mask_id_number(value)
                       : localization::mask_account(value);
}

// Without a form the answers stand by their paths: nothing that came is hidden.
void bare_answers(const casework::Case& c, const Visit& visit, bool masked, bool marking,
                  Dictionary* body) {
  for (const auto& [path, text] : c.answers) {
    auto* field = body->AddSectionDictionary("ANSWER")->AddSectionDictionary("IS_FIELD");
    const auto value = nlohmann::json::parse(text, nullptr, false);
    field->SetValue("LABEL", path);
    field->SetValue("PATH", path);
    field->AddSectionDictionary("HAS_VALUE")
        ->SetValue("VALUE", masked_bare(value.is_string() ? value.get<std::string>() : text,
                                        masked));
    if (marking) fill_marking(visit, path, path, field);
  }
}

void fill_findings(const Visit& visit, const CaseView& view, Dictionary* body) {
  if (view.findings.empty()) {
    if (view.session && view.trouble.empty()) body->ShowSection("NO_FINDINGS");
    return;
  }
  auto* list = body->AddSectionDictionary("HAS_FINDINGS");
  for (const auto& finding : view.findings) {
    auto* line = list->AddSectionDictionary("FINDING");
    const bool open = finding.kind == prereview::FindingKind::kUnverified;
    const bool error = finding.severity == forms::catalogue::Severity::kError;
    line->SetValue("TONE", open ? "stop" : error ? "bad" : "wait");
    line->SetValue("WORD", open    ? visit.words._t("To verify")
                           : error ? visit.words._t("Not right")
                                   : visit.words._t("Look at"));
    line->SetValue("TEXT", finding.message.get(visit.words.language()));
    line->SetValue("RULE", finding.rule);
    if (!finding.basis.empty()) {
      line->AddSectionDictionary("BASIS")->SetValue("BASIS_TEXT",
                                                    finding.basis.get(visit.words.language()));
    }
  }
}

std::string material_note(const Visit& visit, const casework::Material& material) {
  switch (material.mode) {
    case casework::MaterialMode::kFiles: {
      const auto pages = static_cast<long long>(material.files.size());
      return format(visit.words._tn("{0} page", "{0} pages", pages), pages);
    }
    case casework::MaterialMode::kDeferred:
      return format(visit.words._t("to be brought by {0}"), material.due);
    case casework::MaterialMode::kLicence:
      return material.licence_type + " " + localization::last_four(material.licence_number) +
             (material.licence_grade.empty() ? "" : " · " + material.licence_grade);
    default:
      return material.note;
  }
}

void fill_materials(const Visit& visit, const CaseView& view, bool marking, Dictionary* body) {
  const auto add = [&](const std::string& slot, const std::string& name, bool needed) {
    const auto found = std::find_if(view.c->materials.begin(), view.c->materials.end(),
                                    [&](const casework::Material& m) { return m.slot == slot; });
    casework::Material none;
    none.slot = slot;
    const auto& material = found == view.c->materials.end() ? none : *found;
    const bool missing = material.mode == casework::MaterialMode::kMissing;
    auto* line = body->AddSectionDictionary("MATERIAL");
    line->SetValue("TONE", missing ? (needed ? "bad" : "draft")
                           : material.mode == casework::MaterialMode::kDeferred ? "wait"
                                                                                : "ok");
    line->SetValue("WORD", missing && !needed ? visit.words._t("Not needed")
                                              : material_words(material.mode, visit.words));
    line->SetValue("NAME", name);
    line->SetValue("SLOT", slot);
    line->SetValue("NOTE", slot + (material_note(visit, material).empty()
                                       ? ""
                                       : " · " + material_note(visit, material)));
    if (view.changed_slots.contains(slot)) line->ShowSection("CHANGED");
    if (marking) fill_marking(visit, slot, name, line);
  };
  if (!view.checklist.empty()) {
    for (const auto& entry : view.checklist) {
      add(entry.slot->id, entry.slot->name.get(visit.words.language()), entry.needed);
    }
  } else if (view.item) {
    for (const auto& slot : view.item->materials) {
      if (slot.source == forms::catalogue::MaterialSource::kInternalCheck) continue;
      add(slot.id, slot.name.get(visit.words.language()),
          slot.necessity == forms::catalogue::Necessity::kRequired);
    }
  } else {
    for (const auto& material : view.c->materials) add(material.slot, material.slot, false);
  }
}

std::string clock_words(std::int64_t ms, const Visit& visit) {
  return localization::format_duration(std::chrono::seconds(ms / 1000), visit.words);
}

}  // namespace

void fill_form_pane(const Visit& visit, const casework::Case& c,
                    std::span<const oplog::StoredOp> ops, const HeldFacts& held, bool masked,
                    bool marking, Dictionary* body) {
  const auto view = make_case_view(*visit.world, c, ops, held, visit.now_ms, visit.today);
  if (view.session && !visit.words.is_chinese()) view.session->set_language("en");
  for (const auto& trouble : view.trouble) {
    (void)trouble;
    body->AddSectionDictionary("TROUBLE")->SetValue(
        "TEXT", visit.words._t("The form of this version could not be judged here; the answers "
                               "stand below as they came."));
  }
  if (view.session) {
    const FormPane pane{visit, view, masked, marking, body};
    for (const auto root : view.session->roots()) pane.walk(root);
  } else {
    bare_answers(c, visit, masked, marking, body);
  }
  if (const auto changed = view.changed.size() + view.changed_slots.size(); changed > 0) {
    const auto n = static_cast<long long>(changed);
    body->AddSectionDictionary("CHANGED_COUNT")
        ->SetValue("CHANGED_TEXT", format(visit.words._tn("{0} changed since the correction",
                                                          "{0} changed since the correction", n),
                                          n));
  }
  fill_findings(visit, view, body);
  fill_materials(visit, view, marking, body);
  for (const auto& conflict : c.conflicts) {
    auto* box = body->AddSectionDictionary("CONFLICT");
    const auto id = view.session ? view.session->find(conflict.path) : xforms::NodeId::kNone;
    box->SetValue("LABEL",
                  id == xforms::NodeId::kNone ? conflict.path : view.session->item(id).label);
    const bool may = may_act("settle", c, visit.member, visit.world->context(visit.today));
    auto* choice = box->AddSectionDictionary(may ? "MAY_SETTLE" : "MAY_NOT_SETTLE");
    choice->SetValue("PATH", conflict.path);
    for (const auto& [name, json] :
         {std::pair{"OURS", &conflict.ours}, std::pair{"THEIRS", &conflict.theirs}}) {
      const auto words = shown_answer(view, id, *json, masked);
      choice->SetValue(name, words.empty() ? visit.words._t("not filled in") : words);
    }
  }
}

void fill_facts_pane(const Visit& visit, const casework::Case& c, bool masked, Dictionary* body) {
  const auto& words = visit.words;
  const auto* item = visit.world->item(c.item, c.item_version);
  const auto fact = [&](const std::string& label, const std::string& value) {
    if (value.empty()) return;
    auto* line = body->AddSectionDictionary("FACT");
    line->SetValue("LABEL", label);
    line->SetValue("VALUE", value);
  };
  const auto id_no = [&](const std::string& n) {
    return masked ? localization::mask_id_number(n) : n;
  };
  const auto phone = [&](const std::string& n) { return masked ? localization::mask_phone(n) : n; };
  const auto name = [&](const std::string& n) { return masked ? localization::mask_name(n) : n; };
  fact(words._t("Applicant"), name(c.applicant.name));
  fact(words._t("Identity number"), id_no(c.applicant.id_no));
  fact(words._t("Mobile"),
       c.applicant.mobile.empty() ? words._t("has none") : phone(c.applicant.mobile));
  if (c.agent) fact(words._t("Agent"), name(c.agent->name) + " " + phone(c.agent->mobile));
  fact(words._t("Receipt number"), c.receipt);
  fact(words._t("Case number"), c.number);
  fact(words._t("From"), place_name(c.division));
  fact(words._t("Clerk"), c.owner.empty() ? "" : staff_name(*visit.world, c.owner));
  fact(words._t("Delivery"), delivery_words(c.delivery_mode, words));
  fact(words._t("Notice by"), c.accepted_on.empty() ? c.clocks.notice_due : "");
  fact(words._t("Promised for"), c.clocks.promised_due);
  fact(words._t("Statutory date"), c.clocks.statutory_due);
  fact(words._t("Accepted on"),
       c.accepted_on.empty() ? "" : c.accepted_on + " " + c.acceptance_document);
  fact(words._t("Not accepted because"),
       c.state == casework::CaseState::kNotAccepted ? c.acceptance_reason : "");
  fact(words._t("Decided"), c.decided_on.empty() ? "" : c.decided_on + " " + c.decision_document);
  fact(words._t("Opinion"), c.decision_opinion);
  fact(words._t("Reason"), c.decision_reason);
  fact(words._t("Result"), c.result_name);
  fact(words._t("Licence number"), c.licence_no);
  fact(words._t("Valid until"), c.valid_until);
  if (c.clocks.provisional) {
    fact(words._t("Holidays"), words._t("provisional: the holiday notice of that year is missing"));
  }
  if (!c.corrections.empty() && !c.corrections.back().answered) {
    const auto& correction = c.corrections.back();
    fact(words._t("Correction by"), correction.due + " " + correction.document);
    for (const auto& asked : correction.items) {
      fact(casework::place_name(asked.place, item, words), asked.text);
    }
  }
  const auto totals = casework::clock_totals(c, visit.now_ms);
  const auto clock = [&](const std::string& name, std::int64_t ms, const std::string& note) {
    auto* line = body->AddSectionDictionary("CLOCK");
    line->SetValue("NAME", name);
    line->SetValue("TIME", ms == 0 ? "–" : clock_words(ms, visit));
    line->SetValue("NOTE", note);
  };
  clock(words._t("Handling"), totals.handling_ms, words._t("from acceptance to decision"));
  clock(words._t("Passing on"), totals.circulation_ms,
        words._t("intake to acceptance, decision to dispatch"));
  clock(words._t("Courier time"), totals.courier_ms, words._t("from dispatch to delivery"));
  Dictionary* day = nullptr;
  std::string day_name;
  for (auto entry = c.timeline.rbegin(); entry != c.timeline.rend(); ++entry) {
    const localization::Instant at{std::chrono::seconds{entry->wall_ms / 1000}};
    const auto name = localization::format_day(localization::local_date(at), visit.today, words);
    if (!day || name != day_name) {
      day = body->AddSectionDictionary("DAY");
      day->SetValue("DAY_NAME", name);
      day_name = name;
    }
    auto* line = day->AddSectionDictionary("ENTRY");
    line->SetValue("TIME", localization::format_time(at, localization::kShanghai));
    line->SetValue("WHAT", op_words(entry->type, words));
    line->SetValue("WHO", entry->actor.empty()
                              ? words._t("by the program")
                              : (entry->actor_name.empty() ? entry->actor : entry->actor_name) +
                                    (entry->unit.empty() ? "" : " · " + entry->unit));
    if (const auto detail = casework::detail_words(*entry, item, words, masked); !detail.empty()) {
      line->AddSectionDictionary("DETAIL")->SetValue("DETAIL_TEXT", detail);
    }
    if (entry->refused) {
      line->ShowSection("REFUSED");
      line->SetValue("WHY", refusal_words(entry->refusal, words));
    }
  }
}

}  // namespace jiujin::sync::county::console
