// Files that answer a question: besides pages, sounds, films and whatever else a form asks for.
//
// What a file is, is told by its bytes. Pages are checked as scans are (page_file.h); of a sound or
// a film the kind and, where the format says it, the length; anything else is taken as it is, as
// "application/octet-stream", which no program opens by itself.
// Thread rule: callable from any thread; belongs on a worker (reads up to 64 MiB).
#pragma once

#include <string>
#include <string_view>

#include "client/devices/page_file.h"
#include "localization/error.h"

namespace jiujin::client::devices {

// "audio/wav", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/amr", "video/mp4",
// "video/3gpp", "video/quicktime", "video/webm", "video/x-msvideo"; "" for anything else.
std::string_view sound_or_film(std::string_view bytes);

// Whole seconds, rounded; 0 when the format does not say it (or is none that is read here).
// Reads RIFF/WAVE ("fmt " and "data" chunks), ISO base media (moov/mvhd) and Ogg (last page).
int length_seconds(std::string_view bytes);

// Errors as check_page_file; kTooLarge over kPageFileBytesMax, kInvalidData when it is empty.
Result<PageFile> check_answer_file(std::string bytes, std::string_view name);
Result<PageFile> read_answer_file(const std::string& path);

}  // namespace jiujin::client::devices
