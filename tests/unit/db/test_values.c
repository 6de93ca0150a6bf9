/* Every type there and back again through the server, and what it refuses. */
#include "harness.h"

#include <string.h>

#include "test-db/queries.h"

static void
insert(struct task *task, const struct q_thing_insert_args *args)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;

	q_thing_insert(b, args, &id);
	ok(db_run(b), "a row is inserted");
	ok(id != NULL && id->n == args->id, "and its id comes back");
}

static const struct str tags[] = { STR_INIT("ก"), STR_INIT(""),
	STR_INIT("a,{}\"\\") };

static void
full_row(struct task *task, void *arg)
{
	const int64_t size = -5, at = 1118217600000001, big = INT64_MIN;
	const bool flag = true;
	struct db_batch *b;
	struct thing *t = NULL;

	insert(task, &(struct q_thing_insert_args){ .id = big,
			 .name = STR("ชุมพร"),
			 .size = &size,
			 .at = &at,
			 .flag = &flag,
			 .data = { "\0\1\377", 3 },
			 .tags = tags,
			 .n_tags = 3 });
	b = db_batch(task);
	q_thing_by_id(b, big, &t);
	ok(db_run(b) && t != NULL, "a row is found");
	is_int(t->id, big, "the smallest int8");
	is_str(t->name, "ชุมพร", "Thai text");
	ok(t->has_size && t->size == -5, "a negative int4");
	ok(t->has_at && t->at == at, "a time to the microsecond");
	ok(t->has_flag && t->flag, "a bool");
	ok(t->data.len == 3 && memcmp(t->data.ptr, "\0\1\377", 3) == 0,
	    "bytes with a NUL");
	is_int((long long)t->n_tags, 3, "three tags");
	for (size_t i = 0; i < 3; i++)
		ok(str_eq(t->tags[i], tags[i]), "tag %zu", i);
}

static void
empty_row(struct task *task, void *arg)
{
	struct db_batch *b;
	struct thing *t = NULL;

	insert(task, &(struct q_thing_insert_args){ .id = 2 });
	b = db_batch(task);
	q_thing_by_id(b, 2, &t);
	ok(db_run(b) && t != NULL, "a row of NULLs is found");
	is_str(t->name, "", "text that was absent is empty, not NULL");
	ok(!t->has_size && !t->has_at && !t->has_flag, "three are NULL");
	ok(t->data.ptr == NULL, "bytes are NULL");
	is_int((long long)t->n_tags, 0, "no tags");
}

static void
rows(struct task *task, void *arg)
{
	const int64_t ids[] = { 2, INT64_MIN, 999 };
	struct db_batch *b = db_batch(task);
	struct thing *all = NULL, *none = (struct thing *)&ids, *one = none;
	size_t n_all = 0, n_none = 9;

	q_things(b, ids, 3, &all, &n_all);
	q_things(b, NULL, 0, &none, &n_none);
	q_thing_by_id(b, 12345, &one);
	ok(db_run(b), "three queries in one batch");
	is_int((long long)n_all, 2, "two of three ids exist");
	ok(all[0].id == INT64_MIN && all[1].id == 2, "in their order");
	ok(n_none == 0 && none == NULL, "an empty list finds nothing");
	ok(one == NULL, "a row that is not there");
	is_int(*task_db_usec(task) > 0, 1, "the time is counted on the task");
}

static void
infinite_times(struct task *task, void *arg)
{
	const int64_t ends[] = { INT64_MAX, INT64_MIN };

	for (int i = 0; i < 2; i++) {
		struct thing *t = NULL;
		struct db_batch *b;

		insert(task,
		    &(struct q_thing_insert_args){
			.id = 10 + i, .name = tags[2 * i], .at = &ends[i] });
		b = db_batch(task);
		q_thing_by_id(b, 10 + i, &t);
		ok(db_run(b) && t->at == ends[i], "infinity %d", i);
	}
}

static void
refused(struct task *task, struct str name, const int64_t *size,
    const char *sqlstate)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;

	q_thing_insert(b,
	    &(struct q_thing_insert_args){
		.id = 3, .name = name, .size = size },
	    &id);
	ok(!db_run(b) && id == NULL, "it is not sent");
	is_int(db_batch_failure(b), DB_REFUSED, "it is refused");
	is_str(db_batch_sqlstate(b), sqlstate, "by the server's own code");
}

static void
bad_values(struct task *task, void *arg)
{
	const int64_t big = INT64_C(1) << 31;
	const struct str bad_tag[] = { STR("a"), { "\xff", 1 } };
	struct db_batch *b = db_batch(task);
	struct number *id;

	refused(task, (struct str){ "a\0b", 3 }, NULL, "22021");
	refused(task, STR("\xc3("), NULL, "22021");
	refused(task, STR("\xed\xa0\x80"), NULL, "22021");
	refused(task, STR("big"), &big, "22003");
	q_thing_insert(b,
	    &(struct q_thing_insert_args){
		.id = 3, .tags = bad_tag, .n_tags = 2 },
	    &id);
	ok(!db_run(b), "nor is a list with text that is not UTF-8");
}

static void
text_or_null(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct note *null = NULL, *empty = NULL;

	q_echo_text(b, (struct str){ NULL, 0 }, &null);
	q_echo_text(b, STR(""), &empty);
	ok(db_run(b), "two texts");
	ok(null->text.ptr == NULL, "NULL is NULL");
	ok(empty->text.ptr != NULL && empty->text.len == 0, "empty is empty");
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	ok(harness_open(&h, harness_options(&h)), "the database is ready");
	harness_run(&h, full_row, NULL);
	harness_run(&h, empty_row, NULL);
	harness_run(&h, rows, NULL);
	harness_run(&h, infinite_times, NULL);
	harness_run(&h, bad_values, NULL);
	harness_run(&h, text_or_null, NULL);
	harness_end(&h);
	return done_testing();
}
