// What each op means: the registry of op types and the shape of their bodies.
//
// Codes live on disk and on the wire: do not renumber, do not reuse. Bodies are JSON objects that
// hold codes, never labels. An unknown type or field is kept, relayed and shown as "newer version".
// Members marked ? may be absent. FILE is {"hash":hex64,"size":n,"type":"image/jpeg","name":"..."}.
#pragma once

#include <cstdint>
#include <string_view>

namespace jiujin::sync::casework {

enum class OpType : std::uint32_t {
  // --- a case, by the station ---
  // {key:hex64, item:"QX-001", item_version:n, division:"430190101201", channel:"window"|"agent",
  //  joint?:{code:"YJS-01", group:hex32}, agent?:{name,id_no,mobile,kind,relation},
  //  applicant:{name,id_type,id_no,mobile?}}
  kCaseOpened = 1,
  // {form:"QX-001", form_version:n, answers:{"/data/field":"value"|null|[...]}}: only what changed.
  kFormAnswered = 2,
  // {slot:"M02", files:[FILE + {rotation:0|90|180|270}...]}: the slot's pages in order, all of
  // them.
  kMaterialAdded = 3,
  // {slot:"M02", mode:"licence"|"deferred"|"commitment"|"not_needed"|"paper"|"cleared",
  //  licence?:{type:"EL01",number,holder,grade:"A".."D",valid_until?}, due?:"YYYY-MM-DD", note?,
  //  signed?:FILE}
  kMaterialDeclared = 4,
  // {rules_version:n, today:"YYYY-MM-DD", findings:[{rule:"P01",severity:"error"|"warn"|"info",
  //  place:"/data/x"}], confirmed?:["P01"...]}
  kPrereviewRecorded = 5,
  // {number:"46 characters", receipt:"10 digits", query_code:"6 digits", date:"YYYY-MM-DD",
  //  delivery:{mode:"station"|"town"|"courier"|"electronic"|"agent", name?, mobile?, division?,
  //  address?, pays?}}
  kCaseSubmitted = 6,
  kCaseWithdrawn = 7,  // {reason}
  kCaseVoided = 8,     // {reason, second_actor}
  // {request:hex of the correction.requested op address "incarnation:seq", note?}: all done, review
  // again
  kCorrectionAnswered = 9,
  kCaseHandedOver = 10,  // {to:"staff id", note?}: another clerk takes over
  kNoteAdded = 11,       // {text}: message between window and back office
  // {id, case?, status?, at?, who?, text?, station?:hex32, more?:{...}}: what another system saw
  // (courier, counter), by its own id; the county may write it too. Case id zero where its case is
  // not known; then it goes to the station it names, if any.
  kEventRecorded = 12,
  kCaseRevealed = 13,  // {what:"numbers"}: somebody had shown what is masked; at either side
  // --- not about a case either (case id zero), for the audit alone; not handed on to stations ---
  kListExported = 14,      // {what:"ledger", lines:n}: a list left the program as a file
  kSignedIn = 15,          // {where:"console", failed?:n}: with both factors, behind n wrong tries
  kStationSuspended = 16,  // {station:hex32, suspended:true|false, reason?, wipe?:true}
  // {who?:"staff id", from?:"address", what?:"password"|"code", count:n, since:ms, until:ms}: wrong
  // tries to sign in at the console, a row of them in one; no who: no number of this county
  kSignInsRefused = 17,
  // {suite:n, key:hex of SubjectPublicKeyInfo DER, people:n, needed:n}: backups are sealed to this
  // key from now on; so many people hold its shares, so many of them open it
  kBackupKeyEscrowed = 18,
  // --- by the county ---
  kReviewStarted = 20,  // {}: a reviewer has it in hand
  // {reason, items:[{place:"/data/x"|"M02", text}], due:"YYYY-MM-DD", document:"number"}
  kCorrectionRequested = 21,
  // {accepted:true|false, deferral:true|false, reason?, basis?, remedy?, document:"number"}
  kAcceptanceDecided = 22,
  // {granted:true|false, opinion, reason?, basis?, remedy?, document:"number", result_name?,
  //  licence_no?, valid_until?, files:[FILE]}
  kDecisionMade = 23,
  kSpecialStarted = 24,    // {name, kind:"1"|"2", days?, reason, basis?}
  kSpecialEnded = 25,      // {result?}
  kExtensionGranted = 26,  // {days:n, reason, approver}
  kDeadlinePassed = 27,    // {what:"notice"|"promised"|"statutory"|"correction"|"deferral", date}
  kOpRefused = 28,         // {op:"incarnation:seq", reason, rule?}
  kConflictSettled = 29,   // {path, value}
  // --- exit window (station or centre) ---
  // {direction:"out"|"in", carrier, waybill, contents:[text], to:{name,mobile,division,address}?}
  kParcelDispatched = 40,
  kParcelDelivered = 41,  // {waybill, signer, proxy?:{name,relation}, date}
  kParcelReturned = 42,   // {waybill, reason}
  kResultCollected = 43,  // {by:{name,id_tail?}, proxy?:true}: handed over at a counter
  // --- the resident ---
  kRatingGiven =
      50,  // {grade:"very_satisfied"|"satisfied"|"fair"|"dissatisfied"|"very_dissatisfied",
           //  text?, channel:"screen"|"kiosk"|"phone"|"web", visits?:n}
  // --- not about a case (case id zero) ---
  // {id, name, roles:["intake"...], unit, division, active:true|false, verifier?:"$argon2id$...",
  //  opening?:{suite:n, key:hex, wrapped:hex}}: both belong to the same password
  kStaffGranted = 60,
  kStationEnrolled = 61,     // {station:hex32, name, division, scope:"430190101201", level:6}
  kIncarnationStarted = 62,  // {incarnation:hex32, station:hex32, number_block:n,
                             // after?:hex32, reason?:"keys"}
  kCataloguePublished = 63,  // {version:n, file:FILE}: the whole catalogue as one JSON file
  kScopeGranted = 64,        // {station:hex32, scope}
  kCalendarPublished = 65,   // {year:n, official:true, off:[...], work:[...]}
  // {suite:n, key:hex of SubjectPublicKeyInfo DER}: sealed bundles for the county open with it
  kOpeningKeyPublished = 66,
  // {suite:n, key:hex, capsule:hex, sealed:hex}, by a station: its data key for the county
  kRecoverySealed = 67,
  // {station:hex32, staff, opening:{suite:n, key:hex, wrapped:hex}, capsule:hex, sealed:hex}: the
  // data key of a station, sealed by the county to a member of staff
  kDataKeyGranted = 68,
  // {suite:n, key:hex of SubjectPublicKeyInfo DER}, by a station: with it the station hands over
  // sealed files while it is locked; of each log the newest counts
  kTransportKeyBound = 69,
  // {certificate:"PEM", follows:hex64}: another authority for the county's server, which stations
  // trust from now on beside the one that it follows
  kAuthorityAnnounced = 70,
  // {authority:hex64 of SHA-256 of the certificate's DER}: the server shows another's certificate
  kAuthorityEnded = 71,
  // {authority:hex64}, by a station: it takes what this one has signed
  kAuthorityTrusted = 72,
};

// "case.opened", "form.answered" ...; "" for a code of a newer version.
std::string_view op_type_name(std::uint32_t code);

}  // namespace jiujin::sync::casework
