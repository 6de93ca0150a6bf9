#include "../tap.h"
#include "text/script.h"

int
main(void)
{
	is_str(script_lang(STR("วันนี้ได้ร่วมประชุม KM ที่จังหวัด")), "th",
	    "Thai with a Latin word");
	is_str(script_lang(STR("Workshop notes")), NULL, "Latin says nothing");
	is_str(script_lang(STR("Chumphon-KM-Station ชุมพร ประชุม")), "th",
	    "a Thai note with a long Latin name");
	is_str(script_lang(STR("A long English text about สวัสดี and so on "
			       "and on")),
	    NULL, "a Thai word in an English text");
	is_str(script_lang(STR("ສະບາຍດີ")), "lo", "Lao");
	is_str(script_lang(STR("សួស្តី")), "km", "Khmer");
	is_str(script_lang(STR("မင်္ဂလာပါ")), "my", "Burmese");
	is_str(script_lang(STR("")), NULL, "nothing");
	is_str(script_lang(STR("7 / 6 / 2548")), NULL, "digits");
	return done_testing();
}
