/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_XML_TEXT_H
#define CMAKIT_XML_TEXT_H

#include <stdio.h>

/*
 * Write @text, in UTF-8, as it has to stand in XML between tags or in quotes.
 * What XML cannot hold and what is no UTF-8 becomes '?'.
 */
void xml_text(const char *text, FILE *out);

#endif /* CMAKIT_XML_TEXT_H */
