// jiujinctl audit verify: walks every hash chain; names the first bad op.
#include "client/ctl/command.h"
#include "sync/store/audit.h"

namespace jiujin::client::ctl {

using nlohmann::json;

namespace {

Result<sync::store::AuditReport> audit_of(const std::string& data, const Credentials& credentials) {
  if (is_county_folder(data)) {
    auto store = sync::store::SqliteStore::open(data, sync::store::StoreRole::kCounty);
    if (!store.ok()) return store.error();
    return sync::store::verify_audit(**store);
  }
  auto session = open_unnamed(data, credentials);
  if (!session.ok()) return session.error();
  return sync::store::verify_audit((*session)->store());
}

}  // namespace

void add_audit_commands(CLI::App& app, Context& context) {
  auto* group =
      app.add_subcommand("audit", "Proof that nothing was changed")->require_subcommand(1);
  auto* command = group->add_subcommand("verify", "Walk every chain and signature");
  auto data = std::make_shared<std::string>();
  auto credentials = std::make_shared<Credentials>();
  command->add_option("--data", *data, "Folder of the station or county")
      ->required()
      ->envname("JIUJIN_DATA");
  add_credentials(*command, *credentials);
  command->callback([&context, data, credentials] {
    const auto report = audit_of(*data, *credentials);
    if (!report.ok()) return context.fail(report.error());
    json object{{"logs", report->logs}, {"ops", report->ops}, {"ok", !report->first_fault}};
    if (report->first_fault) {
      const auto& fault = *report->first_fault;
      const std::string op = fault.op.incarnation.hex() + ":" + std::to_string(fault.op.seq);
      object["first_bad_op"] = op;
      object["cause"] = fault.cause;
      context.say("BAD " + op + ": " + fault.cause, object);
      context.status = kNo;
      return;
    }
    context.say(
        "ok: " + std::to_string(report->ops) + " ops in " + std::to_string(report->logs) + " logs",
        object);
  });
}

}  // namespace jiujin::client::ctl
