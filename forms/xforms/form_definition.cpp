#include "forms/xforms/form_definition.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "forms/xforms/form_graph.h"

namespace jiujin::forms::xforms {

ResourceLoader no_resources() {
  return [](std::string_view name) -> Result<std::string> {
    return Error{ErrorCode::kNotFound, std::string(name), "the attachment is not there"};
  };
}

ResourceLoader folder_resources(std::string folder_path) {
  return [folder = std::move(folder_path)](std::string_view name) -> Result<std::string> {
    const bool inside = name.find("..") == std::string_view::npos && !name.starts_with('/');
    std::ifstream in;
    if (inside) in.open(folder + "/" + std::string(name), std::ios::binary);
    if (!in.is_open()) {
      return Error{ErrorCode::kNotFound, std::string(name), "the attachment is not there"};
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
}

FormDefinition::FormDefinition() = default;
FormDefinition::~FormDefinition() = default;

const Bind* FormDefinition::bind(std::string_view path) const {
  const auto found = m_bind_by_path.find(path);
  return found == m_bind_by_path.end() ? nullptr : &binds[found->second];
}

bool FormDefinition::is_repeat(std::string_view path) const {
  return std::ranges::find(repeats, path) != repeats.end();
}

const xpath::Node* FormDefinition::repeat_template(std::string_view path) const {
  const auto found = m_templates.find(std::string(path));
  return found == m_templates.end() ? nullptr : found->second.root();
}

const xpath::Tree* FormDefinition::instance(std::string_view id) const {
  const auto found = m_instances.find(id);
  return found == m_instances.end() ? nullptr : &found->second;
}

const Language* FormDefinition::language(std::string_view name) const {
  for (const Language& each : languages) {
    if (each.name == name) return &each;
  }
  return languages.empty() ? nullptr : &languages[default_language];
}

}  // namespace jiujin::forms::xforms
