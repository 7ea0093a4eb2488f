#include "sync/store/sealing_file.h"

#include <algorithm>
#include <cstring>

#include "sync/base/varint.h"

namespace jiujin::sync::store {
namespace {

constexpr int kTrailer = envelope::PageCipher::kTrailerBytes;
constexpr int kUsable = kSealedPageBytes - kSealedReservedBytes;
constexpr int kPlainBytes = 24;  // of page 1: salt and the fields that name the page's size
constexpr int kWalHeader = 32;
constexpr int kFrameHeader = 24;
constexpr sqlite3_int64 kLogicalFrame = kFrameHeader + kSealedPageBytes;
constexpr sqlite3_int64 kPhysicalFrame = kLogicalFrame + kTrailer;
constexpr char kMagic[] = "SQLite format 3";  // with its NUL: 16 bytes

sqlite3_int64 frame_at(std::uint64_t frame) {
  return kWalHeader + static_cast<sqlite3_int64>(frame) * kPhysicalFrame;
}

base::Bytes place(char kind, std::uint64_t number) {
  base::Bytes bytes(1, kind);
  base::append_big_endian_64(bytes, number);
  return bytes;
}

bool all_zero(std::span<const std::uint8_t> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

// The part of page 1 that stays plain; other pages have none.
int plain_bytes(char kind, std::uint64_t number) {
  return kind == 'D' && number == 1 ? kPlainBytes : 0;
}

}  // namespace

int SealedFile::load_cipher(bool make) {
  if (m_cipher) return SQLITE_OK;
  sqlite3_int64 size = 0;
  if (int rc = m_below->pMethods->xFileSize(m_below, &size); rc != SQLITE_OK) return rc;
  if (size >= kSealedPageBytes) {
    const int rc = m_below->pMethods->xRead(m_below, m_salt.data(), kSealedSaltBytes, 0);
    if (rc != SQLITE_OK) return rc;
    // A first page that never arrived (power cut while the file was made) holds nothing to keep.
    if (all_zero(m_salt) && !make) return SQLITE_OK;
  }
  if (all_zero(m_salt)) {
    if (!make) return SQLITE_OK;
    m_source->random(m_salt);
  }
  m_cipher = m_source->cipher(
      {reinterpret_cast<const char*>(m_salt.data()), static_cast<std::size_t>(kSealedSaltBytes)});
  return m_cipher ? SQLITE_OK : SQLITE_NOMEM;
}

envelope::PageCipher* SealedFile::cipher() {
  return m_database ? m_database->cipher() : m_cipher.get();
}

int SealedFile::read_page(Page& page, sqlite3_int64 physical, char kind, std::uint64_t number,
                          Broken broken) {
  const int rc = m_below->pMethods->xRead(m_below, page.data(), kSealedPageBytes, physical);
  if (rc != SQLITE_OK) return rc;
  if (all_zero(page)) return SQLITE_OK;
  const int plain = plain_bytes(kind, number);
  base::Bytes associated = place(kind, number);
  associated.append(reinterpret_cast<const char*>(page.data()), static_cast<std::size_t>(plain));
  const auto bytes = std::span(page).subspan(plain, kUsable - plain);
  const auto trailer = std::span<const std::uint8_t, kTrailer>(page.data() + kUsable, kTrailer);
  if (!cipher() || !cipher()->open(bytes, associated, trailer)) {
    page.fill(0);
    return broken == Broken::kError ? SQLITE_IOERR_DATA : SQLITE_OK;
  }
  std::fill(page.begin() + kUsable, page.end(), std::uint8_t{0});
  if (plain) std::memcpy(page.data(), kMagic, sizeof kMagic);
  return SQLITE_OK;
}

int SealedFile::write_page(const std::uint8_t* bytes, sqlite3_int64 physical, char kind,
                           std::uint64_t number) {
  Page page;
  std::copy_n(bytes, kSealedPageBytes, page.begin());
  if (!all_zero(std::span(page).last<kSealedReservedBytes>())) return SQLITE_IOERR_WRITE;
  if (!cipher()) return SQLITE_IOERR_WRITE;
  const int plain = plain_bytes(kind, number);
  if (plain) std::copy(m_salt.begin(), m_salt.end(), page.begin());
  base::Bytes associated = place(kind, number);
  associated.append(reinterpret_cast<const char*>(page.data()), static_cast<std::size_t>(plain));
  cipher()->seal(std::span(page).subspan(plain, kUsable - plain), associated,
                 std::span<std::uint8_t, kTrailer>(page.data() + kUsable, kTrailer));
  return m_below->pMethods->xWrite(m_below, page.data(), kSealedPageBytes, physical);
}

int SealedFile::read_database(std::uint8_t* out, int amount, sqlite3_int64 offset) {
  if (int rc = load_cipher(false); rc != SQLITE_OK) return rc;
  while (amount > 0) {
    const sqlite3_int64 index = offset / kSealedPageBytes;
    const int from = static_cast<int>(offset % kSealedPageBytes);
    const int part = std::min(amount, kSealedPageBytes - from);
    // SQLite peeks at the first bytes before it looks for a journal; a first page that tore while
    // the file was made must not keep it from rolling back. It reads the whole page later.
    const bool peeks = index == 0 && part < kSealedPageBytes;
    Page page;
    const int rc =
        read_page(page, index * kSealedPageBytes, 'D', static_cast<std::uint64_t>(index) + 1,
                  peeks ? Broken::kZeros : Broken::kError);
    if (rc == SQLITE_IOERR_SHORT_READ) std::memset(out, 0, static_cast<std::size_t>(amount));
    if (rc != SQLITE_OK) return rc;
    std::copy_n(page.begin() + from, part, out);
    out += part;
    offset += part;
    amount -= part;
  }
  return SQLITE_OK;
}

int SealedFile::write_database(const std::uint8_t* bytes, int amount, sqlite3_int64 offset) {
  if (amount != kSealedPageBytes || offset % kSealedPageBytes != 0) return SQLITE_IOERR_WRITE;
  if (int rc = load_cipher(true); rc != SQLITE_OK) return rc;
  return write_page(bytes, offset, 'D', static_cast<std::uint64_t>(offset / kSealedPageBytes) + 1);
}

int SealedFile::read_frame_header(std::uint8_t* out, std::uint64_t frame, Broken broken) {
  std::array<std::uint8_t, kFrameHeader + kTrailer> raw;
  const int rc =
      m_below->pMethods->xRead(m_below, raw.data(), static_cast<int>(raw.size()), frame_at(frame));
  if (rc != SQLITE_OK) return rc;
  const auto bytes = std::span(raw).first<kFrameHeader>();
  const auto trailer = std::span<const std::uint8_t, kTrailer>(raw.data() + kFrameHeader, kTrailer);
  if (!cipher() || !cipher()->open(bytes, place('w', frame), trailer)) {
    std::fill_n(out, kFrameHeader, std::uint8_t{0});
    return broken == Broken::kError ? SQLITE_IOERR_DATA : SQLITE_OK;
  }
  std::copy(bytes.begin(), bytes.end(), out);
  return SQLITE_OK;
}

int SealedFile::write_frame_header(const std::uint8_t* bytes, std::uint64_t frame) {
  std::array<std::uint8_t, kFrameHeader + kTrailer> raw;
  std::copy_n(bytes, kFrameHeader, raw.begin());
  if (!cipher()) return SQLITE_IOERR_WRITE;
  cipher()->seal(std::span(raw).first<kFrameHeader>(), place('w', frame),
                 std::span<std::uint8_t, kTrailer>(raw.data() + kFrameHeader, kTrailer));
  return m_below->pMethods->xWrite(m_below, raw.data(), static_cast<int>(raw.size()),
                                   frame_at(frame));
}

int SealedFile::read_wal(std::uint8_t* out, int amount, sqlite3_int64 offset) {
  if (offset + amount <= kWalHeader) return m_below->pMethods->xRead(m_below, out, amount, offset);
  if (offset < kWalHeader) return SQLITE_IOERR_READ;
  const auto frame = static_cast<std::uint64_t>((offset - kWalHeader) / kLogicalFrame);
  const auto from = static_cast<int>((offset - kWalHeader) % kLogicalFrame);
  if (from + amount > kLogicalFrame) return SQLITE_IOERR_READ;
  // Recovery reads header and page at once and has checksums of its own to refuse zeros with.
  const Broken broken = amount > kSealedPageBytes ? Broken::kZeros : Broken::kError;
  std::array<std::uint8_t, kLogicalFrame> plain{};
  int rc = SQLITE_OK;
  if (from < kFrameHeader) rc = read_frame_header(plain.data(), frame, broken);
  if (rc == SQLITE_OK && from + amount > kFrameHeader) {
    Page page;
    rc = read_page(page, frame_at(frame) + kFrameHeader + kTrailer, 'W', frame, broken);
    if (rc == SQLITE_OK) std::copy(page.begin(), page.end(), plain.begin() + kFrameHeader);
  }
  if (rc == SQLITE_IOERR_SHORT_READ) std::memset(out, 0, static_cast<std::size_t>(amount));
  if (rc != SQLITE_OK) return rc;
  std::copy_n(plain.begin() + from, amount, out);
  return SQLITE_OK;
}

int SealedFile::write_wal(const std::uint8_t* bytes, int amount, sqlite3_int64 offset) {
  if (offset == 0 && amount == kWalHeader)
    return m_below->pMethods->xWrite(m_below, bytes, amount, offset);
  if (offset < kWalHeader) return SQLITE_IOERR_WRITE;
  const auto frame = static_cast<std::uint64_t>((offset - kWalHeader) / kLogicalFrame);
  const auto from = (offset - kWalHeader) % kLogicalFrame;
  if (from == 0 && amount == kFrameHeader) return write_frame_header(bytes, frame);
  if (from == kFrameHeader && amount == kSealedPageBytes)
    return write_page(bytes, frame_at(frame) + kFrameHeader + kTrailer, 'W', frame);
  return SQLITE_IOERR_WRITE;
}

int SealedFile::read_journal(std::uint8_t* out, int amount, sqlite3_int64 offset) {
  if (amount != kSealedPageBytes) return m_below->pMethods->xRead(m_below, out, amount, offset);
  Page page;
  const int rc = read_page(page, offset, 'J', static_cast<std::uint64_t>(offset), Broken::kZeros);
  std::copy(page.begin(), page.end(), out);
  return rc;
}

int SealedFile::read_memory(std::uint8_t* out, int amount, sqlite3_int64 offset) const {
  const auto size = static_cast<sqlite3_int64>(m_memory.size());
  const auto held = static_cast<int>(std::clamp<sqlite3_int64>(size - offset, 0, amount));
  if (held > 0) std::memcpy(out, m_memory.data() + offset, static_cast<std::size_t>(held));
  if (held == amount) return SQLITE_OK;
  std::memset(out + held, 0, static_cast<std::size_t>(amount - held));
  return SQLITE_IOERR_SHORT_READ;
}

int SealedFile::read(void* out, int amount, sqlite3_int64 offset) {
  auto* bytes = static_cast<std::uint8_t*>(out);
  switch (m_kind) {
    case SealedKind::kDatabase:
      return read_database(bytes, amount, offset);
    case SealedKind::kWal:
      return read_wal(bytes, amount, offset);
    case SealedKind::kJournal:
      return read_journal(bytes, amount, offset);
    case SealedKind::kMemory:
      return read_memory(bytes, amount, offset);
  }
  return SQLITE_IOERR_READ;
}

int SealedFile::write(const void* bytes, int amount, sqlite3_int64 offset) {
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  switch (m_kind) {
    case SealedKind::kDatabase:
      return write_database(from, amount, offset);
    case SealedKind::kWal:
      return write_wal(from, amount, offset);
    case SealedKind::kJournal:
      if (amount == kSealedPageBytes)
        return write_page(from, offset, 'J', static_cast<std::uint64_t>(offset));
      return m_below->pMethods->xWrite(m_below, bytes, amount, offset);
    case SealedKind::kMemory: {
      const auto end = static_cast<std::size_t>(offset + amount);
      if (m_memory.size() < end) m_memory.resize(end);
      std::memcpy(m_memory.data() + offset, bytes, static_cast<std::size_t>(amount));
      return SQLITE_OK;
    }
  }
  return SQLITE_IOERR_WRITE;
}

int SealedFile::truncate(sqlite3_int64 size) {
  if (m_kind == SealedKind::kMemory) {
    m_memory.resize(static_cast<std::size_t>(size));
    return SQLITE_OK;
  }
  if (m_kind == SealedKind::kWal && size > kWalHeader) {
    const auto frames = (size - kWalHeader + kLogicalFrame - 1) / kLogicalFrame;
    size = frame_at(static_cast<std::uint64_t>(frames));
  }
  return m_below->pMethods->xTruncate(m_below, size);
}

int SealedFile::file_size(sqlite3_int64* size) {
  if (m_kind == SealedKind::kMemory) {
    *size = static_cast<sqlite3_int64>(m_memory.size());
    return SQLITE_OK;
  }
  const int rc = m_below->pMethods->xFileSize(m_below, size);
  if (rc == SQLITE_OK && m_kind == SealedKind::kWal && *size > kWalHeader)
    *size = kWalHeader + (*size - kWalHeader) / kPhysicalFrame * kLogicalFrame;
  return rc;
}

}  // namespace jiujin::sync::store
