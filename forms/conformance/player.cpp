#include "forms/conformance/player.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "forms/xforms/form_graph.h"

namespace jiujin::forms::conformance {

namespace {

using xforms::NodeId;

Result<std::string> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kNotFound, path, "the file is not there"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Random numbers that repeat: rows whose result hangs on chance are not compared anyway.
std::function<double()> dice() {
  return [state = std::uint32_t{12345}]() mutable {
    state = static_cast<std::uint32_t>(std::uint64_t{state} * 48271 % 2147483647);
    return state / 2147483647.0;
  };
}

xpath::Environment environment_in(const std::string& zone) {
  xpath::Environment environment;
  const auto offset = zone_offset(zone);
  environment.offset_at = [offset](std::chrono::sys_seconds) { return offset; };
  environment.now = std::chrono::sys_days{std::chrono::year(2026) / 3 / 15} + std::chrono::hours(2);
  environment.random = dice();
  environment.locate = [] { return std::string("38.295 21.7567 110 5"); };
  environment.property = [](std::string_view name) -> std::string {
    if (name == "deviceid") return "dev:1";
    if (name == "username") return "u1";
    if (name == "email") return "a@b.c";
    if (name == "phonenumber") return "13800000000";
    return {};
  };
  return environment;
}

// "/data/member[2]" to "/data/member".
std::string without_position(const std::string& path) {
  return path.ends_with(']') ? path.substr(0, path.rfind('[')) : path;
}

// "2.0" is the decimal 2; lengths and areas are given to the centimetre here, elsewhere to the
// last bit.
bool same_decimal(const std::string& wanted, const std::string& actual) {
  if (wanted.find('.') == std::string::npos || actual.empty()) return false;
  char* end = nullptr;
  const double a = std::strtod(wanted.c_str(), &end);
  if (*end != '\0') return false;
  const double b = std::strtod(actual.c_str(), &end);
  const bool precise = wanted.size() - wanted.find('.') > 6;
  return *end == '\0' && std::abs(a - b) <= (precise ? 0.005 : 0.0);
}

bool uuid_like(const std::string& text) {
  return text.starts_with("uuid:") && text.size() > 20;
}

}  // namespace

// "/data/orx:meta" to "/data/meta": recorded paths differ in whether they write prefixes.
std::string without_prefixes(const std::string& path) {
  std::string plain;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    const std::string step = path.substr(at, end - at);
    const auto colon = step.find(':');
    const std::string sign = step.starts_with("/@") ? "/@" : "/";
    plain += colon == std::string::npos ? step : sign + step.substr(colon + 1);
    at = end;
  }
  return plain;
}

std::chrono::minutes zone_offset(const std::string& zone) {
  if (zone == "America/Phoenix") return std::chrono::minutes(-420);
  if (zone == "Asia/Shanghai") return std::chrono::minutes(480);
  return std::chrono::minutes(0);
}

Result<std::unique_ptr<Player>> Player::open(const std::string& form, const std::string& zone,
                                             std::map<std::string, std::string> named) {
  const auto xml = bytes_of(form);
  if (!xml) return xml.error();
  const auto beside = xforms::folder_resources(std::filesystem::path(form).parent_path().string());
  const auto media = xforms::folder_resources(
      (std::filesystem::path(form).parent_path().parent_path() / "media").string());
  const xforms::ResourceLoader loader = [&](std::string_view name) -> Result<std::string> {
    const auto found = named.find(std::string(name));
    if (found != named.end()) return bytes_of(found->second);
    auto there = beside(name);
    return there.ok() ? there : media(name);
  };
  auto read =
      xforms::FormDefinition::parse(*xml, loader, std::filesystem::path(form).filename().string());
  if (!read) return read.error();
  auto player = std::make_unique<Player>();
  player->m_zone = zone;
  player->m_form = std::move(*read);
  if (auto started = player->start_again(); !started) return started.error();
  return player;
}

Result<void> Player::start_again() {
  xforms::SessionOptions options;
  options.environment = environment_in(m_zone);
  auto session = xforms::FormSession::create(m_form, std::move(options));
  if (!session) return session.error();
  m_session = std::move(*session);
  return {};
}

Result<void> Player::answer(const std::string& path, const std::string& value) {
  auto changed = m_session->answer_path(path, value);
  if (!changed) return changed.error();
  return {};
}

Result<void> Player::add_repeat(const std::string& path) {
  auto changed = m_session->add_instance(m_session->series(without_position(path)));
  if (!changed) return changed.error();
  return {};
}

Result<void> Player::remove_repeat(const std::string& path) {
  auto changed = m_session->remove_instance(m_session->find(path));
  if (!changed) return changed.error();
  return {};
}

void Player::speak(const std::string& language) {
  m_session->set_language(language);
}

Facts Player::facts() const {
  Facts facts;
  for (const auto& each : m_session->nodes()) {
    facts[without_prefixes(each.path)] = {each.value, each.relevant, each.required, each.readonly,
                                          each.leaf};
  }
  return facts;
}

std::vector<xforms::Choice> Player::choices(const std::string& path) const {
  return m_session->item(m_session->find(path)).choices;
}

bool Player::shuffled(const std::string& path) const {
  std::string schema;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '[') at = path.find(']', at);
    if (path[at] != ']') schema += path[at];
  }
  for (const auto* element : m_form->graph().elements_at(schema)) {
    if (!element->itemset) continue;
    const std::string& text = element->itemset->nodes->text();
    return text.starts_with("randomize(") && text.find(',') == std::string::npos;
  }
  return false;
}

std::string Player::value(const std::string& path) const {
  return m_session->value_at(path);
}

bool Player::is_trigger(const std::string& path) const {
  return m_session->item(m_session->find(path)).control == xforms::ControlKind::kTrigger;
}

std::map<std::string, std::string> Player::invalid() const {
  std::map<std::string, std::string> found;
  for (const auto& each : m_session->validate()) {
    const bool required = each.kind == xforms::ViolationKind::kRequired;
    if (each.kind == xforms::ViolationKind::kType) continue;  // recorded rows do not speak of it
    found[each.path] = required ? "required" : "constraint";
  }
  return found;
}

bool Player::constraint_holds(const std::string& path) const {
  for (const auto& each : m_session->nodes()) {
    if (each.path == path) return each.constraint_ok;
  }
  return true;
}

std::size_t Player::instances(const std::string& repeat) const {
  return m_session->children(m_session->series(repeat)).size();
}

void judge(Tally& tally, const std::string& id, const std::string& what,
           const std::string& expected, const std::string& actual) {
  if (expected == actual) {
    ++tally.passed;
    return;
  }
  ++tally.failed;
  tally.failures.push_back({id, what, expected, actual});
}

std::string flags_of(const NodeFacts& facts) {
  std::string flags;
  if (facts.relevant) flags += 'v';
  if (facts.required) flags += 'q';
  if (facts.readonly) flags += 'o';
  return flags;
}

bool flags_fit(const std::string& flags, const NodeFacts& facts) {
  std::string wanted, open;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] == '?' && i + 1 < flags.size()) {
      open += flags[++i];
    } else {
      wanted += flags[i];
    }
  }
  std::string actual = flags_of(facts);
  std::erase_if(actual, [&](char c) { return open.find(c) != std::string::npos; });
  return actual == wanted;
}

bool value_fits(const nlohmann::json& expected, const std::string& actual) {
  if (expected.is_null()) return actual.empty();
  const std::string wanted = expected.is_string() ? expected.get<std::string>() : expected.dump();
  return wanted == "*" || wanted == actual || (uuid_like(wanted) && uuid_like(actual)) ||
         same_decimal(wanted, actual);
}

}  // namespace jiujin::forms::conformance
