// Limits of the stream, each with its reason. On the wire: do not change without a version.
#pragma once
#include <cstddef>
#include <cstdint>

namespace jiujin::sync::bundle {

// A frame is what may be lost when a line is cut, and what a receiver holds in memory before it
// can verify it: 64 KiB is half a minute at 2 KiB/s, and holds the longest op with its head.
inline constexpr std::size_t kFramePayloadMax = 64 * 1024;
// What a deflated payload may grow to. Four times the stored limit leaves room for later writers
// to gather more ops in a frame; a zip bomb stops here.
inline constexpr std::size_t kInflatedMax = 256 * 1024;
// What our writers put into one frame before deflating: fits kFramePayloadMax even when nothing
// shrinks, with records' lengths and the signed head (oplog::kOpBodyBytesMax + header fits too).
inline constexpr std::size_t kOpsBytesTarget = 49 * 1024;
// What pack_ops() is best given at once: it packs what fits, and many ops together pack better.
inline constexpr std::size_t kOpsPackedTarget = 192 * 1024;
// What records may grow to out of columns, and texts of columns among them: room for
// kOpsPackedTarget and a last long op, and an end to columns that say one long text many times.
inline constexpr std::size_t kUnpackedMax = 512 * 1024;
inline constexpr std::size_t kColumnValuesMax = 64 * 1024;  // a text of a column costs 8 bytes
inline constexpr std::size_t kShapesMax = 256;              // each is some bytes of JSON at least
inline constexpr std::size_t kFilePartTarget = 48 * 1024;
// An address costs at least 33 bytes: more than this cannot stand in a frame of 64 KiB anyway.
inline constexpr std::size_t kAskedMax = 1024;
inline constexpr std::size_t kAcknowledgedMax = 1024;
inline constexpr std::size_t kIncarnationsMax = 1024;
// By record an op costs over 80 bytes; by column hardly any, and memory is bounded here.
inline constexpr std::size_t kOpsInFrameMax = 4096;
// Own references cost three bytes; after a long outage many stand in a row.
inline constexpr std::size_t kEntriesInFrameMax = 16384;
inline constexpr std::size_t kSignatureBytesMax = 128;  // SM2 in DER: at most 72; Ed25519: 64
inline constexpr std::size_t kNoticeTextMax = 1024;     // a sentence for the staff
inline constexpr std::size_t kMediaTypeMax = 127;       // RFC 6838 section 4.2 allows 127 + 127
// A scanned booklet of 300 pages; beyond it a lying size would reserve the disk.
inline constexpr std::uint64_t kFileBytesMax = std::uint64_t{512} * 1024 * 1024;
// A COPY appends at most one commit's worth (PROTOCOL 7.6), so that it is applied as a whole.
inline constexpr std::uint64_t kCopyBytesMax = std::uint64_t{4} * 1024 * 1024;
inline constexpr std::size_t kCopySourcesMax = 16;      // earlier files of a case, newest first
inline constexpr std::size_t kCopyPiecesMax = 4096;     // the smallest is over eight bytes
inline constexpr std::size_t kPublicKeyBytesMax = 512;  // SubjectPublicKeyInfo; both suites: < 100

}  // namespace jiujin::sync::bundle
