/* A set of templates: load all or none, or one after the other; render one. */
#include "render/templates.h"

#include <assert.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/view.h"
#include "render/compile_impl.h"
#include "text/catalogue.h"

/* What is needed only until everything is compiled. */
struct load {
	struct sources sources;
	struct faults faults;
	struct code code;
	/* By language: each is parsed once for all views. */
	struct translations *translations;
};

struct templates {
	struct arena *arena;
	struct literals literals;
	struct program *programs; /* view * n_langs + the language's index */
	const struct view *views;
	const struct catalogues *cats;
	size_t n_views, n_langs;
	size_t made; /* the programs before this one are made */
	struct load *load; /* NULL: all are made */
};

static void
load_init(struct templates *t, const struct templates_options *options)
{
	struct arena *arena = arena_new();
	struct load *load = ARENA_NEW(arena, struct load);

	*load = (struct load){ .code.literals = &t->literals };
	load->sources = (struct sources){ .arena = arena,
		.faults = &load->faults,
		.dir = options->dir,
		.files = options->files,
		.n_files = options->n_files };
	if (options->files == NULL) {
		load->sources.files = embedded_files;
		load->sources.n_files = n_embedded_files;
	}
	load->translations =
	    ARENA_ARRAY(arena, struct translations, t->n_langs);
	for (size_t i = 0; i < t->n_langs; i++)
		load->translations[i].sources = &load->sources;
	t->load = load;
}

static void
load_release(struct templates *t)
{
	struct load *load = t->load;

	if (load == NULL)
		return;
	t->load = NULL;
	code_release(&load->code);
	buf_release(&load->faults.text);
	literals_release(&t->literals);
	arena_release(load->sources.arena);
}

struct templates *
templates_open(const struct templates_options *options)
{
	struct arena *arena = arena_new();
	struct templates *t = ARENA_NEW(arena, struct templates);

	t->arena = arena;
	t->literals.arena = arena;
	t->views = options->views;
	t->n_views = options->n_views;
	t->cats = options->cats;
	t->n_langs = catalogues_count(options->cats);
	t->programs =
	    ARENA_ARRAY(arena, struct program, t->n_views * t->n_langs);
	load_init(t, options);
	return t;
}

static void
make(struct templates *t, size_t number)
{
	const size_t lang = number % t->n_langs;

	t->programs[number] =
	    compile_view(&t->load->code, &t->views[number / t->n_langs],
		catalogues_at(t->cats, lang), &t->load->translations[lang]);
}

bool
templates_make_one(struct templates *t)
{
	const size_t n = t->n_views * t->n_langs;

	while (t->made < n && t->programs[t->made].ops != NULL)
		t->made++;
	if (t->made < n)
		make(t, t->made++);
	if (t->made < n)
		return true;
	if (t->load != NULL)
		assert(t->load->faults.n == 0);
	load_release(t);
	return false;
}

struct templates *
templates_load(const struct templates_options *options, struct str *error)
{
	struct templates *t = templates_open(options);

	for (size_t i = 0; i < t->n_views * t->n_langs; i++)
		make(t, i);
	if (t->load->faults.n > 0) {
		*error =
		    arena_str(options->arena, buf_view(&t->load->faults.text));
		templates_free(t);
		return NULL;
	}
	load_release(t);
	return t;
}

void
templates_free(struct templates *t)
{
	if (t == NULL)
		return;
	load_release(t);
	arena_release(t->arena);
}

void
templates_render(struct templates *t, int view, const struct lang *lang,
    const void *data, struct buf *out)
{
	assert(view >= 0 && (size_t)view < t->n_views);
	assert(lang->index < t->n_langs);
	const size_t number = (size_t)view * t->n_langs + lang->index;

	if (t->programs[number].ops == NULL)
		make(t, number);
	program_run(&t->programs[number], lang, data, out);
}
