#include "sync/wire/enrolment.h"

#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

#include "sync/envelope/certificates.h"

namespace jiujin::sync::wire {

namespace {

using nlohmann::json;

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648 section 4, with padding.
std::string to_base64(base::BytesView bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out.push_back(k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=');
    }
  }
  return out;
}

std::optional<base::Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  base::Bytes out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    std::size_t padding = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const char c = text[i + k];
      const std::size_t digit = kDigits.find(c);
      if (c == '=' && i + 4 == text.size() && k >= 2) {
        ++padding;
      } else if (digit == std::string_view::npos || padding > 0) {
        return std::nullopt;
      }
      group = group << 6 | (c == '=' ? 0u : static_cast<std::uint32_t>(digit));
    }
    for (std::size_t k = 0; k < 3 - padding; ++k) {
      out.push_back(static_cast<char>(group >> (16 - 8 * k)));
    }
  }
  return out;
}

// Reads members; the first that is not what it must be becomes the error.
class Members {
 public:
  explicit Members(std::string_view text) : m_json(json::parse(text, nullptr, false)) {
    if (!m_json.is_object()) fail("", "not a JSON object");
  }
  std::string text(const char* name, std::size_t max, bool required = true) {
    const auto found = m_json.find(name);
    if (m_error || (found == m_json.end() && !required)) return "";
    if (found == m_json.end() || !found->is_string()) return fail(name, "a text is missing");
    const auto& value = found->get_ref<const std::string&>();
    if (value.size() > max || (required && value.empty())) return fail(name, "empty or too long");
    return value;
  }
  std::uint64_t number(const char* name, std::uint64_t max) {
    const auto found = m_json.find(name);
    if (m_error) return 0;
    if (found != m_json.end() && found->is_number_unsigned() &&
        found->get<std::uint64_t>() <= max) {
      return found->get<std::uint64_t>();
    }
    fail(name, "a number is missing or too large");
    return 0;
  }
  template <typename Id>
  Id id(const char* name, bool required = true) {
    const std::string digits = text(name, 64, required);
    if (m_error || digits.empty()) return {};
    auto id = Id::from_hex(digits);
    if (!id) fail(name, id.error().cause);
    return id ? *id : Id{};
  }
  base::Bytes bytes(const char* name) {
    const std::string encoded = text(name, 4096);
    if (m_error) return {};
    auto decoded = from_base64(encoded);
    if (!decoded) fail(name, "not base64");
    return decoded.value_or("");
  }
  std::string fail(std::string place, std::string cause) {
    if (!m_error) m_error = Error{ErrorCode::kInvalidData, std::move(place), std::move(cause)};
    return "";
  }
  const std::optional<Error>& error() const { return m_error; }
  const json& whole() const { return m_json; }

 private:
  json m_json;
  std::optional<Error> m_error;
};

// What a person types: "abcd-1234 " is ABCD1234.
std::string plain_code(std::string_view typed) {
  std::string out;
  for (char c : typed) {
    if (c == '-' || std::isspace(static_cast<unsigned char>(c))) continue;
    out.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return out;
}

constexpr std::size_t kSecretLetters = 12;

// What a refusal says, in the county's words where it has any.
std::string cause_of(const std::string& answer, long status) {
  const json refusal = json::parse(answer, nullptr, false);
  const bool told =
      refusal.is_object() && refusal.contains("cause") && refusal["cause"].is_string();
  return told ? refusal["cause"].get<std::string>() : "HTTP " + std::to_string(status);
}

bool is_loopback(std::string_view host) {
  const bool address = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "[::1]" || (address && host.starts_with("127."));
}

// "http://county.example:8080/" -> {"http", "county.example"}.
std::pair<std::string, std::string> scheme_and_host(const std::string& url) {
  const auto mark = url.find("://");
  if (mark == std::string::npos) return {};
  const std::string rest = url.substr(mark + 3, url.find('/', mark + 3) - mark - 3);
  if (rest.find('@') != std::string::npos) return {};  // nobody's name belongs into an address
  const auto end = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
  return {url.substr(0, mark), rest.substr(0, end)};
}

}  // namespace

EnrolmentCode read_code(std::string_view typed) {
  EnrolmentCode code{plain_code(typed), ""};
  if (code.secret.size() != kSecretLetters + envelope::kFingerprintLetters) return code;
  code.fingerprint = code.secret.substr(kSecretLetters);
  code.secret.resize(kSecretLetters);
  for (char& c : code.fingerprint) c = c == '0' ? 'O' : c == '1' ? 'I' : c;
  return code;
}

Result<HttpOptions> reach_county(const std::string& url, const EnrolmentCode& code,
                                 const std::string& authority) {
  const auto [scheme, host] = scheme_and_host(url);
  if ((scheme != "http" && scheme != "https") || host.empty()) {
    return Error{ErrorCode::kInvalidArgument, url, "an address begins with https://"};
  }
  HttpOptions options;
  options.url = url;
  if (scheme == "http") {
    if (is_loopback(host)) return options;
    return Error{ErrorCode::kInvalidArgument, url,
                 "over a network the address begins with https://"};
  }
  options.authority = authority;
  if (!authority.empty() || code.fingerprint.empty()) return options;
  auto asked = ask_authority(options, code.fingerprint);
  if (!asked) return asked.error();
  options.authority = std::move(*asked);
  return options;
}

Result<std::string> ask_authority(const HttpOptions& options, const std::string& fingerprint) {
  long status = 0;
  auto answer = get_json_unchecked(options, kAuthorityPath, &status);
  if (!answer) return answer.error();
  const std::string place = options.url + kAuthorityPath;
  if (status != 200) {
    const bool none = status == 404;
    return Error{none ? ErrorCode::kNotFound : ErrorCode::kProtocol, place,
                 cause_of(*answer, status)};
  }
  Members in(*answer);
  const std::string pem = in.text("authority", 16 * 1024);
  if (in.error()) return Error{ErrorCode::kProtocol, place, in.error()->line()};
  const auto shown = envelope::fingerprint_of(pem);
  if (!shown) return Error{ErrorCode::kProtocol, place, shown.error().cause};
  if (*shown != fingerprint) {
    return Error{ErrorCode::kUnauthenticated, place,
                 "another server answers there than the one that gave this code"};
  }
  return pem;
}

json to_json(const EnrolmentRequest& request) {
  return {{"code", plain_code(request.code)},
          {"station_name", request.station_name},
          {"public_key", to_base64(request.public_key)},
          {"suite", request.suite},
          {"incarnation", request.incarnation.hex()}};
}

json to_json(const EnrolmentAnswer& answer) {
  json out = {{"station", answer.station.hex()},
              {"incarnation", answer.incarnation.hex()},
              {"number_block", answer.number_block},
              {"station_name", answer.station_name},
              {"division", answer.division},
              {"scope", answer.scope},
              {"county_incarnation", answer.county_incarnation.hex()},
              {"county_public_key", to_base64(answer.county_public_key)},
              {"county_suite", answer.county_suite},
              {"county_name", answer.county_name},
              {"catalogue_version", answer.catalogue_version}};
  if (!answer.catalogue.is_zero()) out["catalogue"] = answer.catalogue.hex();
  if (!answer.staff.empty()) out["staff"] = to_json(answer.staff);
  if (!answer.county_opening_key.public_key.empty())
    out["county_opening_key"] = to_json(answer.county_opening_key);
  return out;
}

Result<EnrolmentRequest> parse_enrolment_request(std::string_view text) {
  Members in(text);
  EnrolmentRequest request;
  request.code = plain_code(in.text("code", 64));
  request.station_name = in.text("station_name", 200, false);
  request.public_key = in.bytes("public_key");
  request.suite = static_cast<std::uint8_t>(in.number("suite", 255));
  request.incarnation = in.id<base::IncarnationId>("incarnation");
  if (in.error()) return *in.error();
  return request;
}

Result<EnrolmentAnswer> parse_enrolment_answer(std::string_view text) {
  Members in(text);
  EnrolmentAnswer answer;
  answer.station = in.id<base::StationId>("station");
  answer.incarnation = in.id<base::IncarnationId>("incarnation");
  answer.number_block = static_cast<std::uint32_t>(in.number("number_block", 9999));
  answer.station_name = in.text("station_name", 200);
  answer.division = in.text("division", 12);
  answer.scope = in.text("scope", 12);
  answer.county_incarnation = in.id<base::IncarnationId>("county_incarnation");
  answer.county_public_key = in.bytes("county_public_key");
  answer.county_suite = static_cast<std::uint8_t>(in.number("county_suite", 255));
  answer.county_name = in.text("county_name", 200, false);
  answer.catalogue_version = in.number("catalogue_version", UINT64_MAX);
  answer.catalogue = in.id<base::ContentHash>("catalogue", false);
  if (in.error()) return *in.error();
  auto staff = read_enrolment_staff(in.whole());
  if (!staff) return staff.error();
  answer.staff = *std::move(staff);
  auto opening = read_opening_key(in.whole());
  if (!opening) return opening.error();
  answer.county_opening_key = *std::move(opening);
  return answer;
}

Result<EnrolmentAnswer> enrol(const HttpOptions& options, const EnrolmentRequest& request) {
  long status = 0;
  auto answer = post_json(options, kEnrolPath, to_json(request).dump(), &status);
  if (!answer) return answer.error();
  const std::string place = options.url + kEnrolPath;
  if (status != 200) {
    const std::string cause = cause_of(*answer, status);
    if (status == 401 || status == 403) return Error{ErrorCode::kUnauthenticated, place, cause};
    if (status == 409) return Error{ErrorCode::kConflict, place, cause};
    if (status == 429 || status == 503) return Error{ErrorCode::kBusy, place, cause};
    return Error{ErrorCode::kProtocol, place, cause};
  }
  auto parsed = parse_enrolment_answer(*answer);
  if (!parsed) return Error{ErrorCode::kProtocol, place, parsed.error().line()};
  if (parsed->incarnation != request.incarnation) {
    return Error{ErrorCode::kProtocol, place, "the county answered for another incarnation"};
  }
  return parsed;
}

}  // namespace jiujin::sync::wire
