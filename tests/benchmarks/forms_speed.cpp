// How fast large forms open, answer, grow and are written out.
//
// Each line of output is one figure as JSON (tests/benchmark.sh). Floors: the same expressions over
// the same documents by libxml2 alone, in the same run. Usage: bench_forms FORM FOLDER
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "forms/xforms/form_session.h"

using namespace jiujin;
using namespace jiujin::forms;
using xforms::FormSession;

namespace {

template <typename T>
T must(Result<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().line().c_str());
  std::exit(1);
}

// The engine is one thread that never waits: its processor time is what a person waits for on a
// machine of their own, and other programs on this one do not spoil it.
double milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double milliseconds_of(const std::function<void()>& work) {
  const double start = milliseconds_now();
  work();
  return milliseconds_now() - start;
}

struct Times {
  std::vector<double> all;
  void take(const std::function<void()>& work) { all.push_back(milliseconds_of(work)); }
  double at(double share) {
    std::sort(all.begin(), all.end());
    return all[std::min(all.size() - 1, static_cast<std::size_t>(share * double(all.size())))];
  }
};

void report(const std::string& name, double value, const char* unit, std::size_t n, double floor) {
  const auto rounded = [](double x) { return std::round(x * 1000) / 1000; };
  const nlohmann::json line{{"name", "forms." + name},
                            {"value", rounded(value)},
                            {"unit", unit},
                            {"n", n},
                            {"floor", rounded(floor)},
                            {"ratio", floor > 0 ? rounded(value / floor) : 0}};
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// What libxml2 alone does with the same document.
class Bare {
 public:
  explicit Bare(const std::string& xml)
      : m_document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "", nullptr, 0)) {
    m_context = xmlXPathNewContext(m_document);
    xmlXPathRegisterNs(m_context, BAD_CAST "x", BAD_CAST "http://www.w3.org/2002/xforms");
  }
  ~Bare() {
    xmlXPathFreeContext(m_context);
    xmlFreeDoc(m_document);
  }
  double evaluate_ms(const std::string& expression, int runs) {
    xmlXPathCompExpr* compiled = xmlXPathCompile(BAD_CAST expression.c_str());
    const double ms = milliseconds_of([&] {
      for (int i = 0; i < runs; ++i) {
        xmlXPathFreeObject(xmlXPathCompiledEval(compiled, m_context));
      }
    });
    xmlXPathFreeCompExpr(compiled);
    return ms / runs;
  }
  double serialise_ms() {
    return milliseconds_of([&] {
      xmlChar* text = nullptr;
      int size = 0;
      xmlDocDumpMemory(m_document, &text, &size);
      xmlFree(text);
    });
  }

 private:
  xmlDoc* m_document;
  xmlXPathContext* m_context;
};

struct Opened {
  std::string xml;
  std::unique_ptr<FormSession> session;
  double load_ms = 0;
};

Opened open(const std::string& folder, const std::string& file, std::string xml = {}) {
  Opened opened;
  opened.xml = xml.empty() ? bytes_of(folder + "/" + file) : std::move(xml);
  opened.load_ms = milliseconds_of([&] {
    auto form = must(xforms::FormDefinition::parse(opened.xml, xforms::folder_resources(folder)));
    opened.session = must(FormSession::create(form, {}));
  });
  return opened;
}

void answer(FormSession& session, const std::string& path, const std::string& value) {
  must(session.answer_path(path, value));
}

void run_s1(const std::string& folder) {
  Opened form = open(folder, "s1_1000q.xml");
  const double load_floor = milliseconds_of([&] { Bare bare(form.xml); });
  report("s1.load", form.load_ms, "ms", 1, load_floor);
  Bare bare(form.xml);
  const double calculation = bare.evaluate_ms("/*/*/x:model/x:instance/x:data/x:g3/x:c4", 200) * 6;
  std::mt19937 dice(11);
  Times answers;
  for (int i = 0; i < 1000; ++i) {
    const std::string path =
        "/data/g" + std::to_string(dice() % 20) + "/q" + std::to_string(dice() % 50);
    if (!form.session->relevant_at(path)) continue;
    const std::string value = std::to_string(1 + dice() % 900);
    answers.take([&] { answer(*form.session, path, value); });
  }
  report("s1.answer_p50", answers.at(0.5), "ms", answers.all.size(), calculation);
  report("s1.answer_p95", answers.at(0.95), "ms", answers.all.size(), calculation * 10);
  Times chain;
  for (int i = 1; i <= 50; ++i) {
    chain.take([&] { answer(*form.session, "/data/g0/q0", std::to_string(i)); });
  }
  report("s1.chain", chain.at(0.95), "ms", chain.all.size(), calculation * 200);
  Times validations;
  for (int i = 0; i < 5; ++i) validations.take([&] { form.session->validate(); });
  report("s1.validate", validations.at(0.5), "ms", 5, calculation * 1000);
  Times written;
  for (int i = 0; i < 9; ++i) written.take([&] { form.session->instance_xml(); });
  report("s1.serialise", written.at(0.5), "ms", 9, bare.serialise_ms());
}

// A chain of `depth` calculations hanging from one question.
std::string chain_form(int depth) {
  std::string instance = "<q0/>", binds = "<bind nodeset=\"/data/q0\" type=\"int\"/>";
  for (int i = 0; i < depth; ++i) {
    const std::string name = "c" + std::to_string(i);
    instance += "<" + name + "/>";
    binds += "<bind nodeset=\"/data/" + name + "\" type=\"int\" calculate=\"/data/" +
             (i == 0 ? "q0" : "c" + std::to_string(i - 1)) + " + 1\"/>";
  }
  return "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
         "<h:head><model><instance><data id=\"chain\">" +
         instance + "</data></instance>" + binds +
         "</model></h:head><h:body><input ref=\"/data/q0\"><label>q</label></input></h:body>"
         "</h:html>";
}

void run_s1b(const std::string& folder) {
  Opened form = open(folder, "s1b_chain1000.xml");
  Bare bare(form.xml);
  report("s1b.load", form.load_ms, "ms", 1, milliseconds_of([&] { Bare again(form.xml); }));
  Times answers;
  for (int i = 1; i <= 30; ++i) {
    answers.take([&] { answer(*form.session, "/data/q0", std::to_string(i)); });
  }
  const double one = bare.evaluate_ms("/*/*/x:model/x:instance/x:data/x:c500 + 1", 200);
  report("s1b.answer", answers.at(0.95), "ms", answers.all.size(), one * 1000);
  Opened deep = open(folder, "", chain_form(10000));
  const double ms = milliseconds_of([&] { answer(*deep.session, "/data/q0", "1"); });
  if (deep.session->value_at("/data/c9999") != "10001") std::exit(1);
  report("s1b.answer_10000", ms, "ms", 1, one * 10000);
}

void grow(FormSession& session, std::size_t wanted) {
  const auto series = session.series("/data/r");
  while (session.children(series).size() < wanted) must(session.add_instance(series));
}

void run_s2(const std::string& folder) {
  Opened form = open(folder, "s2_repeat500.xml");
  report("s2.load", form.load_ms, "ms", 1, milliseconds_of([&] { Bare again(form.xml); }));
  Bare bare(form.xml);
  const double sum = bare.evaluate_ms("sum(/*/*/x:model/x:instance/x:data/x:r/x:f8)", 50);
  FormSession& session = *form.session;
  Times answers;
  for (int i = 1; i <= 300; ++i) {
    const std::string path = "/data/r[" + std::to_string(1 + i * 7 % 500) + "]/f1";
    answers.take([&] { answer(session, path, std::to_string(100 + i)); });
  }
  report("s2.answer", answers.at(0.95), "ms", answers.all.size(), sum);
  Times adds, removes, written;
  for (int i = 0; i < 30; ++i) {
    adds.take([&] { must(session.add_instance(session.series("/data/r"))); });
  }
  report("s2.add", adds.at(0.95), "ms", adds.all.size(), sum);
  for (int i = 0; i < 30; ++i) {
    removes.take([&] { must(session.remove_instance(session.find("/data/r[1]"))); });
  }
  report("s2.remove_first", removes.at(0.95), "ms", removes.all.size(), sum);
  for (int i = 0; i < 9; ++i) written.take([&] { session.instance_xml(); });
  report("s2.serialise", written.at(0.5), "ms", 9, bare.serialise_ms());
}

void run_s2x10(const std::string& folder) {
  Opened form = open(folder, "s2_repeat500.xml");
  grow(*form.session, 5000);
  Times adds;
  for (int i = 0; i < 20; ++i) {
    adds.take([&] { must(form.session->add_instance(form.session->series("/data/r"))); });
  }
  Bare bare(form.session->instance_xml());
  report("s2x10.add", adds.at(0.95), "ms", adds.all.size(),
         bare.evaluate_ms("sum(/data/r/f9)", 20));
}

// The list as an XML document, as libxml2 would hold it.
std::string list_xml(const std::string& folder) {
  std::ifstream in(folder + "/areas.csv");
  std::string line, xml = "<root>";
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ',') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    cells.resize(4);
    xml += "<item><name>" + cells[0] + "</name><label>" + cells[1] + "</label><level>" + cells[2] +
           "</level><parent>" + cells[3] + "</parent></item>";
  }
  return xml + "</root>";
}

// Picks downwards until a village is chosen; the lists shown after each pick count, too.
void pick(FormSession& session, int round, Times& times) {
  const char* levels[] = {"province", "county", "township", "village"};
  for (int i = 0; i < 4; ++i) {
    const std::string path = std::string("/data/") + levels[i];
    const auto choices = session.item(session.find(path)).choices;
    if (choices.empty()) std::exit(1);
    const std::string value = choices[static_cast<std::size_t>(round) % choices.size()].value;
    times.take([&] {
      answer(session, path, value);
      if (i < 3) session.item(session.find(std::string("/data/") + levels[i + 1]));
    });
  }
  if (session.value_at("/data/vlabel").empty()) std::exit(1);
  if (session.value_at("/data/vlabel") != session.value_at("/data/pd")) std::exit(1);
}

void run_s3(const std::string& folder) {
  Opened form = open(folder, "s3_cascade20k.xml");
  const double load_peak = peak_megabytes();
  Times picks;
  pick(*form.session, 1, picks);
  const double first = picks.at(1);
  for (int round = 2; round < 30; ++round) pick(*form.session, round, picks);
  const double peak = peak_megabytes();
  const std::string list = list_xml(folder);
  report("s3.load", form.load_ms, "ms", 1, milliseconds_of([&] { Bare again(list); }));
  Bare bare(list);
  const double scan = bare.evaluate_ms("/root/item[level='county' and parent='p07']", 5);
  report("s3.filter_first", first, "ms", 4, scan);
  report("s3.filter_indexed", picks.at(0.95), "ms", picks.all.size(), scan);
  report("s3.peak_rss", peak, "MB", 1, load_peak);
  // The same form with a filter that no index helps.
  std::string xml = form.xml;
  const std::string indexed = "level='county' and parent=/data/province";
  xml.replace(xml.find(indexed), indexed.size(),
              "starts-with(parent, /data/province) and level != 'township' and level != 'village'");
  Opened slow = open(folder, "", xml);
  Times scans;
  for (int i = 0; i < 10; ++i) {
    scans.take([&] {
      answer(*slow.session, "/data/province", "p0" + std::to_string(i));
      if (slow.session->item(slow.session->find("/data/county")).choices.empty()) std::exit(1);
    });
  }
  report(
      "s3.filter_scan", scans.at(0.95), "ms", scans.all.size(),
      bare.evaluate_ms(
          "/root/item[starts-with(parent, 'p07') and level != 'township' and level != 'village']",
          5));
}

void run_s3b(const std::string& folder) {
  Opened form = open(folder, "s3b_cascade20k_nopull.xml");
  report("s3b.load", form.load_ms, "ms", 1, 0);
}

}  // namespace

int main(int count, char** words) {
  const std::map<std::string, void (*)(const std::string&)> runs = {
      {"s1", run_s1},       {"s1b", run_s1b}, {"s2", run_s2},
      {"s2x10", run_s2x10}, {"s3", run_s3},   {"s3b", run_s3b}};
  if (count != 3 || !runs.contains(words[1])) return 2;
  xmlInitParser();
  runs.at(words[1])(words[2]);
}
