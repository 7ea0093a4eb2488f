// Commands about cases and drafts: reading, and the few ways in which a case grows.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/control/session_state.h"
#include "client/control/session_sync.h"
#include "forms/identifiers/contact_numbers.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/numbers.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::client::control {
namespace {

using namespace sync::casework;
using sync::base::Bytes;
using sync::base::CaseId;

using Row = std::pair<std::string, std::optional<Bytes>>;

constexpr int kAppendTries = 5;

std::string extra_key(const std::string& draft_id) { return "draft-window/" + draft_id; }

std::string waybill_key(const std::string& waybill) { return "waybill/" + waybill; }

Result<CaseId> parse_case_id(const std::string& hex) {
  auto id = CaseId::from_hex(hex);
  if (!id.ok()) return Error{ErrorCode::kInvalidArgument, hex, "not a case id"};
  return id;
}

std::chrono::sys_days last_printed_day(SessionState& state) {
  auto row = state.store->row(kLastPrintedDateRow);
  if (!row.ok() || !*row) return {};
  auto day = localization::parse_date(**row);
  return day.ok() ? *day : std::chrono::sys_days{};
}

Result<unsigned> number_block(SessionState& state, const sync::base::IncarnationId& own) {
  auto logs = state.store->incarnations();
  if (!logs.ok()) return logs.error();
  for (const auto& log : *logs)
    if (log.id == own) return unsigned{log.number_block};
  return Error{ErrorCode::kNotFound, own.hex(), "the station's own log is missing"};
}

Result<PrintedNumbers> numbers_for(SessionState& state, const sync::base::IncarnationId& own,
                                   const Draft& draft) {
  const auto* item = state.catalogue.item(draft.item, draft.item_version);
  if (!item) return Error{ErrorCode::kNotFound, draft.item, "no such item in the catalogue"};
  auto block = number_block(state, own);
  if (!block.ok()) return block.error();
  auto serial = state.store->next_serial(receipt_counter(*block));
  if (!serial.ok()) return serial.error();
  NumberRequest request;
  request.implement_code = item->implement_code;
  request.block = *block;
  request.serial = *serial;
  request.today = state.today();
  request.last_day = last_printed_day(state);
  return allot_numbers(request, state.options.random);
}

Result<Answer> submitted_before(SessionState& state, const std::string& id) {
  auto known = load_case(state, id);
  if (!known.ok()) return known.error();
  return Answer(Submitted{id, known->number, known->receipt, known->query_code});
}

Error not_allowed(const std::string& case_id) {
  return {ErrorCode::kRefused, case_id, "the case does not allow it now, or not to this person"};
}

// Every waybill of ours and of cases that came down, by number.
Result<bool> waybill_known(SessionState& state, const std::string& waybill) {
  auto row = state.store->row(waybill_key(waybill));
  if (!row.ok()) return row.error();
  if (*row) return true;
  auto cases = state.store->cases();
  if (!cases.ok()) return cases.error();
  for (const auto& id : *cases) {
    auto ops = state.store->ops_of_case(id);
    if (!ops.ok()) return ops.error();
    for (const auto& op : *ops) {
      auto header = sync::oplog::decode_header(op.header);
      if (!header.ok() || header->type != static_cast<std::uint32_t>(OpType::kParcelDispatched))
        continue;
      auto body = read_body<ParcelDispatched>(op.body);
      if (body.ok() && body->waybill == waybill) return true;
    }
  }
  return false;
}

Result<Answer> append(SessionState& state, const sync::base::IncarnationId& own,
                      sync::store::AppendBatch batch, const CaseId& id) {
  batch.time = state.time();
  auto appended = state.store->append(own, batch);
  if (!appended.ok()) return appended.error();
  state.last_saved_ms = state.now_ms();
  // What was appended stands, whatever the reading of it says.
  (void)state.registry->refresh({&id, 1}, state.today()).ok();
  return Answer(Done{state.last_saved_ms});
}

}  // namespace

Result<Case> load_case(SessionState& state, const std::string& case_id) {
  auto id = parse_case_id(case_id);
  if (!id.ok()) return id.error();
  return state.registry->load(*id, state.today());
}

CaseEntry entry_of(const SessionState& state, CaseSummary summary) {
  CaseEntry entry;
  entry.lamp = lamp(summary, state.calendar, state.today());
  if (auto due = localization::parse_date(summary.due); due.ok())
    entry.days_left = localization::working_days_left(state.calendar, state.today(), *due);
  entry.transit = summary.waiting_ops > 0 ? Transit::kWaiting : Transit::kReceived;
  entry.summary = std::move(summary);
  return entry;
}

Result<Answer> index_of_place(SessionState& state, const AskIndex& command) {
  CaseFilter filter;
  filter.place = command.place;
  filter.text = command.text;
  auto list = state.registry->list(filter, state.today());
  if (!list.ok()) return list.error();
  auto index = std::make_shared<CaseIndex>();
  index->entries.reserve(list->lines.size());
  for (auto& line : list->lines) index->entries.push_back(entry_of(state, std::move(line)));
  if (auto counted = count_scans(state, &index->entries); !counted.ok()) return counted.error();
  return Answer(IndexReady{std::move(index)});
}

Result<Answer> overview(SessionState& state) {
  auto counts = state.registry->counts(state.today());
  if (!counts.ok()) return counts.error();
  Overview view;
  view.today = static_cast<int>(counts->today);
  view.drafts = static_cast<int>(counts->drafts);
  view.correction = static_cast<int>(counts->corrections);
  view.running = static_cast<int>(counts->in_progress);
  view.delivery = static_cast<int>(counts->awaiting_delivery);
  view.all = static_cast<int>(counts->all);
  view.last_contact_ms = last_contact(state);
  view.last_saved_ms = state.last_saved_ms;
  if (!state.options.practice) {
    auto waiting = backlog(state);
    if (waiting.ok()) {
      view.waiting_ops = waiting->ops;
      view.waiting_bytes = waiting->file_bytes;
    }
    state.registry->each_line([&view](const sync::casework::CaseSummary& line) {
      if (line.waiting_ops == 0) return;
      ++view.waiting_cases;
      view.waiting_bytes += line.waiting_bytes;
    });
  }
  return Answer(view);
}

Result<Answer> read_case(SessionState& state, const AskCase& command) {
  auto loaded = load_case(state, command.case_id);
  if (!loaded.ok()) return loaded.error();
  CaseReady ready;
  ready.calendar = std::make_shared<const localization::HolidayCalendar>(state.calendar);
  if (const auto* who = state.staff_member())
    ready.actions = allowed_actions(*loaded, *who, state.registry->context());
  if (auto handle = state.catalogue.holding(loaded->item, loaded->item_version); handle.ok())
    ready.catalogue = *handle;
  for (const auto* member : state.county->staff().members())
    ready.staff_names[member->id] = member->name;
  auto note = [&](const FileRef& file) {
    auto info = state.store->file_info(file.hash);
    ready.held[file.hash.hex()] = info.ok() && *info && (*info)->complete ? (*info)->size : 0;
  };
  for (const auto& material : loaded->materials)
    for (const auto& file : material.files) note(file);
  for (const auto& file : loaded->result_files) note(file);
  ready.the_case = std::make_shared<const Case>(std::move(*loaded));
  return Answer(std::move(ready));
}

Result<Answer> load_draft(SessionState& state, const LoadDraft& command) {
  auto row = state.store->row(draft_key(command.draft_id));
  if (!row.ok()) return row.error();
  if (!*row) return Error{ErrorCode::kNotFound, command.draft_id, "no such draft"};
  auto draft = decode_draft(**row);
  if (!draft.ok()) return draft.error();
  auto extra = state.store->row(extra_key(command.draft_id));
  if (!extra.ok()) return extra.error();
  return Answer(DraftLoaded{std::move(*draft), extra->value_or("")});
}

Result<Answer> save_draft(SessionState& state, const SaveDraft& command) {
  auto who = logged_in(state);
  if (!who.ok()) return who.error();
  auto id = parse_case_id(command.draft.id);
  if (!id.ok()) return id.error();
  auto submitted = state.store->ops_of_case(*id);
  if (!submitted.ok()) return submitted.error();
  if (!submitted->empty())  // a late save must not bring back what has become a case
    return Error{ErrorCode::kAlreadyExists, command.draft.id, "has been submitted already"};
  auto draft = command.draft;
  if (draft.owner.empty()) draft.owner = who->id;
  draft.changed_ms = state.now_ms();
  if (draft.created_ms == 0) draft.created_ms = draft.changed_ms;
  std::vector<Row> rows{{draft_key(draft.id), encode_draft(draft)},
                        {extra_key(draft.id), command.extra_json}};
  if (command.open) rows.push_back({"window/open-draft", draft.id});
  if (auto written = state.store->write_rows(rows); !written.ok()) return written.error();
  state.last_saved_ms = state.now_ms();
  return Answer(DraftSaved{command.revision, state.last_saved_ms});
}

Result<Answer> delete_draft(SessionState& state, const DeleteDraft& command) {
  const std::vector<Row> rows{{draft_key(command.draft_id), std::nullopt},
                              {extra_key(command.draft_id), std::nullopt}};
  if (auto written = state.store->write_rows(rows); !written.ok()) return written.error();
  state.last_saved_ms = state.now_ms();
  return Answer(Done{state.last_saved_ms});
}

Result<Answer> submit_intake(SessionState& state, const SubmitIntake& command) {
  auto who = logged_in(state);
  if (!who.ok()) return who.error();
  auto own = own_log(state);
  if (!own.ok()) return own.error();
  auto id = parse_case_id(command.draft.id);
  if (!id.ok()) return id.error();
  auto before = state.store->ops_of_case(*id);
  if (!before.ok()) return before.error();
  if (!before->empty()) return submitted_before(state, command.draft.id);

  auto draft = command.draft;
  draft.owner = who->id;
  if (draft.division.empty()) draft.division = state.identity->division;
  auto numbers = numbers_for(state, *own, draft);
  if (!numbers.ok()) return numbers.error();
  auto ops = intake_ops(draft, *numbers, sync::base::CaseKey::random(state.options.random));
  if (!ops.ok()) return ops.error();
  sync::store::AppendBatch batch;
  batch.ops = std::move(*ops);
  batch.rows = {{draft_key(draft.id), std::nullopt},
                {extra_key(draft.id), std::nullopt},
                {std::string(kLastPrintedDateRow), numbers->date}};
  // Another program may be submitting the same draft: one of the two becomes the case.
  batch.expected_case = {*id, 0};
  auto appended = append(state, *own, std::move(batch), *id);
  if (!appended.ok() && appended.error().code == ErrorCode::kConflict)
    return submitted_before(state, command.draft.id);
  if (!appended.ok()) return appended.error();
  return Answer(Submitted{draft.id, numbers->number, numbers->receipt, numbers->query_code});
}

namespace {

// kConflict: the case grew between the look at it and the append; nothing was written.
Result<Answer> try_append(SessionState& state, const AppendOps& command,
                          const StationInfo::Person& who, const sync::base::IncarnationId& own,
                          const CaseId& id) {
  auto loaded = load_case(state, command.case_id);
  if (!loaded.ok()) return loaded.error();
  if (command.must_be) {
    const auto* member = state.staff_member();
    if (!member) return not_allowed(command.case_id);
    const auto allowed = allowed_actions(*loaded, *member, state.registry->context());
    if (std::find(allowed.begin(), allowed.end(), *command.must_be) == allowed.end())
      return not_allowed(command.case_id);
  }
  sync::store::AppendBatch batch;
  batch.expected_case = {id, loaded->ops};
  if (!command.new_waybill.empty()) {
    auto known = waybill_known(state, command.new_waybill);
    if (!known.ok()) return known.error();
    if (*known)
      return Error{ErrorCode::kAlreadyExists, command.new_waybill,
                   "another parcel has this waybill number"};
    batch.rows.push_back({waybill_key(command.new_waybill), command.case_id});
    batch.expected_rows.push_back({waybill_key(command.new_waybill), std::nullopt});
  }
  if (!command.delete_row.empty())
    batch.rows.push_back({"window/" + command.delete_row, std::nullopt});
  batch.ops = command.ops;
  for (auto& op : batch.ops) {
    op.case_id = id;
    op.base = op.base == 0 ? loaded->county_ops : std::min(op.base, loaded->county_ops);
    // The resident's own words carry no clerk's name.
    const bool resident = op.type == static_cast<std::uint32_t>(OpType::kRatingGiven);
    op.actor = resident ? "" : who.id;
  }
  return append(state, own, std::move(batch), id);
}

}  // namespace

Result<Answer> append_ops(SessionState& state, const AppendOps& command) {
  auto who = logged_in(state);
  if (!who.ok()) return who.error();
  auto id = parse_case_id(command.case_id);
  if (!id.ok()) return id.error();
  // The county's ops come in by another connection: look again, a few times, before giving up.
  for (int tries = 1;; ++tries) {
    auto own = own_log(state);
    if (!own.ok()) return own.error();
    auto appended = try_append(state, command, *who, *own, *id);
    if (appended.ok() || appended.error().code != ErrorCode::kConflict || tries == kAppendTries)
      return appended;
  }
}

Result<Answer> record_reveal(SessionState& state, const RecordReveal& command) {
  auto who = logged_in(state);
  if (!who.ok()) return who.error();
  // On the record of the case; its right is that of a message, which a kiosk does not have either.
  if (own_log(state).ok()) {
    const sync::casework::CaseRevealed body{"numbers"};
    return append_ops(state, {command.case_id, {draft_op({}, 0, "", body)}, Action::kNote, "", ""});
  }
  auto serial = state.store->next_serial("reveal");
  if (!serial.ok()) return serial.error();
  const nlohmann::json json{
      {"case", command.case_id}, {"who", who->id}, {"at_ms", state.now_ms()}};
  const Row row{"reveal/" + std::to_string(*serial), json.dump()};
  if (auto written = state.store->write_rows({&row, 1}); !written.ok()) return written.error();
  return Answer(Done{state.last_saved_ms});
}

}  // namespace jiujin::client::control
