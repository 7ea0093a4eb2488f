// Small forms out of their parts: binds, body and the fields of the instance.
#pragma once

#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "forms/xforms/form_session.h"

namespace jiujin::forms::xforms::testing {

struct Parts {
  std::string fields = "<a/><b/>";  // inside <data>
  std::string binds = {};
  std::string model = {};  // more of the model: itext, instances, actions
  std::string body = {};
  std::map<std::string, std::string> files = {};
};

inline std::string form_xml(const Parts& parts) {
  return R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:jj="urn:jiujin:functions">
<h:head><h:title>test</h:title><model><instance><data id="t" version="1">)xml" +
         parts.fields + "</data></instance>\n" + parts.model + parts.binds +
         "</model></h:head>\n<h:body>" + parts.body + "</h:body></h:html>";
}

inline Result<std::shared_ptr<const FormDefinition>> parse(const Parts& parts) {
  const auto loader = [&](std::string_view name) -> Result<std::string> {
    const auto found = parts.files.find(std::string(name));
    if (found == parts.files.end()) return Error{ErrorCode::kNotFound, std::string(name), "none"};
    return found->second;
  };
  return FormDefinition::parse(form_xml(parts), loader, "test.xml");
}

template <typename T>
std::string refusal(const Result<T>& result) {
  return result.ok() ? std::string() : result.error().line();
}

inline std::unique_ptr<FormSession> start(const Parts& parts,
                                          const nlohmann::json* answers = nullptr) {
  auto form = parse(parts);
  BOOST_REQUIRE_MESSAGE(form.ok(), refusal(form));
  SessionOptions options;
  options.environment.now = std::chrono::sys_days{std::chrono::year(2026) / 3 / 15};
  options.answers = answers;
  auto session = FormSession::create(*form, std::move(options));
  BOOST_REQUIRE(session.ok());
  return std::move(*session);
}

inline void answer(FormSession& session, std::string_view path, std::string_view value) {
  const auto changes = session.answer_path(path, value);
  BOOST_REQUIRE_MESSAGE(changes.ok(), refusal(changes));
}

}  // namespace jiujin::forms::xforms::testing
