#include "sync/county/sealed_backup.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "sync/base/varint.h"
#include "sync/wire/stick_file.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::BytesView;

constexpr BytesView kMagic = "JJBK";
constexpr std::uint8_t kVersion = 1;
constexpr BytesView kPurpose = "jiujin-backup-1";
constexpr std::size_t kPieceBytes = 256 * 1024;
constexpr std::size_t kCountedBytesMax = 1024;  // names, keys, signatures
// Whatever stands in a backup goes to one of these places, never to a path of its own choice.
bool is_name(const std::string& name) {
  return name == "county.db" || std::find(std::begin(kBackupKeyParts), std::end(kBackupKeyParts),
                                          name) != std::end(kBackupKeyParts);
}

void append_counted(Bytes& out, BytesView bytes) {
  base::append_varint(out, bytes.size());
  out += bytes;
}

Bytes signed_bytes(const envelope::SealedWriter& writer) {
  return Bytes(kPurpose) + Bytes(writer.header_hash().view());
}

Result<void> write_part(envelope::SealedWriter& writer, const BackupPart& part) {
  auto file = wire::StickFileReader::open(part.path);
  if (!file.ok()) return file.error();
  Bytes head;
  append_counted(head, part.name);
  base::append_big_endian_64(head, file->size());
  if (auto written = writer.write(head); !written.ok()) return written;
  Bytes piece(kPieceBytes, '\0');
  for (std::uint64_t left = file->size(); left > 0;) {
    auto got = file->read(piece.data(), std::min<std::uint64_t>(left, piece.size()));
    if (!got.ok()) return got.error();
    if (*got == 0) return Error{ErrorCode::kIo, part.path, "it became shorter meanwhile"};
    auto written = writer.write(BytesView(piece).substr(0, *got));
    if (!written.ok()) return written;
    left -= *got;
  }
  return {};
}

// What is read has been judged by the stream; these are its pieces.
class Reading {
 public:
  Reading(std::string path, std::unique_ptr<envelope::SealedReader> reader)
      : m_path(std::move(path)), m_reader(std::move(reader)) {}

  Result<Bytes> exactly(std::size_t size) {
    auto bytes = envelope::read_exactly(
        [this](char* buffer, std::size_t wanted) { return m_reader->read(buffer, wanted); }, size,
        "backup");
    if (!bytes.ok()) return placed(bytes.error());
    return bytes;
  }
  Result<Bytes> counted() {
    std::uint64_t size = 0;
    for (unsigned shift = 0; shift <= 14; shift += 7) {
      auto byte = exactly(1);
      if (!byte.ok()) return byte.error();
      size |= static_cast<std::uint64_t>((*byte)[0] & 0x7f) << shift;
      if (!((*byte)[0] & 0x80)) break;
    }
    if (size > kCountedBytesMax) return odd();
    return exactly(static_cast<std::size_t>(size));
  }
  // The next `left` bytes into a file of its own.
  Result<void> file(const std::string& to, std::uint64_t left) {
    auto file = wire::NewStickFile::create(to);
    if (!file.ok()) return file.error();
    Bytes piece(kPieceBytes, '\0');
    while (left > 0) {
      auto got = m_reader->read(piece.data(), std::min<std::uint64_t>(left, piece.size()));
      if (!got.ok()) return placed(got.error());
      if (*got == 0) return odd();
      auto written = file->write(BytesView(piece).substr(0, *got));
      if (!written.ok()) return written;
      left -= *got;
    }
    if (auto durable = file->make_durable(); !durable.ok()) return durable;
    return file->publish();
  }
  // Nothing may stand behind this.
  Result<void> end() {
    char byte = 0;
    auto got = m_reader->read(&byte, 1);
    if (!got.ok()) return placed(got.error());
    if (*got > 0) return odd();
    return {};
  }
  Error odd() const { return {ErrorCode::kCorrupt, m_path, "this is no backup of a county"}; }
  Error placed(const Error& error) const {
    return {error.code, m_path + ": " + error.place, error.cause};
  }
  const envelope::SealedReader& sealed() const { return *m_reader; }

 private:
  std::string m_path;
  std::unique_ptr<envelope::SealedReader> m_reader;
};

// Only who has the county's signing key made this stream.
Result<void> check_maker(Reading& reading, const std::string& path, const EscrowShare& facts) {
  auto head = reading.exactly(kMagic.size() + 2);
  if (!head.ok()) return head.error();
  if (BytesView(*head).substr(0, kMagic.size()) != kMagic) return reading.odd();
  if (static_cast<std::uint8_t>((*head)[kMagic.size()]) != kVersion)
    return Error{ErrorCode::kUnsupported, path, "a backup of a newer version"};
  const auto suite = envelope::find_suite(static_cast<std::uint8_t>(head->back()));
  if (!suite.ok()) return suite.error();
  auto public_key = reading.counted();
  if (!public_key.ok()) return public_key.error();
  auto signature = reading.counted();
  if (!signature.ok()) return signature.error();
  const Bytes said = Bytes(kPurpose) + Bytes(reading.sealed().header_hash().view());
  if (envelope::key_mark(*public_key) != facts.authority ||
      !(*suite)->verify(*public_key, said, *signature).ok())
    return Error{ErrorCode::kForbidden, path,
                 "this backup was not made by the county that the shares name"};
  return {};
}

}  // namespace

Result<std::uint64_t> write_sealed_backup(const std::string& path,
                                          const std::vector<BackupPart>& parts,
                                          const envelope::OpeningKey& key, std::string_view label,
                                          const BackupSigner& signer,
                                          const base::RandomSource& random) {
  const auto suite = envelope::find_suite(signer.suite);
  if (!suite.ok()) return suite.error();
  auto file = wire::NewStickFile::create(path);
  if (!file.ok()) return file.error();
  auto writer = envelope::SealedWriter::create(key, label, random,
                                               [&](BytesView bytes) { return file->write(bytes); });
  if (!writer.ok()) return writer.error();
  auto signature = (*suite)->sign(signer.private_key, signed_bytes(**writer), random);
  if (!signature.ok()) return signature.error();
  Bytes head(kMagic);
  head.push_back(static_cast<char>(kVersion));
  head.push_back(static_cast<char>(signer.suite));
  append_counted(head, signer.public_key);
  append_counted(head, *signature);
  if (auto written = (*writer)->write(head); !written.ok()) return written.error();
  for (const auto& part : parts)
    if (auto written = write_part(**writer, part); !written.ok()) return written.error();
  if (auto written = (*writer)->write(Bytes(1, '\0')); !written.ok()) return written.error();
  if (auto ended = (*writer)->finish(); !ended.ok()) return ended.error();
  if (auto durable = file->make_durable(); !durable.ok()) return durable.error();
  if (auto named = file->publish(); !named.ok()) return named.error();
  auto durable = wire::make_folder_durable(fs::path(path).parent_path().string());
  if (!durable.ok()) return durable.error();
  return file->bytes();
}

Result<void> read_sealed_backup(const std::string& path, const OpenedEscrow& escrow,
                                const std::string& folder) {
  auto file = wire::StickFileReader::open(path);
  if (!file.ok()) return file.error();
  const envelope::ByteSource source = [&](char* buffer, std::size_t size) {
    return file->read(buffer, size);
  };
  const auto placed = [&](const Error& error) {
    return Error{error.code, path + ": " + error.place, error.cause};
  };
  auto header = envelope::read_sealed_header(source);
  if (!header.ok()) return placed(header.error());
  auto opened = envelope::SealedReader::open(*header, escrow.keys, source);
  if (!opened.ok() && opened.error().code == ErrorCode::kForbidden)
    return Error{ErrorCode::kForbidden, path,
                 "sealed for the key " + escrow_key_words(header->mark) +
                     "; the shares are of the key " + escrow_key_words(escrow.facts.key)};
  if (!opened.ok()) return placed(opened.error());
  Reading reading(path, *std::move(opened));
  if (auto made = check_maker(reading, path, escrow.facts); !made.ok()) return made;
  std::set<std::string> seen;
  for (;;) {
    auto name = reading.counted();
    if (!name.ok()) return name.error();
    if (name->empty()) break;
    auto size = reading.exactly(8);
    if (!size.ok()) return size.error();
    if (!is_name(*name) || !seen.insert(*name).second) return reading.odd();
    const std::string to = folder + "/" + *name;
    std::error_code failure;
    fs::create_directories(fs::path(to).parent_path(), failure);
    if (failure) return Error{ErrorCode::kIo, to, failure.message()};
    const auto bytes = base::ByteReader(*size).big_endian_64();
    if (auto kept = reading.file(to, *bytes); !kept.ok()) return kept;
  }
  if (!seen.contains("county.db") || !seen.contains("county.key")) return reading.odd();
  return reading.end();
}

}  // namespace jiujin::sync::county
