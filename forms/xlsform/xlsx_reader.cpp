// .xlsx: a zip whose relations lead to a workbook, its sheets, shared texts and styles.
#include <algorithm>

#include "forms/xlsform/sheet_xml.h"
#include "forms/xlsform/workbook.h"
#include "forms/xlsform/zip_parts.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

// A target is relative to the folder of the part that names it, or absolute within the zip.
std::string resolve(const std::string& folder, const std::string& target) {
  if (target.starts_with("/")) return target.substr(1);
  std::string base = folder, rest = target;
  while (rest.starts_with("../")) {
    rest.erase(0, 3);
    const auto slash = base.size() < 2 ? std::string::npos : base.rfind('/', base.size() - 2);
    base = slash == std::string::npos ? std::string() : base.substr(0, slash + 1);
  }
  return base + rest;
}

std::string folder_of(const std::string& part) {
  const auto slash = part.rfind('/');
  return slash == std::string::npos ? std::string() : part.substr(0, slash + 1);
}

class XlsxReader {
 public:
  XlsxReader(const ZipParts& parts, const std::string& file) : m_parts(parts), m_file(file) {}

  Result<Workbook> read() {
    auto main_part = find_main_part();
    if (!main_part.ok()) return main_part.error();
    auto xml = m_parts.read(*main_part);
    if (!xml.ok()) return xml.error();
    auto workbook_xml = read_workbook_xml(*xml, place(*main_part));
    if (!workbook_xml.ok()) return workbook_xml.error();
    m_folder = folder_of(*main_part);
    auto relations = relations_of(*main_part);
    if (!relations.ok()) return relations.error();
    m_relations = std::move(*relations);
    m_context.epoch_1904 = workbook_xml->epoch_1904;
    const auto shared = read_shared_parts();
    if (!shared.ok()) return shared.error();
    Workbook out;
    out.file = m_file;
    for (const auto& entry : workbook_xml->sheets) {
      out.sheet_names.push_back(entry.name);
      const std::string name = lower_case(trimmed(entry.name));
      if (!is_form_sheet(name) || out.find(name) != nullptr) continue;
      auto sheet = read_sheet(entry, name);
      if (!sheet.ok()) return sheet.error();
      out.sheets.push_back(std::move(*sheet));
    }
    return out;
  }

 private:
  std::string place(const std::string& part) const { return m_file + ":" + part; }

  Result<std::vector<Relation>> relations_of(const std::string& part) const {
    const std::string folder = folder_of(part);
    const std::string name = folder + "_rels/" + part.substr(folder.size()) + ".rels";
    if (!m_parts.has(name)) return std::vector<Relation>();
    auto xml = m_parts.read(name);
    if (!xml.ok()) return xml.error();
    return read_relations_xml(*xml, place(name));
  }

  Result<std::string> find_main_part() const {
    if (m_parts.has("_rels/.rels")) {
      auto relations = relations_of("");
      if (!relations.ok()) return relations.error();
      for (const auto& relation : *relations) {
        if (relation.type.ends_with("/officeDocument")) return resolve("", relation.target);
      }
    }
    return std::string("xl/workbook.xml");
  }

  std::string target_of_type(std::string_view ending) const {
    for (const auto& relation : m_relations) {
      if (relation.type.ends_with(ending)) return resolve(m_folder, relation.target);
    }
    return {};
  }

  Result<void> read_shared_parts() {
    const std::string texts = target_of_type("/sharedStrings");
    if (!texts.empty() && m_parts.has(texts)) {
      auto xml = m_parts.read(texts);
      if (!xml.ok()) return xml.error();
      auto read = read_shared_texts_xml(*xml, place(texts));
      if (!read.ok()) return read.error();
      m_context.shared_texts = std::move(*read);
    }
    const std::string styles = target_of_type("/styles");
    if (!styles.empty() && m_parts.has(styles)) {
      auto xml = m_parts.read(styles);
      if (!xml.ok()) return xml.error();
      auto read = read_styles_xml(*xml, place(styles));
      if (!read.ok()) return read.error();
      m_context.styles = std::move(*read);
    }
    return {};
  }

  Result<Sheet> read_sheet(const SheetEntry& entry, const std::string& name) {
    const auto relation =
        std::find_if(m_relations.begin(), m_relations.end(),
                     [&](const Relation& each) { return each.id == entry.relation; });
    if (relation == m_relations.end()) {
      return Error{ErrorCode::kInvalidData, place(name),
                   _t("The workbook does not say where this sheet lies")};
    }
    const std::string part = resolve(m_folder, relation->target);
    auto xml = m_parts.read(part);
    if (!xml.ok()) return xml.error();
    Sheet sheet;
    sheet.name = name;
    const auto filled = read_sheet_xml(*xml, place(part), m_context, sheet, m_text_bytes);
    if (!filled.ok()) return filled.error();
    return sheet;
  }

  const ZipParts& m_parts;
  const std::string& m_file;
  std::string m_folder;
  std::vector<Relation> m_relations;
  CellContext m_context;
  std::size_t m_text_bytes = 0;
};

}  // namespace

Result<Workbook> read_xlsx(std::string_view bytes, const std::string& file) {
  const auto parts = ZipParts::open(bytes, file);
  if (!parts.ok()) return parts.error();
  return XlsxReader(*parts, file).read();
}

}  // namespace jiujin::forms::xlsform
