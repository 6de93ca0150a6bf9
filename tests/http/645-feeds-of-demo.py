#!/usr/bin/python3
"""Every feed of the demonstration content is without a fault."""

import os

import feeds
import sala
from tap import done_testing, is_, ok

with sala.Server() as server:
    with open(os.path.join(sala.SRCDIR, "sql/demo.sql"),
              encoding="utf-8") as file:
        server.query(file.read())
    reader = server.client()
    page = reader.get("/subscribe")
    paths = page.xpath("//main//a[@type='application/rss+xml']/@href")
    ok(len(paths) > 5, f"the page about feeds lists {len(paths)} feeds")
    guids = {}
    for path in paths:
        feed = feeds.read(server, path)
        for link, guid in zip(feed.texts("item/link"),
                              feed.texts("item/guid")):
            is_(guids.setdefault(link, guid), guid,
                "an item is the same in all feeds")
    ok(guids, "there are items")
    for (post,) in server.query("SELECT id FROM post WHERE shown"):
        feeds.read(server, f"/p/{post}/comments.rss")

done_testing()
