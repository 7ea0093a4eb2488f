// XmlDocument: the seam to libxml2. Reads XML and copies it into the engine's own Tree.
//
// Refuses network access, entity declarations and whatever is larger than asked for; says at which
// line a document stops being well-formed. Nothing else in forms/ includes libxml2.
// Thread rule: one thread at a time; library-wide set-up happens once by itself.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <libxml/tree.h>

#include "forms/xpath/tree.h"
#include "localization/error.h"

namespace jiujin::forms::xforms {

class XmlDocument {
 public:
  // `separate_cdata`: CDATA sections stay texts of their own, as in a browser's tree.
  static Result<XmlDocument> parse(std::string_view xml, std::string_view file,
                                   std::size_t max_bytes, bool separate_cdata = false);
  xmlNode* root() const { return xmlDocGetRootElement(m_document.get()); }
  xmlNode* first() const { return m_document->children; }

 private:
  struct Free {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
  };
  std::unique_ptr<xmlDoc, Free> m_document;
};

struct CopyOptions {
  bool everything = false;  // comments, instructions, namespaces and white space between elements
};

// Copies `source` and what is below it to the end of `parent`; nullptr for what is left out.
xpath::Node* copy_into(xpath::Tree& tree, xpath::Node& parent, const xmlNode* source,
                       const CopyOptions& options);

std::string_view name_of(const xmlNode* node);  // local name
std::string_view prefix_of(const xmlNode* node);
std::string_view namespace_of(const xmlNode* node);
// Attribute by local name in any namespace; "" if there is none. `has` tells those apart.
std::string attribute_of(const xmlNode* node, const char* local_name, bool* has = nullptr);
std::string text_of(const xmlNode* node);  // all text below
// `text` is UTF-8; characters that no document can hold become U+FFFD.
std::string escape_xml(std::string_view text);

}  // namespace jiujin::forms::xforms
