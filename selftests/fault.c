// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "fault.h"
#include "text_file.h"

#define FAIL_FUNCTION	"/sys/kernel/debug/fail_function"
#define FAIL_PAGES	"/sys/kernel/debug/fail_page_alloc"
#define MAKE_IT_FAIL	"/proc/self/make-it-fail"
#define FAIL_NTH	"/proc/thread-self/fail-nth"

#define CONTIG_PREFIX	"alloc_contig_"

/* What empties a range for cma_alloc(); its name depends on the kernel. */
static char *contig_function;

/* A file of the folder @dir and what to write into it. */
struct setting {
	const char *file;
	const char *text;
};

static int write_setting(const char *dir, const struct setting *setting)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, setting->file);

	return text_file_write(path, setting->text);
}

static int write_settings(const char *dir, const struct setting *settings,
			  size_t nr)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < nr && !ret; i++)
		ret = write_setting(dir, &settings[i]);

	return ret;
}

/* Only this process, always, and without a word in the log. */
static const struct setting common_settings[] = {
	{ "task-filter", "Y" },
	{ "probability", "100" },
	{ "interval", "1" },
	{ "space", "0" },
	{ "verbose", "0" },
	{ "times", "0" },
};

/* Whatever it is that asks for pages, in whatever zone. */
static const struct setting page_settings[] = {
	{ "ignore-gfp-wait", "N" },
	{ "ignore-gfp-highmem", "N" },
	{ "min-order", "0" },
};

static int set_up(const char *dir)
{
	return write_settings(dir, common_settings, ARRAY_SIZE(common_settings));
}

static int set_up_pages(void)
{
	int ret = set_up(FAIL_PAGES);

	return ret ?: write_settings(FAIL_PAGES, page_settings,
				     ARRAY_SIZE(page_settings));
}

/* What those files said before. */
static char *common_before[2][ARRAY_SIZE(common_settings)];
static char *page_before[ARRAY_SIZE(page_settings)];

static void save(const char *dir, const struct setting *settings, size_t nr,
		 char **before)
{
	char path[512];
	size_t i;

	for (i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, settings[i].file);
		before[i] = text_file_read(path);
	}
}

static void restore(const char *dir, const struct setting *settings, size_t nr,
		    char **before)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct setting setting = { settings[i].file, before[i] };

		if (before[i])
			write_setting(dir, &setting);
	}
}

static void find_contig_function(void)
{
	char *list = text_file_read(FAIL_FUNCTION "/injectable");
	char *line, *rest = list;

	while (!contig_function && (line = strsep(&rest, "\n"))) {
		if (!strncmp(line, CONTIG_PREFIX, strlen(CONTIG_PREFIX)))
			contig_function = strndup(line, strcspn(line, " \t"));
	}
	free(list);
}

const char *fault_contig_missing(void)
{
	if (access(FAIL_FUNCTION, F_OK))
		return "no " FAIL_FUNCTION ": no CONFIG_FAIL_FUNCTION";
	if (!contig_function)
		return "no function " CONTIG_PREFIX "* in " FAIL_FUNCTION
		       "/injectable";

	return NULL;
}

const char *fault_pages_missing(void)
{
	if (access(FAIL_PAGES, F_OK))
		return "no " FAIL_PAGES ": no CONFIG_FAIL_PAGE_ALLOC";

	return NULL;
}

static int begin_contig(int error, unsigned int nr_times)
{
	const struct setting inject = { "inject", contig_function };
	char path[512], value[32];
	int ret;

	ret = set_up(FAIL_FUNCTION);
	if (!ret)
		ret = write_setting(FAIL_FUNCTION, &inject);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), FAIL_FUNCTION "/%s/retval",
		 contig_function);
	snprintf(value, sizeof(value), "%#lx", (unsigned long)error);
	ret = text_file_write(path, value);
	if (ret)
		return ret;
	snprintf(value, sizeof(value), "%u", nr_times);
	ret = text_file_write(FAIL_FUNCTION "/times", value);

	return ret ?: text_file_write(MAKE_IT_FAIL, "1");
}

int fault_contig_begin(int error, unsigned int nr_times)
{
	int ret = begin_contig(error, nr_times);

	if (ret)
		fault_contig_end();

	return ret;
}

long long fault_contig_end(void)
{
	char path[512];
	long long left = text_file_read_number(FAIL_FUNCTION "/times");

	text_file_write(MAKE_IT_FAIL, "0");
	snprintf(path, sizeof(path), "!%s", contig_function);
	text_file_write(FAIL_FUNCTION "/inject", path);

	return left;
}

/*
 * Where allocations fail, opening a file may. So what ends that is open before it
 * begins.
 */
static int switch_fd = -1;

static int switch_on(const char *path, const char *text)
{
	ssize_t written;
	int ret;

	switch_fd = open(path, O_RDWR | O_CLOEXEC);
	if (switch_fd < 0)
		return -errno;
	written = write(switch_fd, text, strlen(text));
	if (written == (ssize_t)strlen(text))
		return 0;
	ret = written < 0 ? -errno : -EIO;
	close(switch_fd);
	switch_fd = -1;

	return ret;
}

/* Returns what could be read before, or a negative errno. */
static long long switch_off(void)
{
	char text[32] = "";
	long long left = 0;

	if (switch_fd < 0)
		return -EBADF;
	if (read(switch_fd, text, sizeof(text) - 1) < 0)
		left = -errno;
	else
		left = strtoll(text, NULL, 10);
	if (write(switch_fd, "0", 1) != 1)
		left = -EIO;
	close(switch_fd);
	switch_fd = -1;

	return left;
}

int fault_pages_begin(void)
{
	int ret = set_up_pages();

	if (!ret)
		ret = text_file_write(MAKE_IT_FAIL, "1");

	return ret ?: switch_on(FAIL_PAGES "/times", "2147483647");
}

int fault_pages_end(void)
{
	const long long left = switch_off();

	text_file_write(MAKE_IT_FAIL, "0");

	return left < 0 ? left : 0;
}

int fault_page_nth_begin(unsigned int nth)
{
	char value[32];
	int ret = set_up_pages();

	snprintf(value, sizeof(value), "%u", nth);

	return ret ?: switch_on(FAIL_NTH, value);
}

long long fault_page_nth_end(void)
{
	return switch_off();
}

static void end_all(void)
{
	switch_off();
	if (contig_function)
		fault_contig_end();
	restore(FAIL_FUNCTION, common_settings, ARRAY_SIZE(common_settings),
		common_before[0]);
	restore(FAIL_PAGES, common_settings, ARRAY_SIZE(common_settings),
		common_before[1]);
	restore(FAIL_PAGES, page_settings, ARRAY_SIZE(page_settings),
		page_before);
}

void fault_init(void)
{
	find_contig_function();
	save(FAIL_FUNCTION, common_settings, ARRAY_SIZE(common_settings),
	     common_before[0]);
	save(FAIL_PAGES, common_settings, ARRAY_SIZE(common_settings),
	     common_before[1]);
	save(FAIL_PAGES, page_settings, ARRAY_SIZE(page_settings), page_before);
	atexit(end_all);
}
