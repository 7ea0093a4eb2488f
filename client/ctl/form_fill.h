// jiujinctl form fill: fills a form from a file of answers and prints what a clerk would see.
// Thread rule: one thread.
#pragma once

#include <memory>
#include <string>

#include "client/ctl/command.h"
#include "forms/xforms/form_definition.h"

namespace jiujin::client::ctl {

// A form with the lists that lie beside it.
Result<std::shared_ptr<const forms::xforms::FormDefinition>> load_form(const std::string& path);

struct FillOrder {
  std::string form;
  std::string answers;      // JSON (form_session.h says how), or instance XML
  std::string begun_under;  // the form in which they were begun, or ""
  std::string out;          // where the instance goes, or ""
  std::string submission;   // folder for what would be sent, encrypted if the form says so; or ""
};

// Prints what is relevant, required and invalid, and how older answers met this form.
void fill_form(Context& context, const FillOrder& order);

}  // namespace jiujin::client::ctl
