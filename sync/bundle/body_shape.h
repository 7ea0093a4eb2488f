// A JSON body as its shape and its values: what all bodies of a kind share, and what each one says.
//
// The shape is the body with a zero byte where a value stood; values are the insides of strings
// that are not member names, and runs of other scalars (numbers, true, false, null). Putting the
// values back gives the body's exact bytes whatever it was: the cut is a guess about JSON, never a
// reading of it. Bodies with a zero byte have no shape.
// Thread rule: pure functions.
#pragma once

#include <vector>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

// Replaces `shape` and appends to `values` (views into `body`); false: it contains a zero byte.
bool split_body(BytesView body, Bytes& shape, std::vector<BytesView>& values);

}  // namespace jiujin::sync::bundle
