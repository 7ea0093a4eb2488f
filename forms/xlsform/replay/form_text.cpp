#include "forms/xlsform/replay/form_text.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <map>

namespace jiujin::forms::xlsform::replay {

namespace {

std::string text_of(const xmlChar* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

const xmlChar* xml_text(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

void keep_quiet(void*, xmlErrorPtr) {}

bool white(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Runs of white space become one space; none at the ends.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!white(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// A tag as written: its name and its attributes, each `name="value"`, in the order of their names.
struct Tag {
  std::string name;  // "/group" of an end tag
  std::vector<std::string> attributes;
  bool closed = false;  // <a/>
  bool whole = true;    // false: the piece of XML ends within it
};

std::vector<std::string> attributes_in(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    while (!text.empty() && (white(text.front()) || text.front() == '/')) text.remove_prefix(1);
    const auto quote = text.find_first_of("\"'");
    if (quote == std::string_view::npos) break;
    const auto end = text.find(text[quote], quote + 1);
    if (end == std::string_view::npos) break;
    out.push_back(std::string(text.substr(0, quote)) + "\"" +
                  std::string(text.substr(quote + 1, end - quote - 1)) + "\"");
    text.remove_prefix(end + 1);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// The tags and texts of a piece of XML.
struct Piece {
  bool tag = false;
  Tag content;
  std::string text;
};

std::size_t tag_end(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::vector<Piece> pieces_of(std::string_view xml) {
  std::vector<Piece> out;
  while (!xml.empty()) {
    if (xml.front() != '<') {
      const auto end = std::min(xml.find('<'), xml.size());
      const std::string text = squeezed(xml.substr(0, end));
      if (!text.empty()) out.push_back({false, {}, text});
      xml.remove_prefix(end);
      continue;
    }
    const auto end = tag_end(xml);
    Tag tag;
    tag.whole = end != std::string_view::npos;
    const auto inside = xml.substr(1, tag.whole ? end - 1 : xml.size() - 1);
    tag.closed = tag.whole && inside.ends_with('/');
    tag.name = inside.substr(0, inside.find_first_of(" \t\r\n/", 1));
    tag.attributes = attributes_in(inside.substr(std::min(tag.name.size(), inside.size())));
    const bool declaration = tag.name.starts_with('?');
    const std::string name = tag.name;
    const bool closed = tag.closed;
    if (!declaration) out.push_back({true, std::move(tag), {}});
    if (closed) out.push_back({true, {"/" + name, {}, false, true}, {}});
    xml.remove_prefix(end == std::string_view::npos ? xml.size() : end + 1);
  }
  return out;
}

bool has_all(const std::vector<std::string>& all, const std::vector<std::string>& wanted) {
  return std::includes(all.begin(), all.end(), wanted.begin(), wanted.end());
}

bool same(const Piece& wanted, const Piece& found) {
  if (wanted.tag != found.tag) return false;
  if (!wanted.tag) return wanted.text == found.text;
  if (wanted.content.name != found.content.name) return false;
  return wanted.content.whole ? wanted.content.attributes == found.content.attributes
                              : has_all(found.content.attributes, wanted.content.attributes);
}

class Outline {
 public:
  std::vector<std::string> of(const xmlNode* root) {
    add(root, "");
    return std::move(m_lines);
  }

 private:
  static std::string name_of(const xmlNode* node) {
    return node->ns == nullptr || node->ns->prefix == nullptr
               ? text_of(node->name)
               : text_of(node->ns->prefix) + ":" + text_of(node->name);
  }

  static std::string attribute_lines(const xmlNode* node) {
    std::map<std::string, std::string> sorted;
    for (const xmlAttr* each = node->properties; each != nullptr; each = each->next) {
      const auto* as_node = reinterpret_cast<const xmlNode*>(each);
      xmlChar* value = xmlNodeGetContent(as_node);
      sorted[name_of(as_node)] = squeezed(text_of(value));
      xmlFree(value);
    }
    std::string out;
    for (const auto& [name, value] : sorted) out += " " + name + "=\"" + value + "\"";
    return out;
  }

  // The parts of a model mean the same in any order.
  static bool is_set(std::string_view name) {
    return name == "model" || name == "itext" || name == "translation" || name == "text";
  }

  void add(const xmlNode* node, const std::string& indent) {
    const std::string name = name_of(node);
    m_lines.push_back(indent + "<" + name + attribute_lines(node) + ">");
    std::vector<std::vector<std::string>> children;
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE) {
        Outline inner;
        inner.add(child, indent + "  ");
        children.push_back(std::move(inner.m_lines));
      } else if (child->type == XML_TEXT_NODE) {
        const std::string text = squeezed(text_of(child->content));
        if (!text.empty()) children.push_back({indent + "  " + text});
      }
    }
    if (is_set(name)) std::sort(children.begin(), children.end());
    for (auto& lines : children) {
      for (auto& line : lines) m_lines.push_back(std::move(line));
    }
  }

  std::vector<std::string> m_lines;
};

}  // namespace

std::string normal_xml(const std::string& text) {
  if (!text.starts_with('<')) return text;
  std::string out;
  for (const auto& piece : pieces_of(text)) {
    if (!piece.tag) {
      out += piece.text;
      continue;
    }
    out += "<" + piece.content.name;
    for (const auto& attribute : piece.content.attributes) out += " " + attribute;
    out += ">";
  }
  return out;
}

Result<FormText> FormText::parse(std::string_view xml, const std::string& place) {
  FormText out;
  out.m_source = xml;
  xmlSetStructuredErrorFunc(nullptr, keep_quiet);
  out.m_document.reset(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  xmlSetStructuredErrorFunc(nullptr, nullptr);
  if (!out.m_document) return Error{ErrorCode::kInvalidData, place, "not well-formed XML"};
  return out;
}

std::optional<std::vector<std::string>> FormText::find(const std::string& expression) const {
  static constexpr std::pair<const char*, const char*> kPrefixes[] = {
      {"h", "http://www.w3.org/1999/xhtml"},
      {"x", "http://www.w3.org/2002/xforms"},
      {"jr", "http://openrosa.org/javarosa"},
      {"orx", "http://openrosa.org/xforms"},
      {"odk", "http://www.opendatakit.org/xforms"},
      {"entities", "http://www.opendatakit.org/xforms/entities"},
      {"ev", "http://www.w3.org/2001/xml-events"},
      {"xsd", "http://www.w3.org/2001/XMLSchema"}};
  const std::unique_ptr<xmlXPathContext, void (*)(xmlXPathContext*)> context(
      xmlXPathNewContext(m_document.get()), xmlXPathFreeContext);
  context->error = keep_quiet;
  for (const auto& [prefix, uri] : kPrefixes) {
    xmlXPathRegisterNs(context.get(), xml_text(prefix), xml_text(uri));
  }
  const std::unique_ptr<xmlXPathObject, void (*)(xmlXPathObject*)> found(
      xmlXPathEvalExpression(xml_text(expression.c_str()), context.get()), xmlXPathFreeObject);
  if (!found) return std::nullopt;
  std::vector<std::string> out;
  if (found->type == XPATH_BOOLEAN && found->boolval != 0) out.emplace_back("true");
  if (found->type != XPATH_NODESET || found->nodesetval == nullptr) return out;
  for (int i = 0; i < found->nodesetval->nodeNr; ++i) {
    xmlNode* node = found->nodesetval->nodeTab[i];
    if (node->type == XML_ELEMENT_NODE) {
      xmlBuffer* buffer = xmlBufferCreate();
      xmlNodeDump(buffer, m_document.get(), node, 0, 0);
      out.push_back(text_of(xmlBufferContent(buffer)));
      xmlBufferFree(buffer);
    } else {
      xmlChar* value = xmlNodeGetContent(node);
      out.push_back(text_of(value));
      xmlFree(value);
    }
  }
  return out;
}

bool FormText::contains(std::string_view fragment) const {
  if (m_source.find(fragment) != std::string::npos) return true;
  const auto all = pieces_of(m_source);
  if (fragment.find('<') == std::string_view::npos) {
    // Attributes of one tag, or words.
    const auto wanted = attributes_in(fragment);
    return std::any_of(all.begin(), all.end(), [&](const Piece& piece) {
      return piece.tag ? !wanted.empty() && has_all(piece.content.attributes, wanted)
                       : wanted.empty() && piece.text.find(squeezed(fragment)) != std::string::npos;
    });
  }
  const auto wanted = pieces_of(fragment);
  return !wanted.empty() && std::search(all.begin(), all.end(), wanted.begin(), wanted.end(),
                                        [](const Piece& found, const Piece& piece) {
                                          return same(piece, found);
                                        }) != all.end();
}

std::vector<std::string> FormText::outline() const {
  return Outline().of(xmlDocGetRootElement(m_document.get()));
}

}  // namespace jiujin::forms::xlsform::replay
