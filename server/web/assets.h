/* Files under /assets/, see assets.c. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

struct app;

/* Makes the table of assets out of the embedded files. */
void assets_init(struct app *);

#endif
