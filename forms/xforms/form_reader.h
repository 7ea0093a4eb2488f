// FormReader: one pass over an XForm's XML that fills a FormDefinition. Internal to forms/xforms.
// Thread rule: lives on one stack.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "forms/xforms/form_definition.h"
#include "forms/xforms/xml_document.h"

namespace jiujin::forms::xforms {

class FormReader {
 public:
  FormReader(std::string_view file, const ResourceLoader& loader);
  Result<std::shared_ptr<const FormDefinition>> read(std::string_view xml);

 private:
  using ExpressionPtr = std::shared_ptr<const xpath::Expression>;

  // form_reader.cpp: the model
  void read_model(const xmlNode* model);
  void read_submission(const xmlNode* node);
  void read_translation(const xmlNode* translation);
  void read_bind(const xmlNode* bind);
  void set_bind_attribute(Bind& bind, std::string_view prefix, const std::string& name,
                          const std::string& value, const xmlNode* node);
  void read_action(const xmlNode* action, const std::string& context);
  void join_binds(Bind& first, Bind& second);
  void index_binds();

  // instance_reader.cpp: the instances and the templates of repeats in them
  void read_primary(const xmlNode* instance);
  void read_secondary(const xmlNode* instance);
  void add_instance_id();
  void take_templates();
  void mark_repeats();
  void fill_fixed_repeats(const std::vector<BodyElement>& elements);
  void fill_fixed_repeat(const std::string& repeat);
  void prepare_columns();
  bool exists(const std::string& path) const;

  // body_reader.cpp: the body
  void read_body(const xmlNode* parent, const std::string& context, std::vector<BodyElement>& into);
  void read_control(const xmlNode* node, ControlKind kind, const std::string& context,
                    std::vector<BodyElement>& into);
  void read_group(const xmlNode* node, const std::string& context, std::vector<BodyElement>& into);
  void read_repeat(const xmlNode* node, const std::string& context, std::vector<BodyElement>& into);
  void read_appearance(const xmlNode* node, BodyElement& element);
  void read_label_and_hint(const xmlNode* node, BodyElement& element);
  void read_item(const xmlNode* node, BodyElement& element);
  void read_itemset(const xmlNode* node, BodyElement& element);
  TextRef text_ref(const xmlNode* node, const std::string& context);
  Text text_pieces(const xmlNode* node, const std::string& context);
  std::string ref_of(const xmlNode* node, const std::string& context);

  TextRef message(const std::string& text, const xmlNode* node);
  ExpressionPtr compile(const std::string& text, const xmlNode* node, const std::string& what);
  std::string at_line(const xmlNode* node) const;
  void fail(const xmlNode* node, const std::string& cause);
  void warn(const xmlNode* node, const std::string& what);

  std::string m_file;
  const ResourceLoader& m_loader;
  std::unique_ptr<FormDefinition> m_form;
  std::map<std::string, std::string> m_bind_ids;  // id of a bind to its path
  std::uint32_t m_next_index = 1;
  int m_depth = 0;
  std::optional<Error> m_error;
};

bool is_action(std::string_view name);

// `ref` seen from the element at `context`: absolute as it is, relative with . and .. resolved.
std::string resolve_path(const std::string& ref, const std::string& context);

}  // namespace jiujin::forms::xforms
