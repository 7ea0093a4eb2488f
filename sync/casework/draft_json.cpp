// Drafts as the JSON of their local rows; the same member descriptions as op bodies.
#include "sync/casework/body_members.h"
#include "sync/casework/draft.h"
#include "sync/casework/material_modes.h"

namespace jiujin::sync::casework {
namespace {

std::int64_t time_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<MaterialMode> mode_of_name(const std::string& name) {
  return declared_mode(name);
}

}  // namespace

template <typename A>
void members(A& a, Material& m) {
  a.text("slot", m.slot);
  a.named("mode", m.mode, declared_mode_name, mode_of_name);
  a.parts("files", m.files);
  a.optional_text("licence_type", m.licence_type);
  a.optional_text("licence_number", m.licence_number);
  a.optional_text("licence_grade", m.licence_grade);
  a.optional_text("licence_holder", m.licence_holder);
  a.optional_text("licence_valid_until", m.licence_valid_until);
  a.optional_text("due", m.due);
  a.optional_text("note", m.note);
  a.optional_part("signed", m.signed_commitment);
}

// A draft may be half empty: nothing in it is required but its id and item.
struct LooseDelivery {
  DeliveryPart part;
};
struct LoosePerson {
  Person part;
};

template <typename A>
void members(A& a, LooseDelivery& d) {
  a.optional_text("mode", d.part.mode);
  a.optional_text("name", d.part.name);
  a.optional_text("mobile", d.part.mobile);
  a.optional_text("division", d.part.division);
  a.optional_text("address", d.part.address);
  a.optional_text("pays", d.part.pays);
}

template <typename A>
void members(A& a, LoosePerson& p) {
  a.optional_text("name", p.part.name);
  a.optional_text("id_type", p.part.id_type);
  a.optional_text("id_no", p.part.id_no);
  a.optional_text("mobile", p.part.mobile);
}

template <typename A>
void members(A& a, Draft& d) {
  a.text("id", d.id);
  a.text("item", d.item);
  a.number("item_version", d.item_version, 0, kCountMax);
  a.optional_text("form", d.form);
  a.number("form_version", d.form_version, 0, kCountMax);
  a.optional_text("division", d.division);
  a.optional_text("channel", d.channel);
  a.optional_part("joint", d.joint);
  a.optional_part("agent", d.agent);
  LoosePerson applicant{d.applicant};
  a.part("applicant", applicant);
  d.applicant = applicant.part;
  a.values("answers", d.answers);
  a.parts("materials", d.materials);
  LooseDelivery delivery{d.delivery};
  a.part("delivery", delivery);
  d.delivery = delivery.part;
  a.optional_part("prereview", d.prereview);
  a.optional_text("owner", d.owner);
}

base::Bytes encode_draft(const Draft& draft) {
  BodyWriter writer;
  Draft copy = draft;
  members(writer, copy);
  writer.json["created_ms"] = draft.created_ms;
  writer.json["changed_ms"] = draft.changed_ms;
  return writer.json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Draft> decode_draft(base::BytesView bytes) {
  const Json json = Json::parse(bytes, nullptr, false);
  if (json.is_discarded()) return Error{ErrorCode::kInvalidData, "", "not JSON"};
  BodyReader reader(json);
  Draft draft;
  if (!reader.error()) members(reader, draft);
  if (reader.error()) return *reader.error();
  draft.created_ms = time_of(json, "created_ms");
  draft.changed_ms = time_of(json, "changed_ms");
  return draft;
}

}  // namespace jiujin::sync::casework
