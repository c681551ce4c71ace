// SPDX-License-Identifier: GPL-2.0
#include "area_log.h"
#include "input_error.h"

int area_log_read(struct area_state *state, const char *file, const char *text,
		  size_t len, size_t dump)
{
	(void)state;
	(void)text;
	(void)len;
	(void)dump;
	return file_error(file, "expected a bitmap");
}
