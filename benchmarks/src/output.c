// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "say.h"

static const char *name_of(const struct output *o)
{
	return o->path ? o->path : "standard output";
}

bool output_begin(struct output *o, const char *path)
{
	struct stat st;

	memset(o, 0, sizeof(*o));
	o->path = path;
	if (path && (lstat(path, &st) || S_ISREG(st.st_mode))) {
		o->new = xcalloc(1, strlen(path) + 16);
		sprintf(o->new, "%s.%d", path, (int)getpid());
		o->out = fopen(o->new, "wxe");
	} else {
		o->out = path ? fopen(path, "we") : stdout;
	}
	if (o->out)
		return true;
	say("%s: %m", name_of(o));
	free(o->new);
	return false;
}

/* Returns 0 or the errno of whatever could not be written. */
static int close_out(struct output *o)
{
	int err = 0;

	if (fflush(o->out) || ferror(o->out))
		err = errno;
	if (o->out != stdout && fclose(o->out) && !err)
		err = errno;
	return err;
}

static void drop(struct output *o)
{
	if (o->new)
		unlink(o->new);
	free(o->new);
}

bool output_complete(struct output *o)
{
	int err = close_out(o);

	if (!err && o->new && rename(o->new, o->path))
		err = errno;
	if (err) {
		say("%s: %s", name_of(o), strerror(err));
		drop(o);
		return false;
	}
	free(o->new);
	return true;
}

void output_abandon(struct output *o)
{
	close_out(o);
	drop(o);
}
