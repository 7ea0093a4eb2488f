// A lock that dies with its holder: one sync run at a time, one program on the same data.
//
// flock(2) on a small file that also holds the holder's process id for the message. The file stays
// behind; only the lock counts. A second lock in the same process is refused too.
// Thread rule: an object belongs to one thread.
#pragma once

#include <string>

#include "localization/error.h"

namespace jiujin::sync::base {

class FileLock {
 public:
  // Takes the lock at once or says who has it: kBusy, cause "in use by process 1234". kIo when the
  // file cannot be made. Creates missing folders not.
  static Result<FileLock> acquire(const std::string& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
  int m_descriptor = -1;
};

}  // namespace jiujin::sync::base
