#include "forms/catalogue/published.h"

#include "forms/catalogue/check.h"
#include "forms/catalogue/form_writer.h"
#include "forms/catalogue/item_json.h"
#include "forms/xpath/digest.h"

namespace jiujin::forms::catalogue {

using nlohmann::json;

namespace {

constexpr const char* kFormatName = "jiujin.catalogue";

template <typename Element, typename Write>
json written(const std::vector<Element>& list, Write write) {
  json result = json::array();
  for (const Element& each : list) result.push_back(write(each));
  return result;
}

Catalogue read_published(const JsonReader& reader) {
  if (reader.text("format") != kFormatName) reader.fail("format", "is not a catalogue's");
  const int format = reader.integer("format_version");
  if (format > kPublishedFormat) {
    throw BadJson{{ErrorCode::kUnsupported, "format_version",
                   "version " + std::to_string(format) + " is newer than this program"}};
  }
  Catalogue catalogue;
  catalogue.version = reader.integer("version");
  catalogue.published_on = reader.text("published_on");
  catalogue.county = reader.text("county");
  reader.list("authorities", [&](const JsonReader& each) {
    catalogue.authorities.push_back(read_authority(each));
  });
  reader.list("licence_types", [&](const JsonReader& each) {
    catalogue.licence_types.push_back(read_licence_type(each));
  });
  reader.list("parameters", [&](const JsonReader& each) {
    catalogue.parameters.push_back(read_parameter(each));
  });
  reader.list("items", [&](const JsonReader& each) { catalogue.items.push_back(read_item(each)); });
  reader.list("joint_items", [&](const JsonReader& each) {
    catalogue.joint_items.push_back(read_joint_item(each));
  });
  reader.members("media", [&](const std::string& name, const JsonReader& bytes) {
    if (!bytes.json().is_string()) reader.fail("media." + name, "is not base64");
    catalogue.media[name] = xpath::base64_decode(bytes.json().get<std::string>());
  });
  return catalogue;
}

}  // namespace

std::string write_published(const Catalogue& catalogue) {
  json result{{"format", kFormatName},
              {"format_version", kPublishedFormat},
              {"version", catalogue.version},
              {"published_on", catalogue.published_on},
              {"county", catalogue.county}};
  result["authorities"] = written(catalogue.authorities, write_authority);
  result["licence_types"] = written(catalogue.licence_types, write_licence_type);
  result["parameters"] = written(catalogue.parameters, write_parameter);
  result["items"] = written(catalogue.items, write_item);
  result["joint_items"] = written(catalogue.joint_items, write_joint_item);
  for (const auto& [name, bytes] : catalogue.media)
    result["media"][name] = xpath::base64_encode(bytes);
  return result.dump();
}

Result<std::string> build_published(const std::string& folder, int version,
                                    const std::string& published_on) {
  Result<Catalogue> catalogue = load_folder(folder);
  if (!catalogue) return catalogue.error();
  for (const CheckFinding& finding : check_catalogue(*catalogue)) {
    if (finding.severity != Severity::kError) continue;
    return Error{ErrorCode::kRefused, finding.place, finding.rule + " " + finding.message};
  }
  catalogue->version = version;
  catalogue->published_on = published_on;
  for (Item& item : catalogue->items) {
    item.form_xml = xform_from_item(item, catalogue->parameters);
  }
  return write_published(*catalogue);
}

Result<Catalogue> load_published(std::string_view bytes) {
  try {
    const json parsed = json::parse(bytes);
    return read_published({parsed, ""});
  } catch (const BadJson& bad) {
    return bad.error;
  } catch (const json::exception& error) {
    return Error{ErrorCode::kInvalidData, "catalogue", error.what()};
  }
}

Result<std::shared_ptr<const xforms::FormDefinition>> parse_form(const Item& item) {
  return xforms::FormDefinition::parse(item.form_xml, xforms::no_resources(), item.code + ".xml");
}

Result<std::shared_ptr<const xforms::FormDefinition>> FormShelf::form(const Item& item) {
  auto& form = m_forms[{item.code, item.version}];
  if (form == nullptr) {
    auto parsed = parse_form(item);
    if (!parsed) return parsed.error();
    form = *parsed;
  }
  return form;
}

}  // namespace jiujin::forms::catalogue
