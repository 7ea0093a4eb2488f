// The checklist of ODK XForms in checklist.json: each row holds a small form that shows the feature
// at work, and the table in forms/CONFORMANCE.md is written from the rows that were shown.
// JIUJIN_WRITE_CONFORMANCE=1 writes the table anew.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "forms/xforms/form_graph.h"
#include "tests/forms/xforms/form_fixture.h"
#include "tests/forms/xpath/evaluator_fixture.h"

using namespace jiujin;
using namespace jiujin::forms::xforms;
using nlohmann::json;

namespace {

const std::string kRows = JIUJIN_TEST_SOURCE_DIR "/conformance/checklist.json";
const std::string kPage = JIUJIN_TEST_SOURCE_DIR "/../../forms/CONFORMANCE.md";
const std::string kBegin = "<!-- checklist: written by checklist_tests -->\n";
const std::string kEnd = "<!-- end of checklist -->\n";

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string form_xml(const json& row) {
  const auto part = [&](const char* name, const char* otherwise) {
    return row.value(name, otherwise);
  };
  return R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
 xmlns:odk="http://www.opendatakit.org/xforms"
 xmlns:entities="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>t</h:title><model><instance><data )xml" +
         part("root", "id=\"t\" version=\"1\"") + ">" + part("fields", "<a/><b/>") +
         "</data></instance>" + part("model", "") + part("binds", "") +
         "</model></h:head><h:body class=\"" + part("body_class", "") + "\">" + part("body", "") +
         "</h:body></h:html>";
}

Result<std::shared_ptr<const FormDefinition>> parse(const json& row) {
  const json files = row.value("files", json::object());
  const auto loader = [&](std::string_view name) -> Result<std::string> {
    const auto found = files.find(std::string(name));
    if (found == files.end()) return Error{ErrorCode::kNotFound, std::string(name), "none"};
    return found->get<std::string>();
  };
  return FormDefinition::parse(form_xml(row), loader, "row.xml");
}

SessionOptions options_of(const std::string& earlier, const std::string& last_saved) {
  SessionOptions options;
  options.environment.now = std::chrono::sys_days{std::chrono::year(2026) / 3 / 15};
  options.environment.uuid = [] { return std::string("00000000-0000-4000-8000-000000000001"); };
  options.environment.locate = [] { return std::string("30 114 20 5"); };
  options.environment.record = [](std::string_view quality) {
    return "background-" + std::string(quality) + ".m4a";
  };
  options.environment.property = [](std::string_view name) -> std::string {
    if (name == "deviceid") return "device-7";
    if (name == "username") return "clerk";
    if (name == "email") return "a@b.cn";
    return name == "phonenumber" ? "13800000000" : "";
  };
  options.instance_xml = earlier;
  options.replaces_submission = !earlier.empty();
  options.last_saved_xml = last_saved;
  return options;
}

const char* name_of(ControlKind kind) {
  const char* names[] = {"none",   "input",   "select1", "select",
                         "upload", "trigger", "range",   "rank"};
  return names[static_cast<int>(kind)];
}

json shown(const Item& item) {
  return {{"control", name_of(item.control)},
          {"label", item.label},
          {"short_label", item.short_label},
          {"hint", item.hint},
          {"guidance", item.guidance},
          {"appearance", item.appearance},
          {"value", item.value},
          {"relevant", item.relevant},
          {"required", item.required},
          {"readonly", item.readonly},
          {"valid", item.valid},
          {"message", item.message},
          {"required_message", item.required_message},
          {"media_type", item.media_type},
          {"range_start", item.range_start},
          {"range_end", item.range_end},
          {"range_step", item.range_step}};
}

// What differs between a row's promise and the engine; "" if nothing does.
class Shower {
 public:
  explicit Shower(const json& row) : m_row(row) {}

  std::string run() {
    if (m_row.contains("expr")) return run_expression();
    const auto form = parse(m_row);
    if (m_row.contains("refused")) {
      const std::string wanted = m_row["refused"].get<std::string>();
      compare("refused", form.ok() ? "taken" : "", form.ok() ? "refused" : "");
      if (!form.ok() && form.error().line().find(wanted) == std::string::npos) {
        m_differences += form.error().line();
      }
      return m_differences;
    }
    if (!form.ok()) return form.error().line();
    check_definition(**form);
    const std::string earlier = m_row.value("replaces", ""), saved = m_row.value("last_saved", "");
    auto session = FormSession::create(*form, options_of(earlier, saved));
    if (!session.ok()) return session.error().line();
    play(**session);
    check(**session);
    return m_differences;
  }

 private:
  std::string run_expression() {
    jiujin::forms::xpath::testing::Evaluator evaluator(
        "<r><a>1</a><a>2</a><a/><b>x y</b><d>2026-03-15</d></r>");
    evaluator.environment.now = std::chrono::sys_days{std::chrono::year(2026) / 3 / 15};
    compare(m_row["expr"].get<std::string>(), evaluator.text(m_row["expr"].get<std::string>()),
            m_row["gives"]);
    return m_differences;
  }

  void check_definition(const FormDefinition& form) {
    compare("body class", form.body_class, m_row.value("body_class", ""));
    if (m_row.contains("warns")) {
      const std::string wanted = m_row["warns"].get<std::string>();
      const bool warned =
          !form.warnings.empty() && form.warnings[0].find(wanted) != std::string::npos;
      compare("warning", warned, true);
    }
    const json submission{{"action", form.submission.action},
                          {"method", form.submission.method},
                          {"public_key", form.submission.public_key},
                          {"auto_send", form.submission.auto_send},
                          {"auto_delete", form.submission.auto_delete}};
    for (const auto& [name, value] : part("submission").items()) {
      compare(name, submission[name], value);
    }
    for (const auto& [path, attributes] : part("bind_attributes").items()) {
      const Bind* bind = form.bind(path);
      compare(path, bind == nullptr ? json() : json(bind->attributes), attributes);
    }
  }

  void play(FormSession& session) {
    if (m_row.contains("language")) session.set_language(m_row["language"].get<std::string>());
    for (const json& each : m_row.value("answers", json::array())) {
      const auto done = session.answer_path(each[0].get<std::string>(), each[1].get<std::string>());
      if (!done.ok()) m_differences += done.error().line();
    }
    if (m_row.contains("add")) {
      const auto done = session.add_instance(session.series(m_row["add"].get<std::string>()));
      if (!done.ok()) m_differences += done.error().line();
    }
    if (m_row.contains("fixed")) {
      const auto done = session.add_instance(session.series(m_row["fixed"].get<std::string>()));
      compare("adding", done.ok(), false);
    }
    if (m_row.value("finalise", false)) session.finalise();
  }

  void check(FormSession& session) {
    for (const auto& [path, value] : part("values").items()) {
      compare(path, session.value_at(path), value);
    }
    for (const auto& [path, fields] : part("items").items()) check_item(session, path, fields);
    for (const auto& [path, attributes] : part("attributes").items()) {
      compare(path, session.item(session.find(path)).attributes, attributes);
    }
    for (const auto& [path, media] : part("media").items()) {
      for (const auto& [form, address] : media.items()) {
        compare(form, session.item(session.find(path)).media[form], address);
      }
    }
    for (const auto& [path, values] : part("choices").items()) {
      json actual = json::array();
      for (const auto& each : session.item(session.find(path)).choices) actual += each.value;
      compare(path, actual, values);
    }
    for (const auto& [path, labels] : part("labels").items()) {
      json actual = json::array();
      for (const auto& each : session.item(session.find(path)).choices) actual += each.label;
      compare(path, actual, labels);
    }
    for (const auto& [path, count] : part("counts").items()) {
      compare(path, session.children(session.series(path)).size(), count);
    }
    check_outcome(session);
  }

  void check_item(FormSession& session, const std::string& path, const json& fields) {
    const NodeId id = session.find(path);
    if (id == NodeId::kNone) m_differences += path + " has no item; ";
    const json actual = shown(session.item(id));
    for (const auto& [name, value] : fields.items())
      compare(path + " " + name, actual[name], value);
  }

  void check_outcome(FormSession& session) {
    json violations = json::object();
    for (const auto& each : session.validate()) {
      violations[each.path] = each.kind == ViolationKind::kRequired     ? "required"
                              : each.kind == ViolationKind::kConstraint ? "constraint"
                                                                        : "type";
    }
    if (m_row.contains("violations")) compare("violations", violations, m_row["violations"]);
    if (m_row.contains("xml")) {
      const bool there =
          session.instance_xml().find(m_row["xml"].get<std::string>()) != std::string::npos;
      compare("xml", there, true);
    }
    json groups = json::array();
    for (const NodeId id : session.roots()) {
      if (session.item(id).kind == ItemKind::kGroup) groups += session.item(id).label;
    }
    if (m_row.contains("groups")) compare("groups", groups, m_row["groups"]);
    json entities = json::array();
    for (const auto& each : session.entities()) {
      entities +=
          {{"dataset", each.dataset}, {"id", each.id},         {"label", each.label},
           {"create", each.create},   {"update", each.update}, {"properties", each.properties}};
    }
    if (m_row.contains("entities")) compare("entities", entities, m_row["entities"]);
  }

  const json& part(const char* name) const {
    static const json kNone = json::object();
    const auto found = m_row.find(name);
    return found == m_row.end() ? kNone : *found;
  }
  void compare(const std::string& what, const json& actual, const json& wanted) {
    if (actual == wanted) return;
    m_differences += what + ": " + actual.dump() + " instead of " + wanted.dump() + "; ";
  }

  const json& m_row;
  std::string m_differences;
};

std::string in_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  return text;
}

// How a reader sees it shown: the expression, or what the small form is made of.
std::string evidence(const json& row) {
  if (row.contains("expr")) {
    return "`" + in_cell(row["expr"].get<std::string>().substr(0, 60)) + "` is `" +
           in_cell(row["gives"].get<std::string>().substr(0, 20)) + "`";
  }
  return "form `" + row["category"].get<std::string>() + " " +
         in_cell(row["feature"].get<std::string>()) + "`";
}

std::string table(const json& rows) {
  std::string text = kBegin;
  text += "| | feature | status | other implementations | here | shown by | note |\n";
  text += "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const json& row : rows) {
    const auto cell = [&](const char* name) { return " " + in_cell(row.value(name, "")) + " |"; };
    text += "|" + cell("category") + cell("feature") + cell("status") + cell("peers") +
            cell("ours") + " " + evidence(row) + " |" + cell("reason") + "\n";
  }
  return text + kEnd;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checklist_tests)

BOOST_AUTO_TEST_CASE(every_row_of_the_checklist_is_shown_by_its_form) {
  const json rows = json::parse(bytes_of(kRows));
  BOOST_TEST(rows.size() == 235u);
  for (const json& row : rows) {
    const std::string differences = Shower(row).run();
    BOOST_TEST(differences == "", row["category"] << " " << row["feature"] << ": " << differences);
  }
}

BOOST_AUTO_TEST_CASE(the_page_on_conformance_says_what_the_rows_show) {
  const std::string wanted = table(json::parse(bytes_of(kRows)));
  std::string page = bytes_of(kPage);
  const auto begin = page.find(kBegin), end = page.find(kEnd);
  BOOST_REQUIRE((begin != std::string::npos && end != std::string::npos));
  const std::string stands = page.substr(begin, end + kEnd.size() - begin);
  if (stands != wanted && std::getenv("JIUJIN_WRITE_CONFORMANCE") != nullptr) {
    page.replace(begin, stands.size(), wanted);
    std::ofstream(kPage, std::ios::binary) << page;
    return;
  }
  BOOST_TEST((stands == wanted),
             "forms/CONFORMANCE.md is behind the checklist: run this suite "
             "with JIUJIN_WRITE_CONFORMANCE=1");
}

BOOST_AUTO_TEST_SUITE_END()
