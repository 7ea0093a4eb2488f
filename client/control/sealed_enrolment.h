// Enrolment into a sealed folder: nothing of it stands readable on the disk at any time.
//
// The keys with which the county was asked are kept under the enrolment code (FOLDER/enrolling-N),
// so that an answer that was lost can be asked for again with the same code, after a restart, too.
// The folder is sealed once its key slots stand: a database without them is what is left of an
// enrolment that was cut off, and makes way. Thread rule: free functions; one program at a time (a
// lock).
#pragma once

#include <string>

#include "client/control/station_session.h"
#include "sync/envelope/data_key.h"

namespace jiujin::client::control {

// The fresh data key, by which the folder opens from now on. The county gets it too, sealed to its
// opening key, with the first exchange (op recovery.sealed). Errors: of wire::enrol; kNotFound (the
// county has named nobody who can open this station), kBusy (another program enrols).
Result<sync::envelope::DataKey> enrol_sealed(const SessionOptions& options, const Enrol& command);
// What an enrolment that was cut off at its very end has left.
void forget_new_logs(const std::string& folder);

}  // namespace jiujin::client::control
