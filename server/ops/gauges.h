/* What can go up and down in a worker, noted once a second for others. */
#ifndef OPS_GAUGES_H
#define OPS_GAUGES_H

struct cache;
struct http_server;
struct loop;

/* Sets the gauges of the loop's meter. */
void gauges_note(struct loop *loop, const struct http_server *server,
    const struct cache *cache);

#endif
