// What the county publishes to all its stations: the catalogue, the calendar of working days.
#include <algorithm>

#include "forms/catalogue/published.h"
#include "sync/county/catalogue_source.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

constexpr int kPublishAttempts = 8;

// What an item showed before it was changed does not travel for ever.
void drop_unused_media(forms::catalogue::Catalogue* catalogue) {
  std::set<std::string> used;
  for (const auto& item : catalogue->items) used.merge(item.media_names());
  std::erase_if(catalogue->media, [&](const auto& each) { return !used.contains(each.first); });
}

// What is to be published from a path, over what is published now.
class Draft {
 public:
  static Result<Draft> read(const std::string& path, const forms::catalogue::Catalogue* current) {
    auto source = load_catalogue_source(path);
    if (!source.ok()) return source.error();
    using Kind = CatalogueSource::Kind;
    if (source->kind == Kind::kForm) {
      return Error{ErrorCode::kUnsupported, path,
                   "a form is published with its item: give the item's file or the folder"};
    }
    const auto refused = [](const forms::catalogue::CheckFinding& finding) {
      return finding.severity == forms::catalogue::Severity::kError;
    };
    // A published file has passed when it was made, perhaps by older checks.
    if (source->kind != Kind::kPublished) {
      const auto findings = source->findings();
      const auto first = std::find_if(findings.begin(), findings.end(), refused);
      if (first != findings.end()) {
        return Error{ErrorCode::kRefused, first->place, first->rule + ": " + first->message};
      }
    }
    if (source->kind != Kind::kItem) return Draft(std::move(source->catalogue));
    if (!current) {
      return Error{ErrorCode::kRefused, path,
                   "nothing is published yet: publish the whole folder first"};
    }
    auto catalogue = *current;
    const auto* item = source->catalogue.item(source->item);
    const auto known =
        std::find_if(catalogue.items.begin(), catalogue.items.end(),
                     [&](const auto& each) { return each.code == source->item; });
    if (known == catalogue.items.end())
      catalogue.items.push_back(*item);
    else
      *known = *item;
    for (const auto& name : item->media_names())
      catalogue.media[name] = source->catalogue.media[name];
    drop_unused_media(&catalogue);
    return Draft(std::move(catalogue));
  }

  std::string bytes(int version, const std::string& day) {
    m_catalogue.version = version;
    m_catalogue.published_on = day;
    return forms::catalogue::write_published(m_catalogue);
  }

 private:
  explicit Draft(forms::catalogue::Catalogue catalogue) : m_catalogue(std::move(catalogue)) {}
  forms::catalogue::Catalogue m_catalogue;
};

std::vector<std::string> texts(const std::set<localization::Date>& days) {
  std::vector<std::string> list;
  for (const auto day : days) list.push_back(localization::iso_date(day));
  return list;
}

}  // namespace

// One attempt: nothing when somebody else published meanwhile, here or in another process.
Result<std::optional<int>> CountyService::try_publish(const std::string& source,
                                                      const std::string& actor) {
  std::optional<base::Bytes> before;
  std::shared_ptr<const World> current;
  {
    const std::lock_guard lock(m_mutex);
    auto row = m_desk->store->row(kCatalogueRow);  // before the world: see the expectation below
    if (!row.ok()) return row.error();
    before = *row;
    auto snapshot = world_locked();
    if (!snapshot.ok()) return snapshot.error();
    current = *snapshot;
  }
  const auto* published = current->catalogue();
  auto draft = Draft::read(source, published);
  if (!draft.ok()) return draft.error();
  if (published) {
    const auto same = draft->bytes(current->catalogue_version, published->published_on);
    if (envelope::content_hash(same) == current->catalogue_hash) {
      return std::optional(current->catalogue_version);
    }
  }
  const int next = current->catalogue_version + 1;
  const auto bytes = draft->bytes(next, localization::iso_date(today()));
  const std::lock_guard lock(m_mutex);
  auto file = m_desk->store->put_file(bytes, "application/json");
  if (!file.ok()) return file.error();
  casework::CataloguePublished body;
  body.version = next;
  body.file.hash = file->hash;
  body.file.size = file->size;
  body.file.media_type = "application/json";
  body.file.name = "catalogue-" + std::to_string(next) + ".json";
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, actor, body));
  batch.rows.emplace_back(kCatalogueRow, std::to_string(next));
  batch.expected_rows.emplace_back(kCatalogueRow, before);
  auto done = append_locked(std::move(batch));
  if (!done.ok() && done.error().code == ErrorCode::kConflict) return std::optional<int>{};
  if (!done.ok()) return done.error();
  return std::optional(next);
}

Result<int> CountyService::publish_catalogue(const std::string& folder_or_file,
                                             const std::string& actor) {
  for (int attempt = 0; attempt < kPublishAttempts; ++attempt) {
    auto version = try_publish(folder_or_file, actor);
    if (!version.ok()) return version.error();
    if (*version) return **version;
  }
  return Error{ErrorCode::kConflict, folder_or_file, "others publish catalogues all the time"};
}

Result<std::vector<int>> CountyService::publish_calendar(const std::string& json,
                                                         const std::string& place,
                                                         const std::string& actor) {
  localization::HolidayCalendar given;
  if (auto read = given.load_json(json, place); !read.ok()) return read.error();
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  store::AppendBatch batch;
  std::vector<int> years;
  for (const int year : given.years()) {
    const auto* list = given.find_year(year);
    const auto* known = (*world)->calendar.find_year(year);
    if (known && known->off == list->off && known->work == list->work) continue;
    casework::CalendarPublished body;
    body.year = year;
    body.official = true;
    body.off = texts(list->off);
    body.work = texts(list->work);
    batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, actor, body));
    years.push_back(year);
  }
  if (years.empty()) return years;
  if (auto done = append_locked(std::move(batch)); !done.ok()) return done.error();
  return years;
}

}  // namespace jiujin::sync::county
