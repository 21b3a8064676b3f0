ALTER TABLE `runs` ADD `dues` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `moved` text DEFAULT '[]' NOT NULL;