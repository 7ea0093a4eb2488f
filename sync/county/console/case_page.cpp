#include <algorithm>

#include "localization/formats.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/states.h"
#include "sync/county/case_actions.h"
#include "sync/county/case_view.h"
#include "sync/county/console/console.h"
#include "sync/county/console/words.h"

namespace jiujin::sync::county::console {
namespace {

// Shown inline; anything else is only ever downloaded.
bool is_image(const std::string& type) {
  return type == "image/jpeg" || type == "image/png";
}

struct Offered {
  const char* action;
  const char* words;
  const char* key;       // of the keyboard, "" = none
  bool primary = false;  // carries the case on; what ends or detains it is never the default
};
constexpr Offered kOffered[] = {{"start", _mark("Start review"), "s", true},
                                {"accept", _mark("Accept"), "a", true},
                                {"correct", _mark("Ask for correction"), "c"},
                                {"refuse", _mark("Do not accept"), ""},
                                {"grant", _mark("Decide"), "d", true},
                                {"deny", _mark("Deny"), ""},
                                {"special-start", _mark("Start special procedure"), ""},
                                {"special-end", _mark("End special procedure"), ""},
                                {"extend", _mark("Extend time"), ""},
                                {"note", _mark("Message"), "n"}};

std::string header_file_name(const std::string& name) {
  // RFC 6266 with RFC 5987: the browser gets the name, never a path or a line break.
  std::string safe;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != '\\') safe += c;
  }
  return "filename*=UTF-8''" + encode_component(safe.empty() ? "file" : safe);
}

bool fill_actions(const Visit& visit, const casework::Case& c, const casework::FoldContext& context,
                  Dictionary* body) {
  Dictionary* list = nullptr;
  bool primary_taken = false;
  for (const auto& offered : kOffered) {
    if (!may_act(offered.action, c, visit.member, context)) continue;
    if (!list) list = body->AddSectionDictionary("HAS_ACTIONS");
    auto* action = list->AddSectionDictionary("ACTION");
    action->SetValue("ACT", offered.action);
    action->SetValue("NAME", visit.words._t(offered.words));
    action->SetValue("KEY", offered.key);
    if (*offered.key) {
      action->AddSectionDictionary("SHOW_KEY")
          ->SetValue("KEY_NAME", std::string(1, static_cast<char>(*offered.key - 'a' + 'A')));
    }
    if (offered.primary && !primary_taken) {
      action->ShowSection("PRIMARY");
      primary_taken = true;
    }
  }
  return list != nullptr;
}

// "县人社局 · promised by 4 December · 9 working days left"
std::string standing_words(const Visit& visit, const casework::Case& c) {
  const auto due = localization::parse_date(casework::due_of(c));
  const std::string who = c.handler.empty() ? visit.words._t("nobody has it in hand")
                                            : staff_name(*visit.world, c.handler);
  if (!due.ok()) return who;
  const int left = localization::working_days_left(visit.world->calendar, visit.today, *due);
  const auto day = localization::format_day(*due, visit.today, visit.words);
  if (c.clocks.stopped) return format(visit.words._t("{0} · the clock stands still"), who);
  if (left < 0) {
    return format(visit.words._t("{0} · was due {1}, {2} working days late"), who, day, -left);
  }
  return format(visit.words._t("{0} · due {1}, {2} working days left"), who, day, left);
}

}  // namespace

Result<casework::Case> Console::visible_case(const Visit& visit, const std::string& id) {
  const Error nothing{ErrorCode::kNotFound, "case", "no such case here"};
  auto case_id = base::CaseId::from_hex(id);
  if (!case_id.ok() || case_id->is_zero()) return nothing;
  auto found = m_service.load_case(*case_id);
  if (!found.ok()) return found.error();
  if (!casework::division_within(found->division, visit.member.division)) return nothing;
  return found;
}

bool Console::is_whole(const base::ContentHash& hash) {
  const auto state = m_service.file_state(hash);
  return state.ok() && *state && (*state)->info.complete;
}

void Console::fill_scans(const Visit& visit, const casework::Case& c, Dictionary* body) {
  const auto files = shown_files(c);
  if (files.empty()) body->ShowSection("NO_SCANS");
  const auto* item = visit.world->item(c.item, c.item_version);
  Dictionary* slot = nullptr;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!slot || files[i].slot != files[i - 1].slot) {
      slot = body->AddSectionDictionary("SLOT");
      const auto* material = item ? item->material(files[i].slot) : nullptr;
      slot->SetValue("NAME", files[i].slot.empty() ? visit.words._t("Result")
                             : material            ? material->name.get(visit.words.language())
                                                   : files[i].slot);
    }
    const auto& file = files[i].file;
    auto* shown = slot->AddSectionDictionary("FILE");
    shown->SetValue("ROTATION", std::to_string(file.rotation));
    shown->SetValue("HREF", "/case/" + c.id.hex() + "/file/" + std::to_string(i));
    shown->SetValue("FILE_NAME", file.name.empty() ? std::to_string(i + 1) : file.name);
    shown->SetValue("ALT", file.name);
    shown->SetValue("SIZE", localization::format_bytes(file.size));
    const auto state = m_service.file_state(file.hash);
    const bool whole = state.ok() && *state && (*state)->info.complete;
    if (!whole) {
      const auto held = state.ok() && *state ? (*state)->held : 0;
      const auto percent = file.size == 0 ? 0 : held * 100 / file.size;
      auto* travelling = shown->AddSectionDictionary("TRAVELLING");
      travelling->SetValue("PERCENT", std::to_string(percent));
      travelling->SetValue("TRAVELLING_TEXT",
                           format(visit.words._t("Still travelling: {0} %"), percent));
      // Sent ahead of the scan where the line is slow.
      if (file.preview && is_whole(file.preview->hash)) shown->ShowSection("PREVIEW");
      continue;
    }
    shown->ShowSection("WHOLE");
    shown->ShowSection(is_image(file.media_type) ? "IMAGE" : "PAPER");
  }
}

Response Console::case_page(const Visit& visit, const std::string& id, const Error* problem) {
  const auto mark = change_mark();
  auto found = visible_case(visit, id);
  if (!found.ok()) return failure(visit, found.error());
  const auto& c = *found;
  auto ops = m_service.case_ops(c.id);
  if (!ops.ok()) return failure(visit, ops.error());
  auto held = m_service.held_facts(c);
  if (!held.ok()) return failure(visit, held.error());
  const auto shown = visit.session->revealed.find(c.id.hex());
  const bool reveal = shown != visit.session->revealed.end() && shown->second > visit.now_ms;
  const auto* item = visit.world->item(c.item, c.item_version);
  const auto name = item ? item->name.get(visit.words.language()) : c.item;
  auto page = framed(visit, "case", name);
  auto& body = page.body();
  std::string action = problem ? visit.request.path.substr(visit.request.path.rfind('/') + 1)
                               : visit.request.query_value("do");
  const auto tab = problem ? visit.request.form_value("tab") : visit.request.query_value("tab");
  body.SetTemplateGlobalValue("ID", id);
  body.SetTemplateGlobalValue("TAB_NAME", tab.empty() ? "prereview" : tab);
  body.SetValue("AT", std::to_string(mark.ok() ? *mark : 0));
  body.SetValue("ITEM_NAME", name);
  body.SetValue("APPLICANT",
                reveal ? c.applicant.name : localization::mask_name(c.applicant.name));
  body.SetValue("TONE", std::string(state_tone(c.state)));
  body.SetValue("STATE", visit.words._t(casework::state_row(c.state).words));
  body.SetValue("STANDING", standing_words(visit, c));
  if (problem) {
    body.AddSectionDictionary("PROBLEM")->SetValue("PROBLEM_TEXT",
                                                   error_words(*problem, visit.words));
  }
  const auto context = visit.world->context(visit.today);
  if (!fill_actions(visit, c, context, &body)) {
    body.AddSectionDictionary("NO_ACTIONS")
        ->SetValue("NO_ACTIONS_TEXT",
                   visit.words._t("Nothing is to be done here by you now: the case waits for "
                                  "somebody else, or your role does not allow it."));
  }
  const bool acting = may_act(action, c, visit.member, context) &&
                      fill_action_form(visit, c, action, Pages::key(visit.words, "act"), &body);
  if (!reveal) body.ShowSection("REVEAL");
  fill_facts_pane(visit, c, !reveal, &body);
  fill_form_pane(visit, c, *ops, *held, !reveal, acting && action == "correct", &body);
  fill_scans(visit, c, &body);
  // The neighbours in the list from which one came.
  if (auto around = m_service.queue_neighbours(c.id, queue_tab(tab), visit.member.division);
      around.ok()) {
    const auto link = [&](const char* section, const char* name, const std::string& other) {
      if (other.empty()) return;
      body.AddSectionDictionary(section)->SetValue(
          name, "/case/" + other + "?tab=" + encode_component(tab));
    };
    link("PREV", "PREV_HREF", around->before);
    link("NEXT", "NEXT_HREF", around->after);
  }
  if (visit.request.query_value("done") == "1") {
    page.flash(visit.words._t("Saved. The station learns of it at its next contact."), "ok");
  }
  return page.finish(m_pages, problem ? status_of(*problem) : 200);
}

Response Console::case_file(const Visit& visit, const std::string& id, const std::string& number) {
  auto found = visible_case(visit, id);
  if (!found.ok()) return failure(visit, found.error());
  const auto files = shown_files(*found);
  const bool digits = !number.empty() && number.size() < 6 &&
                      number.find_first_not_of("0123456789") == std::string::npos;
  const auto index = digits ? std::stoul(number) : files.size();
  if (index >= files.size()) {
    return failure(visit, {ErrorCode::kNotFound, "file", "the case has no such file"});
  }
  auto file = files[index].file;
  if (file.preview && !visit.request.query_value("preview").empty()) {
    file.hash = file.preview->hash;
    file.size = file.preview->size;
  }
  auto state = m_service.file_state(file.hash);
  if (!state.ok()) return failure(visit, state.error());
  if (!*state || !(*state)->info.complete) {
    return message(visit, 404, visit.words._t("The scan is still on its way."),
                   visit.words._t("It appears on the page by itself as soon as it is whole."));
  }
  Response response;
  const std::string tag = "\"" + file.hash.hex().substr(0, 32) + "\"";
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  // A file is data of a stranger: it may run nothing, load nothing, and is what its bytes say.
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  if (visit.request.if_none_match == tag) {
    response.status = 304;
    return response;
  }
  while (response.body.size() < file.size) {
    auto piece = m_service.read_file(file.hash, response.body.size(), 4u << 20);
    if (!piece.ok()) return failure(visit, piece.error());
    if (piece->empty()) break;
    response.body += *piece;
  }
  const auto type = sniff_media_type(response.body);
  const bool inline_shown = is_image(type) && visit.request.query_value("download").empty();
  response.media_type = type.empty() ? "application/octet-stream" : type;
  response.headers.emplace_back(
      "Content-Disposition",
      std::string(inline_shown ? "inline; " : "attachment; ") + header_file_name(file.name));
  return response;
}

// Recorded as an op of the case before anything is shown; the page masks it again by itself.
Response Console::reveal_case(const Visit& visit, const casework::Case& c,
                              const std::string& once) {
  auto written = m_service.append(
      {casework::draft_op(c.id, c.county_ops, visit.member.id, casework::CaseRevealed{"numbers"})},
      once);
  if (!written.ok()) return failure(visit, written.error());
  if (*written) m_sessions.reveal(visit.token, c.id.hex(), visit.now_ms);
  return redirect("/case/" + c.id.hex() +
                  "?tab=" + encode_component(visit.request.form_value("tab")));
}

Response Console::case_action(const Visit& visit, const std::string& id,
                              const std::string& action) {
  auto found = visible_case(visit, id);
  if (!found.ok()) return failure(visit, found.error());
  ActionInput input;
  input.action = action;
  input.once = visit.request.form_value("once");
  if (input.once.size() != 64) {
    return message(visit, 400, visit.words._t("The form was too old."),
                   visit.words._t("Nothing was changed. Open the page again and repeat it."));
  }
  if (action == "reveal") return reveal_case(visit, *found, input.once);
  input.fields = visit.request.form;
  for (const auto& upload : visit.request.uploads) {
    if (!upload.bytes.empty()) input.files.push_back({upload.file_name, upload.bytes});
  }
  if (auto done = act_on_case(m_service, found->id, visit.member, input); !done.ok()) {
    return case_page(visit, id, &done.error());
  }
  return redirect("/case/" + id +
                  "?done=1&tab=" + encode_component(visit.request.form_value("tab")));
}

}  // namespace jiujin::sync::county::console
