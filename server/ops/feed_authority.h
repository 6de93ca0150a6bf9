/*
 * The name under which feed items are identified for ever ("HOST,YEAR", RFC
 * 4151): fixed when the first post is published. A site that was told its
 * base-url proposes its host; any other one a random name under .invalid.
 */
#ifndef OPS_FEED_AUTHORITY_H
#define OPS_FEED_AUTHORITY_H

struct config;
struct loop;

/* Proposes one as soon as the database is ready; does not wait for it. */
void feed_authority_begin(struct loop *, const struct config *);

#endif
