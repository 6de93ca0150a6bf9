#ifndef SCRIBE_SCRIBE_H
#define SCRIBE_SCRIBE_H
#include "base/html.h"
#include "base/msg.h"
#include "base/str.h"
struct task;
enum scribe_status { SCRIBE_OK, SCRIBE_REFUSED, SCRIBE_AWAY };
enum scribe_kind { SCRIBE_MARKDOWN, SCRIBE_HTML };
struct scribe_job { enum scribe_kind kind; struct str source; bool comment; };
struct scribe_answer { struct html html; struct str excerpt; struct msg why; int version; };
enum scribe_status scribe_run(struct task *, const struct scribe_job *, struct scribe_answer *);
#endif
