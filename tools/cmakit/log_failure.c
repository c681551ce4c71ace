// SPDX-License-Identifier: GPL-2.0
/*
 * A log is read line by line; lines that mailers and terminals wrapped are put
 * together again before they count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log_collector.h"
#include "log_failure.h"
#include "log_reader.h"
#include "log_text.h"
#include "memory.h"

/* A message is in so many pieces at most. */
#define MAX_PIECES	6

/**
 * struct unfinished - a message whose end is on the next line, perhaps
 * @text: what is there
 * @nr_pieces: of how many lines, 0 if there is no such message
 * @place: where it begins
 */
struct unfinished {
	char text[2048];
	unsigned int nr_pieces;
	struct log_place place;
};

/*
 * A line that somebody wrote about a log begins with a '#', and may quote a failure
 * that stands in the log, too. So does a shell's prompt, whose commands count.
 */
static bool is_comment(const char *text, const struct log_event *event)
{
	return *text == '#' && event->type != EVENT_CALL;
}

/* No more of it comes: take what there is. */
static void finish(struct unfinished *u, struct log_collector *c)
{
	struct log_event event;

	if (!u->nr_pieces)
		return;
	u->nr_pieces = 0;
	log_event_parse(u->text, &event);
	log_collector_event(c, &event, &u->place);
}

/* Begin @u with @text, or take it if it is complete. Returns whether it counts. */
static bool begin(struct unfinished *u, struct log_collector *c, const char *text,
		  const struct log_place *place)
{
	struct log_event event;
	const enum event_parse got = log_event_parse(text, &event);

	if (is_comment(text, &event))
		return false;
	switch (got) {
	case PARSE_DONE:
		finish(u, c);
		log_collector_event(c, &event, place);
		return true;
	case PARSE_PART:
		finish(u, c);
		if (strlen(text) >= sizeof(u->text)) {
			log_collector_event(c, &event, place);
			return true;
		}
		strcpy(u->text, text);
		u->nr_pieces = 1;
		u->place = *place;
		return true;
	default:
		return false;
	}
}

/* Go on with @u if @text may be the next piece. */
static void go_on(struct unfinished *u, struct log_collector *c, const char *text)
{
	static const char *const joints[] = { " ", "" };
	const size_t old = strlen(u->text);
	struct log_event event;
	enum event_parse best = PARSE_NONE;
	size_t i;

	if (!u->nr_pieces)
		return;
	if (u->nr_pieces == MAX_PIECES || !*text ||
	    old + strlen(text) + 2 > sizeof(u->text)) {
		finish(u, c);
		return;
	}
	/* Mailers wrap at blanks, terminals anywhere. */
	for (i = 0; i < 2 && best != PARSE_DONE; i++) {
		snprintf(u->text + old, sizeof(u->text) - old, "%s%s", joints[i],
			 text);
		best = log_event_parse(u->text, &event);
	}
	u->nr_pieces++;
	if (best == PARSE_NONE) {
		u->text[old] = '\0';
		finish(u, c);
	} else if (best == PARSE_DONE) {
		finish(u, c);
	} else {
		snprintf(u->text + old, sizeof(u->text) - old, " %s", text);
	}
}

static void take_line(struct unfinished *u, struct log_collector *c, char *line,
		      bool matches, size_t nr)
{
	const struct log_text text = log_text_of(line);
	const struct log_place place = { nr, text.time, text.context };

	if (text.is_record)
		finish(u, c);
	if ((matches || log_facts_want_next(&c->facts)) &&
	    log_collector_fact(c, text.text, &place))
		return;
	if (log_collector_dump_piece(c, text.text, nr))
		return;
	if (matches && begin(u, c, text.text, &place))
		return;
	go_on(u, c, text.text);
}

/* The filter of all lines that count. Made once, and kept: it is the same always. */
static const struct text_filter *log_filter(void)
{
	static struct text_filter *filter;
	const size_t nr = nr_log_event_words + nr_log_fact_words;
	const char **words;

	if (filter)
		return filter;
	words = calloc_or_exit(nr, sizeof(*words));
	memcpy(words, log_event_words, nr_log_event_words * sizeof(*words));
	memcpy(words + nr_log_event_words, log_fact_words,
	       nr_log_fact_words * sizeof(*words));
	filter = text_filter_new(words, nr);
	free(words);
	return filter;
}

int log_failures_read(int fd, const char *name,
		      void (*report)(const struct failure *failure,
				     const struct log_facts *facts, void *data),
		      void *data, struct log_summary *summary)
{
	struct log_collector *c = calloc_or_exit(1, sizeof(*c));
	struct unfinished u = { .nr_pieces = 0 };
	struct log_reader reader;
	bool matches;
	char *line;
	int got;

	log_reader_begin(&reader, fd, name, log_filter());
	log_collector_begin(c, report, data);
	while ((got = log_reader_next(&reader, u.nr_pieces || c->dump_is_open ||
				      log_facts_want_next(&c->facts), &line,
				      &matches)) > 0)
		take_line(&u, c, line, matches, reader.nr);
	finish(&u, c);
	log_collector_end(c);
	*summary = c->summary;
	log_reader_end(&reader);
	free(c);
	return got;
}
