/*
 * What task.c offers the rest of this layer.
 */
#ifndef LOOP_TASK_IMPL_H
#define LOOP_TASK_IMPL_H

#include "loop/task.h"

struct loop_tasks;

struct loop_tasks *loop_tasks_new(struct loop *loop);
/* Makes every wait fail from now on and wakes all. */
void loop_tasks_close(struct loop_tasks *tasks);
/* All tasks have ended. */
void loop_tasks_free(struct loop_tasks *tasks);
size_t loop_tasks_count(const struct loop_tasks *tasks);

/* Waits for task_wake whatever the deadline says. */
PARKS
void task_park_firmly(struct task *task);

#endif
