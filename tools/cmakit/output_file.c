// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input_error.h"
#include "memory.h"
#include "output_file.h"

/* Signals that end the program, and after which nothing may be left behind. */
static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

#define NR_ENDING	(sizeof(ending) / sizeof(ending[0]))

/* What to remove then: the temporary file that is written now, or NULL. */
static char *volatile unfinished;

static void remove_unfinished(void)
{
	if (unfinished)
		unlink(unfinished);
}

/* The handler is gone by now, and the signal comes again when this returns. */
static void on_signal(int number)
{
	remove_unfinished();
	raise(number);
}

/* From now on; signals that the program was started to ignore stay ignored. */
static void watch_signals(void)
{
	const struct sigaction remove = {
		.sa_handler = on_signal,
		.sa_flags = SA_RESETHAND,
	};
	struct sigaction now;

	for (size_t i = 0; i < NR_ENDING; i++)
		if (!sigaction(ending[i], NULL, &now) &&
		    now.sa_handler == SIG_DFL)
			sigaction(ending[i], &remove, NULL);
}

/* Also where memory runs out in the middle. */
static void watch_exits(void)
{
	static bool watching;

	if (!watching)
		atexit(remove_unfinished);
	watching = true;
	watch_signals();
}

/* Between these two no such signal comes: @unfinished is what there is. */
static void hold_signals(sigset_t *before)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < NR_ENDING; i++)
		sigaddset(&held, ending[i]);
	sigprocmask(SIG_BLOCK, &held, before);
}

static void let_signals(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static int open_error(const struct output_file *file)
{
	return file_error(file->name, "%s", strerror(errno));
}

/* Whether a new file may stand in for what is at the path, if anything is. */
static bool replaceable(const char *path)
{
	struct stat st;

	return stat(path, &st) || S_ISREG(st.st_mode);
}

/* A new file beside the one to come, with the mode that open() would give it. */
static FILE *open_temporary(struct output_file *file)
{
	const mode_t mask = umask(0);
	sigset_t before;
	FILE *out;
	int fd;

	umask(mask);
	file->temporary = asprintf_or_exit("%s.XXXXXX", file->path);
	watch_exits();
	hold_signals(&before);
	fd = mkstemp(file->temporary);
	if (fd >= 0)
		unfinished = file->temporary;
	let_signals(&before);
	if (fd < 0)
		return NULL;
	fchmod(fd, 0666 & ~mask);
	out = fdopen(fd, "w");
	if (!out) {
		const int error = errno;

		remove_unfinished();
		unfinished = NULL;
		close(fd);
		errno = error;
	}
	return out;
}

int output_file_begin(struct output_file *file, const char *name)
{
	*file = (struct output_file) { .name = name, .out = stdout };
	if (!strcmp(name, "-"))
		return 0;

	/* Through symbolic links, so that the link stays. */
	file->path = realpath(name, NULL) ?: asprintf_or_exit("%s", name);
	file->out = replaceable(file->path) ? open_temporary(file) :
		    fopen(file->path, "w");
	if (file->out)
		return 0;
	open_error(file);
	free(file->temporary);
	free(file->path);
	return -1;
}

/* Returns 0, or -1 with errno; that of a write long ago is not known any more. */
static int close_out(struct output_file *file)
{
	int error = 0;

	if (fflush(file->out))
		error = errno;
	else if (ferror(file->out))
		error = EIO;
	if (file->out != stdout && fclose(file->out) && !error)
		error = errno;
	errno = error;
	return error ? -1 : 0;
}

int output_file_complete(struct output_file *file)
{
	int ret = close_out(file);
	sigset_t before;

	hold_signals(&before);
	if (!ret && file->temporary)
		ret = rename(file->temporary, file->path);
	if (ret) {
		open_error(file);
		if (file->temporary)
			unlink(file->temporary);
	}
	unfinished = NULL;
	let_signals(&before);
	free(file->temporary);
	free(file->path);
	return ret;
}
