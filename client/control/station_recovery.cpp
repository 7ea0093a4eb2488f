#include "client/control/station_recovery.h"

#include <nlohmann/json.hpp>

#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"

namespace jiujin::client::control {

using sync::casework::RecoverySealed;
using sync::envelope::RecoveryKey;

RecoverySealed recovery_body(const RecoveryKey& recovery) {
  return {recovery.county.suite, sync::base::to_hex(recovery.county.public_key),
          sync::base::to_hex(recovery.key.capsule), sync::base::to_hex(recovery.key.sealed)};
}

Result<RecoveryKey> recovery_of(const RecoverySealed& body) {
  auto key = sync::base::from_hex(body.key);
  auto capsule = sync::base::from_hex(body.capsule);
  auto sealed = sync::base::from_hex(body.sealed);
  if (!key.ok() || !capsule.ok() || !sealed.ok())
    return Error{ErrorCode::kInvalidData, "sealed data key", "not in hexadecimal"};
  return RecoveryKey{{static_cast<std::uint8_t>(body.suite), *std::move(key)},
                     {*std::move(capsule), *std::move(sealed)}};
}

Result<RecoverySealed> read_recovery_file(const std::string& path) {
  auto bytes = sync::base::read_whole_file(path, sync::envelope::kSlotsFileBytesMax);
  if (!bytes.ok()) return bytes.error();
  const Error none{ErrorCode::kNotFound, path, "no data key for the county stands in it"};
  if (const auto slots = sync::envelope::decode_key_slots(*bytes); slots.ok())
    return slots->recovery ? Result<RecoverySealed>(recovery_body(*slots->recovery)) : none;
  const auto json = nlohmann::json::parse(*bytes, nullptr, false);
  if (!json.is_object())
    return Error{ErrorCode::kInvalidData, path, "neither station.keys nor station.wiped"};
  const auto found = json.find("recovery");
  if (found == json.end()) return none;
  return sync::casework::read_body<RecoverySealed>(found->dump());
}

}  // namespace jiujin::client::control
