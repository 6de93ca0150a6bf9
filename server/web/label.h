/*
 * The words of fields' labels, for the summary of mistakes above a form: two
 * links that both say "Please fill this in" lead nobody anywhere.
 */
#ifndef WEB_LABEL_H
#define WEB_LABEL_H

#include "records.h"

/*
 * Gives each mistake of the view's form, if it has one, the label of its
 * field. Fields whose mistakes speak for themselves have none.
 */
void label_mistakes(enum view_id, void *view);

#endif
