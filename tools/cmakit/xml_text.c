// SPDX-License-Identifier: GPL-2.0
#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "xml_text.h"

/* XML 1.0, production Char, less the control characters that it only tolerates. */
static bool is_xml_char(wchar_t c)
{
	return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffe && c != 0xffff;
}

static void print_char(const char *bytes, size_t len, FILE *out)
{
	switch (*bytes) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	default:
		fwrite(bytes, 1, len, out);
	}
}

void xml_text(const char *text, FILE *out)
{
	/* Without it, a C library lacks it: then all beyond ASCII is '?'. */
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	locale_t old = uselocale(utf8);
	const char *end = text + strlen(text);

	while (text < end) {
		mbstate_t state = { 0 };
		wchar_t c;
		size_t len = mbrtowc(&c, text, (size_t)(end - text), &state);

		if (len > (size_t)(end - text)) {
			/* -1 or -2: no character begins here. */
			fputc('?', out);
			len = 1;
		} else if (!is_xml_char(c)) {
			fputc('?', out);
		} else {
			print_char(text, len, out);
		}
		text += len;
	}
	uselocale(old);
	if (utf8)
		freelocale(utf8);
}
