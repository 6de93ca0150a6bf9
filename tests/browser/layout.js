/*
 * What is wrong with the page that is shown, as lines of text. Each function
 * looks at one thing; tests/browser/710-layout.py says when.
 */
(function () {
	"use strict";

	const TAP_PX = 44, TEXT_CONTRAST = 7, EDGE_CONTRAST = 3;

	/* Where a link is a thing to press and not a word of a sentence. */
	const TARGETS = "button, summary, select, textarea, .button," +
	    " input:not([type=hidden]), header a, footer a, nav a, .actions a," +
	    " .pager a, .tags a, .links a, .choice label";

	const isShown = element => element.checkVisibility() &&
	    !element.closest(".away, [aria-hidden=true]");

	function name(element) {
		const words = (element.innerText || element.value || "").trim();
		return `${element.localName}.${element.className.baseVal ||
		    element.className} “${words.slice(0, 40)}”`;
	}

	function scrolls(element) {
		for (let e = element.parentElement; e; e = e.parentElement)
			if (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX))
				return true;
		return false;
	}

	function width() {
		const room = document.documentElement.clientWidth, found = [];
		if (document.documentElement.scrollWidth > room)
			found.push("the page scrolls sideways");
		for (const element of document.body.querySelectorAll("*")) {
			const box = element.getBoundingClientRect();
			if (!isShown(element) || box.width === 0)
				continue;
			if ((box.left < -0.5 || box.right > room + 0.5) &&
			    !scrolls(element))
				found.push(`${name(element)} is out of the page`);
		}
		return found;
	}

	/* A box may be pressed together with its label. */
	function pressed(element) {
		const box = element.getBoundingClientRect();
		if (!/checkbox|radio/.test(element.type) || !element.labels[0])
			return [box.width, box.height];
		const label = element.labels[0].getBoundingClientRect();
		return [box.width + label.width, Math.max(box.height, label.height)];
	}

	function targets() {
		const found = [];
		for (const element of document.querySelectorAll(TARGETS)) {
			if (!isShown(element))
				continue;
			const [wide, high] = pressed(element);
			if (wide < TAP_PX - 0.5 || high < TAP_PX - 0.5)
				found.push(`${name(element)} is ${Math.round(wide)} × ` +
				    `${Math.round(high)} px`);
		}
		return found;
	}

	function headings() {
		const found = [];
		let last = 0;
		const all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
		    .filter(heading => heading.checkVisibility());
		if (all.filter(heading => heading.localName === "h1").length !== 1)
			found.push("there is not one h1");
		for (const heading of all) {
			const level = Number(heading.localName[1]);
			if (level > last + 1)
				found.push(`${name(heading)} comes after h${last}`);
			last = level;
		}
		return found;
	}

	/* A place without words that is not a writer's own. */
	function words() {
		const found = [];
		for (const element of document.querySelectorAll("main p, main li," +
		    " main h1, main h2, main h3, main dd, main td, main a, label"))
			if (isShown(element) && !element.innerText.trim() &&
			    !element.closest(".prose, .about") &&
			    !element.querySelector("input, textarea, select, svg"))
				found.push(`${name(element)} says nothing in ` +
				    name(element.parentElement));
		return found;
	}

	/* Each mistake is said once and leads to its field. */
	function mistakes() {
		const found = [], said = new Set();
		for (const link of document.querySelectorAll(".wrong li a")) {
			if (said.has(link.innerText))
				found.push(`${name(link)} is said twice`);
			said.add(link.innerText);
			if (!document.querySelector(link.getAttribute("href")))
				found.push(`${name(link)} leads nowhere`);
		}
		return found;
	}

	/* Colours */

	function rgb(text) {
		const n = text.match(/[\d.]+/g).map(Number);
		return n.length < 4 ? n.concat(1) : n;
	}

	function light(colour) {
		const [r, g, b] = colour.slice(0, 3).map(c => c / 255).map(c =>
		    c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	}

	function contrast(a, b) {
		const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
		return (x + 0.05) / (y + 0.05);
	}

	/* Sala's style sheet has no half transparent grounds. */
	function ground(element) {
		for (let e = element; e; e = e.parentElement) {
			const colour = rgb(getComputedStyle(e).backgroundColor);
			if (colour[3] > 0)
				return colour;
		}
		return rgb(matchMedia("(prefers-color-scheme: dark)").matches ?
		    "0 0 0" : "255 255 255");
	}

	function colours() {
		const found = new Set();
		const walk = document.createTreeWalker(document.body,
		    NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) {
			const element = walk.currentNode.parentElement;
			if (!walk.currentNode.data.trim() || !isShown(element))
				continue;
			const ratio = contrast(rgb(getComputedStyle(element).color),
			    ground(element));
			if (ratio < TEXT_CONTRAST)
				found.add(`${name(element)} has a contrast of ` +
				    `${ratio.toFixed(1)}`);
		}
		return [...found];
	}

	/* Every stop of the tab key shows that the focus is there. */
	function focus() {
		const found = [];
		const stops = document.querySelectorAll("a[href], button, summary," +
		    " input:not([type=hidden]), select, textarea, [tabindex='0']");
		for (const element of stops) {
			if (!element.checkVisibility() || element.tabIndex < 0)
				continue;
			element.focus({ preventScroll: true });
			const style = getComputedStyle(element);
			const edge = rgb(style.outlineColor);
			const behind = ground(parseInt(style.outlineOffset) > 0 ?
			    element.parentElement : element);
			if (document.activeElement !== element)
				found.push(`${name(element)} takes no focus`);
			else if (style.outlineStyle === "none" ||
			    parseFloat(style.outlineWidth) < 2)
				found.push(`${name(element)} does not show the focus`);
			else if (contrast(edge, behind) < EDGE_CONTRAST)
				found.push(`${name(element)} hardly shows the focus`);
		}
		document.activeElement.blur();
		return found;
	}

	/* On paper nothing is left that can be pressed, and all that is read. */
	function paper() {
		const found = [];
		for (const element of document.querySelectorAll("nav, footer," +
		    " button, input, select, textarea, .button"))
			if (element.checkVisibility())
				found.push(`${name(element)} is printed`);
		if (!document.querySelector("h1").checkVisibility())
			found.push("the heading is not printed");
		for (const prose of document.querySelectorAll("article .prose"))
			if (!prose.checkVisibility())
				found.push("the text is not printed");
		return found;
	}

	return { width, targets, headings, words, mistakes, colours, focus, paper };
}());
