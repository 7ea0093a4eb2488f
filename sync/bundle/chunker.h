// Cuts a file where its content says so, so that equal stretches of two files are cut alike
// wherever they stand.
//
// A cut falls where a rolling gear hash of the last 64 bytes has enough zero bits (FastCDC, USENIX
// ATC 2016, without its normalisation), and always at the joints of the container: PDF around the
// contents of `stream` ... `endstream`, JPEG between the segments before the scan. Between a
// quarter of the average and four times it, but for the joints.
// Private to the delta: the cuts are never on the wire, so they may change at any time.
// Thread rule: an object belongs to one thread.
#pragma once

#include <deque>
#include <optional>

#include "sync/bundle/file_window.h"

namespace jiujin::sync::bundle {

struct Chunk {
  std::uint64_t offset = 0;
  BytesView bytes;  // until the next chunk is asked for
  std::uint64_t end() const { return offset + bytes.size(); }
};

class Chunker {
 public:
  // `average`: a power of two, 256 bytes .. 32 KiB.
  Chunker(const ReadFileAt& read, std::uint64_t size, std::size_t average);
  // Chunk after chunk; nothing at the file's end. Errors: those of the window.
  Result<std::optional<Chunk>> next();

 private:
  std::size_t joint_in(BytesView ahead);
  void note_segments(BytesView ahead);
  std::size_t cut_of(BytesView chunk) const;

  FileWindow m_window;
  std::size_t m_average;
  std::uint64_t m_at = 0;        // where the next chunk begins
  std::uint64_t m_searched = 0;  // from here on joints of streams are not known yet
  std::deque<std::uint64_t> m_joints;
  std::uint64_t m_content_at = 0;  // of the file or of the last stream: a JPEG may stand there
};

}  // namespace jiujin::sync::bundle
