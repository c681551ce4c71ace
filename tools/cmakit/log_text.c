// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "log_text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Take out terminal colours (ESC [ ... letter), CRs, blanks at the end, and what
 * quoted-printable makes of a `=` and of a line that it breaks.
 */
static void clean(char *line)
{
	char *to = line;

	for (const char *from = line; *from; from++) {
		if (*from == '\033' && from[1] == '[') {
			from += 2;
			while (is_digit(*from) || *from == ';' || *from == '?')
				from++;
			if (!*from)
				break;
		} else if (from[0] == '=' && from[1] == '3' && from[2] == 'D') {
			*to++ = '=';
			from += 2;
		} else if (*from == '\t') {
			*to++ = ' ';
		} else if (*from != '\r') {
			*to++ = *from;
		}
	}
	while (to > line && to[-1] == ' ')
		to--;
	if (to > line && to[-1] == '=')
		to--;
	*to = '\0';
}

static char *skip_blanks(char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* Behind the quote marks of a mail, where there are any. */
static char *skip_quotes(char *p)
{
	char *start = p;

	p = skip_blanks(p);
	while (*p == '>' || *p == '|')
		p = skip_blanks(p + 1);
	return *p == ' ' ? start : p;
}

/* FNV-1a; 0 stands for "none". */
static uint32_t hash(const char *text, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	return h ? h : 1;
}

/*
 * Does a time or a printer stand in brackets? `70.139006`, `T123`, `+0.000010`,
 * `2:   Binder:714_1:  744`, `Thu Oct 14 21:52:50 2021`; and not `drm:vc4_bo_create`,
 * which a driver says of itself, nor a range of pages.
 */
static bool is_stamp(const char *inside, size_t len)
{
	const bool has_colon = memchr(inside, ':', len);

	if (memchr(inside, ',', len))
		return false;
	if (is_digit(*inside) || *inside == '+')
		return has_colon || memchr(inside, '.', len);
	if (*inside == 'T' || *inside == 'C')
		if (is_digit(inside[1]))
			return true;
	return has_colon && memchr(inside, ' ', len);
}

static void read_stamp(struct log_text *line, const char *inside, size_t len)
{
	char *end;
	const double time = strtod(inside, &end);

	/* A damaged one may read as a power of ten that no clock shows. */
	if (is_digit(*inside) && end == inside + len && isfinite(time) &&
	    isnan(line->time))
		line->time = time;
	else if (!isnan(line->time) && *inside != '+')
		line->context = hash(inside, len);
}

/* Skip `<3>`, `(0)`, or one of the above. */
static char *skip_bracket(struct log_text *line, char *p)
{
	char *inside = p + 1;
	const char *close;

	if (*p == '<' || *p == '(') {
		while (is_digit(*inside))
			inside++;
		if (inside == p + 1 || *inside != (*p == '<' ? '>' : ')'))
			return p;
		line->is_record |= *p == '<';
		return inside + 1;
	}
	if (*p != '[')
		return p;
	inside = skip_blanks(inside);
	close = strchr(inside, ']');
	if (!close || close == inside || close - inside > 64 ||
	    !is_stamp(inside, (size_t)(close - inside)))
		return p;
	line->is_record = true;
	read_stamp(line, inside, (size_t)(close - inside));
	return inside + (close - inside) + 1;
}

/* `3,1234,70139006,-;text` or with `,c` or `caller=T1`: a line of /dev/kmsg. */
static char *skip_kmsg(struct log_text *line, char *p)
{
	char *semicolon = p;
	int commas = 0;

	if (!is_digit(*p))
		return p;
	while (*semicolon && *semicolon != ';' && *semicolon != ' ') {
		commas += *semicolon == ',';
		semicolon++;
	}
	if (*semicolon != ';' || commas < 3)
		return p;
	line->is_record = true;
	return semicolon + 1;
}

/*
 * Behind ` kernel: ` of syslog's and the journal's lines, whatever stands before:
 * a date in some form and a host's name.
 */
static char *skip_syslog(struct log_text *line, char *p)
{
	char *kernel = strstr(p, " kernel: ");

	if (!kernel || kernel - p > 96)
		return p;
	line->is_record = true;
	return kernel + strlen(" kernel: ");
}

/* `10-14 21:52:50.123     0     0 E cma     : text`, as logcat prints it. */
static char *skip_logcat(struct log_text *line, char *p)
{
	char *at = p;
	int fields = 0;

	if (!is_digit(p[0]) || !is_digit(p[1]) || p[2] != '-' ||
	    !is_digit(p[3]))
		return p;
	while (fields < 6) {
		char *blank = strchr(at, ' ');

		if (!blank)
			return p;
		fields++;
		if (fields >= 3 && blank == at + 1 && strchr("VDIWEF", *at)) {
			line->is_record = true;
			return skip_blanks(blank);
		}
		at = skip_blanks(blank);
	}
	return p;
}

struct log_text log_text_of(char *line)
{
	struct log_text result = { .time = NAN };
	char *p, *before;

	clean(line);
	p = skip_quotes(line);
	p = skip_kmsg(&result, p);
	p = skip_logcat(&result, p);
	p = skip_syslog(&result, p);
	do {
		before = p;
		p = skip_bracket(&result, skip_blanks(p));
	} while (p != before && *p);
	result.text = skip_blanks(p);
	return result;
}
