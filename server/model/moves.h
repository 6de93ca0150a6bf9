/*
 * What writes move: for each statement of the write lane, the tags (see
 * base/tags.h) that pages of its subject carry. A statement that is not in
 * the table moves everything, which is always right and costs a page that is
 * made again; those that come often have a row.
 */
#ifndef MODEL_MOVES_H
#define MODEL_MOVES_H

struct db_value;
struct statement;
struct tag_set;

/* For struct db_watch. */
void moves_of(const struct statement *s, const struct db_value *values,
    struct tag_set *moved);

#endif
