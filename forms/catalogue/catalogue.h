// Catalogue: what a county offers - service items, joint items, authorities, licence types - as the
// published file says, in the shape that windows, casework and the county's desk read.
//
// It refuses to know answers, cases, clocks and screens. Texts for people are language maps
// (Chinese is the language of record); codes are what ops and rules hold. Element numbers ("row
// 33") are those of the implementation list in GB/T 39046-2020, table 4. Thread rule: values; a
// Catalogue that nobody changes is read by any number of threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"
#include "localization/language_map.h"

namespace jiujin::forms::catalogue {

using localization::LanguageMap;

// Row 33. Do not renumber: codes of GB/T 39046.
enum class CaseType { kImmediate = 1, kCommitted = 2 };  // 即办件, 承诺件

enum class LimitUnit { kImmediate, kWorkingDays, kNaturalDays };  // 即时, 工作日, 自然日

// Rows 27-32. No value: the law sets no limit (statutory) - never so for a promised one.
struct TimeLimit {
  std::optional<int> value;  // >= 0; 0 for kImmediate
  LimitUnit unit = LimitUnit::kWorkingDays;
  LanguageMap note;
};

// Row 76: the six ways in which an item can be had; names are stable in JSON.
enum class ServiceMode {
  kImmediate,        // "immediate" 即办件
  kOnlinePrereview,  // "online_prereview" 网上预审
  kFullyOnline,      // "fully_online" 全程网办
  kConsultation,     // "consultation" 在线咨询
  kWindowCourier,    // "window_courier" 现场受理+快递送达
  kHomeAppointment,  // "home_appointment" 预约上门服务
};

struct Authority {
  std::string id;  // "A17"
  LanguageMap name;
  std::string uscc;      // 18 characters, row 19
  int level = 4;         // 4 county, 5 township, 6 village
  std::string division;  // 12 digits
};

struct LicenceType {
  std::string id;  // "EL01"
  LanguageMap name, issuer;
  bool holder_is_organisation = false;
};

// Row 14: who takes in, who reviews, who decides; 4 county, 5 township, 6 village.
struct HandlingLevels {
  int accept = 6, review = 5, decide = 5;
};

// --- materials (row 73) -------------------------------------------------------------------------

enum class Necessity {
  kRequired,     // "required" 必要
  kConditional,  // "conditional" 非必要(特定情形): need_condition says when
  kDeferrable,   // "deferrable" 容缺后补: needed, but may follow within `deferral.max_workdays`
};

enum class MaterialSource {
  kProvidedForm,   // "provided_form" 窗口或系统提供表格
  kApplicant,      // "applicant" 申请人自备
  kGovernment,     // "government" 政府部门核发
  kThirdParty,     // "third_party" 第三方机构出具
  kInternalCheck,  // "internal_check" 内部核查生成: the office's own check, never asked of a
                   // resident
};

struct Deferral {
  bool allowed = false;
  int max_workdays = 0;
};  // 容缺
struct Commitment {
  bool substitutable = false;
  LanguageMap rule;
};  // 告知承诺
struct LicenceReuse {
  bool reusable = false;
  std::string type;
};  // 证照复用, a LicenceType id

struct MaterialSlot {
  std::string id;  // "M02"; what ops call the slot
  LanguageMap name;
  LanguageMap category;  // 证件证书证明, 申请表格文书, 其他
  MaterialSource source = MaterialSource::kApplicant;
  LanguageMap source_org;
  std::string form;  // "paper", "electronic", "either"
  int original_copies = 0, photocopy_copies = 0;
  LanguageMap original_kind;       // 原件, 原件核验 ...
  bool nothing_to_submit = false;  // 无需提交
  Necessity necessity = Necessity::kRequired;
  LanguageMap need_condition;  // as people read it
  std::string need_test;       // the same as XPath over the form and the facts; "" = always needed
  Deferral deferral;
  Commitment commitment;
  LicenceReuse licence;
  LanguageMap fill_note, accept_standard;
  LanguageMap basis;  // legal basis for asking; empty: falls under the item's
};

// --- form (row 74) ------------------------------------------------------------------------------

enum class FieldType {
  kText,
  kTextArea,
  kIdNumber,
  kMobile,
  kDate,
  kDateTime,
  kMonth,
  kInteger,
  kDecimal,
  kMoney,
  kChoice,
  kMultiple,
  kYesNo,
  kDivision,
  kAddress,
  kBankCard,
  kUscc,
  kFile,
  kTable,
};

// What hangs on a label: "image", "big-image", "audio" or "video" to the name of a file in
// Catalogue::media.
using LabelMedia = std::map<std::string, std::string>;

struct FieldChoice {
  std::string code;  // what answers, ops and rules hold
  LanguageMap label;
  LabelMedia media = {};
};

struct FormField {
  std::string id;  // the answer stands at /data/<id>
  LanguageMap label, hint;
  LabelMedia media;
  FieldType type = FieldType::kText;
  bool required = false;
  std::string required_when;  // prose of the data: "marital=已婚"
  LanguageMap constraint;     // prose
  std::vector<FieldChoice> choices;
  std::vector<FormField> columns;  // of kTable
  std::string prefill;             // "idcard", "population", "licence", "system", "manual"
  std::string section;             // id of a FormSection
  std::string default_value;
  // The prose above as XPath, from the item's rule file; "" = none.
  std::string required_test, relevant_test, constraint_test, calculate;
  std::string initial;  // XPath, evaluated once when a blank form opens
  LanguageMap constraint_message;
  bool readonly = false;
  std::map<std::string, std::string> attributes;  // "kind" -> "id_no": written as jj:kind="id_no"
};

struct FormSection {
  std::string id;
  LanguageMap label;
  std::string relevant_test;  // "" = always
};

// --- pre-review (row 75) ------------------------------------------------------------------------

enum class Severity { kError, kWarning, kInformation };

// One thing that must hold. All members but `text` come from the reviewed rule file.
struct PrecheckRule {
  std::string id;  // "P01", unique within the item
  std::string
      kind;  // "format", "cross_field", "cross_material", "eligibility", "duplicate", "time"
  Severity severity = Severity::kError;
  LanguageMap text;                    // the rule as the authority wrote it
  LanguageMap message;                 // what the person at the window reads when it does not hold
  std::vector<std::string> needs;      // field ids: judged only once all of these have an answer
  std::string when;                    // XPath: judged only when true; "" = always
  std::string holds;                   // XPath: true = nothing to say
  std::vector<std::string> places;     // field ids and material slots that the finding points at
  std::vector<std::string> registers;  // name lists that `holds` reads; not at hand = 待核验
  bool confirmable = false;  // a clerk may tick that it was compared: `holds` reads confirmations
  std::string task;          // a to-do that the county makes of the finding; "" = none
  LanguageMap basis;         // legal basis, where known
};

// --- item ---------------------------------------------------------------------------------------

struct ItemResult {
  LanguageMap name;
  std::string type;          // "licence" 证照, "approval" 批文, "other" 其他
  std::string licence_type;  // LicenceType id or ""
  LanguageMap validity, sample;
};

struct Fee {
  bool charged = false, online_pay = false;
  LanguageMap basis, standard;
};
struct Courier {
  bool materials_in = false, result_out = false;
};
struct ProcessStep {
  LanguageMap name;
  std::string actor;
};  // actor: "station", "reviewer" ...

// Row 37. Its days are not counted, or (extension) lengthen the limit once.
struct SpecialProcedure {
  LanguageMap name;
  TimeLimit limit;
  bool extension = false;  // "1" 延长审批, else "2"
};

struct Question {
  LanguageMap question, answer;
};  // row 66

struct Item {
  std::string code;  // "QX-001"
  int version = 1;   // row 9; a case keeps the version it was opened with
  LanguageMap name, alias;
  std::string state;                                    // "in_use", "suspended", "cancelled"
  std::string effective_date, cancel_date;              // YYYY-MM-DD or ""
  std::string basic_code, implement_code, handle_code;  // 12, 31, 33 characters
  std::string item_type;                                // "01", "05", "07", "10", "20"
  std::string authority;                                // Authority id: who decides
  LanguageMap authority_name, guide_authority;
  std::string authority_uscc;
  HandlingLevels levels;
  std::string power_source;  // "1".."6", row 17
  LanguageMap entrusted_by;
  CaseType case_type = CaseType::kCommitted;
  TimeLimit statutory, promised;
  int onsite_visits = 0;
  LanguageMap onsite_reason;
  std::vector<ServiceMode> service_modes;
  LanguageMap cross_scope, online_depth;
  std::vector<std::string> service_objects;  // "1".."6", row 24
  bool reservation = false;
  Courier courier;
  Fee fee;
  std::vector<LanguageMap> legal_basis, conditions;
  std::vector<ProcessStep> process;
  std::vector<SpecialProcedure> special_procedures;
  std::vector<Question> questions;
  LanguageMap intermediary, quantity_limit;
  LanguageMap agent_rule, seasonal_peak;
  LanguageMap handle_place, handle_time;
  std::string consult_phone, supervise_phone;
  LanguageMap remedy;  // 行政复议, 行政诉讼
  ItemResult result;
  std::vector<MaterialSlot> materials;
  std::vector<FormSection> sections;
  std::vector<FormField> fields;  // the item's own, then those common to every form
  std::vector<PrecheckRule> prechecks;
  int rules_version = 0;
  std::vector<std::string> unmapped;  // prose without a rule; publication refuses any
  std::string form_xml;               // compiled XForm; "" before publication

  const MaterialSlot* material(std::string_view slot) const;
  const FormField* field(std::string_view id) const;
  std::set<std::string> media_names() const;  // of the files that its labels show
  bool is_immediate() const { return case_type == CaseType::kImmediate; }
};

// Which answers say who applies; "" where a form does not ask. Forms about a child name a guardian
// or the mother.
struct ApplicantFields {
  std::string name, id_type, id_no, mobile;
};
ApplicantFields applicant_fields(const Item& item);

// --- joint item (一件事) -------------------------------------------------------------------------

struct JointPart {
  std::string item;    // Item code
  std::string action;  // "apply" 申办, "stop" 停发
  LanguageMap include_when;
  std::string include_test;  // XPath over /guide/<question id> and instance('parameters')
};

struct JointEdge {
  std::string before, after;
  LanguageMap reason;
};

struct GuideEffect {
  std::string when;     // XPath over /guide
  std::string include;  // Item code, or ""
  LanguageMap notice;   // told to the person; may be empty
};

struct GuideQuestion {
  std::string id;  // "Q1"
  LanguageMap text;
  std::vector<FieldChoice> choices;  // empty: a number is asked
  LanguageMap effect;                // prose
  std::vector<GuideEffect> effects;
};

// One answer that several forms share; maps are (item, field id); no wildcards.
struct SharedField {
  std::string name;
  std::vector<std::pair<std::string, std::string>> maps;
};

struct JointItem {
  std::string code;  // "YJS-01"
  LanguageMap name, scenario, lead_authority, delivery, note;
  std::vector<JointPart> parts;
  std::vector<std::vector<std::string>> exclusive_groups;
  std::vector<JointEdge> edges;
  std::vector<SharedField> shared_fields;
  std::vector<GuideQuestion> questions;
  TimeLimit promised;
  int onsite_visits = 0;
};

// A county parameter that rules and forms read: instance('parameters')/root/parameter.
struct Parameter {
  std::string name, key, value;
  LanguageMap note;
};

class Catalogue {
 public:
  int version = 0;
  std::string published_on;  // YYYY-MM-DD
  std::string county;        // 12 digits; names come from localization/divisions.h
  std::vector<Authority> authorities;
  std::vector<LicenceType> licence_types;
  std::vector<Parameter> parameters;
  std::vector<Item> items;
  std::vector<JointItem> joint_items;
  std::map<std::string, std::string> media;  // file name to its bytes: pictures of labels

  const Item* item(std::string_view code) const;  // nullptr: none
  const JointItem* joint_item(std::string_view code) const;
  const Authority* authority(std::string_view id) const;
  const LicenceType* licence_type(std::string_view id) const;
  // Joint items in which the item is a part.
  std::vector<const JointItem*> joint_items_of(std::string_view item_code) const;
};

// Catalogues travel to village stations on slow lines.
inline constexpr std::size_t kMediaFileBytesMax = 512u << 10;
inline constexpr std::size_t kMediaBytesMax = 8u << 20;

// Reads the folder that an authority keeps: catalogue.json, items/*.json, rules/*.json,
// joint-items.json (format: rule_file.h), and the files of media/ that labels name. Rules are
// joined to items; what has no rule is named in Item::unmapped. Errors: kIo; kInvalidData with the
// exact place, "items/QX-001.json: materials[1].necessity"; kTooLarge (media).
Result<Catalogue> load_folder(const std::string& folder);

}  // namespace jiujin::forms::catalogue
