/*
 * Plural-Forms: the expression is compiled by recursive descent to a tree in
 * an array, and walked for each number.
 */
#include "text/plural_impl.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NODES 128
#define MAX_DEPTH 32

enum op {
	OP_NUMBER,
	OP_N,
	OP_NOT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_ADD,
	OP_SUBTRACT,
	OP_LESS_EQUAL,
	OP_GREATER_EQUAL,
	OP_LESS,
	OP_GREATER,
	OP_EQUAL,
	OP_NOT_EQUAL,
	OP_AND,
	OP_OR,
	OP_CHOOSE,
};

struct node {
	enum op op;
	uint64_t number;
	uint8_t child[3];
};

struct plural_rule {
	size_t n_forms;
	uint8_t root;
	size_t n_nodes;
	struct node nodes[MAX_NODES];
};

/* Binary operators, the one that binds closest first; longer ones before
 * those that they begin with. */
static const struct binary {
	int level;
	struct str sign;
	enum op op;
} operators[] = {
	{ 0, STR_INIT("*"), OP_MULTIPLY },
	{ 0, STR_INIT("/"), OP_DIVIDE },
	{ 0, STR_INIT("%"), OP_REMAINDER },
	{ 1, STR_INIT("+"), OP_ADD },
	{ 1, STR_INIT("-"), OP_SUBTRACT },
	{ 2, STR_INIT("<="), OP_LESS_EQUAL },
	{ 2, STR_INIT(">="), OP_GREATER_EQUAL },
	{ 2, STR_INIT("<"), OP_LESS },
	{ 2, STR_INIT(">"), OP_GREATER },
	{ 3, STR_INIT("=="), OP_EQUAL },
	{ 3, STR_INIT("!="), OP_NOT_EQUAL },
	{ 4, STR_INIT("&&"), OP_AND },
	{ 5, STR_INIT("||"), OP_OR },
};

#define LOOSEST_LEVEL 5

struct parser {
	struct plural_rule *rule;
	struct str rest;
	int depth;
	bool failed;
};

static uint8_t parse_choice(struct parser *p);

static uint8_t
add_node(struct parser *p, struct node node)
{
	if (p->rule->n_nodes == MAX_NODES) {
		p->failed = true;
		return 0;
	}
	p->rule->nodes[p->rule->n_nodes] = node;
	return (uint8_t)p->rule->n_nodes++;
}

static bool
take(struct parser *p, struct str sign)
{
	p->rest = str_trim(p->rest);
	if (!str_starts(p->rest, sign))
		return false;
	p->rest = str_slice(p->rest, sign.len, p->rest.len);
	return true;
}

static uint8_t
parse_number(struct parser *p)
{
	uint64_t number = 0;
	size_t digits = 0;

	while (digits < p->rest.len && digits < 9 &&
	       p->rest.ptr[digits] >= '0' && p->rest.ptr[digits] <= '9')
		number = number * 10 + (uint64_t)(p->rest.ptr[digits++] - '0');
	if (digits == 0)
		p->failed = true;
	p->rest = str_slice(p->rest, digits, p->rest.len);
	return add_node(p, (struct node){ .op = OP_NUMBER, .number = number });
}

static uint8_t
parse_operand(struct parser *p)
{
	uint8_t inner;

	if (p->failed || ++p->depth > MAX_DEPTH) {
		p->failed = true;
		return 0;
	}
	if (take(p, STR("!"))) {
		inner = add_node(p, (struct node){ .op = OP_NOT,
					.child = { parse_operand(p) } });
	} else if (take(p, STR("("))) {
		inner = parse_choice(p);
		if (!take(p, STR(")")))
			p->failed = true;
	} else if (take(p, STR("n"))) {
		inner = add_node(p, (struct node){ .op = OP_N });
	} else {
		inner = parse_number(p);
	}
	p->depth--;
	return inner;
}

static const struct binary *
take_operator(struct parser *p, int level)
{
	for (size_t i = 0; i < COUNT(operators); i++) {
		if (operators[i].level == level && take(p, operators[i].sign))
			return &operators[i];
	}
	return NULL;
}

static uint8_t
parse_binary(struct parser *p, int level)
{
	if (level < 0)
		return parse_operand(p);
	uint8_t left = parse_binary(p, level - 1);
	const struct binary *o;

	while (!p->failed && (o = take_operator(p, level)) != NULL) {
		const uint8_t right = parse_binary(p, level - 1);

		left = add_node(
		    p, (struct node){ .op = o->op, .child = { left, right } });
	}
	return left;
}

static uint8_t
parse_choice(struct parser *p)
{
	const uint8_t condition = parse_binary(p, LOOSEST_LEVEL);

	if (p->failed || !take(p, STR("?")))
		return condition;
	if (++p->depth > MAX_DEPTH) {
		p->failed = true;
		return 0;
	}
	const uint8_t yes = parse_choice(p);

	if (!take(p, STR(":")))
		p->failed = true;
	const uint8_t no = p->failed ? 0 : parse_choice(p);

	p->depth--;
	return add_node(p,
	    (struct node){ .op = OP_CHOOSE, .child = { condition, yes, no } });
}

/* nplurals=N; plural=EXPRESSION; */
const struct plural_rule *
plural_parse(struct arena *a, struct str header_field)
{
	struct parser p = { .rule = ARENA_NEW(a, struct plural_rule),
		.rest = header_field };

	if (!take(&p, STR("nplurals")) || !take(&p, STR("=")))
		return NULL;
	p.rest = str_trim(p.rest);
	p.rule->n_forms = p.rule->nodes[parse_number(&p)].number;
	if (p.failed || p.rule->n_forms < 1 ||
	    p.rule->n_forms > PLURAL_MAX_FORMS)
		return NULL;
	if (!take(&p, STR(";")) || !take(&p, STR("plural")) ||
	    !take(&p, STR("=")))
		return NULL;
	p.rule->root = parse_choice(&p);
	take(&p, STR(";"));
	if (p.failed || str_trim(p.rest).len > 0)
		return NULL;
	return p.rule;
}

const struct plural_rule *
plural_default(struct arena *a)
{
	return plural_parse(a, STR("nplurals=2; plural=n != 1;"));
}

size_t
plural_count(const struct plural_rule *rule)
{
	return rule->n_forms;
}

static uint64_t
calculate(enum op op, uint64_t a, uint64_t b)
{
	switch (op) {
	case OP_MULTIPLY:
		return a * b;
	case OP_DIVIDE:
		return b != 0 ? a / b : 0;
	case OP_REMAINDER:
		return b != 0 ? a % b : 0;
	case OP_ADD:
		return a + b;
	case OP_SUBTRACT:
		return a - b;
	case OP_LESS_EQUAL:
		return a <= b;
	case OP_GREATER_EQUAL:
		return a >= b;
	case OP_LESS:
		return a < b;
	case OP_GREATER:
		return a > b;
	case OP_EQUAL:
		return a == b;
	case OP_NOT_EQUAL:
		return a != b;
	case OP_AND:
		return a && b;
	case OP_OR:
		return a || b;
	default:
		return 0;
	}
}

static uint64_t
evaluate(const struct plural_rule *rule, uint8_t at, uint64_t n)
{
	const struct node *node = &rule->nodes[at];

	switch (node->op) {
	case OP_NUMBER:
		return node->number;
	case OP_N:
		return n;
	case OP_NOT:
		return !evaluate(rule, node->child[0], n);
	case OP_CHOOSE:
		return evaluate(rule,
		    node->child[evaluate(rule, node->child[0], n) ? 1 : 2], n);
	default:
		return calculate(node->op, evaluate(rule, node->child[0], n),
		    evaluate(rule, node->child[1], n));
	}
}

size_t
plural_form(const struct plural_rule *rule, int64_t n)
{
	const uint64_t magnitude = n < 0 ? -(uint64_t)n : (uint64_t)n;
	const uint64_t form = evaluate(rule, rule->root, magnitude);

	return form < rule->n_forms ? (size_t)form : 0;
}
