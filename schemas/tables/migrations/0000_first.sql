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
CREATE INDEX `alerts_by_state` ON `alerts` (`state`,`not_before_ms`);--> statement-breakpoint
CREATE TABLE `brought_back` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`line_date` text NOT NULL,
	`source` text NOT NULL,
	`file` text NOT NULL,
	`row` integer NOT NULL,
	PRIMARY KEY(`date`, `generation`, `line_date`, `source`, `file`, `row`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `brought_back_by_line` ON `brought_back` (`line_date`,`source`,`file`,`row`,`date`);--> statement-breakpoint
CREATE TABLE `dates_under_way` (
	`date` text PRIMARY KEY NOT NULL,
	`round` integer NOT NULL,
	`generation` integer NOT NULL,
	`matched` integer NOT NULL,
	`open` integer NOT NULL,
	`files_from` text DEFAULT 'unread' NOT NULL,
	`files` text NOT NULL,
	`stages` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `leases` (
	`date` text NOT NULL,
	`source` text DEFAULT '' NOT NULL,
	`token` integer NOT NULL,
	`holder` text NOT NULL,
	`until_ms` integer NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `payouts` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`place` integer NOT NULL,
	`source` text NOT NULL,
	`account` text,
	`payout_id` text NOT NULL,
	`currency` text NOT NULL,
	`settled_on` text NOT NULL,
	`lines` integer NOT NULL,
	`gross` integer NOT NULL,
	`refunds` integer NOT NULL,
	`fees` integer NOT NULL,
	`taxes` integer NOT NULL,
	`adjustments` integer NOT NULL,
	`net` integer NOT NULL,
	`given_back` integer DEFAULT 0 NOT NULL,
	`cohorts` text NOT NULL,
	`bank_amount` integer,
	`difference` integer,
	`due_on` text NOT NULL,
	`arrived_on` text,
	`pass` text,
	`bank_match` text,
	`fate` text NOT NULL,
	`discrepancy_ids` text NOT NULL,
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `payouts_by_id` ON `payouts` (`source`,`payout_id`,`date`);--> statement-breakpoint
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
CREATE INDEX `pruned_files_by_date` ON `pruned_files` (`last_date`);--> statement-breakpoint
CREATE TABLE `registered_files` (
	`path` text PRIMARY KEY NOT NULL,
	`date` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `registered_files_by_date` ON `registered_files` (`date`);--> statement-breakpoint
CREATE TABLE `report_files` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	`content` text,
	PRIMARY KEY(`date`, `generation`, `name`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `run_files` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`source` text NOT NULL,
	`leg` text NOT NULL,
	`state` text NOT NULL,
	`name` text,
	`sha256` text,
	`profile_hash` text,
	`size` integer NOT NULL,
	`lines` integer NOT NULL,
	`rejects` integer NOT NULL,
	`problem` text,
	`footing` text,
	`balances` text NOT NULL,
	`columns` text NOT NULL,
	`revisions` text DEFAULT '[]' NOT NULL,
	`refused` text,
	PRIMARY KEY(`date`, `generation`, `source`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `run_files_by_bytes` ON `run_files` (`source`,`sha256`);--> statement-breakpoint
CREATE TABLE `runs` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`number` integer NOT NULL,
	`parent_generation` integer,
	`input_hash` text NOT NULL,
	`outcome_hash` text NOT NULL,
	`config_hash` text NOT NULL,
	`rules_version` text NOT NULL,
	`last_event` integer NOT NULL,
	`reason` text,
	`stale` integer NOT NULL,
	`discrepancies` integer NOT NULL,
	`conservation` text NOT NULL,
	`dues` text DEFAULT '[]' NOT NULL,
	`moved` text DEFAULT '[]' NOT NULL,
	PRIMARY KEY(`date`, `generation`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_by_number` ON `runs` (`number`);--> statement-breakpoint
CREATE TABLE `source_looks` (
	`date` text NOT NULL,
	`source` text NOT NULL,
	`name` text NOT NULL,
	`stamp` text NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
--> statement-breakpoint
CREATE TABLE `store_movements` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`place` integer NOT NULL,
	`store` text NOT NULL,
	`name` text NOT NULL,
	`listed` integer NOT NULL,
	`currency` text NOT NULL,
	`orders` integer NOT NULL,
	`gross` integer NOT NULL,
	`refunds` integer NOT NULL,
	`chargebacks` integer NOT NULL,
	`fees` integer NOT NULL,
	`taxes` integer NOT NULL,
	`net` integer NOT NULL,
	`bank_confirmed` integer NOT NULL,
	`awaiting` integer NOT NULL,
	`broken` integer NOT NULL,
	`confirmed_on_day` integer NOT NULL,
	`entity` text,
	`city` text,
	`cost_centre` text,
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `completed_messages` (
	`seq` integer PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `discrepancies` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`facts_hash` text NOT NULL,
	`seq` integer NOT NULL,
	`note` text NOT NULL,
	`date` text NOT NULL,
	`generation` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `discrepancies_open` ON `discrepancies` (`id`) WHERE state in ('open', 'acknowledged');--> statement-breakpoint
CREATE TABLE `discrepancy_names` (
	`name` text NOT NULL,
	`discrepancy_id` text NOT NULL,
	PRIMARY KEY(`name`, `discrepancy_id`)
);
--> statement-breakpoint
CREATE TABLE `discrepancy_spans` (
	`number` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`stretch` integer NOT NULL,
	`first` integer NOT NULL,
	`last` integer,
	`node` integer NOT NULL,
	`state` text NOT NULL,
	`event` text,
	`note` text NOT NULL,
	`finding` integer NOT NULL,
	FOREIGN KEY (`first`) REFERENCES `runs`(`number`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`last`) REFERENCES `runs`(`number`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`finding`) REFERENCES `findings`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `discrepancy_spans_by_id` ON `discrepancy_spans` (`id`,`first`);--> statement-breakpoint
CREATE INDEX `discrepancy_spans_by_first` ON `discrepancy_spans` (`node`,`first`);--> statement-breakpoint
CREATE INDEX `discrepancy_spans_by_last` ON `discrepancy_spans` (`node`,`last`) WHERE last is not null;--> statement-breakpoint
CREATE INDEX `discrepancy_spans_decided` ON `discrepancy_spans` (`id`) WHERE state in ('resolved', 'written_off');--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`discrepancy_id` text NOT NULL,
	`discrepancy_seq` integer NOT NULL,
	`event` text NOT NULL,
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`by` text NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`note` text NOT NULL,
	`at_ms` integer,
	`facts_hash` text,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_event_id_unique` ON `events` (`event_id`);--> statement-breakpoint
CREATE INDEX `events_by_discrepancy` ON `events` (`discrepancy_id`,`seq`);--> statement-breakpoint
CREATE TABLE `findings` (
	`number` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `findings_hash_unique` ON `findings` (`hash`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`payload` text NOT NULL,
	`sent` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_by_sent` ON `outbox` (`sent`,`seq`);--> statement-breakpoint
CREATE TABLE `queue_mark` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `chain` (
	`seq` integer PRIMARY KEY NOT NULL,
	`blocks` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `chain_blocks` (
	`covered` text NOT NULL,
	`block` text NOT NULL,
	`rows` integer NOT NULL,
	`hash` text NOT NULL,
	`marks` text NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`covered`, `block`)
);
--> statement-breakpoint
CREATE TRIGGER `events_are_not_changed` BEFORE UPDATE ON `events` BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `events_are_not_deleted` BEFORE DELETE ON `events` BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `chain_is_not_changed` BEFORE UPDATE ON `chain` BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `chain_is_not_deleted` BEFORE DELETE ON `chain` BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;