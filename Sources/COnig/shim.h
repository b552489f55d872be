#include <oniguruma.h>

// What Swift does not import: macros, variables that are not constant, and variadic functions.
static inline OnigEncoding onig_utf8(void) { return ONIG_ENCODING_UTF8; }
static inline OnigSyntaxType *onig_default_syntax(void) { return OnigDefaultSyntax; }
static inline OnigSyntaxType *onig_java_syntax(void) { return ONIG_SYNTAX_JAVA; }
static inline int onig_error_text(OnigUChar *text, int code, OnigErrorInfo *info) {
  return onig_error_code_to_str(text, code, info);
}
