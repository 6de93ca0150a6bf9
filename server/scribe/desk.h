/*
 * A scribe's life: one text after the other from the worker at the other end
 * of its socket, until that end closes. Before its processor time runs short,
 * or after some thousand texts, it says with an answer that this was the
 * last, and ends: so it never dies of old age in the middle of a text, and
 * what a library leaks does not add up.
 */
#ifndef SCRIBE_DESK_H
#define SCRIBE_DESK_H

/* In a process of its own, forked after markup_init. Does not return; the
 * exit status is 0 when the other end has closed. */
_Noreturn void desk_work(int fd);

#endif
