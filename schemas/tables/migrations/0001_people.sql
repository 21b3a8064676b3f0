CREATE TABLE `event_people` (
	`seq` integer PRIMARY KEY NOT NULL,
	`person` text,
	`proof` text NOT NULL,
	`for_person` text,
	`day` text NOT NULL,
	`currency` text,
	`amount` integer
);
--> statement-breakpoint
CREATE INDEX `event_people_by_day` ON `event_people` (`day`,`person`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`stores` text NOT NULL,
	`owners` text NOT NULL,
	`language` text,
	`is_ended` integer NOT NULL,
	`epoch` integer NOT NULL,
	`password_hash` text,
	`code_secret` text,
	`code_step` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE TABLE `people_log` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`by` text NOT NULL,
	`by_person` text,
	`proof` text NOT NULL,
	`event` text NOT NULL,
	`person` text,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `proposals` (
	`seq` integer PRIMARY KEY NOT NULL,
	`discrepancy_id` text NOT NULL,
	`event` text NOT NULL,
	`note` text NOT NULL,
	`by` text NOT NULL,
	`person` text NOT NULL,
	`facts_hash` text NOT NULL,
	`currency` text NOT NULL,
	`amount` integer NOT NULL,
	`lapses_after` text NOT NULL,
	`ended` text,
	`ended_seq` integer,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `proposals_waiting` ON `proposals` (`discrepancy_id`) WHERE ended is null;--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`epoch` integer NOT NULL,
	`began_ms` integer NOT NULL,
	`seen_ms` integer NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sessions_by_person` ON `sessions` (`person`);--> statement-breakpoint
CREATE TABLE `sign_in_tries` (
	`address` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`last_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`seq` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`kind` text NOT NULL,
	`person` text NOT NULL,
	`name` text NOT NULL,
	`epoch` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`ends_ms` integer NOT NULL,
	`ended_ms` integer,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);--> statement-breakpoint
CREATE TRIGGER `people_log_is_not_changed` BEFORE UPDATE ON `people_log` BEGIN SELECT RAISE(ABORT, 'the log of people is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `people_log_is_not_deleted` BEFORE DELETE ON `people_log` BEGIN SELECT RAISE(ABORT, 'the log of people is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `event_people_are_not_changed` BEFORE UPDATE ON `event_people` BEGIN SELECT RAISE(ABORT, 'who did something is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `event_people_are_not_deleted` BEFORE DELETE ON `event_people` BEGIN SELECT RAISE(ABORT, 'who did something is append-only'); END;
