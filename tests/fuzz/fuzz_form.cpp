// XForms of strangers: read or refused with a place; what is read can be filled in, written out and
// opened again from what was written.
#include "forms/xforms/form_session.h"
#include "tests/fuzz/require.h"

using namespace jiujin::forms::xforms;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  const auto form = FormDefinition::parse(xml, no_resources(), "form.xml");
  if (!form) {
    REQUIRE(!form.error().cause.empty());
    return 0;
  }
  auto session = FormSession::create(*form, {});
  if (!session) return 0;
  for (const NodeId id : (*session)->questions()) {
    const Item item = (*session)->item(id);
    (void)(*session)->answer(id, item.choices.empty() ? "7" : item.choices.front().value);
  }
  for (const NodeId id : (*session)->roots()) (void)(*session)->add_instance(id);
  (void)(*session)->validate();
  const std::string written = (*session)->instance_xml();
  SessionOptions options;
  options.instance_xml = written;
  REQUIRE(FormSession::create(*form, std::move(options)).ok());
  return 0;
}
