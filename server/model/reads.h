/*
 * How often posts are read. Readings are counted in the process's memory
 * (model/tally.h) and added to the table post_reads by one statement every
 * few seconds, sooner when many posts are read, and at the end. While the
 * database is away they are kept, as far as the tally goes. What was sent
 * when the connection broke is not sent again: a reading is rather lost than
 * counted twice.
 *
 * Whether something is a reading is for the caller to say.
 *
 *	reads = reads_new(loop);
 *	reads_add(reads, post->id);
 *	reads_finish(reads, stop, loop);
 */
#ifndef MODEL_READS_H
#define MODEL_READS_H

#include <stdint.h>

struct loop;
struct reads;

struct reads *reads_new(struct loop *loop);
/* Before the loop. What was not written is lost. */
void reads_free(struct reads *reads);

void reads_add(struct reads *reads, int64_t post);

/*
 * Writes what is there, waiting only a moment, and then calls done(arg) once,
 * on the loop's stack. What is counted afterwards is lost.
 */
void reads_finish(struct reads *reads, void (*done)(void *), void *arg);

#endif
