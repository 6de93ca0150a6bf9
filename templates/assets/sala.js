/* Comfort only: every page reads and writes without this script.
 * - fresh times are shown as "3 hours ago", the full time stays as a hint;
 * - a form is sent once, however often its button is pressed;
 * - a form with data-draft keeps what is typed in this browser until the
 *   server has said that it was saved (a page with a flash), offers it again
 *   when it was lost, and asks before the page is left. A form with
 *   data-unsaved came back from the server (a preview, a mistake): what it
 *   holds is stored nowhere yet. Logging out forgets everything. */
(function () {
	"use strict";

	var PREFIX = "sala-draft:";
	var KEEP_MS = 14 * 24 * 3600 * 1000;
	var AGAIN_MS = 30 * 60 * 1000;
	var PLACES = ["", " 2", " 3", " 4"];	/* texts of one form */
	var loggingOut = false;

	function each(selector, fn) {
		Array.prototype.forEach.call(document.querySelectorAll(selector), fn);
	}

	/* Times */

	function showTimes() {
		if (!window.Intl || !Intl.RelativeTimeFormat)
			return;
		var words = new Intl.RelativeTimeFormat(document.documentElement.lang,
		    { numeric: "auto" });
		each("time[datetime]", function (time) {
			var age = (Date.now() - Date.parse(time.dateTime)) / 60000;
			/* "Waiting since 3 hours ago" is no sentence: only times
			 * that stand alone change. */
			if (!(age >= 0 && age < 1440) || time.textContent.trim() !==
			    time.parentNode.textContent.trim())
				return;
			if (!time.title)
				time.title = time.textContent;
			time.textContent = age < 60 ?
			    words.format(-Math.floor(age), "minute") :
			    words.format(-Math.floor(age / 60), "hour");
		});
	}

	/* What this browser keeps */

	function load(key) {
		try {
			return JSON.parse(localStorage.getItem(PREFIX + key));
		} catch (e) {
			return null;
		}
	}

	function store(key, draft) {
		try {
			if (draft)
				localStorage.setItem(PREFIX + key, JSON.stringify(draft));
			else
				localStorage.removeItem(PREFIX + key);
		} catch (e) {
			/* Full or forbidden: the page works without. */
		}
	}

	/* The same text sent again, because its answer was lost or by way of the
	   back button, goes out under the nonce that it had: the server has
	   stored it once then, and says so. Until another form is sent, which
	   may have deleted it. */
	function sendUnderOldNonce(form, button) {
		var nonce = form.body && form.querySelector("[name=nonce]");
		var text = JSON.stringify([button && button.value, typed(form)]);
		var last;
		try {
			last = JSON.parse(sessionStorage.getItem(form.dataset.draft));
			if (nonce && last && last.text === text &&
			    Date.now() - last.at < AGAIN_MS)
				nonce.value = last.nonce;
			else if (nonce && !(button && button.value === "preview"))
				sessionStorage.setItem(form.dataset.draft, JSON.stringify(
				    { at: Date.now(), text: text, nonce: nonce.value }));
		} catch (e) {
			/* It is sent as a new one. */
		}
	}

	function forgetNonces() {
		try {
			sessionStorage.clear();
		} catch (e) {
			/* None was kept. */
		}
	}

	/* Forgets what matches: function (draft) -> true to forget. */
	function forget(matches) {
		var i, key;
		try {
			for (i = localStorage.length - 1; i >= 0; i--) {
				key = localStorage.key(i);
				if (key.indexOf(PREFIX) === 0 &&
				    matches(load(key.slice(PREFIX.length)) || {}))
					localStorage.removeItem(key);
			}
		} catch (e) {
			/* Nothing is kept where nothing may be stored. */
		}
	}

	function texts(form) {
		return form.querySelectorAll("textarea[name], input[type=text][name]");
	}

	function typed(form) {
		var all = {};
		Array.prototype.forEach.call(texts(form), function (field) {
			all[field.name] = field.value.replace(/\r\n/g, "\n");
		});
		return all;
	}

	function isEmpty(all) {
		return Object.keys(all).every(function (name) {
			return !all[name].trim();
		});
	}

	/* What is on offer stays in its place until it is answered; what is
	   typed goes to the next. */
	function keepDrafts(form) {
		var offer = form.querySelector(".kept");
		var given = JSON.stringify(typed(form));
		var lost = [], known = [given], mine, sent = false, timer;

		PLACES.forEach(function (place) {
			var key = form.dataset.draft + place, draft = load(key);
			var text = draft && JSON.stringify(draft.text);
			if (!draft || isEmpty(draft.text) || known.indexOf(text) >= 0) {
				store(key, null);
				mine = mine || key;
			} else if (offer) {
				known.push(text);
				draft.key = key;
				lost.push(draft);
			}
		});
		lost.sort(function (a, b) { return b.at - a.at; });
		if (!mine)
			mine = offer ? lost.pop().key : form.dataset.draft;

		function isChanged() {
			return !sent && (form.dataset.unsaved ||
			    JSON.stringify(typed(form)) !== given);
		}

		function keep() {
			if (!loggingOut && (isChanged() || sent))
				store(mine, { at: Date.now(), sent: sent, text: typed(form) });
		}

		function show() {
			offer.hidden = !lost.length;
			if (lost.length)
				offer.querySelector(".when").textContent =
				    new Date(lost[0].at).toLocaleString(
				    document.documentElement.lang);
		}

		function discard() {
			store(lost.shift().key, null);
			show();
		}

		/* What was typed meanwhile changes places with it. */
		function restore() {
			var was = lost[0], now = typed(form);
			Array.prototype.forEach.call(texts(form), function (field) {
				if (field.name in was.text)
					field.value = was.text[field.name];
			});
			if (isEmpty(now) || JSON.stringify(now) === given) {
				discard();
			} else {
				lost[0] = { at: Date.now(), text: now, key: was.key };
				store(was.key, lost[0]);
				show();
			}
			keep();
			texts(form)[0].focus();
		}

		keep();
		if (lost.length) {
			show();
			offer.querySelector(".restore").onclick = restore;
			offer.querySelector(".discard").onclick = discard;
		}
		form.addEventListener("input", function () {
			clearTimeout(timer);
			timer = setTimeout(keep, 500);
		});
		form.addEventListener("submit", function (event) {
			if (event.defaultPrevented)
				return;
			clearTimeout(timer);
			sent = true;
			keep();
			sendUnderOldNonce(form, event.submitter);
		});
		window.addEventListener("pageshow", function () {
			sent = false;
		});
		window.addEventListener("pagehide", keep);
		window.addEventListener("beforeunload", function (event) {
			if (!isChanged())
				return;
			event.preventDefault();
			event.returnValue = "";
		});
	}

	/* Forms */

	function sendOnce(form) {
		form.addEventListener("submit", function (event) {
			if (form.dataset.sent) {
				event.preventDefault();
				return;
			}
			form.dataset.sent = "1";
			if (!form.dataset.draft)
				forgetNonces();
			setTimeout(wakeForms, 10000);
			Array.prototype.forEach.call(form.querySelectorAll("button"),
			    function (button) {
				button.setAttribute("aria-disabled", "true");
			});
		});
	}

	function wakeForms() {
		each("form[data-sent]", function (form) {
			delete form.dataset.sent;
		});
		each("button[aria-disabled]", function (button) {
			button.removeAttribute("aria-disabled");
		});
	}

	/* What scrolls sideways can be reached by keyboard, in any browser. */
	function markScrolling() {
		each(".prose table, pre", function (box) {
			if (box.scrollWidth > box.clientWidth)
				box.tabIndex = 0;
			else
				box.removeAttribute("tabindex");
		});
	}

	/* Paper shows the full time again. */
	window.addEventListener("beforeprint", function () {
		each("time[title]", function (time) {
			time.textContent = time.title;
		});
	});
	window.addEventListener("afterprint", showTimes);
	showTimes();
	setInterval(showTimes, 60000);
	if (document.querySelector(".flash"))
		forget(function (draft) { return draft.sent; });
	forget(function (draft) { return !(Date.now() - draft.at < KEEP_MS); });
	each("form[method=post]", sendOnce);
	each("form[data-draft]", keepDrafts);
	each("form[data-leave]", function (form) {
		form.addEventListener("submit", function () {
			loggingOut = true;
			forget(function () { return true; });
		});
	});
	markScrolling();
	window.addEventListener("resize", markScrolling);
	each(".preview a", function (link) {
		link.target = "_blank";
	});
	window.addEventListener("pageshow", wakeForms);
	if (document.getElementById("errors"))
		document.getElementById("errors").focus();
}());
