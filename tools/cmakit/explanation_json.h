/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_EXPLANATION_JSON_H
#define CMAKIT_EXPLANATION_JSON_H

#include <json-c/json.h>

#include "explanation.h"

/* @e as an object; the caller owns it. */
struct json_object *explanation_json(const struct explanation *e);

#endif /* CMAKIT_EXPLANATION_JSON_H */
