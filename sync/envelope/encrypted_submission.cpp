#include "sync/envelope/encrypted_submission.h"

#include <botan/base64.h>
#include <botan/cipher_mode.h>
#include <botan/hash.h>
#include <botan/hex.h>
#include <botan/pubkey.h>
#include <botan/rsa.h>
#include <botan/x509_key.h>

#include <array>

#include "localization/xml_text.h"
#include "sync/envelope/botan_random.h"

namespace jiujin::sync::envelope {
namespace {

using localization::escape_markup;

constexpr std::size_t kBlockBytes = 16;
// "RSA/NONE/OAEPWithSHA256AndMGF1Padding" of Java 8: its mask generation stays with SHA-1.
constexpr const char* kOaep = "EME1(SHA-256,MGF1(SHA-1))";

using SecretBytes = Botan::secure_vector<std::uint8_t>;

Botan::secure_vector<std::uint8_t> md5(std::initializer_list<BytesView> parts) {
  const auto hash = Botan::HashFunction::create_or_throw("MD5");
  for (const auto part : parts) hash->update(octets(part), part.size());
  return hash->final();
}

BytesView view_of(const SecretBytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::unique_ptr<Botan::Public_Key> read_key(const std::string& base64) {
  try {
    const auto der = Botan::base64_decode(base64, true);
    std::unique_ptr<Botan::Public_Key> key(
        Botan::X509::load_key(std::vector<std::uint8_t>(der.begin(), der.end())));
    if (key->algo_name() == "RSA") return key;
  } catch (const std::exception&) {
    // said by the caller
  }
  return nullptr;
}

// Each file has its own vector: the seed with one more of its bytes raised by one.
class Sealer {
 public:
  Sealer(const std::string& instance_id, SecretBytes key)
      : m_cipher(Botan::Cipher_Mode::create_or_throw("AES-256/CFB", Botan::ENCRYPTION)) {
    m_vector = md5({instance_id, view_of(key)});
    m_cipher->set_key(key);
  }

  Bytes seal(const Bytes& plain) {
    ++m_vector[m_count++ % kBlockBytes];
    SecretBytes work(plain.begin(), plain.end());
    const std::size_t padding = kBlockBytes - work.size() % kBlockBytes;  // PKCS #7
    work.insert(work.end(), padding, static_cast<std::uint8_t>(padding));
    m_cipher->start(m_vector.data(), m_vector.size());
    m_cipher->finish(work);
    return Bytes(work.begin(), work.end());
  }

 private:
  std::unique_ptr<Botan::Cipher_Mode> m_cipher;
  SecretBytes m_vector;
  std::size_t m_count = 0;
};

std::string manifest_of(const FilledForm& form, const std::string& key,
                        const std::string& signature) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<data xmlns=\"http://opendatakit.org/submissions\" id=\"" +
      escape_markup(form.form_id) + "\" encrypted=\"yes\"";
  if (!form.version.empty()) out += " version=\"" + escape_markup(form.version) + "\"";
  out += ">\n  <base64EncryptedKey>" + key + "</base64EncryptedKey>\n";
  out += "  <encryptedXmlFile>submission.xml.enc</encryptedXmlFile>\n";
  for (const auto& file : form.media)
    out += "  <media><file>" + escape_markup(file.name) + ".enc</file></media>\n";
  out += "  <base64EncryptedElementSignature>" + signature + "</base64EncryptedElementSignature>\n";
  out += "  <meta xmlns=\"http://openrosa.org/xforms\"><instanceID>" +
         escape_markup(form.instance_id) + "</instanceID></meta>\n</data>\n";
  return out;
}

EncryptedSubmission encrypted(const FilledForm& form, const Botan::Public_Key& key,
                              const base::RandomSource& random) {
  BotanRandom dice(random);
  const Botan::PK_Encryptor_EME rsa(key, dice, kOaep);
  const auto wrapped = [&](const SecretBytes& secret) {
    return Botan::base64_encode(rsa.encrypt(secret.data(), secret.size(), dice));
  };
  SecretBytes secret(32);
  random(secret);
  const std::string wrapped_key = wrapped(secret);
  std::string told = form.form_id + "\n";
  if (!form.version.empty()) told += form.version + "\n";
  told += wrapped_key + "\n" + form.instance_id + "\n";
  Sealer sealer(form.instance_id, std::move(secret));
  EncryptedSubmission made;
  const auto add = [&](const std::string& name, const Bytes& content) {
    told += name + "::" + Botan::hex_encode(md5({content}), false) + "\n";
    made.files.push_back({name + ".enc", sealer.seal(content)});
  };
  for (const auto& file : form.media) add(file.name, file.content);
  add("submission.xml", form.xml);
  made.manifest = manifest_of(form, wrapped_key, wrapped(md5({told})));
  return made;
}

}  // namespace

Result<EncryptedSubmission> encrypt_submission(const FilledForm& form,
                                               const base::RandomSource& random) {
  if (form.form_id.empty()) return Error{ErrorCode::kInvalidData, "form", "has no id"};
  if (form.instance_id.empty())
    return Error{ErrorCode::kInvalidData, form.form_id, "the answers have no meta/instanceID"};
  const auto key = read_key(form.public_key);
  if (!key) return Error{ErrorCode::kInvalidData, "base64RsaPublicKey", "is not an RSA public key"};
  if (key->key_length() < kSubmissionKeyBitsMin)
    return Error{ErrorCode::kRefused, "base64RsaPublicKey",
                 "has fewer than " + std::to_string(kSubmissionKeyBitsMin) + " bits"};
  try {
    return encrypted(form, *key, random);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInvalidData, form.form_id, error.what()};
  }
}

}  // namespace jiujin::sync::envelope
