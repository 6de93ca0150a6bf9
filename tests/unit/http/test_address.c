/* Addresses, networks, and counting by address. */
#include "http/address_impl.h"

#include <stdlib.h>

#include "base/mem.h"
#include "http/census_impl.h"

#include "../tap.h"

static struct address
address(const char *text)
{
	struct address got;

	if (!address_read(str_from(text), true, &got))
		abort();
	return got;
}

static void
texts(void)
{
	static const char *const sound[][2] = {
		{ "127.0.0.1", "127.0.0.1" },
		{ "1.2.3.4:80", "1.2.3.4" },
		{ "::1", "::1" },
		{ "[::1]", "::1" },
		{ "[2001:DB8::0001]:443", "2001:db8::1" },
		{ "::ffff:1.2.3.4", "1.2.3.4" },
	};
	static const char *const bad[] = { "", "x", "1.2.3", "1.2.3.4.5",
		"256.1.1.1", "01.2.3.4", "1.2.3.4 ", ":::", "[::1", "::1]",
		"fe80::1%eth0", "1.2.3.4, 5.6.7.8" };
	struct arena *a = arena_new();
	struct address got;

	for (size_t i = 0; i < COUNT(sound); i++) {
		got = address(sound[i][0]);
		is_str(address_text(a, &got), sound[i][1], "%s", sound[i][0]);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		ok(!address_read(str_from(bad[i]), true, &got),
		    "\"%s\" is no address", bad[i]);
	got = (struct address){ { 0 } };
	is_str(address_text(a, &got), "local", "a socket without one");
	arena_release(a);
}

static void
in_networks(void)
{
	static const struct {
		const char *address;
		bool inside;
	} cases[] = {
		{ "127.0.0.1", true },
		{ "127.0.0.2", false },
		{ "10.0.0.0", true },
		{ "10.255.255.255", true },
		{ "11.0.0.0", false },
		{ "192.168.64.1", true },
		{ "192.168.127.255", true },
		{ "192.168.128.0", false },
		{ "192.168.63.255", false },
		{ "2001:db8::", true },
		{ "2001:db8:ffff::1", true },
		{ "2001:db9::", false },
		{ "::1", true },
		{ "::2", false },
		{ "::ffff:10.1.1.1", true },
	};
	static const char *const bad[] = { "x", "1.2.3.4/33", "::/129",
		"1.2.3.4/", "/8", "1.2.3.4/-1", "1.2.3.4/a", "1.2.3.4:80" };
	struct networks networks;

	ok(networks_read(&networks, "127.0.0.1, 10.0.0.0/8,192.168.64.0/18 "
				    "2001:db8::/32 ::1"),
	    "a list of networks");
	is_int((long long)networks.n, 5, "of five");
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct address of = address(cases[i].address);

		ok(networks_contain(&networks, &of) == cases[i].inside,
		    "%s is %s", cases[i].address,
		    cases[i].inside ? "inside" : "outside");
	}
	networks_release(&networks);
	ok(networks_read(&networks, NULL) && networks.n == 0, "none");
	ok(networks_read(&networks, " , ") && networks.n == 0, "none either");
	for (size_t i = 0; i < COUNT(bad); i++)
		ok(!networks_read(&networks, bad[i]), "\"%s\" is no network",
		    bad[i]);
}

static void
counts(void)
{
	struct census *census = census_new();
	struct census_entry *taken[3];
	const struct address one = address("1.2.3.4");
	const struct address other = address("1.2.3.5");

	for (int i = 0; i < 3; i++)
		taken[i] = census_take(census, &one, 3);
	ok(taken[2] != NULL, "three of three");
	ok(census_take(census, &one, 3) == NULL, "no fourth");
	struct census_entry *another = census_take(census, &other, 3);

	ok(another != NULL, "another address is another");
	census_give_back(census, taken[0]);
	taken[0] = census_take(census, &one, 3);
	ok(taken[0] != NULL, "who goes leaves room");
	for (int i = 0; i < 3; i++)
		census_give_back(census, taken[i]);
	census_give_back(census, another);
	census_give_back(census, NULL);
	const struct address v6 = address("2001:db8::1");
	const struct address same = address("2001:db8::ffff:1");
	const struct address next = address("2001:db8:0:1::1");

	taken[0] = census_take(census, &v6, 1);
	ok(census_take(census, &same, 1) == NULL,
	    "of IPv6 a /64 counts as one");
	taken[1] = census_take(census, &next, 1);
	ok(taken[1] != NULL, "the next /64 is another");
	census_give_back(census, taken[0]);
	census_give_back(census, taken[1]);
	census_free(census);
}

static void
thousands(void)
{
	struct census *census = census_new();
	struct census_entry **taken = mem_array(5000, sizeof(*taken));
	struct address of = address("10.0.0.0");
	int good = 0;

	for (int i = 0; i < 5000; i++) {
		of.bytes[14] = (unsigned char)(i >> 8);
		of.bytes[15] = (unsigned char)i;
		taken[i] = census_take(census, &of, 1);
		good += taken[i] != NULL;
		if (i % 3 == 0) {
			census_give_back(census, taken[i]);
			taken[i] = NULL;
		}
	}
	is_int(good, 5000, "thousands of addresses");
	for (int i = 0; i < 5000; i++)
		census_give_back(census, taken[i]);
	census_free(census);
	free(taken);
}

int
main(void)
{
	texts();
	in_networks();
	counts();
	thousands();
	return done_testing();
}
