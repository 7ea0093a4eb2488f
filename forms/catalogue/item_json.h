// Items and joint items as JSON, both ways. Internal to forms/catalogue.
//
// One shape serves the authority's folder (without the tests, which rule files add) and the
// published file (with everything). Reading throws BadJson with the exact place.
// Thread rule: pure functions.
#pragma once

#include <nlohmann/json.hpp>

#include "forms/catalogue/catalogue.h"
#include "forms/catalogue/json_reader.h"

namespace jiujin::forms::catalogue {

Item read_item(const JsonReader& json);
nlohmann::json write_item(const Item& item);

FormField read_field(const JsonReader& json);
FormSection read_section(const JsonReader& json);

JointItem read_joint_item(const JsonReader& json);
nlohmann::json write_joint_item(const JointItem& joint);

Authority read_authority(const JsonReader& json);
LicenceType read_licence_type(const JsonReader& json);
Parameter read_parameter(const JsonReader& json);
nlohmann::json write_authority(const Authority& authority);
nlohmann::json write_licence_type(const LicenceType& type);
nlohmann::json write_parameter(const Parameter& parameter);

// The names that the JSON and other rooms' data use.
const NameTable<FieldType>& field_type_names();
const NameTable<Severity>& severity_names();
const NameTable<Necessity>& necessity_names();
const NameTable<MaterialSource>& material_source_names();
const NameTable<LimitUnit>& limit_unit_names();
const NameTable<ServiceMode>& service_mode_names();

}  // namespace jiujin::forms::catalogue
