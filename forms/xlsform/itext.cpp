#include "forms/xlsform/itext.h"

#include <algorithm>

namespace jiujin::forms::xlsform {

namespace {

constexpr const char* kNotTranslated = "-";

std::string folder_of(const std::string& form) {
  return form == "big-image" || form == "image" ? "images" : form;
}

void add_media(Itext& itext, const std::string& id, const Attributes& media) {
  for (const auto& [kind, files] : media.entries()) itext.add(id, kind, files, nullptr);
}

void add_choices(Itext& itext, const ChoiceList& list) {
  if (!list.needs_itext) return;
  for (std::size_t i = 0; i < list.choices.size(); ++i) {
    const std::string id = list.name + "-" + std::to_string(i);
    itext.add(id, "", list.choices[i].label, nullptr);
    add_media(itext, id, list.choices[i].media);
  }
}

void add_element(Itext& itext, const Element& element) {
  const std::string path = element.path();
  for (const auto& [name, message] : element.bind.entries()) {
    if (message_in_itext(name, message)) itext.add(path + ":" + name, "", message, &element);
  }
  if (label_in_itext(element)) {
    itext.add(path + ":label", "", element.label, &element);
    add_media(itext, path + ":label", element.media);
  }
  if (hint_in_itext(element)) {
    itext.add(path + ":hint", "", element.hint, &element);
    itext.add(path + ":hint", "guidance", element.guidance_hint, &element);
  }
}

}  // namespace

Itext::Language& Itext::language(const std::string& name) {
  for (auto& each : m_languages) {
    if (each.name == name) return each;
  }
  m_languages.push_back({name, {}});
  return m_languages.back();
}

void Itext::add(const std::string& id, const std::string& form, const Localised& text,
                const Element* speaker) {
  if (text.empty()) return;
  auto [forms, is_new] = m_forms.try_emplace(id);
  if (is_new) m_ids.push_back(id);
  if (std::find(forms->second.begin(), forms->second.end(), form) == forms->second.end()) {
    forms->second.push_back(form);
  }
  for (const auto& entry : text.entries) {
    add_value(language(text.by_language ? entry.language : m_default), id, form, entry.text,
              speaker);
  }
}

void Itext::add_value(Language& language, const std::string& id, const std::string& form,
                      const std::string& text, const Element* speaker) {
  auto& values = language.entries[id].values;
  for (auto& value : values) {
    if (value.form == form) {
      value.text = text;
      return;
    }
  }
  values.push_back({form, text, speaker});
}

std::vector<std::string> Itext::languages() const {
  std::vector<std::string> out;
  for (const auto& each : m_languages) out.push_back(each.name);
  return out;
}

XmlNode Itext::node(const References& references) const {
  XmlNode out("itext");
  for (const auto& language : m_languages) {
    XmlNode& translation = out.add(XmlNode("translation"));
    translation.set("lang", language.name);
    if (language.name == m_default) translation.set("default", "true()");
    for (const auto& id : m_ids) {
      XmlNode& text = translation.add(XmlNode("text"));
      text.set("id", id);
      const auto entry = language.entries.find(id);
      for (const auto& form : m_forms.at(id)) {
        const Value* value = nullptr;
        if (entry != language.entries.end()) {
          for (const auto& each : entry->second.values) {
            if (each.form == form) value = &each;
          }
        }
        const bool words = form.empty() || form == "guidance";
        if (value == nullptr && !words) continue;  // a file that is not there cannot be named
        XmlNode node("value");
        if (!form.empty()) node.set("form", form);
        if (value == nullptr) {
          node.add_text(kNotTranslated);
        } else if (words) {
          add_text_pieces(node, references.in_text(value->text, value->speaker));
        } else {
          node.add_text("jr://" + folder_of(form) + "/");
          add_text_pieces(node, references.in_text(value->text, nullptr));
        }
        text.add(std::move(node));
      }
    }
  }
  return out;
}

bool label_in_itext(const Element& element) {
  return element.label.by_language || !element.media.empty();
}

bool hint_in_itext(const Element& element) {
  return element.hint.by_language || !element.guidance_hint.empty();
}

bool message_in_itext(const std::string& attribute, const Localised& message) {
  if (attribute == "jr:noAppErrorString") return message.by_language;
  if (attribute != "jr:constraintMsg" && attribute != "jr:requiredMsg") return false;
  return message.by_language || has_reference(message.plain());
}

Itext itext_of(const Survey& survey) {
  Itext out(survey.settings.default_language);
  for (const auto& list : survey.lists) add_choices(out, list);
  for_each_element(static_cast<const Element&>(*survey.root), [&](const Element& element) {
    const bool speaks = element.is_section() || element.kind == Element::Kind::kQuestion;
    if (speaks) add_element(out, element);
  });
  return out;
}

void add_text_pieces(XmlNode& node, const std::vector<TextPiece>& pieces) {
  for (const auto& piece : pieces) {
    if (piece.output) {
      node.add(XmlNode("output")).set("value", piece.text);
    } else {
      node.add_text(piece.text);
    }
  }
}

}  // namespace jiujin::forms::xlsform
