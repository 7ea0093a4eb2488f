// The papers of a case as Documents: what stands on each, ready for render_pdf().
//
// Content follows GB/T 39046 and the county's document rules: title, number, what the law asks to
// be told, remedies in every refusal, places to sign, two copies. Papers are for residents: they
// are rendered in the Translator's language whatever the screen speaks, Chinese by default. It
// refuses to know stores, printers and the day: everything comes in through PaperContext. Thread
// rule: pure functions.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "localization/error.h"
#include "localization/text.h"
#include "localization/typeset/document.h"
#include "sync/casework/case.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/states.h"

namespace jiujin::forms::catalogue {
struct Item;
}

namespace jiujin::localization {
class HolidayCalendar;
}

namespace jiujin::sync::casework::documents {

using localization::typeset::Document;

// The office in whose name a paper is given.
struct IssuingOffice {
  int level = 6;           // 4 county, 5 town, 6 village: gives the kind of office its name
  std::string place = {};  // 枫林村, 石桥镇, 青溪县
  std::string address = {}, phone = {}, hours = {};
  std::string complaint_phone = {};
  std::string short_place = {};  // 青溪: in document numbers
};

// Where a resident may turn against a refusal.
struct RemedyBodies {
  std::string review_body;  // 复议机关; "" = the county people's government of the place
  std::string court;        // "" = the county people's court
};

struct PaperContext {
  localization::Translator words = localization::Translator::for_language("zh_CN");
  const forms::catalogue::Item* item = nullptr;  // null: codes stand where names would
  IssuingOffice office;
  RemedyBodies remedies;
  std::string clerk;   // name of who hands the paper out
  std::string number;  // this paper's own number, "" = left out
  const localization::HolidayCalendar* calendar = nullptr;  // null: the built-in one
  std::chrono::sys_days today;
  std::chrono::sys_seconds created;  // into the file; same value, same bytes
  std::string query_address;         // of the county's query page, "" = plain QR text
  bool practice = false;             // training database: watermark on every page
};

// 枫林村便民服务站 · 石桥镇便民服务中心 · 青溪县政务服务中心.
std::string office_name(const IssuingOffice& office, const localization::Translator& words);

// One line of the one-time notice: what is missing or not as it must be, and where to get it.
struct NoticeLine {
  std::string material, problem, how_to_get;
};

// What some papers need beyond the case.
struct PaperDetails {
  std::vector<NoticeLine> missing;  // one-time notice
  std::string valid_until;          // one-time notice: YYYY-MM-DD
  std::string slot;                 // commitment: which material it stands for
  std::string served_document;      // delivery receipt: title and number of the paper served
  std::string service_way;          // "direct" | "left" | "mail" | "electronic" | "proxy"
  std::string proxy_reason, witness;
  std::size_t parcel = 0;  // parcel contents: index into Case::parcels
};

// Title of a paper in the translator's language.
std::string document_title(DocumentKind kind, const localization::Translator& words);
// The word in the number of a paper: 受通, 补通 ...
std::string document_kind_word(DocumentKind kind);

// Errors: kRefused when the case has nothing to say in this paper (no correction, no decision, no
// deferred material, no agent, no such parcel); the cause names what is missing.
Result<Document> build_document(DocumentKind kind, const Case& c, const PaperContext& context,
                                const PaperDetails& details = {});

// Papers that the case gives cause for now, in the order in which a screen offers them.
std::vector<DocumentKind> available_documents(const Case& c);

}  // namespace jiujin::sync::casework::documents
