// The files of the sealing VFS: what happens to each byte between SQLite and the VFS below.
//
// Database   page n at (n-1)*4096: 4064 sealed bytes · nonce 12 · tag 16 · 4 zero bytes. On page 1
//            bytes 0..15 are the random salt of the file (SQLite sees its magic there) and bytes
//            16..23 are plain and authenticated.
// WAL        32 plain bytes, then frames: sealed frame header 24 · nonce 12 · tag 16 · sealed page.
//            SQLite sees frames of 24 + 4096; offsets are mapped.
// Journal    pages as in the database, the numbers between them plain.
// The rest   (sorters, statement journals, transient tables) never reaches the disk.
//
// Associated data: kind ('D', 'W', 'w' for a frame header, 'J') · page number, frame number or
// offset as 8 bytes big-endian · on page 1 its plain bytes 0..23.
// Valid: 1. every tag matches; 2. pages are 4096 bytes with 32 reserved; 3. SQLite's own reserved
// bytes are zero (else its checksums would not match on the way back). A page of zeros only was
// never written and reads as zeros. A torn WAL frame reads as zeros when recovery asks for it, so
// that its checksum ends the log; an altered one is an error when a page is asked for.
// Thread rule: as SQLite's files: one thread at a time.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "sync/envelope/page_cipher.h"

namespace jiujin::sync::store {

inline constexpr int kSealedPageBytes = 4096;
inline constexpr int kSealedReservedBytes = 32;
inline constexpr int kSealedSaltBytes = 16;

// Makes the cipher of a file from its salt.
class PageCipherSource {
 public:
  virtual ~PageCipherSource() = default;
  virtual std::unique_ptr<envelope::PageCipher> cipher(base::BytesView salt) const = 0;
  virtual void random(std::span<std::uint8_t> out) const = 0;
};

enum class SealedKind { kDatabase, kWal, kJournal, kMemory };

class SealedFile {
 public:
  SealedFile(SealedKind kind, sqlite3_file* below, SealedFile* database,
             const PageCipherSource* source)
      : m_kind(kind), m_below(below), m_database(database), m_source(source) {}

  // All return SQLite result codes.
  int read(void* out, int amount, sqlite3_int64 offset);
  int write(const void* bytes, int amount, sqlite3_int64 offset);
  int truncate(sqlite3_int64 size);
  int file_size(sqlite3_int64* size);
  sqlite3_file* below() { return m_below; }  // null for kMemory
  SealedKind kind() const { return m_kind; }

 private:
  using Page = std::array<std::uint8_t, kSealedPageBytes>;
  // How an unreadable piece is told: as an error, or as zeros that SQLite's checksums will refuse.
  enum class Broken { kError, kZeros };

  int read_database(std::uint8_t* out, int amount, sqlite3_int64 offset);
  int read_wal(std::uint8_t* out, int amount, sqlite3_int64 offset);
  int read_journal(std::uint8_t* out, int amount, sqlite3_int64 offset);
  int read_memory(std::uint8_t* out, int amount, sqlite3_int64 offset) const;
  int write_database(const std::uint8_t* bytes, int amount, sqlite3_int64 offset);
  int write_wal(const std::uint8_t* bytes, int amount, sqlite3_int64 offset);
  int write_page(const std::uint8_t* bytes, sqlite3_int64 physical, char kind,
                 std::uint64_t number);
  int write_frame_header(const std::uint8_t* bytes, std::uint64_t frame);
  int read_page(Page& page, sqlite3_int64 physical, char kind, std::uint64_t number,
                Broken broken);
  int read_frame_header(std::uint8_t* out, std::uint64_t frame, Broken broken);
  int load_cipher(bool make);
  envelope::PageCipher* cipher();

  SealedKind m_kind;
  sqlite3_file* m_below;
  SealedFile* m_database;  // whose cipher a WAL or journal uses; null: itself
  const PageCipherSource* m_source;
  std::array<std::uint8_t, kSealedSaltBytes> m_salt{};
  std::unique_ptr<envelope::PageCipher> m_cipher;
  std::string m_memory;
};

}  // namespace jiujin::sync::store
