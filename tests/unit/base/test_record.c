/* Field tables. */
#include "base/record.h"

#include "base/msg.h"

#include "../tap.h"

struct cat {
	struct str name;
	int64_t age;
	bool has_age;
};

static const struct field cat_fields[] = {
	{ .name = "name",
	    .type = FIELD_TEXT,
	    .offset = offsetof(struct cat, name) },
	{ .name = "age",
	    .type = FIELD_INT,
	    .offset = offsetof(struct cat, age),
	    .set_offset = offsetof(struct cat, has_age),
	    .nullable = true,
	    .width = 4 },
};

static const struct record cat_record = { "cat", sizeof(struct cat), cat_fields,
	COUNT(cat_fields) };

int
main(void)
{
	const struct cat cat = { STR("Phet"), 7, true };
	const struct field *age = record_find(&cat_record, STR("age"));
	const struct msg m = msg_arg(N_("Hello {arg}"), STR("you"));

	ok(age == &cat_fields[1], "a field is found by its name");
	ok(record_find(&cat_record, STR("ag")) == NULL, "half a name is none");
	ok(record_find(&cat_record, STR("")) == NULL, "nor is no name");
	is_int(*(const int64_t *)record_at(&cat, age->offset), 7,
	    "its value is read through its offset");
	is_str(str_from(m.id), "Hello {arg}", "a message is its English text");
	is_int(msg_n("x", 3).n, 3, "a message with a number");
	ok(msg(NULL).id == NULL, "a message that says nothing");
	return done_testing();
}
