#include "forms/xforms/xml_document.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <climits>

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;
using xpath::NodeKind;
using xpath::Tree;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Error not_well_formed(std::string_view file) {
  const xmlError* last = xmlGetLastError();
  std::string place(file);
  std::string cause = "not well-formed XML";
  if (last != nullptr) {
    place += ":" + std::to_string(last->line);
    cause = last->message == nullptr ? cause : last->message;
    while (!cause.empty() && blank(cause.substr(cause.size() - 1))) cause.pop_back();
  }
  return {ErrorCode::kInvalidData, place, cause};
}

// XML itself takes any colon in a name; a name of a namespace has one at most, inside it.
bool is_qualified(const xmlChar* name) {
  return view(name).find(':') == std::string_view::npos || xmlValidateQName(name, 0) == 0;
}

// The first element whose name, or an attribute's name of it, is none; nullptr: all are well named.
const xmlNode* misnamed(const xmlNode* root) {
  for (const xmlNode* at = root; at != nullptr;) {
    if (at->type == XML_ELEMENT_NODE) {
      if (!is_qualified(at->name)) return at;
      for (const xmlAttr* each = at->properties; each != nullptr; each = each->next) {
        if (!is_qualified(each->name)) return at;
      }
    }
    if (at->type == XML_ELEMENT_NODE && at->children != nullptr) {
      at = at->children;
      continue;
    }
    while (at != root && at->next == nullptr) at = at->parent;
    at = at == root ? nullptr : at->next;
  }
  return nullptr;
}

bool declares_entities(const xmlDoc* document) {
  const xmlDtd* subset = document->intSubset;
  return subset != nullptr && subset->entities != nullptr;
}

std::string qualified(const xmlNode* node) {
  const auto prefix = prefix_of(node);
  return prefix.empty() ? std::string(name_of(node))
                        : std::string(prefix) + ":" + std::string(name_of(node));
}

void copy_attributes(Tree& tree, Node& element, const xmlNode* source, bool everything) {
  for (const xmlAttr* each = source->properties; each != nullptr; each = each->next) {
    const auto* as_node = reinterpret_cast<const xmlNode*>(each);
    xmlChar* value = xmlNodeGetContent(as_node);
    Node& copied = tree.add_attribute(element, qualified(as_node), std::string(view(value)));
    copied.namespace_uri = namespace_of(as_node);
    xmlFree(value);
  }
  if (!everything) return;
  for (const xmlNs* each = source->nsDef; each != nullptr; each = each->next) {
    Node& copied =
        tree.add_attribute(element, std::string(view(each->prefix)), std::string(view(each->href)));
    copied.kind = NodeKind::kNamespace;
  }
}

}  // namespace

Result<XmlDocument> XmlDocument::parse(std::string_view xml, std::string_view file,
                                       std::size_t max_bytes, bool separate_cdata) {
  if (xml.size() > max_bytes || xml.size() > INT_MAX) {
    return Error{ErrorCode::kTooLarge, std::string(file), "larger than this reader takes"};
  }
  if (blank(xml)) return Error{ErrorCode::kInvalidData, std::string(file), "the file is empty"};
  xmlResetLastError();
  XmlDocument result;
  const std::string name(file);
  result.m_document.reset(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), name.c_str(),
                                        nullptr,
                                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                            (separate_cdata ? 0 : XML_PARSE_NOCDATA)));
  if (result.m_document == nullptr || result.root() == nullptr) return not_well_formed(file);
  if (declares_entities(result.m_document.get())) {
    return Error{ErrorCode::kUnsupported, name, "declares entities, which are not read"};
  }
  if (const xmlNode* found = misnamed(result.root())) {
    return Error{ErrorCode::kInvalidData, name + ":" + std::to_string(xmlGetLineNo(found)),
                 "a name has a colon where none may stand"};
  }
  return result;
}

Node* copy_into(Tree& tree, Node& parent, const xmlNode* source, const CopyOptions& options) {
  switch (source->type) {
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
      if (!options.everything && blank(view(source->content))) return nullptr;
      return &tree.append(parent, NodeKind::kText, {}, std::string(view(source->content)));
    case XML_COMMENT_NODE:
      if (!options.everything) return nullptr;
      return &tree.append(parent, NodeKind::kComment, {}, std::string(view(source->content)));
    case XML_PI_NODE:
      if (!options.everything) return nullptr;
      return &tree.append(parent, NodeKind::kInstruction, std::string(view(source->name)),
                          std::string(view(source->content)));
    case XML_ELEMENT_NODE:
      break;
    default:
      return nullptr;
  }
  Node& element = tree.append(parent, NodeKind::kElement, qualified(source));
  element.namespace_uri = namespace_of(source);
  copy_attributes(tree, element, source, options.everything);
  for (const xmlNode* child = source->children; child != nullptr; child = child->next) {
    copy_into(tree, element, child, options);
  }
  return &element;
}

std::string_view name_of(const xmlNode* node) {
  return view(node->name);
}
std::string_view prefix_of(const xmlNode* node) {
  return node->ns == nullptr ? std::string_view() : view(node->ns->prefix);
}
std::string_view namespace_of(const xmlNode* node) {
  return node->ns == nullptr ? std::string_view() : view(node->ns->href);
}

std::string attribute_of(const xmlNode* node, const char* local_name, bool* has) {
  if (has != nullptr) *has = false;
  for (const xmlAttr* each = node->properties; each != nullptr; each = each->next) {
    if (view(each->name) != local_name) continue;
    if (has != nullptr) *has = true;
    return text_of(reinterpret_cast<const xmlNode*>(each));
  }
  return {};
}

std::string text_of(const xmlNode* node) {
  xmlChar* content = xmlNodeGetContent(node);
  std::string text(view(content));
  xmlFree(content);
  return text;
}

std::string escape_xml(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool control =
        static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    const auto three = text.substr(at, 3);
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else if (control) {  // no document can hold these (XML 1.0 section 2.2)
      result += "\uFFFD";
    } else if (three == "\uFFFE" || three == "\uFFFF") {
      result += "\uFFFD";
      at += 2;
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace jiujin::forms::xforms
