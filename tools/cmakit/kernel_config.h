/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_KERNEL_CONFIG_H
#define CMAKIT_KERNEL_CONFIG_H

#include <stdbool.h>

/**
 * struct kernel_config - how a kernel was configured
 * @path: the file, NULL if none was found
 * @text: what it says
 */
struct kernel_config {
	char *path;
	char *text;
};

/*
 * Read the configuration of the kernel @release (NULL if that is not known) below
 * @root: /proc/config.gz, else /boot/config-RELEASE. Returns as sys_file.h says. The
 * caller ends it with kernel_config_free() either way.
 */
int kernel_config_read(struct kernel_config *config, const char *root,
		       const char *release);
void kernel_config_free(struct kernel_config *config);

/*
 * The value of CONFIG_@name, a new string: "y", "m", a number; NULL if it is off,
 * which is also when the file has no such option.
 */
char *kernel_config_value(const struct kernel_config *config, const char *name);

#endif /* CMAKIT_KERNEL_CONFIG_H */
