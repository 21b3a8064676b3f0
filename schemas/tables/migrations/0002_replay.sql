CREATE TABLE `source_looks` (
	`date` text NOT NULL,
	`source` text NOT NULL,
	`name` text NOT NULL,
	`stamp` text NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
--> statement-breakpoint
ALTER TABLE `run_files` ADD `revisions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `reason` text;