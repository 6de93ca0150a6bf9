/*
 * A loop with a pool of two scribes. The keeper and its children are processes
 * as they are in service.
 */
#ifndef TESTS_UNIT_SCRIBE_HOUSE_H
#define TESTS_UNIT_SCRIBE_HOUSE_H

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "loop/loop.h"
#include "markup/markup.h"
#include "scribe/keeper.h"
#include "scribe/sandbox.h"
#include "scribe/scribe.h"

#include "../tap.h"

/* A text, and what became of it. */
struct order {
	const char *source;
	enum scribe_kind kind;
	bool comment;
	enum scribe_status status;
	char html[200], excerpt[200];
	const char *why;
	int version;
	int place; /* the how manieth to be done, from 1 */
};

static struct loop *loop;
static int keeper_fds[2];
static pid_t keeper;
static int n_done, n_wanted;

/* ---- the house ---- */

static inline void
start_keeper(void)
{
	keeper = fork();
	if (keeper == 0)
		exit(keeper_run(keeper_fds[1]));
}

static inline void
write_order(struct task *task, void *arg)
{
	struct order *o = arg;
	struct scribe_answer answer;
	const struct scribe_job job = {
		.kind = o->kind,
		.source = str_from(o->source),
		.comment = o->comment,
	};

	o->status = scribe_run(task, &job, &answer);
	snprintf(o->html, sizeof(o->html), STR_FMT, STR_ARG(answer.html.text));
	snprintf(
	    o->excerpt, sizeof(o->excerpt), STR_FMT, STR_ARG(answer.excerpt));
	o->why = answer.why.id;
	o->version = answer.version;
	o->place = ++n_done;
	if (n_done == n_wanted)
		loop_stop(loop);
}

static inline void
begin(struct order *o)
{
	n_wanted++;
	task_start(loop, write_order, o);
}

static inline void
run_all(struct order *orders, size_t n)
{
	n_done = n_wanted = 0;
	for (size_t i = 0; i < n; i++)
		begin(&orders[i]);
	if (n_done < n_wanted)
		loop_run(loop);
}

/* Whether the wanted number of scribes is there; looked at each tick. */
struct patience {
	struct event *tick;
	int ready;
};

static inline void
on_patience(evutil_socket_t fd, short what, void *arg)
{
	const struct patience *p = arg;

	if (scribe_pool_stats(loop->scribes).ready >= p->ready)
		loop_stop(loop);
}

static inline void
wait_ready(int ready)
{
	struct patience p = { .ready = ready };
	const struct timeval tv = { 0, 1000 };

	p.tick = event_new(loop->base, -1, EV_PERSIST, on_patience, &p);
	event_add(p.tick, &tv);
	loop_run(loop);
	event_free(p.tick);
}

static inline char *
repeat(const char *part, size_t bytes)
{
	char *text = malloc(bytes + 1);
	const size_t len = strlen(part);

	for (size_t i = 0; i < bytes; i++)
		text[i] = part[i % len];
	text[bytes] = '\0';
	return text;
}

/* A text that cmark works on for many seconds, within all limits. */
static inline char *
make_bomb(void)
{
	return repeat("![[]()", MARKUP_MAX_SOURCE_BYTES);
}

static inline void
open_house(void)
{
	if (!keeper_open(keeper_fds))
		exit(1);
	start_keeper();
	loop = loop_new(event_base_new());
	scribe_pool_new(
	    loop, &(struct scribe_options){ .keeper_fd = keeper_fds[0],
		      .wait_ms = 4 * sandbox_job_ms() });
}

static inline void
close_house(void)
{
	int status = -1;

	if (loop->scribes != NULL)
		scribe_pool_free(loop->scribes);
	loop_free(loop);
	kill(keeper, SIGTERM);
	waitpid(keeper, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "the keeper ends when it is asked to");
	close(keeper_fds[0]);
	close(keeper_fds[1]);
}

#endif
