// SPDX-License-Identifier: GPL-2.0
/*
 * The parser: one statement a line, words between blanks, '#' to the end of
 * the line is a comment. Blocks are kept on a small stack while they are open.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "scenario.h"

#define MAX_WORDS 16
#define MAX_DEPTH 8
#define MAX_COUNT 1000000UL
#define MAX_THREADS 256UL
#define MAX_PINS 4096UL

/* An open block: what "end" closes, and where its next statement goes. */
struct block {
	struct stmt *owner;		/* NULL: the file itself */
	struct stmt **tail;
};

struct parser {
	struct scenario *scenario;
	unsigned int line;
	char *word[MAX_WORDS];
	unsigned int nr_words;
	unsigned int next;		/* word to be read */
	struct block open[MAX_DEPTH];
	unsigned int depth;		/* index of the innermost block */
	bool body_begun;		/* headers must stand before statements */
};

static bool expected(struct parser *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Says where the file is wrong and what should be there. Returns false. */
static bool expected(struct parser *p, const char *fmt, ...)
{
	char what[320];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s:%u: expected %s\n", p->scenario->path, p->line, what);
	return false;
}

static const char *peek(struct parser *p)
{
	return p->next < p->nr_words ? p->word[p->next] : NULL;
}

/* Takes the next word if it is @word. */
static bool take(struct parser *p, const char *word)
{
	if (!peek(p) || strcmp(peek(p), word))
		return false;
	p->next++;
	return true;
}

/* Digits only: strtoul() alone would take signs and blanks. */
static bool digits(const char **text, unsigned long *value)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	*value = strtoul(*text, &end, 10);
	*text = end;
	return !errno;
}

static bool take_number(struct parser *p, const char *what, unsigned long min,
			unsigned long max, unsigned long *value)
{
	const char *text = peek(p);

	if (!text || !digits(&text, value) || *text || *value < min || *value > max)
		return expected(p, "%s, a number from %lu to %lu, not '%s'",
				what, min, max, peek(p) ? peek(p) : "end of line");
	p->next++;
	return true;
}

static bool take_range(struct parser *p, const char *what, unsigned long max,
		       unsigned long *lo, unsigned long *hi)
{
	const char *text = peek(p);
	bool good = text && digits(&text, lo) && !strncmp(text, "..", 2);

	if (good) {
		text += 2;
		good = digits(&text, hi) && !*text && *lo >= 1 && *lo <= *hi && *hi <= max;
	}
	if (!good)
		return expected(p, "%s, LOW..HIGH from 1 to %lu, not '%s'",
				what, max, peek(p) ? peek(p) : "end of line");
	p->next++;
	return true;
}

static bool take_name(struct parser *p, char **name)
{
	const char *word = peek(p);
	const char *end = word;

	while (end && (isalnum((unsigned char)*end) || *end == '_' || *end == '-'))
		end++;
	if (end == word || *end)
		return expected(p, "a name of letters, digits, '_' and '-', not '%s'",
				word ? word : "end of line");
	*name = xstrdup(word);
	p->next++;
	return true;
}

/* One of "N", "LO..HI", either with "*WEIGHT". */
static bool one_choice(const char **text, struct choice *c)
{
	if (!digits(text, &c->lo))
		return false;
	c->hi = c->lo;
	c->weight = 1;
	if (!strncmp(*text, "..", 2)) {
		*text += 2;
		if (!digits(text, &c->hi))
			return false;
	}
	if (**text == '*') {
		++*text;
		if (!digits(text, &c->weight))
			return false;
	}
	return c->lo >= 1 && c->lo <= c->hi && c->hi <= UINT_MAX &&
	       c->weight >= 1 && c->weight <= MAX_COUNT;
}

static bool take_choices(struct parser *p, const char *what, struct choices *set)
{
	const char *text = peek(p);
	struct choice c;

	while (text && one_choice(&text, &c)) {
		set->choice = xgrow(set->choice, set->nr, &set->cap, sizeof(c));
		set->choice[set->nr++] = c;
		set->weight += c.weight;
		if (!*text) {
			p->next++;
			return true;
		}
		if (*text++ != ',')
			break;
	}
	return expected(p, "%s as N or LOW..HIGH, perhaps with *WEIGHT, between commas, not '%s'",
			what, peek(p) ? peek(p) : "end of line");
}

static bool take_via(struct parser *p, enum via *via)
{
	*via = VIA_AUTO;
	if (!take(p, "via"))
		return true;
	if (take(p, "heap"))
		*via = VIA_HEAP;
	else if (take(p, "debugfs"))
		*via = VIA_DEBUGFS;
	else if (!take(p, "auto"))
		return expected(p, "heap, debugfs or auto after via");
	return true;
}

static bool take_word(struct parser *p, const char *word)
{
	return take(p, word) || expected(p, "'%s', not '%s'", word,
					 peek(p) ? peek(p) : "end of line");
}

static bool parse_alloc(struct parser *p, struct stmt *s)
{
	return take_name(p, &s->name) && take_choices(p, "pages", &s->choices) &&
	       take_via(p, &s->via);
}

static bool parse_free(struct parser *p, struct stmt *s)
{
	if (!take_name(p, &s->name))
		return false;
	s->which = FREE_NEWEST;
	if (take(p, "all"))
		s->which = FREE_ALL;
	else if (take(p, "oldest"))
		s->which = FREE_OLDEST;
	else if (peek(p) && !take(p, "newest"))
		return expected(p, "newest, oldest, all or the end of the line, not '%s'", peek(p));
	return true;
}

static bool parse_sleep(struct parser *p, struct stmt *s)
{
	return take_choices(p, "microseconds", &s->choices);
}

static bool parse_residents(struct parser *p, struct stmt *s)
{
	return take_name(p, &s->name) &&
	       take_number(p, "pages in all", 1, UINT_MAX, &s->count) &&
	       take_word(p, "sizes") && take_choices(p, "pages", &s->choices) &&
	       take_via(p, &s->via);
}

static bool parse_memory(struct parser *p, struct stmt *s)
{
	return take_number(p, "percent of the free memory", 1, 95, &s->count);
}

static bool take_kind(struct parser *p, enum memory_kind *kind)
{
	for (*kind = 0; *kind < NR_MEMORY_KINDS; ++*kind)
		if (take(p, memory_kind_names[*kind]))
			return true;
	return expected(p, "anon, thp, clean or dirty, not '%s'",
			peek(p) ? peek(p) : "end of line");
}

/* Its weight only says something among the classes of a random block. */
static bool parse_churn(struct parser *p, struct stmt *s)
{
	s->weight = 1;
	return take_number(p, "pages", 1, UINT_MAX, &s->count) &&
	       (!take(p, "weight") || take_number(p, "weight", 1, MAX_COUNT, &s->weight));
}

static bool parse_refill(struct parser *p, struct stmt *s)
{
	return take_kind(p, &s->memory) && parse_churn(p, s);
}

static bool parse_fill(struct parser *p, struct stmt *s)
{
	if (!take_kind(p, &s->memory))
		return false;
	s->of_area = take(p, "area");
	return take_number(p, s->of_area ? "percent of the area" : "percent of the free memory",
			   1, 95, &s->count);
}

static bool parse_drop(struct parser *p, struct stmt *s)
{
	return take_word(p, memory_kind_names[MEMORY_ANON]) && take_word(p, "area") &&
	       take_number(p, "percent of the area", 1, 95, &s->count);
}

static bool parse_lowmem(struct parser *p, struct stmt *s)
{
	return take_number(p, "pages", 1, UINT_MAX, &s->count);
}

static bool parse_pin(struct parser *p, struct stmt *s)
{
	return take_number(p, "pages", 1, MAX_PINS, &s->count) &&
	       (!take(p, "for") || take_number(p, "requests", 1, MAX_COUNT, &s->hi));
}

static bool parse_busy(struct parser *p, struct stmt *s)
{
	return take_number(p, "CPUs", 1, MAX_THREADS, &s->count);
}

static bool parse_repeat(struct parser *p, struct stmt *s)
{
	return take_number(p, "rounds", 1, MAX_COUNT, &s->count);
}

static bool parse_threads(struct parser *p, struct stmt *s)
{
	return take_number(p, "threads", 1, MAX_THREADS, &s->count);
}

static bool parse_actors(struct parser *p, struct stmt *s)
{
	(void)p;
	(void)s;
	return true;
}

static bool parse_actor(struct parser *p, struct stmt *s)
{
	s->count = 1;
	return take_name(p, &s->name) &&
	       (!peek(p) || take_number(p, "copies", 1, MAX_THREADS, &s->count));
}

static bool parse_random(struct parser *p, struct stmt *s)
{
	return take_number(p, "requests", 1, MAX_COUNT, &s->count) &&
	       take_word(p, "fill") && take_range(p, "percent", 100, &s->lo, &s->hi);
}

static bool parse_class(struct parser *p, struct stmt *s)
{
	s->weight = 1;
	return take_name(p, &s->name) &&
	       take_word(p, "sizes") && take_choices(p, "pages", &s->choices) &&
	       take_word(p, "lifetime") &&
	       take_range(p, "requests", MAX_COUNT, &s->lo, &s->hi) &&
	       (!take(p, "weight") || take_number(p, "weight", 1, MAX_COUNT, &s->weight)) &&
	       take_via(p, &s->via);
}

#define IN(kind) (1U << (kind))
#define IN_FILE (1U << 31)
#define IN_PLAIN (IN_FILE | IN(STMT_REPEAT) | IN(STMT_THREADS) | IN(STMT_ACTOR))

static const struct grammar {
	const char *word;
	enum stmt_kind kind;
	bool (*parse)(struct parser *p, struct stmt *s);
	bool block;			/* ends with "end" */
	unsigned int inside;		/* blocks it may stand in, directly */
	unsigned int not_below;		/* blocks it must not stand in at any depth */
} grammar[] = {
	{ "alloc", STMT_ALLOC, parse_alloc, false, IN_PLAIN, 0 },
	{ "free", STMT_FREE, parse_free, false, IN_PLAIN, 0 },
	{ "sleep_us", STMT_SLEEP, parse_sleep, false, IN_PLAIN, 0 },
	{ "residents", STMT_RESIDENTS, parse_residents, false, IN_PLAIN, 0 },
	{ "memory", STMT_MEMORY, parse_memory, false, IN_FILE, 0 },
	{ "churn", STMT_CHURN, parse_churn, false, IN_FILE | IN(STMT_REPEAT) | IN(STMT_RANDOM),
	  IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "refill", STMT_REFILL, parse_refill, false,
	  IN_FILE | IN(STMT_REPEAT) | IN(STMT_RANDOM), IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "fill", STMT_FILL, parse_fill, false, IN_FILE | IN(STMT_REPEAT),
	  IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "drop", STMT_DROP, parse_drop, false, IN_FILE | IN(STMT_REPEAT),
	  IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "lowmem", STMT_LOWMEM, parse_lowmem, false, IN_FILE, 0 },
	{ "pin", STMT_PIN, parse_pin, false, IN_FILE | IN(STMT_REPEAT),
	  IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "busy", STMT_BUSY, parse_busy, false, IN_FILE, 0 },
	{ "repeat", STMT_REPEAT, parse_repeat, true, IN_PLAIN, 0 },
	{ "threads", STMT_THREADS, parse_threads, true, IN_PLAIN,
	  IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "actors", STMT_ACTORS, parse_actors, true, IN_PLAIN, IN(STMT_ACTOR) },
	{ "actor", STMT_ACTOR, parse_actor, true, IN(STMT_ACTORS), 0 },
	{ "random", STMT_RANDOM, parse_random, true, IN_FILE | IN(STMT_REPEAT),
	  IN(STMT_THREADS) | IN(STMT_ACTOR) },
	{ "class", STMT_CLASS, parse_class, false, IN(STMT_RANDOM), 0 },
};

#define NR_GRAMMAR (sizeof(grammar) / sizeof(grammar[0]))

static unsigned int block_bit(const struct block *b)
{
	return b->owner ? IN(b->owner->kind) : IN_FILE;
}

/* The statements that may stand here, for the message. */
static bool misplaced(struct parser *p, const char *word)
{
	unsigned int here = block_bit(&p->open[p->depth]);
	char list[240] = "";
	size_t i, len = 0;

	for (i = 0; i < NR_GRAMMAR; i++)
		if (grammar[i].inside & here)
			len += snprintf(list + len, sizeof(list) - len, "%s, ", grammar[i].word);
	return expected(p, "%s%s here, not '%s'", list,
			p->depth ? "end" : "area_mib, disk_mib, swap_mib, boot_args, seed, set or about", word);
}

static bool may_stand(struct parser *p, const struct grammar *g)
{
	unsigned int d;

	if (!(g->inside & block_bit(&p->open[p->depth])))
		return false;
	for (d = 0; d <= p->depth; d++)
		if (g->not_below & block_bit(&p->open[d]))
			return false;
	return true;
}

static bool open_block(struct parser *p, struct stmt *s)
{
	if (p->depth + 1 == MAX_DEPTH)
		return expected(p, "at most %d blocks inside each other", MAX_DEPTH - 1);
	p->depth++;
	p->open[p->depth].owner = s;
	p->open[p->depth].tail = &s->body;
	return true;
}

static bool close_block(struct parser *p)
{
	struct block *b = &p->open[p->depth];

	if (!b->owner)
		return expected(p, "a statement: there is no block to end");
	if (!b->owner->body)
		return expected(p, "something in the block that began in line %u", b->owner->line);
	p->depth--;
	return true;
}

static bool parse_statement(struct parser *p)
{
	const char *word = p->word[0];
	struct block *b;
	struct stmt *s;
	size_t i;

	p->next = 1;
	if (!strcmp(word, "end"))
		return close_block(p);
	for (i = 0; i < NR_GRAMMAR; i++)
		if (!strcmp(word, grammar[i].word))
			break;
	if (i == NR_GRAMMAR || !may_stand(p, &grammar[i]))
		return misplaced(p, word);

	p->body_begun = true;
	s = xcalloc(1, sizeof(*s));
	s->kind = grammar[i].kind;
	s->line = p->line;
	b = &p->open[p->depth];
	*b->tail = s;
	b->tail = &s->next;
	if (!grammar[i].parse(p, s))
		return false;
	return !grammar[i].block || open_block(p, s);
}

/* Header lines. Returns false in @found when the line is none. */
static bool parse_header(struct parser *p, bool *found)
{
	struct scenario *sc = p->scenario;

	p->next = 0;
	*found = true;
	if (take(p, "area_mib")) {
		if (!take_number(p, "MiB", 1, 1UL << 20, &sc->area_mib))
			return false;
	} else if (take(p, "disk_mib")) {
		if (!take_number(p, "MiB", 1, 1UL << 20, &sc->disk_mib))
			return false;
	} else if (take(p, "swap_mib")) {
		if (!take_number(p, "MiB", 1, 1UL << 20, &sc->swap_mib))
			return false;
	} else if (!sc->set && take(p, "set")) {
		if (!take_name(p, &sc->set))
			return false;
	} else if (take(p, "seed")) {
		if (!take_number(p, "a seed", 0, UINT_MAX, &sc->seed))
			return false;
	} else {
		*found = false;
		return true;
	}
	if (p->body_begun)
		return expected(p, "'%s' before the first statement", p->word[0]);
	return true;
}

static void split(struct parser *p, char *text)
{
	char *save = NULL, *word;

	p->nr_words = 0;
	text[strcspn(text, "#\n")] = '\0';
	for (word = strtok_r(text, " \t\r", &save); word && p->nr_words < MAX_WORDS;
	     word = strtok_r(NULL, " \t\r", &save))
		p->word[p->nr_words++] = word;
}

/* "WORD TEXT": the text is taken as it is, whatever it holds. */
static bool parse_text(struct parser *p, const char *line, const char *word, char **text,
		       bool *found)
{
	size_t len = strlen(word);

	*found = !strncmp(line, word, len) && line[len] == ' ';
	if (!*found)
		return true;
	if (*text)
		return expected(p, "one '%s' line, not two", word);
	*text = xstrdup(line + len + 1);
	(*text)[strcspn(*text, "\r\n")] = '\0';
	return true;
}

static bool parse_line(struct parser *p, char *text)
{
	bool found;

	if (!parse_text(p, text, "about", &p->scenario->about, &found) ||
	    (!found && !parse_text(p, text, "boot_args", &p->scenario->boot_args, &found)))
		return false;
	if (found)
		return true;
	split(p, text);
	if (!p->nr_words)
		return true;
	if (!parse_header(p, &found) || (!found && !parse_statement(p)))
		return false;
	if (peek(p))
		return expected(p, "the end of the line, not '%s'", peek(p));
	return true;
}

static bool parse_file(struct parser *p, FILE *f)
{
	char *text = NULL;
	size_t size = 0;
	bool good = true;

	while (good && getline(&text, &size, f) >= 0) {
		p->line++;
		good = parse_line(p, text);
	}
	if (good && ferror(f)) {
		say("%s: %s", p->scenario->path, strerror(errno));
		good = false;
	}
	free(text);
	if (!good)
		return false;
	p->line++;
	if (p->depth)
		return expected(p, "'end' of the block that began in line %u",
				p->open[p->depth].owner->line);
	if (!p->scenario->body)
		return expected(p, "at least one statement");
	return true;
}

static char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = xstrdup(slash ? slash + 1 : path);
	char *dot = strrchr(name, '.');

	if (dot && !strcmp(dot, ".scenario"))
		*dot = '\0';
	return name;
}

struct scenario *scenario_load(const char *path)
{
	struct scenario *sc;
	struct parser p = { 0 };
	FILE *f = fopen(path, "re");
	bool good;

	if (!f) {
		say("%s: %s", path, strerror(errno));
		return NULL;
	}
	sc = xcalloc(1, sizeof(*sc));
	sc->path = xstrdup(path);
	sc->name = base_name(path);
	sc->seed = 1;
	p.scenario = sc;
	p.open[0].tail = &sc->body;
	good = parse_file(&p, f);
	fclose(f);
	if (good)
		return sc;
	scenario_free(sc);
	return NULL;
}

char *scenario_find(const char *name, const char *dir)
{
	size_t len = strlen(name);
	char *path;

	if (strchr(name, '/') || (len > 9 && !strcmp(name + len - 9, ".scenario")))
		return xstrdup(name);
	path = xcalloc(1, strlen(dir) + len + sizeof("/.scenario"));
	sprintf(path, "%s/%s.scenario", dir, name);
	return path;
}

static void free_statements(struct stmt *s)
{
	struct stmt *next;

	for (; s; s = next) {
		next = s->next;
		free_statements(s->body);
		free(s->name);
		free(s->choices.choice);
		free(s);
	}
}

void scenario_free(struct scenario *sc)
{
	free_statements(sc->body);
	free(sc->about);
	free(sc->boot_args);
	free(sc->set);
	free(sc->name);
	free(sc->path);
	free(sc);
}
