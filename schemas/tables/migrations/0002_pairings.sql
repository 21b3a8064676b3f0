CREATE TABLE `pairings` (
	`number` integer PRIMARY KEY NOT NULL,
	`act` text NOT NULL,
	`undoes` integer,
	`lines` text NOT NULL,
	`order_difference` integer,
	`bank_difference` integer,
	`lets_pass` text NOT NULL,
	`note` text NOT NULL,
	`by` text NOT NULL,
	`person` text,
	`proof` text NOT NULL,
	`day` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pairings_undoes_unique` ON `pairings` (`undoes`);--> statement-breakpoint
CREATE TABLE `run_pairings` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`date`, `generation`)
);
--> statement-breakpoint
CREATE TRIGGER `pairings_are_not_changed` BEFORE UPDATE ON `pairings` BEGIN SELECT RAISE(ABORT, 'decisions by hand are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `pairings_are_not_deleted` BEFORE DELETE ON `pairings` BEGIN SELECT RAISE(ABORT, 'decisions by hand are append-only'); END;
