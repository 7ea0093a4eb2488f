#include "client/presenters/kept_choices.h"

#include <nlohmann/json.hpp>

#include "client/presenters/application_check.h"

namespace jiujin::client::presenters {

using nlohmann::json;

void put_marks(const std::vector<MaterialChoice>& choices, json* into) {
  json pages = json::object();
  for (const auto& choice : choices) {
    for (const auto& page : choice.pages)
      if (page.pages > 1) pages[page.hash] = page.pages;
    if (choice.signed_page && choice.signed_page->pages > 1)
      pages[choice.signed_page->hash] = choice.signed_page->pages;
  }
  (*into)["pages"] = std::move(pages);
}

std::vector<MaterialChoice> marked_choices(const std::vector<sync::casework::Material>& materials,
                                           const json& marks) {
  json pages = json::object();
  // The marks are a convenience; the choices themselves stand.
  if (const auto kept = marks.find("pages"); kept != marks.end() && kept->is_object())
    pages = *kept;
  const auto mark = [&](MaterialChoice::Page& page) {
    const auto count = pages.find(page.hash);
    if (count != pages.end() && count->is_number_integer()) page.pages = count->get<int>();
  };
  std::vector<MaterialChoice> choices;
  for (const auto& material : materials) {
    auto choice = choice_of(material);
    for (auto& page : choice.pages) mark(page);
    if (choice.signed_page) mark(*choice.signed_page);
    choices.push_back(std::move(choice));
  }
  return choices;
}

}  // namespace jiujin::client::presenters
