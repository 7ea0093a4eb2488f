// What pinyin.h and pinyin_query.h share: how a text is made searchable, and its readings.
// Private to them. Thread rule: as theirs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiujin::localization {

// Full-width to ASCII, capitals to small; letters, digits and Han only; ü to v.
std::string searchable_text(std::string_view text);
// As readings(); the reference holds as long as the calling thread lives.
const std::vector<std::string>& known_readings(char32_t character);

}  // namespace jiujin::localization
