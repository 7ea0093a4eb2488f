// Facts: what pre-review may know besides the form, as data handed in, never looked up.
//
// Rules read facts as secondary instances. The layout below is the contract between rule files and
// programs; a change needs a new rules version.
//
//   instance('case')/root         channel ("window"|"agent"), division (12 digits), card_read
//                                 ("yes"|"no"), promised_due ("YYYY-MM-DD"), item, item_version
//   instance('materials')/root/item      slot, mode ("missing" "files" "licence" "deferred"
//                                 "commitment" "not_needed" "paper"), files (count), due, signed
//                                 ("yes"|"no"), licence_type, licence_number
//   instance('licences')/root/licence    type ("EL01"), holder (number of person or organisation),
//                                 holder_name, number, valid_until, grade ("A".."D"), state
//                                 ("valid" "expired" "revoked"), data/<name> (what it says)
//   instance('earlier-cases')/root/case  item, subject (applicant's number), opened ("YYYY-MM-DD"),
//                                 state (code 10..70), open ("yes"|"no"), granted ("yes"|"no"),
//                                 answers/<field id>
//   instance('registers')/root/register  name, state ("available"|"unavailable"), as_of
//   instance('registers')/root/entry     register, subject, key, value
//   instance('parameters')/root/parameter  name, key, value
//   instance('confirmations')/root/rule  ids of rules that a clerk ticked as compared
//   instance('photos')/root/photo        place (field id or slot), media_type, bytes, width,
//   height,
//                                 white_background ("yes"|"no"|"unknown")
//   today()                              the day of judgement
//
// The case being judged is itself not among the earlier ones. When a county judges again, `today`
// is the day on which the application was made.
//
// A register that is not listed, or listed as unavailable, makes the rules that read it 待核验: a
// finding that says so instead of a verdict.
// Thread rule: values.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "forms/xpath/tree.h"

namespace jiujin::forms::prereview {

// Names in JSON and in facts: "missing", "files", "licence", "deferred", "commitment",
// "not_needed", "paper".
enum class SlotMode { kMissing, kFiles, kLicence, kDeferred, kCommitment, kNotNeeded, kPaper };
std::string slot_mode_name(SlotMode mode);
SlotMode slot_mode_of(std::string_view name);  // kMissing for an unknown name

struct SlotFact {
  std::string slot;
  SlotMode mode = SlotMode::kMissing;
  int files = 0;
  std::string due = {};       // deferred until
  bool signed_paper = false;  // commitment or deferral promise signed
  std::string licence_type = {}, licence_number = {};
};

struct LicenceFact {
  std::string type, holder, holder_name, number, valid_until, grade;
  std::string state = "valid";
  std::map<std::string, std::string> data = {};
};

struct EarlierCase {
  std::string item, subject, opened;
  int state = 0;
  bool open = false, granted = false;
  std::map<std::string, std::string> answers;  // by field id
};

struct RegisterFact {
  std::string name;
  bool available = true;
  std::string as_of;
};
struct RegisterEntry {
  std::string name, subject, key, value;
};

struct PhotoFact {
  std::string place, media_type;
  long bytes = 0;
  int width = 0, height = 0;
  std::string white_background = "unknown";
};

struct Facts {
  std::string channel = "window", division, promised_due;
  bool card_read = false;
  std::vector<SlotFact> materials;
  std::vector<LicenceFact> licences;
  std::vector<EarlierCase> earlier_cases;
  std::vector<RegisterFact> registers;
  std::vector<RegisterEntry> register_entries;
  std::vector<PhotoFact> photos;
  std::vector<std::string> confirmations;

  const SlotFact* slot(std::string_view id) const;
  bool register_available(std::string_view name) const;
};

// JSON of the same members: {"channel":..., "card_read":true, "materials":[{"slot":"M02",
// "mode":"paper"}], "licences":[...], "earlier_cases":[...], "registers":[{"name":...,
// "available":true}], "register_entries":[{"name","subject","key","value"}], "photos":[...],
// "confirmations":["P06"]}. Error: kInvalidData.
Result<Facts> facts_from_json(const nlohmann::json& json);
nlohmann::json facts_to_json(const Facts& facts);

// The secondary instances by id, for an evaluation with this item and these parameters.
std::map<std::string, xpath::Tree> fact_instances(
    const Facts& facts, const catalogue::Item& item,
    const std::vector<catalogue::Parameter>& parameters);

}  // namespace jiujin::forms::prereview
