#include <botan/hash.h>

#include "sync/envelope/botan_random.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {

struct ContentHasher::State {
  std::unique_ptr<Botan::HashFunction> hash = Botan::HashFunction::create_or_throw("SHA-256");
};

ContentHasher::ContentHasher() : m_state(std::make_unique<State>()) {}
ContentHasher::~ContentHasher() = default;

void ContentHasher::update(BytesView bytes) {
  m_state->hash->update(octets(bytes), bytes.size());
}

base::ContentHash ContentHasher::finish() {
  base::ContentHash address;
  m_state->hash->final(address.bytes.data());
  return address;
}

base::ContentHash content_hash(BytesView bytes) {
  thread_local ContentHasher hasher;  // final() sets it back
  hasher.update(bytes);
  return hasher.finish();
}

}  // namespace jiujin::sync::envelope
