#include "client/ctl/form_fill.h"

#include <chrono>
#include <filesystem>
#include <iostream>

#include "forms/xforms/form_session.h"
#include "sync/envelope/encrypted_submission.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace envelope = sync::envelope;
namespace xforms = forms::xforms;

namespace {

using Session = std::unique_ptr<xforms::FormSession>;

Result<Session> open_session(const FillOrder& order) {
  auto form = load_form(order.form);
  if (!form.ok()) return form.error();
  auto text = read_text_file(order.answers);
  if (!text.ok()) return text.error();
  xforms::SessionOptions options;
  options.environment.now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::shared_ptr<const xforms::FormDefinition> begun_under;
  if (!order.begun_under.empty()) {
    auto read = load_form(order.begun_under);
    if (!read.ok()) return read.error();
    begun_under = std::move(*read);
    options.begun_under = begun_under.get();
  }
  json answers;
  if (text->find_first_not_of(" \t\r\n\xEF\xBB\xBF") == text->find('<')) {
    options.instance_xml = *text;
  } else {
    answers = json::parse(*text, nullptr, false);
    if (!answers.is_object())
      return Error{ErrorCode::kInvalidData, order.answers,
                   "neither a JSON object nor the XML of an instance"};
    options.answers = &answers;
  }
  return xforms::FormSession::create(std::move(*form), std::move(options));
}

void tell_questions(const Context& context, const xforms::FormSession& session, json* said) {
  json relevant = json::array(), required = json::array();
  for (const auto id : session.questions()) {
    const xforms::Item item = session.item(id);
    relevant.push_back(item.path);
    if (item.required) required.push_back(item.path);
    if (!context.json)
      std::cout << (item.required ? "required " : "relevant ") << item.path << " = " << item.value
                << '\n';
  }
  (*said)["relevant"] = std::move(relevant);
  (*said)["required"] = std::move(required);
}

void tell_violations(Context& context, const xforms::FormSession& session, json* said) {
  json invalid = json::array();
  for (const auto& violation : session.validate()) {
    invalid.push_back({{"path", violation.path}, {"message", violation.message}});
    if (!context.json)
      std::cout << "invalid " << violation.path << ": " << violation.message << '\n';
    context.status = kNo;
  }
  (*said)["invalid"] = std::move(invalid);
}

void tell_changes(const Context& context, const xforms::FormSession& session, json* said) {
  const auto& report = session.load_report();
  const auto& now = session.definition().version;
  if (!context.json) {
    if (!report.version.empty() && report.version != now)
      std::cout << "begun under version " << report.version
                << (now.empty() ? "" : ", now under " + now) << '\n';
    for (const auto& path : report.added) std::cout << "new " << path << '\n';
    for (const auto& path : report.unknown) std::cout << "unknown " << path << " (kept)\n";
    for (const auto& [from, to] : report.moved)
      std::cout << "moved " << from << " to " << to << '\n';
    for (const auto& path : report.not_offered) std::cout << "not offered " << path << " (kept)\n";
    for (const auto& path : report.misfits) std::cout << "misfit " << path << " (kept)\n";
  }
  said->update({{"begun_under", report.version},
                {"version", now},
                {"added", report.added},
                {"unknown", report.unknown},
                {"moved", report.moved},
                {"not_offered", report.not_offered},
                {"misfits", report.misfits}});
}

std::string instance_id_of(const xforms::FormSession& session) {
  for (const auto& node : session.nodes()) {
    const auto name = node.path.substr(node.path.rfind('/') + 1);
    if (node.leaf && name.substr(name.find(':') + 1) == "instanceID") return node.value;
  }
  return {};
}

// The files that the answers name; they lie beside the answers.
Result<std::vector<envelope::SubmissionFile>> media_of(const xforms::FormSession& session,
                                                       const std::string& answers_file) {
  const auto folder = std::filesystem::path(answers_file).parent_path();
  std::vector<envelope::SubmissionFile> media;
  for (const auto id : session.questions()) {
    const auto item = session.item(id);
    if (item.control != xforms::ControlKind::kUpload || item.value.empty()) continue;
    if (std::filesystem::path(item.value).filename() != item.value)
      return Error{ErrorCode::kInvalidData, item.path, "is not the plain name of a file"};
    auto content = read_text_file((folder / item.value).string());
    if (!content.ok()) return content.error();
    media.push_back({item.value, std::move(*content)});
  }
  return media;
}

Result<void> write_submission(const xforms::FormSession& session, const FillOrder& order) {
  const auto& form = session.definition();
  auto media = media_of(session, order.answers);
  if (!media.ok()) return media.error();
  std::string main = session.instance_xml();
  if (!form.submission.public_key.empty()) {
    auto made = envelope::encrypt_submission({form.id, form.version, instance_id_of(session),
                                              form.submission.public_key, main, std::move(*media)},
                                             envelope::system_random());
    if (!made.ok()) return made.error();
    main = std::move(made->manifest);
    *media = std::move(made->files);
  }
  const std::filesystem::path folder(order.submission);
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::kIo, order.submission, failed.message()};
  media->push_back({"submission.xml", std::move(main)});
  for (const auto& file : *media)
    if (auto written = write_text_file((folder / file.name).string(), file.content); !written.ok())
      return written.error();
  return {};
}

}  // namespace

Result<std::shared_ptr<const xforms::FormDefinition>> load_form(const std::string& path) {
  auto xml = read_text_file(path);
  if (!xml.ok()) return xml.error();
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return xforms::FormDefinition::parse(
      *xml, xforms::folder_resources(folder.empty() ? "." : folder), path);
}

void fill_form(Context& context, const FillOrder& order) {
  auto session = open_session(order);
  if (!session.ok()) return context.fail(session.error());
  (*session)->finalise();
  json said = json::object();
  tell_questions(context, **session, &said);
  tell_violations(context, **session, &said);
  tell_changes(context, **session, &said);
  if (context.json) {
    said["answers"] = (*session)->answers();
    context.say("", said);
  }
  if (!order.out.empty()) {
    const auto written = write_text_file(order.out, (*session)->instance_xml());
    if (!written.ok()) context.fail(written.error());
  }
  if (!order.submission.empty()) {
    const auto written = write_submission(**session, order);
    if (!written.ok()) context.fail(written.error());
  }
}

}  // namespace jiujin::client::ctl
