// XformWriter: the tree of a survey as an ODK XForm.
//
// xform_writer.cpp puts the document together; model_parts.cpp makes instances and binds,
// body_parts.cpp the controls. Thread rule: one thread.
#pragma once

#include "forms/xlsform/itext.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/survey_tree.h"
#include "forms/xlsform/xml_writer.h"

namespace jiujin::forms::xlsform {

// What the parts of a form need to see.
struct FormParts {
  Survey& survey;
  const References& references;
  Findings& findings;
  // question name -> (path and expression) of what its change recomputes
  struct Triggered {
    const Element* element = nullptr;
    std::string expression;
  };
  std::map<std::string, std::vector<Triggered>, std::less<>> triggered;
};

// The XForm. Findings may get errors; then what is returned must not be used.
std::string write_xform(Survey& survey, const References& references, Findings& findings);

// --- the pieces, by file ---

// The primary instance's root element (model_parts.cpp).
XmlNode primary_instance(const FormParts& parts);
// Adds secondary instances: attached files, pulldata, the last saved record, choices.
void add_secondary_instances(const FormParts& parts, XmlNode& model);
void add_binds(const FormParts& parts, XmlNode& model);
// An action element, for the model or for the body.
XmlNode action_node(const FormParts& parts, const Element& element, const Action& action);
// Adds the controls of all children of `section` (body_parts.cpp).
void add_controls(const FormParts& parts, const Element& section, XmlNode& out);

// Whether an appearance looks choices up with search(...).
bool uses_search(const Element& element);

}  // namespace jiujin::forms::xlsform
