// SPDX-License-Identifier: GPL-2.0
/*
 * A log goes through everything that cmakit explain does. An entry for libFuzzer, and
 * for mutate.c.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "explanation.h"
#include "explanation_json.h"
#include "explanation_text.h"
#include "log_failure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(const struct failure *failure, const struct log_facts *facts,
		   void *data)
{
	static const struct explain_options options[] = {
		{ .align = ALIGN_UNKNOWN }, { .align = 63, .page_size = 1 << 20 },
	};
	FILE *null = data;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct explanation e;
		struct json_object *json;

		explanation_make(&e, failure, facts, &options[i]);
		explanation_print_text(&e, 1, null);
		json = explanation_json(&e);
		fputs(json_object_to_json_string(json), null);
		json_object_put(json);
		explanation_free(&e);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *null;
	static int fd = -1;
	struct log_summary summary;

	if (!null) {
		null = fopen("/dev/null", "w");
		fd = memfd_create("log", 0);
		if (!null || fd < 0)
			abort();
	}
	if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	if (log_failures_read(fd, "log", report, null, &summary))
		abort();
	return 0;
}
