// The county's backup key in the hands of several people: each has a share on paper or a stick of
// the own, some of them together open backups, fewer open nothing.
//
// A share is a text for its holder (what it is, how to keep it, in Chinese and English) with a
// block of numbered lines that a program reads, also when somebody has typed them in again. The
// block names the county, the key, the day, the numbers; what stands around it is not read. Layout
// of the block's bytes: PROTOCOL 12.1. This file refuses to know the county's store and where
// shares are kept. Thread rule: values and free functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sync/envelope/sealed_stream.h"

namespace jiujin::sync::county {

struct EscrowShare {
  std::string county;           // its name, at most 128 bytes
  envelope::KeyMark authority;  // of the county's signing key: who makes backups for this key
  envelope::KeyMark key;        // of the backup key's public half: the key's id
  std::uint8_t suite = 1;
  std::int64_t made_ms = 0;
  int people = 0, needed = 0;
  int number = 0;  // 1..people
  base::Bytes secret;
};

// "2026-11-23", at UTC+8.
std::string escrow_day(std::int64_t made_ms);
// "8f3a 11c2 90de 4410": how a key's id is written for people.
std::string escrow_key_words(const envelope::KeyMark& key);

std::string write_share(const EscrowShare& share);
// Errors, with `place` and the line's number: kCorrupt (mistyped, altered, a line missing, none),
// kUnsupported (of a newer version).
Result<EscrowShare> read_share(std::string_view text, const std::string& place);

// A fresh backup key of this suite in shares; its whole private half is nowhere from now on.
// `facts`: county, authority, suite, made_ms, people, needed. Errors: kInvalidArgument (numbers),
// kUnsupported (suite).
struct NewEscrow {
  envelope::OpeningKey key;
  std::vector<EscrowShare> shares;
};
Result<NewEscrow> make_escrow(const EscrowShare& facts, const base::RandomSource& random);

// What enough shares give. The private half is a secret of the caller's from now on.
struct OpenedEscrow {
  EscrowShare facts;  // of the first share; no secret in it
  envelope::KeyPair keys;
};
struct NamedShare {
  std::string place;
  EscrowShare share;
};
// Errors: kInvalidArgument (too few, the same one twice), kConflict (of different keys, with the
// place of the one that differs), kCorrupt (they do not give the key that they name).
Result<OpenedEscrow> open_escrow(std::span<const NamedShare> shares);
// The same from files.
Result<OpenedEscrow> open_escrow_files(std::span<const std::string> paths);

}  // namespace jiujin::sync::county
