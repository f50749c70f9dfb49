#include "cre2.h"

#include <cstring>
#include <memory>
#include <new>
#include <string>

#include <re2/re2.h>

struct cre2_pattern {
  RE2 expression;
  cre2_pattern(const re2::StringPiece &text, const RE2::Options &options) : expression(text, options) {}
};

namespace {

void write_error(const char *message, char *error, size_t capacity) noexcept {
  if (error == nullptr || capacity == 0) return;
  const size_t length = std::strlen(message);
  const size_t kept = length < capacity - 1 ? length : capacity - 1;
  std::memcpy(error, message, kept);
  error[kept] = '\0';
}

bool match(const cre2_pattern *pattern, const char *text, size_t length, RE2::Anchor anchor) noexcept {
  if (pattern == nullptr || (text == nullptr && length > 0)) return false;
  try {
    const re2::StringPiece piece(text == nullptr ? "" : text, length);
    return pattern->expression.Match(piece, 0, length, anchor, nullptr, 0);
  } catch (...) {
    return false;
  }
}

}  // namespace

extern "C" cre2_pattern *cre2_compile(
    const char *text, size_t length, int64_t max_memory, char *error, size_t error_capacity) {
  try {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    const re2::StringPiece piece(text == nullptr ? "" : text, text == nullptr ? 0 : length);
    std::unique_ptr<cre2_pattern> pattern(new cre2_pattern(piece, options));
    if (pattern->expression.ok()) return pattern.release();
    write_error(pattern->expression.error().c_str(), error, error_capacity);
  } catch (const std::bad_alloc &) {
    write_error("out of memory", error, error_capacity);
  } catch (...) {
    write_error("cannot be compiled", error, error_capacity);
  }
  return nullptr;
}

extern "C" bool cre2_match_whole(const cre2_pattern *pattern, const char *text, size_t length) {
  return match(pattern, text, length, RE2::ANCHOR_BOTH);
}

extern "C" bool cre2_match_partial(const cre2_pattern *pattern, const char *text, size_t length) {
  return match(pattern, text, length, RE2::UNANCHORED);
}

extern "C" void cre2_free(cre2_pattern *pattern) { delete pattern; }
