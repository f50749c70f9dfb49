#include "cre2.h"

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

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

extern "C" bool cre2_find(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *bounds, size_t groups) {
  if (pattern == nullptr || bounds == nullptr || groups == 0 || start > length || (text == nullptr && length > 0)) return false;
  try {
    const re2::StringPiece piece(text == nullptr ? "" : text, length);
    std::vector<re2::StringPiece> found(groups);
    if (!pattern->expression.Match(piece, start, length, RE2::UNANCHORED, found.data(), static_cast<int>(groups))) return false;
    for (size_t group = 0; group < groups; group++) {
      const char *begin = found[group].data();
      bounds[2 * group] = begin == nullptr ? -1 : begin - piece.data();
      bounds[2 * group + 1] = begin == nullptr ? -1 : begin - piece.data() + static_cast<ptrdiff_t>(found[group].size());
    }
    return true;
  } catch (...) {
    return false;
  }
}

extern "C" ptrdiff_t cre2_group_count(const cre2_pattern *pattern) {
  return pattern == nullptr ? 0 : pattern->expression.NumberOfCapturingGroups();
}

extern "C" ptrdiff_t cre2_group_named(const cre2_pattern *pattern, const char *name, size_t length) {
  if (pattern == nullptr || name == nullptr) return -1;
  try {
    const auto &groups = pattern->expression.NamedCapturingGroups();
    const auto found = groups.find(std::string(name, length));
    return found == groups.end() ? -1 : found->second;
  } catch (...) {
    return -1;
  }
}

extern "C" void cre2_free(cre2_pattern *pattern) { delete pattern; }
