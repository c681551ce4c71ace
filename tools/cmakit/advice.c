// SPDX-License-Identifier: GPL-2.0
#include "advice.h"

void advice_collect(struct explanation *e)
{
	(void)e;
}
