/* The language that a text's letters give away. */
#include "text/script.h"

#include <stdint.h>

#include "base/compiler.h"
#include "base/utf8.h"

#define LOOKED_AT_CHARS 4000

/* The blocks of Unicode 15, chapter 16. */
static const struct {
	const char *lang;
	uint32_t first, last;
} scripts[] = {
	{ "th", 0x0e00, 0x0e7f },
	{ "lo", 0x0e80, 0x0eff },
	{ "my", 0x1000, 0x109f },
	{ "km", 0x1780, 0x17ff },
};

static bool
is_ascii_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct str
script_lang(struct str text)
{
	size_t counts[COUNT(scripts)] = { 0 }, n_letters = 0, best = 0;
	uint32_t c;

	for (int i = 0; i < LOOKED_AT_CHARS && utf8_next(&text, &c); i++) {
		n_letters += is_ascii_letter(c) || c >= 0xc0;
		for (size_t s = 0; s < COUNT(scripts); s++)
			counts[s] +=
			    c >= scripts[s].first && c <= scripts[s].last;
	}
	for (size_t s = 1; s < COUNT(scripts); s++)
		if (counts[s] > counts[best])
			best = s;
	if (counts[best] == 0 || counts[best] * 3 < n_letters)
		return (struct str){ NULL, 0 };
	return str_from(scripts[best].lang);
}
