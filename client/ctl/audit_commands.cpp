// jiujinctl audit verify|prove|check-proof|county-key: whether the record stands as it was written,
// and proofs that others can judge.
#include "client/control/station_identity.h"
#include "client/ctl/command.h"
#include "localization/formats.h"
#include "sync/base/hex.h"
#include "sync/casework/op_types.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/store/audit.h"
#include "sync/wire/countersignatures.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace wire = sync::wire;
namespace base = sync::base;

namespace {

struct AuditOptions {
  std::string data, name, out, file, county_file;
  Credentials credentials;
};

// What the county has countersigned to a station; a county says, and hears, nothing.
struct Found {
  sync::store::AuditReport logs;
  std::optional<wire::CountersignatureReport> words;
};

struct Station {
  std::unique_ptr<control::StationSession> session;
  control::StationIdentity identity;
  wire::CountyWord county;
};

Result<Station> open_enrolled(const AuditOptions& options) {
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return session.error();
  auto& store = (*session)->store();
  auto identity = control::read_identity(store);
  if (!identity.ok()) return identity.error();
  if (!*identity) return Error{ErrorCode::kNotFound, options.data, "is not enrolled"};
  const auto known =
      control::wire_identity(store, **identity, sync::envelope::system_random());
  if (!known.ok()) return known.error();
  return Station{std::move(*session), std::move(**identity), {known->station, known->county}};
}

Result<Found> verify_all(const AuditOptions& options) {
  if (is_county_folder(options.data)) {
    auto store = sync::store::SqliteStore::open(options.data, sync::store::StoreRole::kCounty);
    if (!store.ok()) return store.error();
    auto logs = sync::store::verify_audit(**store);
    if (!logs.ok()) return logs.error();
    return Found{*logs, {}};
  }
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return session.error();
  auto& store = (*session)->store();
  auto logs = sync::store::verify_audit(store);
  if (!logs.ok()) return logs.error();
  Found found{*logs, {}};
  auto identity = control::read_identity(store);
  if (!identity.ok()) return identity.error();
  if (!*identity) return found;  // nobody has countersigned anything to it
  const auto known =
      control::wire_identity(store, **identity, sync::envelope::system_random());
  if (!known.ok()) return known.error();
  auto words = wire::verify_countersignatures(store, {known->station, known->county});
  if (!words.ok()) return words.error();
  found.words = std::move(*words);
  return found;
}

std::string op_name(const base::IncarnationId& log, std::uint64_t seq) {
  return log.hex() + ":" + std::to_string(seq);
}

std::string time_words(std::uint64_t ms) {
  return localization::format_timestamp(
      localization::Instant{std::chrono::seconds{static_cast<std::int64_t>(ms / 1000)}},
      localization::kShanghai);
}

void say_bad(Context& context, json object, const std::string& op, const std::string& cause) {
  object["ok"] = false;
  object["first_bad_op"] = op;
  object["cause"] = cause;
  context.say("BAD " + op + ": " + cause, object);
  context.status = kNo;
}

void verify(Context& context, const AuditOptions& options) {
  const auto found = verify_all(options);
  if (!found.ok()) return context.fail(found.error());
  json object{{"logs", found->logs.logs}, {"ops", found->logs.ops}, {"ok", true}};
  std::string words = "ok: " + std::to_string(found->logs.ops) + " ops in " +
                      std::to_string(found->logs.logs) + " logs";
  if (found->words) {
    object["countersignatures"] = found->words->words;
    object["countersigned"] = json::array();
    for (const auto& one : found->words->newest) {
      object["countersigned"].push_back({{"log", one.log.hex()},
                                         {"seq", one.word.seq},
                                         {"county_ms", one.word.county_ms}});
      words += "\ncountersigned by the county up to " + op_name(one.log, one.word.seq) + ", " +
               time_words(one.word.county_ms);
    }
  }
  if (const auto& fault = found->logs.first_fault) {
    return say_bad(context, object, op_name(fault->op.incarnation, fault->op.seq), fault->cause);
  }
  if (found->words && found->words->broken) {
    const auto& broken = *found->words->broken;
    return say_bad(context, object, op_name(broken.log, broken.word.seq),
                   "is not what the county has countersigned");
  }
  context.say(words, object);
}

// The submission of a case, in the log of the station that took it in.
Result<base::OpAddress> submission_of(sync::store::LogStore& store, const base::CaseId& id,
                                      base::CaseKey* key) {
  auto ops = store.ops_of_case(id);
  if (!ops.ok()) return ops.error();
  std::optional<base::OpAddress> found;
  for (const auto& op : *ops) {
    const auto header = sync::oplog::decode_header(op.header);
    if (!header.ok() || op.body_destroyed) continue;
    if (header->type == sync::oplog::kCaseOpenedType) {
      if (auto opened = sync::oplog::case_key_of(op.body); opened.ok()) *key = *opened;
    }
    const auto submitted = static_cast<std::uint32_t>(sync::casework::OpType::kCaseSubmitted);
    if (header->type == submitted && !found) found = op.address;
  }
  if (!found) return Error{ErrorCode::kNotFound, id.hex(), "was not handed in"};
  return *found;
}

void prove(Context& context, const AuditOptions& options) {
  const auto station = open_enrolled(options);
  if (!station.ok()) return context.fail(station.error());
  const auto name = resolve_case(*station->session, options.name);
  if (!name.ok()) return context.fail(name.error());
  const auto id = base::CaseId::from_hex(*name);
  if (!id.ok()) return context.fail({ErrorCode::kNotFound, options.name, "was not handed in"});
  auto& store = station->session->store();
  base::CaseKey key;
  const auto op = submission_of(store, *id, &key);
  if (!op.ok()) return context.fail(op.error());
  const auto proof =
      wire::make_proof(store, station->county, station->identity.county_name, *op, key);
  if (!proof.ok()) return context.fail(proof.error());
  if (auto written = write_text_file(options.out, *proof); !written.ok()) {
    return context.fail(written.error());
  }
  context.say("proof of the handing in: " + options.out,
              json{{"file", options.out}, {"op", op_name(op->incarnation, op->seq)}});
}

// Whoever wants to check a proof gets this from the county, not with the proof.
void county_key(Context& context, const AuditOptions& options) {
  json object;
  const auto fill = [&](const std::string& name, const base::IncarnationId& id, int suite,
                        const std::string& key) {
    object = {{"format", "jiujin-county-1"},
              {"name", name},
              {"incarnation", id.hex()},
              {"suite", suite},
              {"public_key", base::to_hex(key)},
              {"fingerprint", sync::envelope::content_hash(key).hex()}};
  };
  if (is_county_folder(options.data)) {
    const auto service = sync::county::CountyService::open(options.data);
    if (!service.ok()) return context.fail(service.error());
    const auto& info = (*service)->info();
    fill(info.name, info.incarnation, info.suite, (*service)->public_key());
  } else {
    const auto station = open_enrolled(options);
    if (!station.ok()) return context.fail(station.error());
    const auto& county = station->county.county;
    fill(station->identity.county_name, county.id, county.suite, county.public_key);
  }
  if (auto written = write_text_file(options.out, object.dump(1) + "\n"); !written.ok()) {
    return context.fail(written.error());
  }
  context.say(object["name"].get<std::string>() + ": " + options.out + "\nfingerprint " +
                  object["fingerprint"].get<std::string>(),
              object);
}

void check_proof(Context& context, const AuditOptions& options) {
  const auto proof = read_text_file(options.file);
  const auto county_text = read_text_file(options.county_file);
  if (!proof.ok()) return context.fail(proof.error());
  if (!county_text.ok()) return context.fail(county_text.error());
  const auto county = json::parse(*county_text, nullptr, false);
  const auto key = county.is_object() && county.value("format", "") == "jiujin-county-1"
                       ? base::from_hex(county.value("public_key", ""))
                       : Result<std::string>(Error{ErrorCode::kInvalidData, options.county_file,
                                                   "is no county's key"});
  if (!key.ok()) return context.fail(key.error());
  const auto proven = wire::check_proof(*proof, *key);
  if (!proven.ok()) {
    return context.fail({proven.error().code, options.file, proven.error().cause});
  }
  const auto body = json::parse(proven->body, nullptr, false);
  const std::string receipt = body.is_object() ? body.value("receipt", "") : "";
  context.say(
      county.value("name", "") + " held it by " + time_words(proven->county_ms) + ": " +
          std::string(sync::casework::op_type_name(proven->header.type)) + " of case " +
          proven->header.case_id.hex() + (receipt.empty() ? "" : ", receipt " + receipt),
      json{{"county", county.value("name", "")},
           {"county_ms", proven->county_ms},
           {"op", op_name(proven->op.incarnation, proven->op.seq)},
           {"type", sync::casework::op_type_name(proven->header.type)},
           {"case", proven->header.case_id.hex()},
           {"receipt", receipt}});
}

}  // namespace

void add_audit_commands(CLI::App& app, Context& context) {
  auto* group =
      app.add_subcommand("audit", "Proof that nothing was changed")->require_subcommand(1);
  const auto make = [&](const char* name, const char* help, bool of_folder) {
    auto options = std::make_shared<AuditOptions>();
    auto* command = group->add_subcommand(name, help);
    if (of_folder) {
      command->add_option("--data", options->data, "Folder of the station or county")
          ->required()
          ->envname("JIUJIN_DATA");
      add_credentials(*command, options->credentials);
    }
    return std::pair(command, options);
  };
  {
    auto [command, options] = make("verify", "Walk every chain and countersignature", true);
    command->callback([&context, options] { verify(context, *options); });
  }
  {
    auto [command, options] =
        make("prove", "A proof that a case was handed in, and when, for a third person", true);
    command->add_option("CASE", options->name, "Case number, receipt number or id")->required();
    command->add_option("--out", options->out, "File to write")->required();
    command->callback([&context, options] { prove(context, *options); });
  }
  {
    auto [command, options] =
        make("county-key", "The county's key, by which proofs are checked", true);
    command->add_option("--out", options->out, "File to write")->required();
    command->callback([&context, options] { county_key(context, *options); });
  }
  {
    auto [command, options] =
        make("check-proof", "Check a proof with the county's key alone", false);
    command->add_option("FILE", options->file, "A proof")->required();
    command->add_option("--county", options->county_file, "File of audit county-key")->required();
    command->callback([&context, options] { check_proof(context, *options); });
  }
}

}  // namespace jiujin::client::ctl
