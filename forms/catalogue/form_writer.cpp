#include "forms/catalogue/form_writer.h"

#include <algorithm>
#include <functional>

#include "localization/xml_text.h"

namespace jiujin::forms::catalogue {

namespace {

using localization::escape_markup;

std::string attribute(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  return " " + std::string(name) + "=\"" + escape_markup(value) + "\"";
}

std::string data_type(FieldType type) {
  switch (type) {
    case FieldType::kDate:
    case FieldType::kMonth:
      return "date";
    case FieldType::kDateTime:
      return "dateTime";
    case FieldType::kInteger:
      return "int";
    case FieldType::kDecimal:
    case FieldType::kMoney:
      return "decimal";
    case FieldType::kFile:
      return "binary";
    default:
      return "string";
  }
}

bool is_choice(FieldType type) {
  return type == FieldType::kChoice || type == FieldType::kMultiple || type == FieldType::kYesNo;
}

class FormWriter {
 public:
  FormWriter(const Item& item, const std::vector<Parameter>& parameters)
      : m_item(item), m_parameters(parameters) {}

  std::string write() {
    m_out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\""
        " xmlns:h=\"http://www.w3.org/1999/xhtml\""
        " xmlns:jr=\"http://openrosa.org/javarosa\""
        " xmlns:orx=\"http://openrosa.org/xforms\""
        " xmlns:odk=\"http://www.opendatakit.org/xforms\""
        " xmlns:jj=\"urn:jiujin:functions\">\n";
    line(1, "<h:head>");
    line(2, "<h:title>" + escape_markup(m_item.name.chinese()) + "</h:title>");
    line(2, "<model odk:xforms-version=\"1.0.0\">");
    texts("zh", true);
    texts("en", false);
    instance();
    parameters();
    each_field([&](const FormField& field, const std::string& path) { bind(field, path); });
    for (const FormField& field : m_item.fields) first_values(field);
    line(2, "</model>");
    line(1, "</h:head>");
    line(1, "<h:body>");
    for (const FormSection& section : m_item.sections) group(section);
    line(1, "</h:body>");
    m_out += "</h:html>\n";
    return std::move(m_out);
  }

 private:
  void line(int depth, const std::string& text) {
    m_out.append(static_cast<std::size_t>(depth) * 2, ' ');
    m_out += text + "\n";
  }

  // Every field, tables before their columns; paths below /data.
  void each_field(const std::function<void(const FormField&, const std::string&)>& visit) const {
    for (const FormField& field : m_item.fields) {
      visit(field, "/data/" + field.id);
      for (const FormField& column : field.columns) {
        visit(column, "/data/" + field.id + "/" + column.id);
      }
    }
  }

  void text(const std::string& id, const LanguageMap& words, const std::string& language,
            const LabelMedia& media = {}) {
    if (words.empty()) return;
    std::string out = "<text id=\"" + escape_markup(id) + "\"><value>" +
                      escape_markup(words.get(language)) + "</value>";
    for (const auto& [form, file] : media) {
      const std::string folder = form == "audio" ? "audio" : form == "video" ? "video" : "images";
      out += "<value form=\"" + form + "\">jr://" + folder + "/" + escape_markup(file) + "</value>";
    }
    line(4, out + "</text>");
  }

  void texts(const std::string& language, bool is_default) {
    if (is_default) line(2, "<itext>");
    line(3, "<translation lang=\"" + language + "\"" + (is_default ? " default=\"true()\"" : "") +
                ">");
    for (const FormSection& section : m_item.sections) {
      text("section/" + section.id + ":label", section.label, language);
    }
    each_field([&](const FormField& field, const std::string& path) {
      text(path + ":label", field.label, language, field.media);
      text(path + ":hint", hint_of(field), language);
      text(path + ":message", field.constraint_message, language);
      for (const FieldChoice& choice : field.choices) {
        text(path + "/" + choice.code + ":label", choice.label, language, choice.media);
      }
    });
    line(3, "</translation>");
    if (!is_default) line(2, "</itext>");
  }

  // What is allowed is told before somebody types it wrong.
  // What is expected also serves as a hint; of an identity number the message only says that it is
  // wrong, and that is not to be read before anything was typed.
  static const LanguageMap& hint_of(const FormField& field) {
    if (field.type == FieldType::kIdNumber) return field.hint;
    return field.hint.empty() ? field.constraint_message : field.hint;
  }

  void instance() {
    line(2, "<instance>");
    line(3, "<data id=\"" + escape_markup(m_item.code) + "\" version=\"" +
                std::to_string(m_item.version) + "\">");
    for (const FormField& field : m_item.fields) {
      if (field.type != FieldType::kTable) {
        leaf(4, field);
        continue;
      }
      line(4, "<" + field.id + ">");
      for (const FormField& column : field.columns) leaf(5, column);
      line(4, "</" + field.id + ">");
    }
    line(4, "<orx:meta><orx:instanceID/></orx:meta>");
    line(3, "</data>");
    line(2, "</instance>");
  }

  void leaf(int depth, const FormField& field) {
    if (field.default_value.empty()) {
      line(depth, "<" + field.id + "/>");
    } else {
      line(depth,
           "<" + field.id + ">" + escape_markup(field.default_value) + "</" + field.id + ">");
    }
  }

  void parameters() {
    line(2, "<instance id=\"parameters\">");
    line(3, "<root>");
    for (const Parameter& each : m_parameters) {
      line(4, "<parameter><name>" + escape_markup(each.name) + "</name><key>" +
                  escape_markup(each.key) + "</key><value>" + escape_markup(each.value) +
                  "</value></parameter>");
    }
    line(3, "</root>");
    line(2, "</instance>");
  }

  std::string relevance_of(const FormField& field) const {
    std::string section;
    for (const FormSection& each : m_item.sections) {
      if (each.id == field.section) section = each.relevant_test;
    }
    if (section.empty()) return field.relevant_test;
    if (field.relevant_test.empty()) return section;
    return "(" + section + ") and (" + field.relevant_test + ")";
  }

  void bind(const FormField& field, const std::string& path) {
    std::string out = "<bind" + attribute("nodeset", path);
    if (field.type != FieldType::kTable) {
      out += attribute("type", data_type(field.type));
      const bool always = field.required && field.required_test.empty();
      out += attribute("required", always ? "true()" : field.required_test);
      if (field.constraint_test != "true()") {
        out += attribute("constraint", field.constraint_test);
        if (!field.constraint_test.empty() && !field.constraint_message.empty()) {
          out += attribute("jr:constraintMsg", "jr:itext('" + path + ":message')");
        }
      }
      out += attribute("calculate", field.calculate);
      if (field.readonly) out += attribute("readonly", "true()");
    }
    out += attribute("relevant", relevance_of(field));
    for (const auto& [name, value] : field.attributes) out += attribute("jj:" + name, value);
    out += attribute("jj:prefill", field.prefill);
    line(2, out + "/>");
  }

  void first_values(const FormField& field) {
    if (field.initial.empty()) return;
    line(2, "<setvalue event=\"odk-instance-first-load\"" + attribute("ref", "/data/" + field.id) +
                attribute("value", field.initial) + "/>");
  }

  void group(const FormSection& section) {
    line(2, "<group" + attribute("appearance", "field-list") + ">");
    line(3, label("section/" + section.id));
    for (const FormField& field : m_item.fields) {
      if (field.section != section.id) continue;
      if (field.type == FieldType::kTable) {
        repeat(field);
      } else {
        control(3, field, "/data/" + field.id);
      }
    }
    line(2, "</group>");
  }

  void repeat(const FormField& table) {
    const std::string path = "/data/" + table.id;
    line(3, "<group" + attribute("ref", path) + ">");
    line(4, label(path));
    line(4, "<repeat" + attribute("nodeset", path) + ">");
    for (const FormField& column : table.columns) control(5, column, path + "/" + column.id);
    line(4, "</repeat>");
    line(3, "</group>");
  }

  static std::string label(const std::string& id) {
    return "<label ref=\"jr:itext('" + escape_markup(id) + ":label')\"/>";
  }

  void control(int depth, const FormField& field, const std::string& path) {
    std::string name = "input", more;
    if (field.type == FieldType::kMultiple) name = "select";
    if (field.type == FieldType::kChoice || field.type == FieldType::kYesNo) name = "select1";
    if (field.type == FieldType::kFile) {
      name = "upload";
      const auto media = field.attributes.find("media");
      more = attribute("mediatype", media == field.attributes.end() ? "*/*" : "image/*");
    }
    if (field.type == FieldType::kTextArea) more = attribute("appearance", "multiline");
    if (field.type == FieldType::kMonth) more = attribute("appearance", "month-year");
    if (field.type == FieldType::kYesNo) more = attribute("appearance", "horizontal");
    line(depth, "<" + name + attribute("ref", path) + more + ">");
    line(depth + 1, label(path));
    if (!hint_of(field).empty()) {
      line(depth + 1, "<hint ref=\"jr:itext('" + escape_markup(path) + ":hint')\"/>");
    }
    if (is_choice(field.type)) {
      for (const FieldChoice& choice : field.choices) {
        line(depth + 1, "<item>" + label(path + "/" + choice.code) + "<value>" +
                            escape_markup(choice.code) + "</value></item>");
      }
    }
    line(depth, "</" + name + ">");
  }

  const Item& m_item;
  const std::vector<Parameter>& m_parameters;
  std::string m_out;
};

}  // namespace

std::string xform_from_item(const Item& item, const std::vector<Parameter>& parameters) {
  return FormWriter(item, parameters).write();
}

}  // namespace jiujin::forms::catalogue
