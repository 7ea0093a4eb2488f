// jiujinctl: everything scriptable, on either side. It drives the same engines as the window.
#include <sys/resource.h>

#include <iostream>

#include "client/ctl/command.h"
#include "localization/text.h"

int main(int argc, char** argv) {
  using namespace jiujin::client::ctl;
  const rlimit none{0, 0};  // a crash leaves no picture of the memory, in which residents' data are
  setrlimit(RLIMIT_CORE, &none);
  jiujin::localization::set_language(jiujin::localization::language_from_environment());
  CLI::App app("jiujinctl: forms, catalogue, cases, stations and county from the command line");
  app.require_subcommand(1);
  app.fallthrough();
  Context context;
  app.add_flag("--json", context.json, "Report as JSON, one object per line");
  add_form_commands(app, context);
  add_catalogue_commands(app, context);
  add_case_commands(app, context);
  add_event_commands(app, context);
  add_station_commands(app, context);
  add_county_commands(app, context);
  add_audit_commands(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return status == 0 ? kDone : kUsage;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return kNo;
  }
  return context.status;
}
