ALTER TABLE `events` ADD `at_ms` integer;--> statement-breakpoint
ALTER TABLE `events` ADD `facts_hash` text;--> statement-breakpoint
CREATE INDEX `run_discrepancies_by_state` ON `run_discrepancies` (`state`,`date`);