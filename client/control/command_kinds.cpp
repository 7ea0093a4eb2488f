#include "client/control/command_kinds.h"

namespace jiujin::client::control {

bool for_workers(const Command& command) {
  return std::holds_alternative<ImportFiles>(command) ||
         std::holds_alternative<MakePicture>(command) ||
         std::holds_alternative<MakeDocument>(command) ||
         std::holds_alternative<MakeGuide>(command) ||
         std::holds_alternative<MakePromise>(command) ||
         std::holds_alternative<AskHeldFacts>(command) ||
         std::holds_alternative<SaveFile>(command) ||
         std::holds_alternative<ExportToStick>(command) ||
         std::holds_alternative<ImportFromStick>(command) ||
         std::holds_alternative<AskStatistics>(command) || std::holds_alternative<AskForm>(command);
}

bool keeps_something(const Command& command) {
  return (changes_cases(command) && !std::holds_alternative<SyncNow>(command)) ||
         std::holds_alternative<SaveRow>(command) || std::holds_alternative<PauseSync>(command) ||
         std::holds_alternative<UseLine>(command) || std::holds_alternative<RecordReveal>(command);
}

}  // namespace jiujin::client::control
