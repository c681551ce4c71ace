/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_EVIDENCE_H
#define CMAKIT_EVIDENCE_H

#include "explanation.h"

/* Had a zone less free memory than it must keep, at about that moment? */
bool is_memory_short(const struct failure *failure);

/*
 * Try what the log says besides the failure itself and its dump: sizes, and states
 * of other moments. Concludes, with evidence, and returns true if that is enough.
 */
bool conclude_from_hints(struct explanation *e);

/* Say what the conclusion of @e rests on. */
void evidence_collect(struct explanation *e);

#endif /* CMAKIT_EVIDENCE_H */
