/* Slugs made from titles, and slugs that members choose. */
#include "text/slug.h"

#include "base/buf.h"
#include "base/utf8.h"

#include "../tap.h"

static struct arena *a;

static void
made(const char *title, const char *slug)
{
	is_str(slug_from_title(a, str_from(title)), slug, "%s", title);
}

static void
from_titles(void)
{
	made("Hello, World!", "hello-world");
	made("  --Already--slugged--  ", "already-slugged");
	made("บันทึกวันแรกของการทำงาน", "บันทึกวันแรกของการทำงาน");
	made("สรุปการประชุม ครั้งที่ 3/2548", "สรุปการประชุม-ครั้งที่-3-2548");
	made("น้ำใจ งามๆ ฯลฯ", "น้ำใจ-งามๆ-ฯลฯ");
	made("KM ในจังหวัดชุมพร (ตอนที่ ๒)", "km-ในจังหวัดชุมพร-ตอนที่-๒");
	made("ຫ້ອງສະໝຸດ ບ້ານນ້ຳ", "ຫ້ອງສະໝຸດ-ບ້ານນ້ຳ");
	made("មេរៀន ទី១", "មេរៀន-ទី១");
	made("မှတ်စု ၁", "မှတ်စု-၁");
	made("Ｆｕｌｌ Ｗｉｄｔｈ", "full-width");
	made("Café ÉTÉ", "café-été");
	made("cafe\xCC\x81", "café");
	made("㎊", "pf");
	made("ΟΔΟΣ", "οδος");
	made("a/b\\c?d#e%f", "a-b-c-d-e-f");
	made("<script>alert(1)</script>", "script-alert-1-script");
	made("ไทย\xE2\x80\x8Bคำ", "ไทยคำ");
	made("a\xE2\x80\xAE"
	     "b",
	    "ab");
	made("😀🎉", "");
	made("...", "");
	made("", "");
	made("!\xCC\x81", "");
	made("1️⃣ first", "1-first");
	is_str(
	    slug_from_title(a, STR("a\0b\xFF")), "a-b", "NUL and broken bytes");
}

static void
long_titles(void)
{
	const struct str thai = slug_from_title(a,
	    STR("การแลกเปลี่ยนเรียนรู้ของกลุ่มเกษตรกรผู้เลี้ยงกุ้งในจังหวัดชายฝั่งทะเลตะวันออกเพื่อพัฒนาคุณภาพชีวิตอย่างยั่งยืน"));
	const struct str none = slug_from_title(a,
	    STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	const struct str words = slug_from_title(
	    a, STR("one two three four five six seven eight nine ten eleven "
		   "twelve thirteen fourteen fifteen"));

	ok(utf8_count(thai) <= SLUG_MAX_CHARS && utf8_count(thai) > 60,
	    "a long Thai title is cut: " STR_FMT, STR_ARG(thai));
	ok(str_ends(thai, STR("เพื่อ")) || str_ends(thai, STR("ตะวันออก")) ||
		str_ends(thai, STR("ออก")),
	    "where a word ends");
	is_int((long long)utf8_count(none), SLUG_MAX_CHARS,
	    "one endless word is cut in it");
	is_str(words,
	    "one-two-three-four-five-six-seven-eight-nine-ten-eleven-twelve-"
	    "thirteen-fourteen",
	    "words stay whole, no hyphen at the end");
	struct buf marks = { 0 };

	buf_lit(&marks, "ก");
	for (int i = 0; i < 200; i++)
		buf_lit(&marks, "่");
	ok(utf8_valid(slug_from_title(a, buf_view(&marks))),
	    "even an endless grapheme is no trouble");
	buf_release(&marks);
}

static void
keys(void)
{
	is_str(slug_key(a, STR("Chumphon-KM")), "chumphon-km", "case");
	ok(str_eq(slug_key(a, STR("น้ำ")), slug_key(a, STR("น้\u0E4D\u0E32"))),
	    "AM in one piece or two");
	ok(str_eq(slug_key(a, STR("é")), slug_key(a, STR("E\u0301"))),
	    "accents in one piece or two");
	ok(str_eq(slug_key(a, STR("a\u200Bb")), STR("ab")), "invisible");
	ok(!str_eq(slug_key(a, STR("ก")), slug_key(a, STR("ข"))), "others");
	is_str(slug_key(a, STR("")), "", "of nothing");
}

static void
chosen(void)
{
	static const char *const good[] = { "km", "Chumphon-KM-Station", "ชุมพร",
		"น้ำใส-2548", "a.b_c-d", "ບ້ານ", "12" };
	static const struct {
		const char *slug, *why;
	} bad[] = {
		{ "", "An address has at least {n} characters." },
		{ "a", "An address has at least {n} characters." },
		{ "1234567890123456789012345678901234567890123456789012345678901",
		    "An address has at most {n} characters." },
		{ ".hidden", "An address does not begin with a full stop." },
		{ "a/b", "An address has letters, digits, hyphens, underscores "
			 "and full stops only." },
		{ "a b", "An address has letters, digits, hyphens, underscores "
			 "and full stops only." },
		{ "a\u202Eb", "An address has letters, digits, hyphens, "
			      "underscores and full stops only." },
		{ "a\u200Bb", "An address has letters, digits, hyphens, "
			      "underscores and full stops only." },
		{ "\u0E48ก", "An address has letters, digits, hyphens, "
			     "underscores and full stops only." },
		{ "a\nb", "An address has letters, digits, hyphens, "
			  "underscores and full stops only." },
		{ "--", "An address has letters, digits, hyphens, "
			"underscores and full stops only." },
		{ "a\xFF", "An address has letters, digits, hyphens, "
			   "underscores and full stops only." },
		{ "<b>", "An address has letters, digits, hyphens, "
			 "underscores and full stops only." },
		{ "new", "This address is reserved; please choose another." },
		{ "Feed.RSS",
		    "This address is reserved; please choose another." },
		{ "ａｄｍｉｎ",
		    "This address is reserved; please choose another." },
	};
	struct msg why;

	for (size_t i = 0; i < COUNT(good); i++)
		ok(slug_is_valid(str_from(good[i]), &why) && why.id == NULL,
		    "may be chosen: %s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++) {
		ok(!slug_is_valid(str_from(bad[i].slug), &why),
		    "may not be chosen, number %zu", i);
		is_str(str_from(why.id), bad[i].why, "and the reason is given");
	}
}

int
main(void)
{
	a = arena_new();
	from_titles();
	long_titles();
	keys();
	chosen();
	arena_release(a);
	return done_testing();
}
