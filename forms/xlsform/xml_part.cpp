#include "forms/xlsform/xml_part.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <climits>

#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

std::string text_of(const xmlChar* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

// Errors come back as return values; nothing is printed.
void keep_quiet(void*, xmlErrorPtr) {}

}  // namespace

XmlPart::XmlPart(std::string_view xml, std::string place) : m_place(std::move(place)) {
  xmlInitParser();
  if (xml.empty() || xml.size() > static_cast<std::size_t>(INT_MAX)) return;
  m_reader.reset(xmlReaderForMemory(
      xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT));
  if (m_reader) xmlTextReaderSetStructuredErrorHandler(m_reader.get(), keep_quiet, nullptr);
}

XmlPart::Event XmlPart::fail(ErrorCode code, std::string cause) {
  std::string place = m_place;
  const int line = m_reader ? xmlTextReaderGetParserLineNumber(m_reader.get()) : 0;
  if (line > 0) place += ":" + std::to_string(line);
  m_error = {code, std::move(place), std::move(cause)};
  return Event::kFailed;
}

XmlPart::Event XmlPart::next() {
  if (!m_reader) return fail(ErrorCode::kInvalidData, _t("This part of the workbook is empty"));
  if (m_end_due) {
    m_end_due = false;
    return Event::kEnd;
  }
  for (;;) {
    const int status = xmlTextReaderRead(m_reader.get());
    if (status == 0) return Event::kDone;
    if (status < 0) {
      return fail(ErrorCode::kInvalidData, _t("This part of the workbook is not well-formed XML"));
    }
    m_depth = xmlTextReaderDepth(m_reader.get());
    switch (xmlTextReaderNodeType(m_reader.get())) {
      case XML_READER_TYPE_ELEMENT:
        m_name = text_of(xmlTextReaderConstLocalName(m_reader.get()));
        m_end_due = xmlTextReaderIsEmptyElement(m_reader.get()) == 1;
        return Event::kStart;
      case XML_READER_TYPE_END_ELEMENT:
        m_name = text_of(xmlTextReaderConstLocalName(m_reader.get()));
        return Event::kEnd;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        m_text = text_of(xmlTextReaderConstValue(m_reader.get()));
        return Event::kText;
      case XML_READER_TYPE_DOCUMENT_TYPE:
      case XML_READER_TYPE_ENTITY_REFERENCE:
        return fail(ErrorCode::kInvalidData,
                    _t("This part of the workbook declares a document type or entities; a "
                       "workbook has none"));
      default:
        break;
    }
  }
}

std::string XmlPart::attribute(std::string_view local_name) const {
  std::string out;
  if (xmlTextReaderMoveToFirstAttribute(m_reader.get()) != 1) return out;
  do {
    if (text_of(xmlTextReaderConstLocalName(m_reader.get())) == local_name) {
      out = text_of(xmlTextReaderConstValue(m_reader.get()));
      break;
    }
  } while (xmlTextReaderMoveToNextAttribute(m_reader.get()) == 1);
  xmlTextReaderMoveToElement(m_reader.get());
  return out;
}

}  // namespace jiujin::forms::xlsform
