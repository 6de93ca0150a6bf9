"""WordPress with the same posts and comments, as Debian packages it."""

import glob
import os
import pwd
import shutil
import subprocess

import lines_db
import lines_http
import load
import sala
import stage
from load import NONCE, get
from table import Row, least, most

CONTENT = """
SELECT coalesce(json_agg(x), '[]')::text FROM (
    SELECT p.id, p.title, t.html,
        to_char(p.published_at, 'YYYY-MM-DD HH24:MI:SS') AS at,
        (SELECT coalesce(json_agg(json_build_object('name',
            coalesce(a.pen_name, c.guest_name), 'html', c.html,
            'at', to_char(c.created_at, 'YYYY-MM-DD HH24:MI:SS'))), '[]')
        FROM comment c LEFT JOIN account a ON a.id = c.author
        WHERE c.post = p.id AND c.state = 'visible') AS comments
    FROM post p JOIN post_text t ON t.post = p.id WHERE p.shown) x
"""

CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root');
define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_SITEURL', 'http://bench.example');
define('WP_HOME', 'http://bench.example');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $k) {{
    define("{{$k}}_KEY", "bench $k"); define("{{$k}}_SALT", "salt $k");
}}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

# One reader writes many comments here; WordPress would find that too quick.
PLUGIN = """<?php
add_filter('comment_flood_filter', '__return_false', 99);
add_filter('wp_is_comment_flood', '__return_false', 99);
add_filter('duplicate_comment_id', '__return_zero');
add_filter('pre_wp_mail', '__return_true');
"""

POOL = """[global]
error_log = {where}/fpm.log
daemonize = no
[www]
{user}
listen = {where}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 8
php_admin_value[opcache.enable] = 1
php_admin_value[memory_limit] = 256M
"""

SITE = """
    root {site}; index index.php;
    location ~ \\.php$ {{
        include /etc/nginx/fastcgi_params;
        fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
        fastcgi_pass unix:{where}/fpm.sock; fastcgi_keep_conn on; {cache}
    }}
"""
CACHE = ("fastcgi_cache pages; fastcgi_cache_valid 200 1h;"
         " fastcgi_ignore_headers Cache-Control Expires Set-Cookie;"
         " fastcgi_cache_key $request_method$request_uri;")


def _started(st, command, **options):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, **options)
    st.exits.callback(stage.end_process, process)
    return process.pid


def _mariadb(st, where):
    """A MariaDB on a socket; durable, as PostgreSQL here is."""
    data, socket = f"{where}/data", f"{where}/sql.sock"
    os.mkdir(data)
    user = []
    if os.geteuid() == 0:
        user = ["--user=mysql"]
        who = pwd.getpwnam("mysql")
        for path in where, data:
            os.chown(path, who.pw_uid, who.pw_gid)
    subprocess.run(["mariadb-install-db", "--no-defaults",
                    f"--datadir={data}", "--skip-test-db",
                    "--auth-root-authentication-method=normal", *user],
                   check=True, capture_output=True)
    pid = _started(st, ["mariadbd", "--no-defaults", f"--datadir={data}",
                        f"--socket={socket}", "--skip-networking",
                        f"--pid-file={data}/pid",
                        "--innodb-buffer-pool-size=128M", *user])
    sala.wait_for(lambda: os.path.exists(socket), "MariaDB", 30)
    subprocess.run(["mariadb", "--no-defaults", "-uroot", f"-S{socket}",
                    "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4"],
                   check=True)
    return pid, socket


def _site(st, where, socket):
    """The program's files with a configuration of ours, and the content."""
    site = f"{where}/site"
    shutil.copytree("/usr/share/wordpress", site,
                    ignore=shutil.ignore_patterns("wp-config.php"))
    plugins = f"{site}/wp-content/mu-plugins"
    os.makedirs(plugins, exist_ok=True)
    for path, text in ((f"{site}/wp-config.php",
                        CONFIG.format(socket=socket)),
                       (f"{plugins}/bench.php", PLUGIN)):
        with open(path, "w") as file:
            file.write(text)
    content = st.cluster.query(CONTENT, database=st.database())[0][0]
    filler = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "wordpress.php")
    done = subprocess.run(["php", filler], input=content, text=True,
                          capture_output=True, check=False,
                          env={**os.environ, "WORDPRESS": site})
    if done.returncode:
        raise RuntimeError(f"php: {done.stdout[-500:]}{done.stderr[-500:]}")
    return site


def _wordpress(st):
    """({"": URL, "cache": URL}, watch)"""
    where = st.directory("wordpress")
    database, socket = _mariadb(st, where)
    site = _site(st, where, socket)
    with open(f"{where}/pool", "w") as file:
        file.write(POOL.format(where=where, user=(
            "user = www-data\ngroup = www-data"
            if os.geteuid() == 0 else "")))
    fpm = sorted(glob.glob("/usr/sbin/php-fpm*"))[-1]
    watch = [database, _started(st, [fpm, "-F", "-y", f"{where}/pool"])]
    sala.wait_for(lambda: os.path.exists(f"{where}/fpm.sock"), "PHP", 30)
    pages = f"fastcgi_cache_path {where}/pages keys_zone=pages:10m;"
    plain, nginx = st.run_nginx(
        "wp", "", SITE.format(site=site, where=where, cache=""))
    kept, nginx_kept = st.run_nginx(
        "wpcache", pages, SITE.format(site=site, where=where, cache=CACHE))
    return {"": plain, "cache": kept}, watch + nginx, nginx_kept


def _comments():
    fields = "author=Reader&email=a%40bench.example&url=&submit=Send"
    return [load.post("/wp-comments-post.php",
                      f"{fields}&comment_post_ID={n + 100}"
                      f"&comment=Thank+you+for+this+{NONCE}")
            for n in lines_db.IDS]


def wordpress(st):
    """WordPress: pages made anew, pages kept, comments, memory."""
    urls, watch, nginx = _wordpress(st)
    made = st.sala(cached=False)
    kept = st.sala()
    wp_posts = [get(f"/?p={n + 100}") for n in lines_db.IDS]
    posts = [get(f"/p/{n}-p{n}") for n in lines_db.IDS]
    for path in "/", "/?p=107":
        head = lines_http.fetch_url(urls[""], path)
        if not head.startswith("HTTP/1.1 200"):
            raise RuntimeError(f"WordPress says {head[:200]}")

    def asked(url, requests, pids, connections=64):
        return lambda: load.wrk(url, requests, seconds=st.seconds,
                                watch=pids, connections=connections)
    theirs = asked(urls[""], wp_posts, watch, 16)
    yield Row("page of a post, not cached", "WordPress",
              *st.duel(asked(made.url, posts, made.watch + st.postgres),
                       theirs), goals=[least("rps", 80)])
    yield Row("cached page of a post", "WordPress",
              *st.duel(asked(kept.url, [get("/p/7-p7")], kept.watch), theirs),
              goals=[least("rps", 1000)])
    yield Row("cached home", "WordPress, nginx fastcgi_cache hit",
              *st.duel(asked(kept.url, [get("/")], kept.watch),
                       asked(urls["cache"], [get("/")], nginx)),
              goals=[most("cpu", 0.45)])
    writing = st.sala(copy="writes")
    yield Row("comment POST", "WordPress",
              *st.duel(asked(writing.url, lines_db.comments(lines_db.IDS),
                             writing.watch + st.postgres),
                       asked(urls[""], _comments(), watch, 16)),
              goals=[least("rps", 100)])


LINES = {"wordpress": wordpress}
