// Deflate with a preset dictionary: a status op alone in its frame still shrinks to its news.
//
// A dictionary is named by the first four bytes of its SHA-256 and is part of the protocol: it
// never changes; a better one gets another name and stands beside it. 00000000 names none. Thread
// rule: pure functions (tables that each thread keeps for itself).
#pragma once

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

// Typical headers and bodies, the most frequent last (distances are shorter there). Version 1.
BytesView dictionary_v1();
BytesView dictionary_name(BytesView dictionary);  // only of dictionary_v1 today: 4 bytes

// False: nothing of this length is worth the time.
bool may_shrink(BytesView payload);
Bytes deflate_payload(BytesView payload);
// What it takes in a frame, deflated where that is shorter.
std::size_t shortest_size(BytesView payload);
// Errors: kProtocol (lies about its length, over kInflatedMax, broken), kUnsupported (a dictionary
// that this build does not have). Never inflates more than the length it was told.
Result<Bytes> inflate_payload(BytesView stored);
// What a cut payload gives as far as it came: possibly nothing, never more than it was told. What
// cannot be read (broken, an unknown dictionary) ends it there.
Bytes inflate_beginning(BytesView stored);

}  // namespace jiujin::sync::bundle
