// XmlNode: a document that is being made, and how it is written: two spaces for each level, text
// that people read on one line as it is. Attributes are written in the order of their names, those
// with a prefix last, so that the same form always gives the same bytes. Thread rule: values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiujin::forms::xlsform {

class XmlNode {
 public:
  explicit XmlNode(std::string name) : m_name(std::move(name)) {}
  static XmlNode text(std::string words);

  XmlNode& set(const std::string& name, std::string value);  // returns *this
  XmlNode& add(XmlNode child);                               // returns the child
  XmlNode& add_text(std::string words);                      // returns *this
  void insert(std::size_t index, XmlNode child);
  std::size_t size() const { return m_children.size(); }

  // The document that this is the root of.
  std::string document() const;

 private:
  void write(std::string& out, int level, bool inline_text) const;
  bool has_text() const;

  std::string m_name;  // "": a text
  std::string m_text;
  std::vector<std::pair<std::string, std::string>> m_attributes;
  std::vector<XmlNode> m_children;
};

}  // namespace jiujin::forms::xlsform
