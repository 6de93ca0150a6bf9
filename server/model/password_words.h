/* Words that many people take as a password; for password_refusal alone. */
#ifndef MODEL_PASSWORD_WORDS_H
#define MODEL_PASSWORD_WORDS_H

#include <stddef.h>

/* Lower-case letters only, sorted bytewise. */
extern const char *const password_words[];
extern const size_t n_password_words;

#endif
