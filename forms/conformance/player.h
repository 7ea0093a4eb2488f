// Player: fills one recorded form step by step and says what the engine made of it. Internal to
// forms/conformance.
// Thread rule: one thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "forms/conformance/replay.h"
#include "forms/xforms/form_session.h"

namespace jiujin::forms::conformance {

// One node of the instance as recorded rows speak of it.
struct NodeFacts {
  std::string value;
  bool relevant = true, required = false, readonly = false;
  bool leaf = true;
};
using Facts = std::map<std::string, NodeFacts>;  // by path with positions at repeats

std::chrono::minutes zone_offset(const std::string& zone);  // those that occur in recorded rows

class Player {
 public:
  // `form` is the path of its file; attachments are found beside it, or as `named` says.
  static Result<std::unique_ptr<Player>> open(const std::string& form, const std::string& zone,
                                              std::map<std::string, std::string> named = {});

  Result<void> answer(const std::string& path, const std::string& value);
  // `path` names the instance that comes ("/data/member[2]") or goes.
  Result<void> add_repeat(const std::string& path);
  Result<void> remove_repeat(const std::string& path);
  Result<void> start_again();  // a new filling of the same form
  void speak(const std::string& language);

  Facts facts() const;
  std::vector<xforms::Choice> choices(const std::string& path) const;
  bool shuffled(const std::string& path) const;  // its choices come in an order left to chance
  std::string value(const std::string& path) const;
  bool is_trigger(const std::string& path) const;
  std::map<std::string, std::string> invalid() const;  // path to "required" or "constraint"
  bool constraint_holds(const std::string& path) const;
  std::size_t instances(const std::string& repeat) const;

 private:
  std::string m_zone;
  std::shared_ptr<const xforms::FormDefinition> m_form;
  std::unique_ptr<xforms::FormSession> m_session;
};

std::string without_prefixes(const std::string& path);
// Counts one comparison; keeps what differed.
void judge(Tally& tally, const std::string& id, const std::string& what,
           const std::string& expected, const std::string& actual);
// "v", "vq", "vo?": letters that must stand; one after '?' is not asserted. "" if they fit.
bool flags_fit(const std::string& flags, const NodeFacts& facts);
std::string flags_of(const NodeFacts& facts);
// A value as recorded: null is empty, "*" and a fresh uuid fit anything of their kind.
bool value_fits(const nlohmann::json& expected, const std::string& actual);

}  // namespace jiujin::forms::conformance
