// A filled form that only the holder of a private key can read, as the ODK XForms specification
// writes it ("Encryption"): each file in AES-256-CFB, the key in RSA-OAEP, and a manifest.
//
// For forms that name a key and are sent to a server of ODK's kind. It knows no form and no
// network, and no product's own suite: specification and peers fix every primitive. MD5 derives
// vectors and a check of the parts here and protects nothing by itself.
// Thread rule: pure.
#pragma once

#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {

struct SubmissionFile {
  std::string name;  // "submission.xml", "photo.jpg"; sealed: the same with ".enc"
  Bytes content;
};

struct FilledForm {
  std::string form_id, version;  // version "": the form has none
  std::string instance_id;       // "uuid:..."
  std::string public_key;        // base64RsaPublicKey of the form
  std::string xml;
  std::vector<SubmissionFile> media;
};

struct EncryptedSubmission {
  std::string manifest;               // takes the place of the XML when it is sent
  std::vector<SubmissionFile> files;  // in the order of the manifest, "submission.xml.enc" last
};

// A key of fewer bits is refused: what it hides is not hidden.
inline constexpr std::size_t kSubmissionKeyBitsMin = 2048;

// Errors: kInvalidData (no RSA key, no form id, no instance id), kRefused (a key that is too
// short).
Result<EncryptedSubmission> encrypt_submission(const FilledForm& form,
                                               const base::RandomSource& random);

}  // namespace jiujin::sync::envelope
