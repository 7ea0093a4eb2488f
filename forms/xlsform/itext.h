// Itext: the texts of a form by language, and the element <itext> that they become.
//
// Every language has every text in every form of it; what is not translated is "-", so that nobody
// falls back to a language that a reader does not know. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/references.h"
#include "forms/xlsform/survey_tree.h"
#include "forms/xlsform/xml_writer.h"

namespace jiujin::forms::xlsform {

class Itext {
 public:
  explicit Itext(std::string default_language) : m_default(std::move(default_language)) {}

  // `form`: "" for words, or guidance, image, big-image, audio, video. `speaker` as in References.
  void add(const std::string& id, const std::string& form, const Localised& text,
           const Element* speaker);

  bool empty() const { return m_languages.empty(); }
  std::vector<std::string> languages() const;
  std::size_t size() const { return m_languages.size() * m_ids.size(); }
  XmlNode node(const References& references) const;

 private:
  struct Value {
    std::string form, text;
    const Element* speaker = nullptr;
  };
  struct Entry {
    std::string id;
    std::vector<Value> values;
  };
  struct Language {
    std::string name;
    std::map<std::string, Entry> entries;
  };
  Language& language(const std::string& name);
  void add_value(Language& language, const std::string& id, const std::string& form,
                 const std::string& text, const Element* speaker);

  std::string m_default;
  std::vector<Language> m_languages;
  std::vector<std::string> m_ids;  // in the order in which they came
  std::map<std::string, std::vector<std::string>> m_forms;
};

// Whether a label needs an entry of its own in the itext.
bool label_in_itext(const Element& element);
bool hint_in_itext(const Element& element);
bool message_in_itext(const std::string& attribute, const Localised& message);

// All texts of a survey that need it: choices, labels, hints, messages, media.
Itext itext_of(const Survey& survey);

// Puts a text into a node: words and <output value="..."/>.
void add_text_pieces(XmlNode& node, const std::vector<TextPiece>& pieces);

}  // namespace jiujin::forms::xlsform
