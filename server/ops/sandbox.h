/* What a process may do, narrowed step by step. */
#ifndef OPS_SANDBOX_H
#define OPS_SANDBOX_H

/* As many open files as the system lets us have. */
void sandbox_raise_files(void);

/* No program that we execute gains rights (setuid files). */
void sandbox_no_new_rights(void);

/*
 * The last step of a worker, and of the jobs process: system calls that it
 * never needs,
 * and that an intruder would (execute, trace, mount, load, change user),
 * are refused. Not in sanitizer builds, whose leak checker traces.
 */
void sandbox_enter_worker(void);

#endif
