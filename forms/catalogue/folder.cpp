// load_folder: the authority's folder to a Catalogue, rules joined to items.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "forms/catalogue/catalogue.h"
#include "forms/catalogue/item_json.h"
#include "forms/catalogue/required_elements.h"
#include "forms/catalogue/rule_file.h"

namespace jiujin::forms::catalogue {

namespace {

namespace fs = std::filesystem;

// One JSON file that stays readable as long as this object lives.
struct JsonFile {
  JsonFile(const std::string& folder, const std::string& name)
      : json(read_json_file(folder + "/" + name, name)), reader(json, name + ": ") {}
  nlohmann::json json;
  JsonReader reader;
};

std::vector<std::string> item_files(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder + "/items", error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  if (error) throw BadJson{{ErrorCode::kIo, "items", error.message()}};
  std::ranges::sort(names);
  return names;
}

// Names of the authority stand in the item too, so that a paper needs no second look-up.
void name_authority(Item& item, const Catalogue& catalogue) {
  const Authority* authority = catalogue.authority(item.authority);
  if (authority == nullptr) {
    throw BadJson{{ErrorCode::kInvalidData, "items/" + item.code + ".json: authority",
                   "\"" + item.authority + "\" is in no list of authorities"}};
  }
  item.authority_name = authority->name;
  item.authority_uscc = authority->uscc;
}

std::string read_media_file(const std::string& folder, const std::string& name) {
  const std::string place = "media/" + name;
  std::ifstream in(folder + "/" + place, std::ios::binary);
  if (!in) throw BadJson{{ErrorCode::kInvalidData, place, "is named by a label and is not there"}};
  std::string bytes(kMediaFileBytesMax + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > kMediaFileBytesMax) {
    throw BadJson{{ErrorCode::kTooLarge, place,
                   "more than " + std::to_string(kMediaFileBytesMax >> 10) + " KiB"}};
  }
  return bytes;
}

void read_media_files(const std::string& folder, Catalogue& catalogue) {
  std::size_t all = 0;
  for (const Item& item : catalogue.items) {
    for (const std::string& name : item.media_names()) {
      if (catalogue.media.contains(name)) continue;
      all += (catalogue.media[name] = read_media_file(folder, name)).size();
    }
  }
  if (all > kMediaBytesMax) {
    throw BadJson{{ErrorCode::kTooLarge, "media",
                   "more than " + std::to_string(kMediaBytesMax >> 20) + " MiB together"}};
  }
}

Catalogue read_folder(const std::string& folder) {
  Catalogue catalogue;
  const JsonFile head(folder, "catalogue.json");
  if (head.reader.text("format") != "jiujin.catalogue-folder") {
    head.reader.fail("format", "is not a catalogue folder's");
  }
  catalogue.version = head.reader.integer("version");
  catalogue.county = head.reader.text("county");
  head.reader.list("authorities", [&](const JsonReader& each) {
    catalogue.authorities.push_back(read_authority(each));
  });
  head.reader.list("licence_types", [&](const JsonReader& each) {
    catalogue.licence_types.push_back(read_licence_type(each));
  });
  head.reader.list("parameters", [&](const JsonReader& each) {
    catalogue.parameters.push_back(read_parameter(each));
  });

  const JsonFile common_fields(folder, "common-fields.json");
  const JsonFile common_rules(folder, "rules/common.json");
  const CommonRules common = read_common_rules(common_fields.reader, common_rules.reader);
  std::set<std::string> codes;
  for (const std::string& name : item_files(folder)) {
    const JsonFile file(folder, "items/" + name + ".json");
    expect_elements(file.reader);
    Item item = read_item(file.reader);
    if (item.code != name) file.reader.fail("code", "differs from the file's name");
    if (!codes.insert(item.code).second) file.reader.fail("code", "is there twice");
    name_authority(item, catalogue);
    const JsonFile rules(folder, "rules/" + name + ".json");
    apply_rules(item, common, rules.reader);
    catalogue.items.push_back(std::move(item));
  }
  read_media_files(folder, catalogue);
  const JsonFile joint(folder, "joint-items.json");
  joint.reader.list("joint_items", [&](const JsonReader& each) {
    catalogue.joint_items.push_back(read_joint_item(each));
  });
  return catalogue;
}

}  // namespace

Result<Catalogue> load_folder(const std::string& folder) {
  try {
    return read_folder(folder);
  } catch (const BadJson& bad) {
    return bad.error;
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorCode::kInvalidData, folder, error.what()};
  }
}

}  // namespace jiujin::forms::catalogue
