#include "sync/county/http/answer_stream.h"

#include <Poco/Exception.h>

#include <ostream>

namespace jiujin::sync::county::http {
namespace {

constexpr std::size_t kWaitingBytesMax = 256 * 1024;

}  // namespace

AnswerStream::AnswerStream(Poco::Net::HTTPServerResponse& response, std::string media_type,
                           bool may_begin_early)
    : m_response(response),
      m_media_type(std::move(media_type)),
      m_may_begin_early(may_begin_early) {}

Result<void> AnswerStream::write(base::BytesView bytes) {
  m_waiting += bytes;
  m_bytes += bytes.size();
  if (m_waiting.size() < kWaitingBytesMax || !m_may_begin_early) return {};
  return send_waiting(false);
}

Result<void> AnswerStream::flush() {
  if (m_waiting.empty() || !m_may_begin_early) return {};
  return send_waiting(false);
}

Result<void> AnswerStream::send_waiting(bool whole) {
  try {
    if (!m_out) {
      m_response.setContentType(m_media_type);
      if (whole) m_response.setContentLength64(static_cast<Poco::Int64>(m_waiting.size()));
      else m_response.setChunkedTransferEncoding(true);
      m_out = &m_response.send();
    }
    m_out->write(m_waiting.data(), static_cast<std::streamsize>(m_waiting.size()));
    m_out->flush();
    m_waiting.clear();
    if (*m_out) return {};
  } catch (const Poco::Exception&) {
    // said below
  }
  return Error{ErrorCode::kNetwork, "answer", "the other end is gone"};
}

Result<void> AnswerStream::finish() {
  return send_waiting(true);
}

}  // namespace jiujin::sync::county::http
