/// A C door to RE2: regular expressions that match in time linear in the text, whatever the
/// expression. Nothing throws across this border; every length is in bytes of UTF-8.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One compiled expression. Immutable: any number of threads may match with it at once.
typedef struct cre2_pattern cre2_pattern;

/// Compiles an expression in RE2 syntax, case-sensitive, `.` without newline.
///
/// `max_memory` bounds program and automaton, in bytes; an expression that needs more is refused.
/// On failure the result is NULL and `error` holds a message, cut to `error_capacity` with its
/// terminating zero. The caller frees the result with `cre2_free`.
cre2_pattern *cre2_compile(
    const char *text, size_t length, int64_t max_memory, char *error, size_t error_capacity);

/// Whether the expression matches the text from its first to its last byte.
bool cre2_match_whole(const cre2_pattern *pattern, const char *text, size_t length);

/// Whether the expression matches somewhere in the text.
bool cre2_match_partial(const cre2_pattern *pattern, const char *text, size_t length);

/// Finds the leftmost match that begins at or after `start`; `^` and `\b` still see the text before it.
///
/// `bounds` has room for `2 * groups` numbers and receives begin and end of the whole match and of the
/// first `groups - 1` groups; both are -1 for a group that took no part or does not exist. `groups` is at least 1.
/// False when there is no match, when `start` is beyond the text, or when memory is short.
bool cre2_find(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *bounds, size_t groups);

/// How many groups the expression captures, the whole match not counted.
ptrdiff_t cre2_group_count(const cre2_pattern *pattern);

/// The number of the group named so; -1 when there is none.
ptrdiff_t cre2_group_named(const cre2_pattern *pattern, const char *name, size_t length);

/// Frees what `cre2_compile` gave; NULL is ignored.
void cre2_free(cre2_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif
