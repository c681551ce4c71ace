/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_VERSION_H
#define CMAKIT_VERSION_H

/* The one place that names the tool's version. */
#define CMAKIT_VERSION	"0.1"

#endif /* CMAKIT_VERSION_H */
