#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

const FunctionLibrary& FunctionLibrary::standard() {
  static const FunctionLibrary library = [] {
    FunctionLibrary result;
    add_core_functions(result);
    add_text_functions(result);
    add_number_functions(result);
    add_date_functions(result);
    add_select_functions(result);
    add_form_functions(result);
    add_geo_functions(result);
    return result;
  }();
  return library;
}

void FunctionLibrary::add(FunctionSpec spec) {
  std::string name = spec.name;
  m_functions.insert_or_assign(std::move(name), std::move(spec));
}

const FunctionSpec* FunctionLibrary::find(std::string_view name) const {
  const auto found = m_functions.find(name);
  return found == m_functions.end() ? nullptr : &found->second;
}

}  // namespace jiujin::forms::xpath
