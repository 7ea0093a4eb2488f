#include "forms/catalogue/catalogue.h"

#include <algorithm>
#include <functional>

namespace jiujin::forms::catalogue {

namespace {

template <typename List, typename Member>
auto find_in(const List& list, Member member, std::string_view key) {
  const auto found = std::ranges::find(list, key, member);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const MaterialSlot* Item::material(std::string_view slot) const {
  return find_in(materials, &MaterialSlot::id, slot);
}

const FormField* Item::field(std::string_view id) const {
  return find_in(fields, &FormField::id, id);
}

std::set<std::string> Item::media_names() const {
  std::set<std::string> names;
  const auto add = [&names](const LabelMedia& media) {
    for (const auto& [form, file] : media) names.insert(file);
  };
  const std::function<void(const FormField&)> look = [&](const FormField& field) {
    add(field.media);
    for (const FieldChoice& choice : field.choices) add(choice.media);
    for (const FormField& column : field.columns) look(column);
  };
  for (const FormField& field : fields) look(field);
  return names;
}

ApplicantFields applicant_fields(const Item& item) {
  const auto known = [&](const std::string& id) {
    return item.field(id) != nullptr ? id : std::string();
  };
  for (const std::string who : {"applicant", "guardian", "mother"}) {
    if (item.field(who + "_name") == nullptr) continue;
    const std::string mobile = known(who + "_mobile");
    return {who + "_name", known(who + "_id_type"), known(who + "_id_no"),
            mobile.empty() ? known("applicant_mobile") : mobile};
  }
  return {};
}

const Item* Catalogue::item(std::string_view code) const {
  return find_in(items, &Item::code, code);
}

const JointItem* Catalogue::joint_item(std::string_view code) const {
  return find_in(joint_items, &JointItem::code, code);
}

const Authority* Catalogue::authority(std::string_view id) const {
  return find_in(authorities, &Authority::id, id);
}

const LicenceType* Catalogue::licence_type(std::string_view id) const {
  return find_in(licence_types, &LicenceType::id, id);
}

std::vector<const JointItem*> Catalogue::joint_items_of(std::string_view item_code) const {
  std::vector<const JointItem*> result;
  for (const JointItem& joint : joint_items) {
    if (find_in(joint.parts, &JointPart::item, item_code) != nullptr) result.push_back(&joint);
  }
  return result;
}

}  // namespace jiujin::forms::catalogue
