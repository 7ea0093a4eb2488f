// libjpeg's way to fail without ending the program: a long jump back to whoever called it.
// Nothing with a destructor may live between setjmp and there.
#pragma once

#include <csetjmp>
#include <cstdio>
// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>

namespace jiujin::client::devices {

struct JpegFailure {
  jpeg_error_mgr base;  // its error_exit: jpeg_failed
  std::jmp_buf back;
};

inline void jpeg_failed(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JpegFailure*>(info->err)->back, 1);
}

}  // namespace jiujin::client::devices
