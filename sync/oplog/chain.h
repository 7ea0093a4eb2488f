// The arithmetic of a log: commitment of a body, chain of headers, the message that a head signs.
//
// Formulas in PROTOCOL 2.2 and 2.3. The hash is handed in (an incarnation's suite has one), so that
// this file knows no crypto library.
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>

#include "sync/oplog/op.h"

namespace jiujin::sync::oplog {

// Hash of the concatenation of parts; envelope::Suite::hash of the incarnation's suite.
using HashFunction = std::function<base::Digest(std::initializer_list<BytesView> parts)>;

// h_0 of an empty log.
base::Digest chain_start(const HashFunction& hash, const base::IncarnationId& incarnation,
                         std::uint8_t suite);
// h_n from h_(n-1) and the exact bytes of header n.
base::Digest chain_next(const HashFunction& hash, const base::Digest& previous, BytesView header);
// What the signature of a head covers.
Bytes head_message(const base::IncarnationId& incarnation, std::uint64_t seq,
                   const base::Digest& head);
// What a body is salted with; it tells nothing of the key and lets who has it judge this one body.
base::Digest body_salt(const HashFunction& hash, const base::CaseKey& key,
                       const base::OpAddress& address);
base::Digest salted_commitment(const HashFunction& hash, const base::Digest& salt, BytesView body);
// Commitment to a body; `key` is zero for ops about no case.
base::Digest body_commitment(const HashFunction& hash, const base::CaseKey& key,
                             const base::OpAddress& address, BytesView body);

// The types that logs and stores must know; all others are casework's alone (casework/op_types.h).
// Opens a case and carries its key (casework::OpType::kCaseOpened).
inline constexpr OpTypeCode kCaseOpenedType = 1;
// What other systems saw, in bulk: found without reading every op (kEventRecorded).
inline constexpr OpTypeCode kEventRecordedType = 12;
// From here on, with case id zero: what is said about the county itself (kStaffGranted ...).
inline constexpr OpTypeCode kRegisterTypeMin = 60;
// The `key` of a case.opened body. Error: kInvalidData.
Result<base::CaseKey> case_key_of(BytesView case_opened_body);

// The key of a case, when its case.opened is held.
using CaseKeyLookup = std::function<std::optional<base::CaseKey>(const base::CaseId& case_id)>;

}  // namespace jiujin::sync::oplog
