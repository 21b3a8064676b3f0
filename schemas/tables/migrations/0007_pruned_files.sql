CREATE TABLE `pruned_files` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`path` text NOT NULL,
	`kind` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	`uses` text NOT NULL,
	`last_date` text,
	`at_ms` integer NOT NULL,
	`by` text NOT NULL,
	`undone_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `pruned_files_by_path` ON `pruned_files` (`path`);--> statement-breakpoint
CREATE INDEX `pruned_files_by_date` ON `pruned_files` (`last_date`);