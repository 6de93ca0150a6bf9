/* Who is a robot, by the User-Agents of the field. */
#include "web/reading.h"

#include "../tap.h"

static const char *const persons[] = {
	"Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, "
	"like Gecko) Chrome/109.0.0.0 Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) "
	"AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 "
	"Safari/604.1",
	"Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, "
	"like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
	"Mozilla/5.0 (Linux; U; Android 13; th-th; SM-A047F) "
	"AppleWebKit/537.36 SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile "
	"Safari/537.36 Line/14.5.0",
	"Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.12 Version/12.16",
	"w3m/0.5.3",
	"b",
	"cubot",
};

static const char *const robots[] = {
	"",
	"Mozilla/5.0 (compatible; Googlebot/2.1; "
	"+http://www.google.com/bot.html)",
	"Mozilla/5.0 (compatible; bingbot/2.0; "
	"+http://www.bing.com/bingbot.htm)",
	"Mozilla/5.0 (compatible; Yahoo! Slurp; "
	"http://help.yahoo.com/help/us/ysearch/slurp)",
	"Baiduspider+(+http://www.baidu.com/search/spider.htm)",
	"facebookexternalhit/1.1",
	"ia_archiver",
	"curl/7.88.1",
	"Wget/1.21.3",
	"python-requests/2.31.0",
	"Python-urllib/3.11",
	"Go-http-client/1.1",
	"Apache-HttpClient/4.5.13 (Java/11.0.20)",
	"Java/1.8.0_312",
	"libwww-perl/6.67",
	"okhttp/4.9.3",
	"axios/1.6.0",
	"node-fetch/1.0",
	"Feedly/1.0 (+http://www.feedly.com/fetcher.html)",
	"Tiny Tiny RSS/23.02 (https://tt-rss.org/)",
	"NewsBlur Page Fetcher - 3 subscribers",
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
	"HeadlessChrome/120.0.0.0 Safari/537.36",
	"Uptime-Kuma/1.23",
	"W3C_Validator/1.3",
	"BOT",
	"cubot and a bot",
	"cuBot bOt",
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(persons); i++)
		ok(!reading_is_robot(str_from(persons[i])), "%s", persons[i]);
	for (size_t i = 0; i < COUNT(robots); i++)
		ok(reading_is_robot(str_from(robots[i])), "%s", robots[i]);
	ok(reading_is_robot((struct str){ NULL, 0 }), "who says nothing");
	ok(!reading_is_robot(STR("\xc0\xe0\x80\xff[]{}`@")), "odd bytes");
	return done_testing();
}
