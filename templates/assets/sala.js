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

	function keepDrafts(form) {
		var key = form.dataset.draft;
		var offer = form.querySelector(".kept");
		var given = JSON.stringify(typed(form));
		var old = load(key);
		var sent = false;
		var timer;

		function isChanged() {
			return !sent && (form.dataset.unsaved ||
			    JSON.stringify(typed(form)) !== given);
		}

		function keep() {
			if (!loggingOut && (isChanged() || sent))
				store(key, { at: Date.now(), sent: sent, text: typed(form) });
		}

		if (old && (isEmpty(old.text) || JSON.stringify(old.text) === given)) {
			store(key, null);
			old = null;
		}
		if (!old)
			keep();
		if (old && offer) {
			offer.hidden = false;
			offer.querySelector(".when").textContent =
			    new Date(old.at).toLocaleString(document.documentElement.lang);
			offer.querySelector(".restore").onclick = function () {
				Array.prototype.forEach.call(texts(form), function (field) {
					if (field.name in old.text)
						field.value = old.text[field.name];
				});
				offer.hidden = true;
				keep();
				texts(form)[0].focus();
			};
			offer.querySelector(".discard").onclick = function () {
				store(key, null);
				offer.hidden = true;
			};
		}
		form.addEventListener("input", function () {
			clearTimeout(timer);
			timer = setTimeout(keep, 500);
		});
		form.addEventListener("submit", function () {
			clearTimeout(timer);
			sent = true;
			keep();
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
	/* What scrolls sideways can be reached by keyboard, in any browser. */
	each(".prose table, pre", function (box) {
		if (box.scrollWidth > box.clientWidth)
			box.tabIndex = 0;
	});
	each(".preview a", function (link) {
		link.target = "_blank";
	});
	window.addEventListener("pageshow", wakeForms);
	if (document.getElementById("errors"))
		document.getElementById("errors").focus();
}());
