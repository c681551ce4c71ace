/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_ADVICE_H
#define CMAKIT_ADVICE_H

#include "explanation.h"

/* Say what can be done about the reason that @e concludes, cheapest first. */
void advice_collect(struct explanation *e);

#endif /* CMAKIT_ADVICE_H */
