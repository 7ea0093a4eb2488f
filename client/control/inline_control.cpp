#include "client/control/control_thread.h"

#include <utility>

namespace jiujin::client::control {

bool changes_cases(const Command& command) {
  return std::holds_alternative<SaveDraft>(command) ||
         std::holds_alternative<DeleteDraft>(command) ||
         std::holds_alternative<SubmitIntake>(command) ||
         std::holds_alternative<AppendOps>(command) || std::holds_alternative<SyncNow>(command);
}

std::string case_of(const Command& command) {
  if (const auto* append = std::get_if<AppendOps>(&command)) return append->case_id;
  if (const auto* submit = std::get_if<SubmitIntake>(&command)) return submit->draft.id;
  return {};
}

InlineControl::InlineControl(SessionOptions options) : m_options(std::move(options)) {}
InlineControl::~InlineControl() = default;

Ticket InlineControl::post(Command command) {
  const Ticket ticket = ++m_last;
  if (std::holds_alternative<OpenStation>(command) && !m_session) {
    auto opened = StationSession::open(m_options);
    if (!opened.ok()) {
      m_told.push_back(Reply{ticket, opened.error()});
      return ticket;
    }
    if (auto locked = (*opened)->hold_window_lock("jiujin"); !locked.ok()) {
      m_told.push_back(Reply{ticket, locked.error()});
      return ticket;
    }
    m_session = std::move(*opened);
    m_told_catalogue = m_session->catalogue_version();
  }
  if (!m_session) {
    m_told.push_back(
        Reply{ticket, Error{ErrorCode::kNotFound, m_options.folder, "the station is not open"}});
    return ticket;
  }
  m_session->poll_changes();
  auto result = m_session->perform(command);
  const bool ok = result.ok();
  m_told.push_back(Reply{ticket, std::move(result)});
  const int version = m_session->catalogue_version();
  if (!m_session->locked() && version != std::exchange(m_told_catalogue, version))
    m_told.push_back(Event(CatalogueChanged{version}));
  if (!ok) return ticket;
  if (std::holds_alternative<Enrol>(command)) m_told.push_back(Event(StationChanged{}));
  if (changes_cases(command)) {
    m_told.push_back(Event(Saved{m_session->now_ms()}));
    CasesChanged changed;
    if (auto id = case_of(command); !id.empty()) changed.case_ids.push_back(id);
    m_told.push_back(Event(changed));
  }
  return ticket;
}

std::optional<Notification> InlineControl::take() {
  if (m_told.empty()) return std::nullopt;
  auto next = std::move(m_told.front());
  m_told.pop_front();
  return next;
}

}  // namespace jiujin::client::control
