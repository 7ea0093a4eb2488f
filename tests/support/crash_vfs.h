// CrashDisk: a disk in memory behind a SQLite VFS, which loses power when a test says so.
//
// The faults it may do. Everything that was synced stays, byte for byte. Of what was not synced, at
// a power cut and by the dice of a seed:
//   * any write is dropped, kept, or torn: each 512-byte sector of it is kept or dropped by itself,
//     so that later writes may be there without earlier ones (reordering);
//   * a truncation happens or not; a file that was made and never synced is there or not;
//   * a deletion whose folder was not synced is undone, unless a new file of the name was synced.
// The call in which the power goes is lost the same way, and fails, as do all calls after it.
// Further faults on request: the disk is full at a given size, refuses writes (read-only), says
// that it has synced but has not (a lying disk), or has one byte changed.
// What it does not do: damage bytes beside a write (power-safe overwrite, as SQLite's own default
// assumes), lose what was synced, or serve two connections at once.
// Thread rule: a disk and its connection belong to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace jiujin::tests {

class CrashDisk {
 public:
  CrashDisk();
  ~CrashDisk();
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  const std::string& vfs() const;  // name for sqlite3_open_v2

  // Writes, syncs, truncations and deletions so far.
  std::uint64_t calls() const;
  // The power goes in the call with this number, counted from now; 0 = not at all.
  void cut_power_at(std::uint64_t call);
  bool power_is_off() const;
  // Decides what survived and switches the power on again. All connections must be closed.
  void power_cut(std::uint64_t seed);

  void set_capacity(std::uint64_t bytes);  // of all files together
  void set_read_only(bool read_only);
  void set_lying(bool lying);
  std::uint64_t used() const;
  std::vector<std::string> paths() const;
  std::string contents(const std::string& path) const;
  void change_byte(const std::string& path, std::size_t offset);

  struct State;

 private:
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::tests
