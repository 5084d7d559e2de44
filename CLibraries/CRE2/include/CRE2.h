// CRE2: RE2 behind a few extern "C" lines. No logic, and no C++ exception crosses: out of memory is NULL or -1.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_expression cre2_expression;

// One group of a match: where it starts and ends in the text, or -1 and -1 where it took no part.
typedef struct {
  int64_t start;
  int64_t end;
} cre2_range;

// Compiles a pattern (UTF-8). NULL only when memory is short; else ask cre2_is_valid.
cre2_expression *cre2_compile(const uint8_t *pattern, size_t length, bool ignores_case, int64_t maximum_memory);
void cre2_free(cre2_expression *expression);

bool cre2_is_valid(const cre2_expression *expression);
// What was wrong with the pattern, copied into the buffer and cut at its size; returns the bytes written.
size_t cre2_error(const cre2_expression *expression, uint8_t *buffer, size_t size);

// Capturing groups of the pattern, without the whole match.
int32_t cre2_group_count(const cre2_expression *expression);
// The name of group 1…count copied into the buffer and cut at its size; 0 where it has none.
size_t cre2_group_name(const cre2_expression *expression, int32_t group, uint8_t *buffer, size_t size);

// Matches the whole text. 1: ranges[0…count] are filled (whole match first); 0: no match; -1: memory is short.
int32_t cre2_full_match(
    const cre2_expression *expression, const uint8_t *text, size_t length, cre2_range *ranges, int32_t count);

#ifdef __cplusplus
}
#endif
