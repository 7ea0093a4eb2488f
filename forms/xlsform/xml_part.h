// XmlPart: the seam to libxml2's streaming reader, for the XML parts of a workbook.
//
// Loads nothing from anywhere, refuses document type declarations (and with them entity bombs) and
// keeps no more than one node at a time. Thread rule: one thread.
#pragma once

#include <libxml/xmlreader.h>

#include <memory>
#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::forms::xlsform {

class XmlPart {
 public:
  // `xml` must outlive the object; `place` names the part in errors.
  XmlPart(std::string_view xml, std::string place);

  enum class Event { kStart, kEnd, kText, kDone, kFailed };
  // Skips comments and instructions. After kFailed, error() says why. An element without content
  // gives kStart and kEnd.
  Event next();
  const Error& error() const { return m_error; }

  std::string_view name() const { return m_name; }  // local name of the element
  std::string_view text() const { return m_text; }
  // Attribute by its local name, "" if there is none. For kStart.
  std::string attribute(std::string_view local_name) const;
  int depth() const { return m_depth; }

 private:
  Event fail(ErrorCode code, std::string cause);

  struct Free {
    void operator()(xmlTextReader* reader) const { xmlFreeTextReader(reader); }
  };
  std::unique_ptr<xmlTextReader, Free> m_reader;
  std::string m_place, m_name, m_text;
  Error m_error;
  int m_depth = 0;
  bool m_end_due = false;
};

}  // namespace jiujin::forms::xlsform
