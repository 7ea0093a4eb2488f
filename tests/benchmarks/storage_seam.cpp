// What the storage seam costs: plain SQLite, pages sealed in the VFS, rows sealed one by one.
//
// Each line of output is one measurement as JSON. Cases are a name, an identity number and a text
// of some 400 bytes; sealed rows keep the whole case in one sealed blob, so that names are listed
// and searched only after opening every row. Usage: bench_storage_seam FOLDER [CASES]
#include <sqlite3.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "sync/envelope/suite.h"
#include "sync/store/sealing_vfs.h"

using namespace jiujin::sync;

namespace {

const std::string kKey(32, 'k');

void check(int rc, sqlite3* db) {
  if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE) return;
  std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

std::string name_of(int i) {
  const char* surnames[] = {"龙", "石", "吴", "麻", "廖", "田", "向", "彭"};
  const char* given[] = {"秀英", "建国", "明", "桂花", "志强", "小红", "长寿", "玉兰"};
  return std::string(surnames[i % 8]) + given[i / 8 % 8] + std::to_string(i);
}

std::string text_of(int i) {
  std::string text = R"({"name":")" + name_of(i) + R"(","id_no":"43019019800101)" +
                     std::to_string(1000 + i % 9000) + R"(","address":")";
  while (text.size() < 400) text += "青溪县石桥镇枫林村";
  return text + "\"}";
}

// Characters pre-spaced, so that FTS5 finds each of them.
std::string spaced(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if ((c & 0xc0) != 0x80 && !out.empty()) out += ' ';
    out += c;
  }
  return out;
}

class Bench {
 public:
  Bench(std::string way, std::string path, const char* vfs, const envelope::Suite* rows)
      : m_way(std::move(way)), m_path(std::move(path)), m_vfs(vfs), m_rows(rows) {}

  void run(int cases) {
    open();
    execute("CREATE TABLE c (n INTEGER PRIMARY KEY, name TEXT, body BLOB) STRICT");
    if (!m_rows) execute("CREATE VIRTUAL TABLE f USING fts5 (name, content='')");
    measure("insert_1", cases / 10, [&] { insert(0, cases / 10, 1); });
    measure("insert_100", cases - cases / 10, [&] { insert(cases / 10, cases, 100); });
    measure("search", 100, [&] { search(100, cases); });
    sqlite3_close(m_db);
    measure("open_and_list", cases, [&] {
      open();
      list();
    });
    sqlite3_close(m_db);
    report("file_bytes", 1, static_cast<double>(std::filesystem::file_size(m_path)));
  }

 private:
  void open() {
    check(sqlite3_open_v2(m_path.c_str(), &m_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, m_vfs),
          m_db);
    if (m_vfs) {
      int reserved = store::SealingVfs::reserved_bytes();
      sqlite3_file_control(m_db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    }
    execute(
        "PRAGMA temp_store=MEMORY; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA cache_size=-16000");
  }

  void execute(const char* sql) { check(sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr), m_db); }

  void step(const char* sql, int n, const std::string* one, const std::string* two) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(m_db, sql, -1, &statement, nullptr), m_db);
    sqlite3_bind_int(statement, 1, n);
    if (one) sqlite3_bind_text(statement, 2, one->data(), int(one->size()), SQLITE_STATIC);
    if (two) sqlite3_bind_blob(statement, 3, two->data(), int(two->size()), SQLITE_STATIC);
    check(sqlite3_step(statement), m_db);
    sqlite3_finalize(statement);
  }

  void insert(int from, int to, int per_transaction) {
    for (int i = from; i < to; ++i) {
      if ((i - from) % per_transaction == 0) execute("BEGIN IMMEDIATE");
      std::string name = name_of(i), body = text_of(i);
      if (m_rows) {
        body = m_rows->seal(kKey, body, std::to_string(i), envelope::system_random());
        const std::string none;
        step("INSERT INTO c VALUES (?, ?, ?)", i + 1, &none, &body);
      } else {
        step("INSERT INTO c VALUES (?, ?, ?)", i + 1, &name, &body);
        name = spaced(name);
        step("INSERT INTO f (rowid, name) VALUES (?, ?)", i + 1, &name, nullptr);
      }
      if ((i - from) % per_transaction == per_transaction - 1 || i + 1 == to) execute("COMMIT");
    }
  }

  std::size_t rows_of(const std::string& sql, const std::function<void(sqlite3_stmt*)>& each) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(m_db, sql.c_str(), -1, &statement, nullptr), m_db);
    std::size_t count = 0;
    int rc;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) each(statement), ++count;
    check(rc, m_db);
    sqlite3_finalize(statement);
    return count;
  }

  void list() {
    m_names.clear();
    rows_of(m_rows ? "SELECT n, body FROM c" : "SELECT n, name FROM c", [&](sqlite3_stmt* row) {
      std::string value(static_cast<const char*>(sqlite3_column_blob(row, 1)),
                        static_cast<std::size_t>(sqlite3_column_bytes(row, 1)));
      if (m_rows)
        value = nlohmann::json::parse(
            *m_rows->open(kKey, value, std::to_string(sqlite3_column_int(row, 0) - 1)))["name"];
      m_names.push_back(std::move(value));
    });
  }

  // Sealed rows are searched in memory, over names that were listed before.
  void search(int times, int cases) {
    if (m_rows) list();
    for (int i = 0; i < times; ++i) {
      const std::string wanted = name_of(i * 97 % cases);
      std::size_t found = 0;
      if (m_rows)
        for (const auto& name : m_names) found += name.find(wanted) != std::string::npos;
      else
        found = rows_of("SELECT rowid FROM f WHERE f MATCH '\"" + spaced(wanted) + "\"'",
                        [](sqlite3_stmt*) {});
      if (!found) std::exit(2);
    }
  }

  void measure(const char* what, int count, const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    report(what, count, took.count());
  }

  void report(const char* what, int count, double value) {
    const nlohmann::json line = {
        {"way", m_way}, {"what", what}, {"count", count}, {"value", std::round(value * 10) / 10}};
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
  }

  std::string m_way, m_path;
  const char* m_vfs;
  const envelope::Suite* m_rows;
  sqlite3* m_db = nullptr;
  std::vector<std::string> m_names;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: bench_storage_seam FOLDER [CASES]\n");
    return 2;
  }
  const std::string folder = arguments[1];
  const int cases = count > 2 ? std::atoi(arguments[2]) : 10'000;
  std::filesystem::create_directories(folder);
  const auto path = [&](const char* name) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(folder + "/" + name + end);
    return folder + "/" + name;
  };
  Bench("plain", path("plain.db"), nullptr, nullptr).run(cases);
  for (const std::uint8_t suite : {1, 2}) {
    const auto key = store::PageKey::from_bytes(kKey, suite);
    const auto vfs = store::SealingVfs::create(*key, "");
    Bench(suite == 1 ? "pages_sm4" : "pages_aes256", path(suite == 1 ? "p1.db" : "p2.db"),
          (*vfs)->name().c_str(), nullptr)
        .run(cases);
    Bench(suite == 1 ? "rows_sm4" : "rows_aes256", path(suite == 1 ? "r1.db" : "r2.db"), nullptr,
          *envelope::find_suite(suite))
        .run(cases);
  }
  return 0;
}
