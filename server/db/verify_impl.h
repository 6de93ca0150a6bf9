/*
 * Verification: before the database counts as ready, every statement is
 * prepared on a connection of its own and what the server says about it is
 * compared with its declaration: types of parameters; number, names and types
 * of columns; and that a column that may hold NULL in its table is not
 * declared as one that never does, as far as one can know (an outer join
 * cannot be seen; a NULL then fails its query). All mistakes are logged.
 */
#ifndef DB_VERIFY_IMPL_H
#define DB_VERIFY_IMPL_H

struct db;
struct verify;

struct verify *verify_new(struct db *db);

/*
 * Begins, once; sets db->verified when all is well, otherwise db->faulty, and
 * tries again.
 */
void verify_begin(struct verify *v);
void verify_free(struct verify *v);

/* Why db->verified is not true. */
const char *verify_why(const struct verify *v);

#endif
