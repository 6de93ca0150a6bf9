/* What a command says to whoever typed it, in English, on standard error. */
#ifndef OPS_SAY_H
#define OPS_SAY_H

#include "base/compiler.h"
#include "base/msg.h"

void say_error(const char *fmt, ...) PRINTF(1, 2);
void say_message(struct msg);

#endif
