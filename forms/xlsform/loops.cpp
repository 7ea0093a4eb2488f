// `begin loop over list`: what it encloses stands once for each choice of the list, in a group that
// is named and labelled as the choice; %(name)s and %(label)s in its texts are the choice's.
#include "forms/xlsform/limits.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/survey_reader.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

// The choice's words in one language.
struct Words {
  std::string name, label;
};

std::string filled_in(std::string text, const Words& words) {
  const std::pair<std::string_view, const std::string&> places[] = {{"%(name)s", words.name},
                                                                    {"%(label)s", words.label}};
  for (const auto& [mark, word] : places) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), word);
      at += word.size();
    }
  }
  return text;
}

Localised filled_in(Localised text, const Choice& choice) {
  for (auto& entry : text.entries) {
    std::string label = choice.label.plain();
    for (const auto& each : choice.label.entries) {
      if (each.language == entry.language) label = each.text;
    }
    entry.text = filled_in(entry.text, {choice.name, label});
  }
  return text;
}

Attributes filled_in(const Attributes& attributes, const Choice& choice) {
  Attributes out;
  for (const auto& [name, value] : attributes.entries()) out.set(name, filled_in(value, choice));
  return out;
}

std::unique_ptr<Element> copy_for(const Element& element, const Choice& choice) {
  const Words words{choice.name, choice.label.plain()};
  auto out = std::make_unique<Element>();
  out->kind = element.kind;
  out->type = element.type;
  out->control = element.control;
  out->name = filled_in(element.name, words);
  out->place = element.place;
  out->label = filled_in(element.label, choice);
  out->hint = filled_in(element.hint, choice);
  out->guidance_hint = filled_in(element.guidance_hint, choice);
  out->media = filled_in(element.media, choice);
  out->bind = filled_in(element.bind, choice);
  out->body = filled_in(element.body, choice);
  out->instance = element.instance;
  out->default_value = filled_in(element.default_value, words);
  out->computed_default = element.computed_default;
  out->choice_filter = filled_in(element.choice_filter, words);
  out->itemset = element.itemset;
  out->query = element.query;
  out->parameters = element.parameters;
  out->triggers = element.triggers;
  out->actions = element.actions;
  out->tags = element.tags;
  out->hidden_group = element.hidden_group;
  for (const auto& child : element.children) out->add(copy_for(*child, choice));
  return out;
}

}  // namespace

void unroll_loop(SurveyContext& context, const std::string& list_name, Element& loop) {
  const ChoiceList* list = context.survey.list(list_name);
  if (list == nullptr) return;  // already told
  std::size_t elements = 1;
  for (const auto& child : loop.children) {
    for_each_element(*child, [&](const Element&) { ++elements; });
  }
  context.copies += elements * list->choices.size();
  if (context.copies > kCopiesMax) {
    context.findings.error(loop.place, "loop.size",
                           _t("The loops of this form make more than 100,000 questions."));
    return;
  }
  const auto pattern = std::move(loop.children);
  loop.children.clear();
  for (const auto& choice : list->choices) {
    if (choice.name == "none") continue;
    if (!is_name(choice.name)) {
      context.findings.error(
          choice.place, "name.invalid",
          format(_t("\"{0}\" is no name that a question can have."), choice.name));
      continue;
    }
    auto column = std::make_unique<Element>();
    column->kind = Element::Kind::kGroup;
    column->type = "group";
    column->name = choice.name;
    column->place = choice.place;
    column->label = choice.label;
    column->media = choice.media;
    for (const auto& child : pattern) column->add(copy_for(*child, choice));
    loop.add(std::move(column));
  }
}

}  // namespace jiujin::forms::xlsform
