#include "forms/xpath/uuid.h"

namespace jiujin::forms::xpath {

std::string fresh_uuid(const Environment& environment) {
  if (environment.uuid) return environment.uuid();
  std::string result;
  for (const char c : std::string_view("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx")) {
    const auto dice = static_cast<std::size_t>(environment.random() * 16);
    result += c == 'x' ? "0123456789abcdef"[dice] : c == 'y' ? "89ab"[dice % 4] : c;
  }
  return result;
}

}  // namespace jiujin::forms::xpath
