CREATE TABLE `journey_files` (
	`date` text NOT NULL,
	`source` text NOT NULL,
	`normalised` integer NOT NULL,
	`file` text NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
--> statement-breakpoint
CREATE TABLE `journeys` (
	`date` text PRIMARY KEY NOT NULL,
	`look` integer NOT NULL,
	`generation` integer NOT NULL,
	`matched` integer NOT NULL,
	`open` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stage_starts` (
	`date` text NOT NULL,
	`stage` text NOT NULL,
	`source` text NOT NULL,
	`starts` integer NOT NULL,
	`unanswered` integer NOT NULL,
	`not_before_ms` integer NOT NULL,
	`state` text NOT NULL,
	`code` text,
	`detail` text,
	PRIMARY KEY(`date`, `stage`, `source`)
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_leases` (
	`date` text NOT NULL,
	`source` text DEFAULT '' NOT NULL,
	`token` integer NOT NULL,
	`holder` text NOT NULL,
	`until_ms` integer NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
--> statement-breakpoint
INSERT INTO `__new_leases`("date", "source", "token", "holder", "until_ms") SELECT "date", '', "token", "holder", "until_ms" FROM `leases`;--> statement-breakpoint
DROP TABLE `leases`;--> statement-breakpoint
ALTER TABLE `__new_leases` RENAME TO `leases`;--> statement-breakpoint
PRAGMA foreign_keys=ON;