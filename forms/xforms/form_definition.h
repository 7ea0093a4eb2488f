// FormDefinition: an XForm (ODK XForms specification) read once: instance, binds, body, texts.
//
// Immutable after parse: many sessions fill in one definition. Refuses XML that is not well-formed,
// entities, documents over kMaxFormBytes, expressions that do not compile, binds that point nowhere
// and cycles among calculations; the error names file and line, or the paths that form the cycle.
// It knows no answers, no op and no window.
// Thread rule: immutable; share it as `std::shared_ptr<const FormDefinition>` between sessions.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xpath/column_index.h"
#include "forms/xpath/expression.h"
#include "forms/xpath/tree.h"
#include "localization/error.h"

namespace jiujin::forms::xforms {

inline constexpr std::size_t kMaxFormBytes = 32u << 20;  // largest seen in the field: 4 MiB
inline constexpr std::size_t kMaxListCells = 2'000'000;  // of one list; about 600 MB of memory
inline constexpr std::size_t kMaxAttachmentBytes = 128u << 20;  // a country's villages as CSV: 60

// Gives the bytes of an attachment named as in `src` ("areas.csv", "items.xml"). Called in parse()
// only.
using ResourceLoader = std::function<Result<std::string>(std::string_view name)>;
ResourceLoader no_resources();                             // every attachment is kNotFound
ResourceLoader folder_resources(std::string folder_path);  // files beside a form

enum class DataType {
  kString,
  kInt,
  kBoolean,
  kDecimal,
  kDate,
  kTime,
  kDateTime,
  kGeopoint,
  kGeotrace,
  kGeoshape,
  kBinary,
  kBarcode,
  kIntent,
};

enum class ControlKind {
  kNone,  // computed only: no control in the body
  kInput,
  kSelectOne,
  kSelectMany,
  kUpload,
  kTrigger,
  kRange,
  kRank,
};

constexpr bool chooses(ControlKind kind) {
  return kind == ControlKind::kSelectOne || kind == ControlKind::kSelectMany ||
         kind == ControlKind::kRank;
}

// Attributes that are not the engine's own, with their prefix as written: {"jj:kind", "id_no"}.
using CustomAttributes = std::map<std::string, std::string>;

// A text of label, hint or message: plain pieces and <output value=...> in between, or a reference
// to an itext entry whose forms ("", "long", "short", "guidance", "image", "audio", ...) differ.
struct TextPiece {
  std::string text;
  std::shared_ptr<const xpath::Expression> output;  // if set, `text` is not used
};
using Text = std::vector<TextPiece>;
struct TextRef {
  Text plain;                                          // inline text
  std::shared_ptr<const xpath::Expression> itext_ref;  // jr:itext(...) or a node holding an id
  bool empty() const { return plain.empty() && !itext_ref; }
};

struct Bind {
  std::string path;  // schema path "/data/member/name"
  DataType type = DataType::kString;
  std::string type_name;  // as written, without prefix
  std::shared_ptr<const xpath::Expression> relevant, required, readonly, constraint, calculate;
  TextRef constraint_message, required_message;
  std::string preload, preload_params;
  CustomAttributes attributes;
  int line = 0;
};

struct StaticChoice {
  std::string value;
  TextRef label;
};

struct Itemset {
  std::shared_ptr<const xpath::Expression> nodes;  // node-set of items; may be randomize(...)
  std::shared_ptr<const xpath::Expression> value;  // relative to an item
  std::shared_ptr<const xpath::Expression> label;
};

enum class BodyKind { kGroup, kRepeat, kQuestion };

struct BodyElement {
  BodyKind kind = BodyKind::kQuestion;
  ControlKind control = ControlKind::kNone;
  std::string path;  // schema path; "" for a group that only presents
  std::string appearance;
  TextRef label, hint;
  std::vector<StaticChoice> choices;
  std::optional<Itemset> itemset;
  std::shared_ptr<const xpath::Expression> count;  // jr:count of a repeat
  bool no_add_remove = false;
  std::string media_type;  // upload: "image/*"
  std::string range_start, range_end, range_step;
  CustomAttributes attributes;
  std::vector<BodyElement> children;
  std::uint32_t index = 0;  // in document order over the whole body
  int line = 0;
};

enum class ActionKind { kSetValue, kSetGeopoint, kRecordAudio };

// setvalue and its kin.
struct Action {
  ActionKind kind = ActionKind::kSetValue;
  std::vector<std::string> events;  // "odk-instance-first-load", "xforms-value-changed", ...
  std::string target;               // schema path
  std::shared_ptr<const xpath::Expression> target_nodes;  // if the target chooses by a predicate
  std::string source;                              // element in which it stands; "" for the model
  std::shared_ptr<const xpath::Expression> value;  // or literal
  std::string literal;
  std::string quality;  // of recordaudio
  int line = 0;
};

struct Language {
  std::string name;
  std::map<std::string, std::map<std::string, Text>> entries;  // id -> form -> text
};

// <submission> of the model; carried for whoever sends (the engine sends nothing).
struct Submission {
  std::string action, method, public_key, auto_send, auto_delete;
  CustomAttributes attributes;  // the rest, with prefixes: "odk:prefix"
};

class FormGraph;  // what must be computed after what; see form_graph.h

class FormDefinition {
 public:
  // `file` is only for messages.
  static Result<std::shared_ptr<const FormDefinition>> parse(std::string_view xml,
                                                             const ResourceLoader& loader,
                                                             std::string_view file = "form.xml");
  ~FormDefinition();

  std::string title, id, version;
  std::string file;
  std::vector<Language> languages;  // in the form's order
  std::size_t default_language = 0;
  std::vector<Bind> binds;
  std::vector<BodyElement> body;
  std::vector<Action> actions;
  std::vector<std::string> repeats;   // schema paths, outer before inner
  std::vector<std::string> warnings;  // "FILE:LINE: ..." what was read but is not supported
  Submission submission;
  std::string body_class;  // of <h:body>: "pages", "theme-grid"
  std::string last_saved;  // id of the instance that is the last saved filling; "" if none is read
  std::string added_meta;  // path of the instanceID that the form itself lacks; "" if it has one

  const Bind* bind(std::string_view path) const;  // nullptr: no bind
  bool is_repeat(std::string_view path) const;
  // Blank primary instance (templates of repeats kept apart), and secondary ones by id.
  const xpath::Tree& primary() const { return m_primary; }
  const xpath::Node* repeat_template(std::string_view path) const;
  const xpath::Tree* instance(std::string_view id) const;
  const Language* language(std::string_view name) const;  // "" or unknown: the default
  const FormGraph& graph() const { return *m_graph; }
  // The columns of the secondary instances that the form's expressions look rows up in.
  const xpath::ColumnIndex& columns() const { return m_columns; }

 private:
  friend class FormReader;
  FormDefinition();
  xpath::Tree m_primary;
  std::map<std::string, xpath::Tree> m_templates;
  std::map<std::string, xpath::Tree, std::less<>> m_instances;
  std::map<std::string, std::size_t, std::less<>> m_bind_by_path;
  std::unique_ptr<FormGraph> m_graph;
  xpath::ColumnIndex m_columns;
};

}  // namespace jiujin::forms::xforms
