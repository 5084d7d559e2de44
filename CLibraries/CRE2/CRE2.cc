#include "CRE2.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

struct cre2_expression {
  re2::RE2 re;
  cre2_expression(const re2::StringPiece &pattern, const re2::RE2::Options &options) : re(pattern, options) {}
};

static size_t copy(const std::string &text, uint8_t *buffer, size_t size) {
  const size_t count = std::min(text.size(), size);
  if (count > 0) std::memcpy(buffer, text.data(), count);
  return count;
}

extern "C" {

cre2_expression *cre2_compile(const uint8_t *pattern, size_t length, bool ignores_case, int64_t maximum_memory) {
  try {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingUTF8);
    options.set_max_mem(maximum_memory);
    options.set_case_sensitive(!ignores_case);
    options.set_log_errors(false);
    options.set_longest_match(false);
    options.set_never_nl(false);
    options.set_dot_nl(false);
    options.set_never_capture(false);
    options.set_posix_syntax(false);
    options.set_literal(false);
    return new cre2_expression(re2::StringPiece(reinterpret_cast<const char *>(pattern), length), options);
  } catch (...) {
    return nullptr;
  }
}

void cre2_free(cre2_expression *expression) { delete expression; }

bool cre2_is_valid(const cre2_expression *expression) { return expression->re.ok(); }

size_t cre2_error(const cre2_expression *expression, uint8_t *buffer, size_t size) {
  return copy(expression->re.error(), buffer, size);
}

int32_t cre2_group_count(const cre2_expression *expression) { return expression->re.NumberOfCapturingGroups(); }

size_t cre2_group_name(const cre2_expression *expression, int32_t group, uint8_t *buffer, size_t size) {
  try {
    const auto &names = expression->re.CapturingGroupNames();
    const auto found = names.find(group);
    return found == names.end() ? 0 : copy(found->second, buffer, size);
  } catch (...) {
    return 0;
  }
}

int32_t cre2_full_match(
    const cre2_expression *expression, const uint8_t *text, size_t length, cre2_range *ranges, int32_t count) {
  try {
    const re2::StringPiece whole(reinterpret_cast<const char *>(text), length);
    std::vector<re2::StringPiece> groups(static_cast<size_t>(count) + 1);
    if (!expression->re.Match(whole, 0, length, re2::RE2::ANCHOR_BOTH, groups.data(), count + 1)) return 0;
    for (size_t i = 0; i < groups.size(); i++) {
      if (groups[i].data() == nullptr) {
        ranges[i] = {-1, -1};
      } else {
        const int64_t start = groups[i].data() - whole.data();
        ranges[i] = {start, start + static_cast<int64_t>(groups[i].size())};
      }
    }
    return 1;
  } catch (...) {
    return -1;
  }
}
}
