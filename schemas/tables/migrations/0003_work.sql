CREATE TABLE `event_work` (
	`seq` integer PRIMARY KEY NOT NULL,
	`discrepancy_id` text NOT NULL,
	`field` text NOT NULL,
	`value` text,
	`day` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `event_work_by_discrepancy` ON `event_work` (`discrepancy_id`,`seq`);
--> statement-breakpoint
CREATE TRIGGER `event_work_is_not_changed` BEFORE UPDATE ON `event_work` BEGIN SELECT RAISE(ABORT, 'what people said is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `event_work_is_not_deleted` BEFORE DELETE ON `event_work` BEGIN SELECT RAISE(ABORT, 'what people said is append-only'); END;
