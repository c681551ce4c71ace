// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../kselftest.h"
#include "events.h"
#include "text_file.h"

static const char *const tracing_dirs[] = {
	"/sys/kernel/tracing", "/sys/kernel/debug/tracing",
};

static const char *const event_names[] = {
	"cma_alloc_start", "cma_alloc_busy_retry", "cma_alloc_finish",
};

/* The instance, an empty string if there is none. */
static char instance[128];

static int instance_write(const char *file, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", instance, file);

	return text_file_write(path, text);
}

static void remove_instance(void)
{
	if (*instance)
		rmdir(instance);
}

static bool make_instance(const char *tracing_dir)
{
	snprintf(instance, sizeof(instance), "%s/instances/cma_test.%d",
		 tracing_dir, getpid());
	if (!mkdir(instance, 0700))
		return true;
	*instance = '\0';

	return false;
}

/* The events of this process alone. */
static bool enable_events(void)
{
	char text[64];
	size_t i;

	snprintf(text, sizeof(text), "%d", getpid());
	if (instance_write("set_event_pid", text))
		return false;
	for (i = 0; i < ARRAY_SIZE(event_names); i++) {
		snprintf(text, sizeof(text), "events/cma/%s/enable",
			 event_names[i]);
		if (instance_write(text, "1"))
			return false;
	}

	return true;
}

const char *events_init(void)
{
	static const char *why;
	static bool is_called;
	size_t i;

	if (is_called)
		return why;
	is_called = true;
	atexit(remove_instance);
	for (i = 0; i < ARRAY_SIZE(tracing_dirs) && !*instance; i++)
		make_instance(tracing_dirs[i]);
	if (!*instance)
		why = "no instance of tracefs: not mounted, or no CONFIG_FTRACE";
	else if (!enable_events())
		why = "no trace events of CMA";

	return why;
}

bool events_begin(void)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/trace", instance);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return false;
	close(fd);

	return true;
}

/* The event on @line, if it is one of @area's: what follows the area's name. */
static const char *event_of(const char *line, const struct area *area,
			    const char *event)
{
	const char *pos = strstr(line, event);
	size_t len = strlen(area->name);

	if (!pos || strncmp(pos + strlen(event), ": name=", 7))
		return NULL;
	pos += strlen(event) + 7;

	return !strncmp(pos, area->name, len) && pos[len] == ' ' ? pos + len :
								   NULL;
}

bool events_end(const struct area *area, struct alloc_events *events)
{
	unsigned int nr_started = 0, nr_finished = 0;
	char path[256], *text, *line, *rest;
	const char *finish, *error;

	memset(events, 0, sizeof(*events));
	snprintf(path, sizeof(path), "%s/trace", instance);
	text = text_file_read(path);
	for (line = text ? strtok_r(text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		nr_started += !!event_of(line, area, "cma_alloc_start");
		events->nr_busy += !!event_of(line, area,
					      "cma_alloc_busy_retry");
		finish = event_of(line, area, "cma_alloc_finish");
		if (!finish)
			continue;
		nr_finished++;
		error = strstr(finish, "errorno=");
		events->error = error ? atoi(error + strlen("errorno=")) :
					ERROR_UNKNOWN;
	}
	free(text);

	return nr_started == 1 && nr_finished == 1;
}
