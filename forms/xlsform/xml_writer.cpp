#include "forms/xlsform/xml_writer.h"

#include <algorithm>

namespace jiujin::forms::xlsform {

namespace {

// Control characters cannot stand in XML 1.0 at all.
bool allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

void append_escaped(std::string& out, std::string_view text, bool attribute) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"' && attribute) {
      out += "&quot;";
    } else if (attribute && (c == '\n' || c == '\t')) {
      out += c == '\n' ? "&#10;" : "&#9;";
    } else if (c == '\r') {
      out += "&#13;";
    } else if (allowed(c)) {
      out += c;
    }
  }
}

bool written_before(const std::pair<std::string, std::string>& a,
                    const std::pair<std::string, std::string>& b) {
  const bool prefix_a = a.first.find(':') != std::string::npos;
  const bool prefix_b = b.first.find(':') != std::string::npos;
  return prefix_a != prefix_b ? prefix_b : a.first < b.first;
}

}  // namespace

XmlNode XmlNode::text(std::string words) {
  XmlNode out{std::string()};
  out.m_text = std::move(words);
  return out;
}

XmlNode& XmlNode::set(const std::string& name, std::string value) {
  for (auto& [key, text] : m_attributes) {
    if (key == name) {
      text = std::move(value);
      return *this;
    }
  }
  m_attributes.emplace_back(name, std::move(value));
  return *this;
}

XmlNode& XmlNode::add(XmlNode child) {
  m_children.push_back(std::move(child));
  return m_children.back();
}

XmlNode& XmlNode::add_text(std::string words) {
  if (!words.empty()) add(text(std::move(words)));
  return *this;
}

void XmlNode::insert(std::size_t index, XmlNode child) {
  m_children.insert(m_children.begin() + static_cast<std::ptrdiff_t>(index), std::move(child));
}

bool XmlNode::has_text() const {
  return std::any_of(m_children.begin(), m_children.end(),
                     [](const XmlNode& child) { return child.m_name.empty(); });
}

std::string XmlNode::document() const {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  write(out, 0, false);
  return out;
}

void XmlNode::write(std::string& out, int level, bool inline_text) const {
  if (m_name.empty()) return append_escaped(out, m_text, false);
  if (!inline_text) out.append(static_cast<std::size_t>(2 * level), ' ');
  out += "<" + m_name;
  auto attributes = m_attributes;
  std::sort(attributes.begin(), attributes.end(), written_before);
  for (const auto& [name, value] : attributes) {
    out += " " + name + "=\"";
    append_escaped(out, value, true);
    out += '"';
  }
  if (m_children.empty()) {
    out += "/>";
  } else {
    out += '>';
    const bool mixed = inline_text || has_text();
    if (!mixed) out += '\n';
    for (const auto& child : m_children) child.write(out, level + 1, mixed);
    if (!mixed) out.append(static_cast<std::size_t>(2 * level), ' ');
    out += "</" + m_name + ">";
  }
  if (!inline_text) out += '\n';
}

}  // namespace jiujin::forms::xlsform
