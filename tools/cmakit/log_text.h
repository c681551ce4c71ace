/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_TEXT_H
#define CMAKIT_LOG_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct log_text - a line of a log without what loggers, terminals and mailers put
 *	before it
 * @text: what the kernel printed
 * @time: seconds since boot as the line tells them, NAN if it does not
 * @context: a number for the task or CPU that printed it, where the line names one;
 *	lines of one record have the same. 0 if not told
 * @is_record: something says that a record of the log begins here: a time, a level,
 *	a host's name; a line that a mailer wrapped has nothing of the kind
 */
struct log_text {
	char *text;
	double time;
	uint32_t context;
	bool is_record;
};

/*
 * Take apart @line, which is changed: colours, CRs and blanks at its end are taken
 * out of it.
 */
struct log_text log_text_of(char *line);

#endif /* CMAKIT_LOG_TEXT_H */
