ALTER TABLE `store_movements` ADD `entity` text;--> statement-breakpoint
ALTER TABLE `store_movements` ADD `city` text;--> statement-breakpoint
ALTER TABLE `store_movements` ADD `cost_centre` text;