CREATE TABLE `alert_channels` (
	`channel` text PRIMARY KEY NOT NULL,
	`last_event` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alerts` (
	`channel` text NOT NULL,
	`key` text NOT NULL,
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`discrepancy_id` text,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`not_before_ms` integer NOT NULL,
	`code` text,
	PRIMARY KEY(`channel`, `key`)
);
--> statement-breakpoint
CREATE INDEX `alerts_by_state` ON `alerts` (`state`,`not_before_ms`);