<?php
/* Installs WordPress and fills it with what standard input has, as JSON:
   [{"title", "html", "at", "comments": [{"name", "html", "at"}]}]. */
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'bench.example';
require getenv('WORDPRESS') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Bench', 'bench', 'bench@bench.example', true, '', 'bench');
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('posts_per_page', 20);
update_option('permalink_structure', '');

global $wpdb;
$wpdb->query('SET autocommit = 0');
foreach (json_decode(file_get_contents('php://stdin')) as $post) {
	$wpdb->insert($wpdb->posts, [
		'ID' => $post->id + 100, 'post_author' => 1,
		'post_date' => $post->at, 'post_date_gmt' => $post->at,
		'post_modified' => $post->at, 'post_modified_gmt' => $post->at,
		'post_title' => $post->title, 'post_content' => $post->html,
		'post_excerpt' => '', 'post_status' => 'publish',
		'post_name' => 'p' . $post->id, 'comment_status' => 'open',
		'comment_count' => count($post->comments),
		'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '',
	]);
	$wpdb->insert($wpdb->term_relationships, [
		'object_id' => $post->id + 100, 'term_taxonomy_id' => 1]);
	foreach ($post->comments as $comment)
		$wpdb->insert($wpdb->comments, [
			'comment_post_ID' => $post->id + 100,
			'comment_author' => $comment->name,
			'comment_author_email' => 'a@bench.example',
			'comment_date' => $comment->at,
			'comment_date_gmt' => $comment->at,
			'comment_content' => $comment->html,
			'comment_approved' => '1', 'comment_type' => 'comment',
		]);
}
$wpdb->query('COMMIT');
