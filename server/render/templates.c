/* A set of templates: load all or none, render one. */
#include "render/templates.h"

#include <assert.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/view.h"
#include "render/compile_impl.h"
#include "text/catalogue.h"

struct templates {
	struct arena *arena;
	struct literals literals;
	struct program *programs; /* view * n_langs + the language's index */
	size_t n_views, n_langs;
};

/* What is needed only until everything is compiled. */
struct load {
	struct sources sources;
	struct faults faults;
	struct code code;
};

static void
load_init(struct load *load, const struct templates_options *options,
    struct templates *t)
{
	*load = (struct load){ .code.literals = &t->literals };
	load->sources = (struct sources){ .arena = arena_new(),
		.faults = &load->faults,
		.dir = options->dir,
		.files = options->files,
		.n_files = options->n_files };
	if (options->files == NULL) {
		load->sources.files = embedded_files;
		load->sources.n_files = n_embedded_files;
	}
}

static void
load_release(struct load *load)
{
	code_release(&load->code);
	buf_release(&load->faults.text);
	arena_release(load->sources.arena);
}

/* All views in one language, so that a translation is parsed once. */
static void
load_language(struct load *load, const struct templates_options *options,
    struct templates *t, const struct lang *lang)
{
	struct translations translations = { .sources = &load->sources };

	for (size_t i = 0; i < options->n_views; i++)
		t->programs[i * t->n_langs + lang->index] = compile_view(
		    &load->code, &options->views[i], lang, &translations);
}

struct templates *
templates_load(const struct templates_options *options, struct str *error)
{
	struct arena *arena = arena_new();
	struct templates *t = ARENA_NEW(arena, struct templates);
	struct load load;

	t->arena = arena;
	t->literals.arena = arena;
	t->n_views = options->n_views;
	t->n_langs = catalogues_count(options->cats);
	t->programs =
	    ARENA_ARRAY(arena, struct program, t->n_views * t->n_langs);
	load_init(&load, options, t);
	for (size_t i = 0; i < t->n_langs; i++)
		load_language(
		    &load, options, t, catalogues_at(options->cats, i));
	if (load.faults.n > 0) {
		*error = arena_str(options->arena, buf_view(&load.faults.text));
		templates_free(t);
		t = NULL;
	}
	load_release(&load);
	if (t != NULL)
		literals_release(&t->literals);
	return t;
}

void
templates_free(struct templates *t)
{
	if (t == NULL)
		return;
	literals_release(&t->literals);
	arena_release(t->arena);
}

void
templates_render(struct templates *t, int view, const struct lang *lang,
    const void *data, struct buf *out)
{
	assert(view >= 0 && (size_t)view < t->n_views);
	assert(lang->index < t->n_langs);
	program_run(&t->programs[(size_t)view * t->n_langs + lang->index], lang,
	    data, out);
}
