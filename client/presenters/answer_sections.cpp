#include "client/presenters/answer_sections.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "client/presenters/field_kinds.h"
#include "client/presenters/wording.h"
#include "forms/catalogue/catalogue.h"
#include "localization/divisions.h"
#include "localization/formats.h"
#include "sync/casework/masking.h"

namespace jiujin::client::presenters {
namespace {

using forms::catalogue::FieldType;
using forms::catalogue::FormField;

std::string value_text(const FormField& field, const std::string& value, bool masked) {
  switch (field.type) {
    case FieldType::kChoice:
    case FieldType::kMultiple:
    case FieldType::kYesNo: {
      std::string text, code;
      std::istringstream codes(value);
      while (codes >> code) {
        std::string label = code;
        for (const auto& choice : field.choices)
          if (choice.code == code) label = choice.label.get(language());
        text += (text.empty() ? "" : _t(", ")) + label;
      }
      return text;
    }
    case FieldType::kDivision: {
      const auto name = localization::Divisions::built_in().full_name(value);
      return name.empty() ? value : name;
    }
    case FieldType::kIdNumber: return masked ? localization::mask_id_number(value) : value;
    case FieldType::kMobile: return masked ? localization::mask_phone(value) : value;
    case FieldType::kBankCard:
      return masked ? localization::mask_account(value)
                    : displayed_value(FieldKind::kBankCard, value);
    case FieldType::kMoney: return displayed_value(FieldKind::kMoney, value);
    default:
      return masked && sync::casework::is_persons_name(field.id, value)
                 ? localization::mask_name(value)
                 : value;
  }
}

std::string plain(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

void add_table(Section* section, const FormField& field, const nlohmann::json& rows, bool masked) {
  for (const auto& column : field.columns)
    section->table_head.push_back(column.label.get(language()));
  for (const auto& row : rows) {
    std::vector<std::string> cells;
    for (const auto& column : field.columns)
      cells.push_back(row.is_object() && row.contains(column.id)
                          ? value_text(column, plain(row.at(column.id)), masked) : "");
    section->table.push_back(std::move(cells));
  }
}

std::string field_id(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::vector<Section> answer_sections(const forms::catalogue::Item& item,
                                     const std::map<std::string, std::string>& answers,
                                     bool masked) {
  std::vector<Section> sections;
  const auto take = [&](const std::string& id, const std::string& title) {
    Section section;
    section.title = title;
    for (const auto& field : item.fields) {
      if (field.section != id) continue;
      const auto answer = answers.find("/data/" + field.id);
      if (answer == answers.end()) continue;
      const auto value = nlohmann::json::parse(answer->second, nullptr, false);
      if (value.is_array()) {
        add_table(&section, field, value, masked);
      } else if (const auto text = value_text(field, plain(value), masked); !text.empty()) {
        section.lines.push_back({field.label.get(language()), text});
      }
    }
    if (!section.lines.empty() || !section.table.empty()) sections.push_back(std::move(section));
  };
  for (const auto& section : item.sections) take(section.id, section.label.get(language()));
  if (item.sections.empty()) take("", _t("Form"));
  return sections;
}

std::string place_label(const forms::catalogue::Item& item, const std::string& place) {
  if (const auto* slot = item.material(place)) return slot->name.get(language());
  if (const auto* field = item.field(field_id(place))) return field->label.get(language());
  return place;
}

std::string answer_text(const forms::catalogue::Item& item, const std::string& path,
                        const std::string& json, bool masked) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  const auto* field = item.field(field_id(path));
  if (value.is_discarded()) return json;
  return field ? value_text(*field, plain(value), masked) : plain(value);
}

}  // namespace jiujin::client::presenters
