/* A set: files of a folder win, a reload is a new set, buffers, languages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "sample.h"

static void
write_file(struct arena *a, const char *dir, const char *name, const char *text)
{
	FILE *out = fopen(arena_fmt(a, "%s/%s", dir, name).ptr, "wb");

	fputs(text, out);
	fclose(out);
}

static void
remove_file(struct arena *a, const char *dir, const char *name)
{
	unlink(arena_fmt(a, "%s/%s", dir, name).ptr);
}

static void
test_folder(struct arena *a)
{
	char dir[] = "/tmp/sala-templates-XXXXXX";
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };
	const struct sample *data = sample_new(a);

	set.dir = mkdtemp(dir);
	mkdir(arena_fmt(a, "%s/partials", dir).ptr, 0700);
	sample_file(&set, "templates/t.html", "<p>{{> a}} {{> b}}</p>");
	sample_file(&set, "templates/partials/a.html", "inner a");
	sample_file(&set, "templates/partials/b.html", "inner b");
	is_str(sample_render(&set, a, "en", data), "<p>inner a inner b</p>",
	    "an empty folder changes nothing");
	write_file(a, dir, "partials/b.html", "<b>outer</b> b\n");
	is_str(sample_render(&set, a, "en", data),
	    "<p>inner a <b>outer</b> b</p>", "a file of the folder wins");
	write_file(a, dir, "t.html", "\n<p>{{nothing}}</p>");
	is_str(sample_render(&set, a, "en", data),
	    arena_fmt(a,
		"%s/t.html:2: there is no field nothing here (view "
		"sample)",
		dir)
		.ptr,
	    "a mistake names the file of the folder");
	remove_file(a, dir, "t.html");
	remove_file(a, dir, "partials/b.html");
	is_str(sample_render(&set, a, "en", data), "<p>inner a inner b</p>",
	    "what is taken away is the embedded one again");
	rmdir(arena_fmt(a, "%s/partials", dir).ptr);
	rmdir(dir);
	catalogues_free(set.cats);
}

static void
test_buffer(struct arena *a)
{
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };
	const struct sample *data = sample_new(a);
	const struct lang *en = lang_find(set.cats, STR("en"));
	struct str error;
	struct buf out;

	sample_file(&set, "templates/t.html", "<p>{{text}} and more</p>");
	struct templates *t = sample_load(&set, a, &error);
	buf_init(&out, 8);
	templates_render(t, 0, en, data, &out);
	ok(out.failed, "a page larger than its buffer's limit fails");
	buf_release(&out);
	buf_init(&out, 0);
	buf_lit(&out, "x");
	for (int i = 0; i < 2; i++)
		templates_render(t, 0, en, data, &out);
	is_str(buf_view(&out),
	    "x<p>a&lt;b&gt;&amp;&quot;c&#39;d and more</p>"
	    "<p>a&lt;b&gt;&amp;&quot;c&#39;d and more</p>",
	    "a page is appended");
	buf_release(&out);
	templates_free(t);
	templates_free(NULL);
	catalogues_free(set.cats);
}

/* Two sets live side by side while one replaces the other. */
static void
test_reload(struct arena *a)
{
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };
	const struct sample *data = sample_new(a);
	const struct lang *en = lang_find(set.cats, STR("en"));
	struct str error;
	struct buf out = { 0 };

	sample_file(&set, "templates/t.html", "<p>old</p>");
	struct templates *old = sample_load(&set, a, &error);
	set.n_files = 0;
	sample_file(&set, "templates/t.html", "<p>new</p>");
	struct templates *new = sample_load(&set, a, &error);
	templates_render(old, 0, en, data, &out);
	templates_free(old);
	templates_render(new, 0, en, data, &out);
	templates_free(new);
	is_str(buf_view(&out), "<p>old</p><p>new</p>",
	    "the old set serves until it is freed");
	buf_release(&out);
	catalogues_free(set.cats);
}

int
main(void)
{
	struct arena *a = arena_new();

	test_folder(a);
	test_buffer(a);
	test_reload(a);
	arena_release(a);
	return done_testing();
}
