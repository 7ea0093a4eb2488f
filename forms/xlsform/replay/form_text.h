// FormText: an XForm as a document that can be asked and compared, for replaying recorded cases.
//
// Compares what a form says, not how it is written: the order of attributes, of binds, instances
// and translations, and white space between elements mean nothing. Thread rule: one thread.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::forms::xlsform::replay {

class FormText {
 public:
  static Result<FormText> parse(std::string_view xml, const std::string& place);

  // XPath 1.0 with the prefixes h, x (XForms), jr, orx, odk, entities, ev and xsd. The texts of
  // what was found: of an element its XML, of an attribute or text its value. Nothing if the
  // expression is none; a boolean gives one text if it is true and none if not.
  std::optional<std::vector<std::string>> find(const std::string& expression) const;

  // Whether the form holds a piece of XML, which may begin or end within a tag.
  bool contains(std::string_view fragment) const;

  // One line for each element, attribute and text, in an order that depends on nothing else.
  std::vector<std::string> outline() const;

 private:
  struct Free {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
  };
  std::unique_ptr<xmlDoc, Free> m_document;
  std::string m_source;
};

// An element's XML with its attributes in order and without white space that means nothing; other
// texts stay as they are.
std::string normal_xml(const std::string& text);

}  // namespace jiujin::forms::xlsform::replay
