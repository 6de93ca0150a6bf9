/*
 * How long the templates take: loading the whole set, and rendering a post's
 * page with 20 comments, in each language. The text is Thai, as on the site.
 *
 *	make tests/bench/bench_render && tests/bench/bench_render
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "records.h"
#include "render/templates.h"
#include "text/catalogue.h"

#define N_COMMENTS 20
#define N_LOADS	   20
#define N_PAGES	   20000

#define SENTENCE "การจัดการความรู้เริ่มจากการเล่าเรื่องที่ทำสำเร็จ แล้วช่วยกันถอดบทเรียน "

static const struct str body = STR_INIT(
    "<p>" SENTENCE SENTENCE SENTENCE "</p><p>" SENTENCE SENTENCE "</p>");

static void
fill_comments(struct post_page *page, struct arena *a)
{
	page->n_comments = N_COMMENTS;
	page->comments = ARENA_ARRAY(a, struct comment_item, N_COMMENTS);
	for (int i = 0; i < N_COMMENTS; i++)
		page->comments[i] = (struct comment_item){ .id = 1000 + i,
			.body = html_trusted(body),
			.created_at = INT64_C(1118214300000000) + i,
			.author_name = STR("นายสมชาย ใจดี"),
			.author_login = STR("somchai") };
}

static struct post_page *
make_page(struct arena *a)
{
	struct post_page *page = ARENA_NEW(a, struct post_page);

	page->page = (struct page){ .site_title = STR("ศาลาความรู้"),
		.base_url = STR("https://km.example.go.th"),
		.lang = STR("th"),
		.path = STR("/p/123"),
		.canonical = STR("https://km.example.go.th/p/123"),
		.css_href = STR("/assets/sala.0123456789abcdef.css"),
		.js_href = STR("/assets/sala.0123456789abcdef.js"),
		.sprite_href = STR("/assets/sprite.0123456789abcdef.svg"),
		.icon_href = STR("/assets/favicon.0123456789abcdef.svg") };
	page->post = ARENA_NEW(a, struct post_full);
	*page->post = (struct post_full){ .id = 123,
		.title = STR("บันทึกการประชุมเชิงปฏิบัติการ ครั้งที่ ๑"),
		.slug = STR("บันทึก-การประชุม"),
		.excerpt = STR(SENTENCE),
		.body = html_trusted(body),
		.lang = STR("th"),
		.has_published_at = true,
		.published_at = INT64_C(1118214300000000),
		.n_comments = N_COMMENTS,
		.author_name = STR("นางสาวสมหญิง รักเรียน"),
		.author_login = STR("somying"),
		.blog_title = STR("ชุมพรน่าอยู่"),
		.blog_slug = STR("chumphon") };
	fill_comments(page, a);
	return page;
}

static struct templates *
load(struct catalogues *cats, struct arena *a)
{
	struct str error = { NULL, 0 };
	struct templates *t = templates_load(
	    &(struct templates_options){
		.views = views, .n_views = N_VIEWS, .cats = cats, .arena = a },
	    &error);

	if (t == NULL)
		printf(STR_FMT "\n", STR_ARG(error));
	return t;
}

static void
bench_load(struct catalogues *cats, struct arena *a)
{
	const int64_t start = clock_mono_usec();

	for (int i = 0; i < N_LOADS; i++)
		templates_free(load(cats, a));
	printf("load: %.2f ms for %d views in %zu languages\n",
	    (double)(clock_mono_usec() - start) / N_LOADS / 1000, N_VIEWS,
	    catalogues_count(cats));
}

static void
bench_render(struct templates *t, const struct lang *lang, struct arena *a)
{
	const struct post_page *page = make_page(a);
	struct buf out = { 0 };
	const int64_t start = clock_mono_usec();

	for (int i = 0; i < N_PAGES; i++) {
		buf_reset(&out);
		templates_render(t, VIEW_POST_PAGE, lang, page, &out);
	}
	const double usec = (double)(clock_mono_usec() - start) / N_PAGES;
	printf("render (%s): %.1f us for a page of %zu bytes, %.0f MB/s\n",
	    lang->code, usec, out.len, (double)out.len / usec);
	buf_release(&out);
}

int
main(void)
{
	struct arena *a = arena_new();
	struct buf error = { 0 };
	struct catalogues *cats = catalogues_load(NULL, &error);
	struct templates *t = cats != NULL ? load(cats, a) : NULL;

	if (t == NULL)
		return 1;
	bench_load(cats, a);
	for (size_t i = 0; i < catalogues_count(cats); i++)
		bench_render(t, catalogues_at(cats, i), a);
	templates_free(t);
	catalogues_free(cats);
	buf_release(&error);
	arena_release(a);
	return 0;
}
