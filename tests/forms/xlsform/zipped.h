// Makes workbooks for tests: parts of XML into a zip in memory.
#pragma once

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "forms/xlsform/convert.h"

namespace jiujin::forms::xlsform::tests {

using Parts = std::vector<std::pair<std::string, std::string>>;

inline std::string zipped(const Parts& parts, const char* password = nullptr) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, bytes] : parts) {
    zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const auto index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (password != nullptr) {
      zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password);
    }
  }
  zip_close(archive);
  zip_stat_t stat;
  zip_stat_init(&stat);
  zip_source_stat(target, &stat);
  std::string out(stat.size, '\0');
  zip_source_open(target);
  zip_source_read(target, out.data(), out.size());
  zip_source_close(target);
  zip_source_free(target);
  return out;
}

// The parts of a workbook with one sheet, "survey", whose sheetData is given.
inline Parts workbook_parts(const std::string& rows) {
  const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  return {
      {"_rels/.rels", "<Relationships><Relationship Id=\"a\" Type=\"" + types +
                          "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Survey\" sheetId=\"1\" r:id=\"rId1\"/>"
       "</sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId1\" Type=\"" + types +
           "worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
}

inline std::string text_cell(const std::string& place, const std::string& text) {
  return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

// What a table in Markdown becomes.
inline Conversion converted(const std::string& markdown) {
  const auto workbook = read_markdown(markdown, "form.md");
  return workbook.ok() ? convert(*workbook, {}) : Conversion{};
}

// The first error, as a person reads it: "survey:2 B2 (type): ..."; "" if there is none.
inline std::string first_error(const Conversion& conversion) {
  for (const auto& finding : conversion.findings.all()) {
    if (finding.severity == Severity::kError) return finding.where() + " " + finding.words();
  }
  return {};
}

inline bool holds(const Conversion& conversion, std::string_view piece) {
  return conversion.xform && conversion.xform->find(piece) != std::string::npos;
}

}  // namespace jiujin::forms::xlsform::tests
