/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_EXPLANATION_TEXT_H
#define CMAKIT_EXPLANATION_TEXT_H

#include <stdio.h>

#include "explanation.h"

/* Print @e for people, as failure number @nr. */
void explanation_print_text(const struct explanation *e, uint64_t nr, FILE *out);

#endif /* CMAKIT_EXPLANATION_TEXT_H */
