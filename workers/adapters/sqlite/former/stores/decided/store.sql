PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric);
INSERT INTO __drizzle_migrations VALUES(1,'821b8c610946532c88b416d08025cd32825f85741207b15873b2b79b40aada83',1795319014354);
INSERT INTO __drizzle_migrations VALUES(2,'054fde4e9c82543332e201902b361656f1422cd7ecd0f326646741ef7bd8419b',1795319016171);
INSERT INTO __drizzle_migrations VALUES(3,'b3d3514c785cc04b8e881127a1f625419ebd53b3842961838847d8f6744324a2',1795599997569);
INSERT INTO __drizzle_migrations VALUES(4,'5d053fc27c9788086a4b9f8ab338dcff46ce644a03b6e17d5e9bf9969d6f7813',1795600520145);
INSERT INTO __drizzle_migrations VALUES(5,'3abe1a0962a1a4dc44ed01723b7f916abe860f1664111d0885efd01e9cbe30d1',1795600757919);
INSERT INTO __drizzle_migrations VALUES(6,'db5f3d93fc73f4bf67b38c63f21d67c623ede17dfe89413dcc61ffddb0189f6a',1795601317826);
INSERT INTO __drizzle_migrations VALUES(7,'a3ffaa3ae2e789d2b9b08e948ac3b11f73f595ab2aa60f3b8154a0a33dc8300a',1795602458974);
INSERT INTO __drizzle_migrations VALUES(8,'c8973eb606b2d7aa1240ad14d1721d8af435001d8a4388ea742e1dacfe5afe13',1795610878413);
INSERT INTO __drizzle_migrations VALUES(9,'81262294efd53ce2a5f381f597625204f6aec3a099abcbfcdfae3eb69eaade88',1795944283140);
INSERT INTO __drizzle_migrations VALUES(10,'f3ab2b606ab558714c4cab5563ed8376e56863a31c27f185f764925da24c271e',1795948396412);
INSERT INTO __drizzle_migrations VALUES(11,'48824272b9eb8aa6ee99f73a28831c5b9a10073fe7404c4ba3556a4e6e18c978',1795957822274);
INSERT INTO __drizzle_migrations VALUES(12,'9a91a17f5ad4570bb4fecc39d8a3401a14bb879fe242b0cf8ed17ad44f2e090f',1795959746819);
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
CREATE TABLE `discrepancies` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`facts_hash` text NOT NULL,
	`seq` integer NOT NULL,
	`note` text NOT NULL,
	`date` text NOT NULL,
	`generation` integer NOT NULL
);
INSERT INTO discrepancies VALUES('dsc_97ebd57c2951364457b882187a5e8837','acknowledged','f27e593abd4ff3e36ebeda70543d6ce7a4dd54764c861081489cfb789d49a18b',2,'asked the shop for the amount','2026-07-08',1);
INSERT INTO discrepancies VALUES('dsc_2b9675269ecfa00d54b7778bc056c7d7','written_off','76a5a1702ce00350c91b374eadfc8afa345c5efebc20d1574fbe26e77628c3f1',2,'the provider went bankrupt','2026-07-11',1);
INSERT INTO discrepancies VALUES('dsc_279415e0107ac897c88a766ae8cd0ec6','acknowledged','70e6e40baec688722dd99ecbf26743976af96d1dc6a98f18f11ba291d76f9cbf',2,'asked the provider','2026-07-11',1);
INSERT INTO discrepancies VALUES('dsc_009b56f039388f7a7c07d3258533a1e2','resolved','bd4fa59668ef4f0e6a2ebaf10fda75f5f843db53ab23cd6b6f6ed0a1932421bd',2,'a sale of the workshop','2026-07-10',1);
INSERT INTO discrepancies VALUES('dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open','34bd6a348ffd9c152f338ebfb7c42607b983be14e3a4aedb1b6cf631410cae6b',3,'not of the workshop','2026-07-08',1);
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
	`hash` text NOT NULL
, `at_ms` integer, `facts_hash` text);
INSERT INTO events VALUES(1,'evt_d535e6dbe3229fb62a4902f617337252','dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e',1,'opened','2026-07-08',1,'system',NULL,'open','','616d10d182eed66e73b886e96f3cced390ea2d48e9eb75584d0c2ed93fbb7b6b',1796047292705,'41d96b237f04a38168cc6bc7efa5a17462bbd487905cf6617c05886a87a13410');
INSERT INTO events VALUES(2,'evt_3bd02842b88e46e3893a96ef50d4687d','dsc_97ebd57c2951364457b882187a5e8837',1,'opened','2026-07-08',1,'system',NULL,'open','','55d7d6dcbc777a010848f98d937e143e636591caa2146f45e4a437e93c5904c9',1796047292705,'52a6e381ea491d6e90144563adedd5871da8575126f83ab4b350dbdd725835cb');
INSERT INTO events VALUES(3,'evt_f1a95ad9651fb312209bea7b6a5bfcff','dsc_009b56f039388f7a7c07d3258533a1e2',1,'opened','2026-07-10',1,'system',NULL,'open','','924f905217636a69cc67d383df381811391e3af0aa8665f01273e707dd3aca74',1796047301105,'b936a8e13fb7e02436d134502a703c2020ebbd6ea4a087e72b50f7e47b8147b9');
INSERT INTO events VALUES(4,'evt_fe8b957e4ad7d52e92e1b1902ae8c9d8','dsc_97ebd57c2951364457b882187a5e8837',2,'acknowledged','2026-07-10',1,'Ana Ruiz','open','acknowledged','asked the shop for the amount','ccd9468f26ee07973fc8fbf93397ece96114ae7dc305563ef55372fd3bd08b80',1796047303451,'52a6e381ea491d6e90144563adedd5871da8575126f83ab4b350dbdd725835cb');
INSERT INTO events VALUES(5,'evt_f4fcb463d5bbd9df97142e90aa22ec69','dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e',2,'resolved','2026-07-10',1,'Ana Ruiz','open','resolved','the customer was refunded in cash','c2608954aeb8bee2dbab86ed06dc87191eaf951a89ceed3ac6e1643c5001bbca',1796047305354,'41d96b237f04a38168cc6bc7efa5a17462bbd487905cf6617c05886a87a13410');
INSERT INTO events VALUES(6,'evt_afee13f8ff27fdc89760ac617caa824d','dsc_279415e0107ac897c88a766ae8cd0ec6',1,'opened','2026-07-11',1,'system',NULL,'open','','6be3aa4573e5917efcf2b087fc56057cbfd7c112c6910c06b9a41c5263ff96e7',1796047310890,'73ab032e875c94407ba9f4e548b029880b2827347807f0e6f6097fcde025d3af');
INSERT INTO events VALUES(7,'evt_6dd595b97b14da72672b4d758ba7e20e','dsc_2b9675269ecfa00d54b7778bc056c7d7',1,'opened','2026-07-11',1,'system',NULL,'open','','23e3b535527715a02397b0b8c03e4a247a73da75370f8489189c3385a9537e63',1796047310890,'d59f8302b75a8f42b6bb67db1f4f980c399cabaa33fed60e098c19212cd5d213');
INSERT INTO events VALUES(8,'evt_70fb56921c01ae4b2c9ec600cd73e0de','dsc_2b9675269ecfa00d54b7778bc056c7d7',2,'written_off','2026-07-11',1,'Luis Mora','open','written_off','the provider went bankrupt','b6740a057aaddb258dbd9acd7c9311a99346ba3619650f3c40d2a7242618868a',1796047313591,'d59f8302b75a8f42b6bb67db1f4f980c399cabaa33fed60e098c19212cd5d213');
INSERT INTO events VALUES(9,'evt_04fa64442f1fcc8466551035bc1fa61f','dsc_279415e0107ac897c88a766ae8cd0ec6',2,'acknowledged','2026-07-11',1,'Ana Ruiz','open','acknowledged','asked the provider','cc53ae07807141c1cb0b9130ff5f8e2e668eaa27222a488bd2b298d3530fc179',1796047315558,'73ab032e875c94407ba9f4e548b029880b2827347807f0e6f6097fcde025d3af');
INSERT INTO events VALUES(10,'evt_5357328736a10de2aa7df4c311a2d6f3','dsc_009b56f039388f7a7c07d3258533a1e2',2,'resolved','2026-07-11',1,'Ana Ruiz','open','resolved','a sale of the workshop','b6afe0773ab640ce96a966eea5aaa59abffbc7f2dcf235e2e4225fc5f5ba65ab',1796047317458,'b936a8e13fb7e02436d134502a703c2020ebbd6ea4a087e72b50f7e47b8147b9');
INSERT INTO events VALUES(11,'evt_7270804832e008d1c6bdbd1048ceffd7','dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e',3,'reopened','2026-07-11',1,'Luis Mora','resolved','open','not of the workshop','e96d274c954041ea4efa5430acd2de67f2b819dcfae8b1d18574358241038d0d',1796047318938,'41d96b237f04a38168cc6bc7efa5a17462bbd487905cf6617c05886a87a13410');
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`payload` text NOT NULL,
	`sent` integer NOT NULL
);
INSERT INTO outbox VALUES(1,'evt_d535e6dbe3229fb62a4902f617337252','{"eventId":"evt_d535e6dbe3229fb62a4902f617337252","seq":1,"event":"opened","discrepancyId":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","kind":"amount_mismatch","class":"action","severity":"high","owner":"accounting","settlementDate":"2026-07-08","generation":1,"merchantReference":"A-4","store":"N2","provider":"pay","currency":"COP","differenceMinor":500000,"moneyAtRiskMinor":500000}',0);
INSERT INTO outbox VALUES(2,'evt_3bd02842b88e46e3893a96ef50d4687d','{"eventId":"evt_3bd02842b88e46e3893a96ef50d4687d","seq":1,"event":"opened","discrepancyId":"dsc_97ebd57c2951364457b882187a5e8837","kind":"row_rejected","class":"action","severity":"medium","owner":"systems","settlementDate":"2026-07-08","generation":1,"merchantReference":"A-7","store":null,"provider":"shop","currency":"COP","differenceMinor":null,"moneyAtRiskMinor":0}',0);
INSERT INTO outbox VALUES(3,'evt_f1a95ad9651fb312209bea7b6a5bfcff','{"eventId":"evt_f1a95ad9651fb312209bea7b6a5bfcff","seq":1,"event":"opened","discrepancyId":"dsc_009b56f039388f7a7c07d3258533a1e2","kind":"missing_in_erp","class":"action","severity":"high","owner":"accounting","settlementDate":"2026-07-10","generation":1,"merchantReference":"B-9","store":null,"provider":"pay","currency":"COP","differenceMinor":1200000,"moneyAtRiskMinor":1200000}',0);
INSERT INTO outbox VALUES(4,'evt_fe8b957e4ad7d52e92e1b1902ae8c9d8','{"eventId":"evt_fe8b957e4ad7d52e92e1b1902ae8c9d8","seq":2,"event":"acknowledged","discrepancyId":"dsc_97ebd57c2951364457b882187a5e8837","kind":"row_rejected","class":"action","severity":"medium","owner":"systems","settlementDate":"2026-07-10","generation":1,"merchantReference":"A-7","store":null,"provider":"shop","currency":"COP","differenceMinor":null,"moneyAtRiskMinor":0}',0);
INSERT INTO outbox VALUES(5,'evt_f4fcb463d5bbd9df97142e90aa22ec69','{"eventId":"evt_f4fcb463d5bbd9df97142e90aa22ec69","seq":2,"event":"resolved","discrepancyId":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","kind":"amount_mismatch","class":"action","severity":"high","owner":"accounting","settlementDate":"2026-07-10","generation":1,"merchantReference":"A-4","store":"N2","provider":"pay","currency":"COP","differenceMinor":500000,"moneyAtRiskMinor":500000}',0);
INSERT INTO outbox VALUES(6,'evt_afee13f8ff27fdc89760ac617caa824d','{"eventId":"evt_afee13f8ff27fdc89760ac617caa824d","seq":1,"event":"opened","discrepancyId":"dsc_279415e0107ac897c88a766ae8cd0ec6","kind":"missing_in_settlement","class":"action","severity":"high","owner":"provider","settlementDate":"2026-07-11","generation":1,"merchantReference":"A-5","store":"N2","provider":null,"currency":"COP","differenceMinor":-3000000,"moneyAtRiskMinor":3000000}',0);
INSERT INTO outbox VALUES(7,'evt_6dd595b97b14da72672b4d758ba7e20e','{"eventId":"evt_6dd595b97b14da72672b4d758ba7e20e","seq":1,"event":"opened","discrepancyId":"dsc_2b9675269ecfa00d54b7778bc056c7d7","kind":"missing_in_bank","class":"action","severity":"high","owner":"bank","settlementDate":"2026-07-11","generation":1,"merchantReference":null,"store":null,"provider":"pay","currency":"COP","differenceMinor":-14700000,"moneyAtRiskMinor":14700000}',0);
INSERT INTO outbox VALUES(8,'evt_70fb56921c01ae4b2c9ec600cd73e0de','{"eventId":"evt_70fb56921c01ae4b2c9ec600cd73e0de","seq":2,"event":"written_off","discrepancyId":"dsc_2b9675269ecfa00d54b7778bc056c7d7","kind":"missing_in_bank","class":"action","severity":"high","owner":"bank","settlementDate":"2026-07-11","generation":1,"merchantReference":null,"store":null,"provider":"pay","currency":"COP","differenceMinor":-14700000,"moneyAtRiskMinor":14700000}',0);
INSERT INTO outbox VALUES(9,'evt_04fa64442f1fcc8466551035bc1fa61f','{"eventId":"evt_04fa64442f1fcc8466551035bc1fa61f","seq":2,"event":"acknowledged","discrepancyId":"dsc_279415e0107ac897c88a766ae8cd0ec6","kind":"missing_in_settlement","class":"action","severity":"high","owner":"provider","settlementDate":"2026-07-11","generation":1,"merchantReference":"A-5","store":"N2","provider":null,"currency":"COP","differenceMinor":-3000000,"moneyAtRiskMinor":3000000}',0);
INSERT INTO outbox VALUES(10,'evt_5357328736a10de2aa7df4c311a2d6f3','{"eventId":"evt_5357328736a10de2aa7df4c311a2d6f3","seq":2,"event":"resolved","discrepancyId":"dsc_009b56f039388f7a7c07d3258533a1e2","kind":"missing_in_erp","class":"action","severity":"high","owner":"accounting","settlementDate":"2026-07-11","generation":1,"merchantReference":"B-9","store":null,"provider":"pay","currency":"COP","differenceMinor":1200000,"moneyAtRiskMinor":1200000}',0);
INSERT INTO outbox VALUES(11,'evt_7270804832e008d1c6bdbd1048ceffd7','{"eventId":"evt_7270804832e008d1c6bdbd1048ceffd7","seq":3,"event":"reopened","discrepancyId":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","kind":"amount_mismatch","class":"action","severity":"high","owner":"accounting","settlementDate":"2026-07-11","generation":1,"merchantReference":"A-4","store":"N2","provider":"pay","currency":"COP","differenceMinor":500000,"moneyAtRiskMinor":500000}',0);
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
	`cohorts` text NOT NULL,
	`bank_amount` integer,
	`difference` integer,
	`due_on` text NOT NULL,
	`arrived_on` text,
	`pass` text,
	`bank_match` text,
	`fate` text NOT NULL,
	`discrepancy_ids` text NOT NULL, `given_back` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO payouts VALUES('2026-07-08',1,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-08',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-09',1,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-09',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-09',1,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-10',1,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',5586000,0,'2026-07-10','2026-07-10','amount','741b76ae42cc5db654504581613adafd','matched','["dsc_009b56f039388f7a7c07d3258533a1e2"]',0);
INSERT INTO payouts VALUES('2026-07-10',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-10',1,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-08',2,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-08',2,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-09',2,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-09',2,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-09',2,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-10',2,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',5586000,0,'2026-07-10','2026-07-10','amount','741b76ae42cc5db654504581613adafd','matched','["dsc_009b56f039388f7a7c07d3258533a1e2"]',0);
INSERT INTO payouts VALUES('2026-07-10',2,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-10',2,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-11',1,0,'pay',NULL,'PO-11','COP','2026-07-11',1,1500000,0,30000,0,0,1470000,'["2026-07-11"]',NULL,NULL,'2026-07-15',NULL,NULL,NULL,'awaiting','[]',0);
INSERT INTO payouts VALUES('2026-07-11',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'broken','["dsc_2b9675269ecfa00d54b7778bc056c7d7"]',0);
INSERT INTO payouts VALUES('2026-07-11',1,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]',0);
CREATE TABLE `registered_files` (
	`path` text PRIMARY KEY NOT NULL,
	`date` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL
);
INSERT INTO registered_files VALUES('2026-07-08/fates.g1.arrow','2026-07-08','47e5b294efbdd29d86ce3f842a8b90220aa3d29a785a6e7ef0e1535f769e217c',11962);
INSERT INTO registered_files VALUES('2026-07-08/pay-c2b670a43bbb-a9e715.arrow','2026-07-08','7557881e34dfedb18d6777a28810d162b11bfca986a8cb5862289b9997cd8a13',10082);
INSERT INTO registered_files VALUES('2026-07-08/pay-c2b670a43bbb-a9e715.arrow.keys','2026-07-08','e087e820acac7f4fb96c6eb96a239a739636d96da88914027b806b74b175931f',144);
INSERT INTO registered_files VALUES('2026-07-08/shop-3e7ea8ea6f16-c945c8.arrow','2026-07-08','f54df442d0c5d95a4b6b628faf8a7c3b37e1e3fd6cdaac3f8c83d8d1eb5b3782',7842);
INSERT INTO registered_files VALUES('2026-07-08/shop-3e7ea8ea6f16-c945c8.arrow.keys','2026-07-08','f270324c4f28050a0931af9f4209bddfc6f5b6c0e62370f6a55176fbca47ccda',112);
INSERT INTO registered_files VALUES('2026-07-09/fates.g1.arrow','2026-07-09','9c773ab93d90901fb6fc3e584a12ec65938d19bfaa2ec116da94fa4898f54304',12850);
INSERT INTO registered_files VALUES('2026-07-09/pay-dfe1483bb436-a9e715.arrow','2026-07-09','73e2116b32b59f446cd04e455336a44f5c4085234b4f2bd036ec3905ee0eb0c7',9898);
INSERT INTO registered_files VALUES('2026-07-09/pay-dfe1483bb436-a9e715.arrow.keys','2026-07-09','619a4c7720d6b6694461565ed7fa7c92c0ea48d625c9ec3cb92b0ebe063b4163',112);
INSERT INTO registered_files VALUES('2026-07-09/shop-53b6d3585cef-c945c8.arrow','2026-07-09','ab48192887e42fd7c77bf97e88aef73a37bc41ac3148a74aeb5592f06bb00594',7282);
INSERT INTO registered_files VALUES('2026-07-09/shop-53b6d3585cef-c945c8.arrow.keys','2026-07-09','57af506a49176952255159095f7a70b1bbb4ba33288bea06b7bb56611f2f8bdd',64);
INSERT INTO registered_files VALUES('2026-07-10/fates.g1.arrow','2026-07-10','e37bc40cf00c40ccac759c21e856f8411a857c020a286ba7ad535d51f36abed1',12850);
INSERT INTO registered_files VALUES('2026-07-10/bank-3ec439ade811-974bb5.arrow','2026-07-10','97b263159c76a4875371e587921205aa8e0668b2920853af870ad302df26899d',5730);
INSERT INTO registered_files VALUES('2026-07-10/bank-3ec439ade811-974bb5.arrow.keys','2026-07-10','1ac527365ab6a8efe2cbde1928d6bbcb812af75ed81047325ee3ef07756a1151',176);
INSERT INTO registered_files VALUES('2026-07-08/fates.g2.arrow','2026-07-08','2affe9484784b74878e3e54e1af4901be09ce14e340f81ea1adb2ff4fcb16cfd',11962);
INSERT INTO registered_files VALUES('2026-07-09/fates.g2.arrow','2026-07-09','3ecc562e10f4b990ae044a65a7bff297644689bfe319a82161121984a4cd2497',12850);
INSERT INTO registered_files VALUES('2026-07-10/fates.g2.arrow','2026-07-10','e0f747e463af3d4fafae21ee822a7eda4495b98efe60175352f3885454d435eb',12858);
INSERT INTO registered_files VALUES('2026-07-11/fates.g1.arrow','2026-07-11','17e93b3e08f3c72cd81c56a409c74534f329495aae25e9a224de32d62a8a18f7',12658);
INSERT INTO registered_files VALUES('2026-07-11/pay-ce2fa9b1d5b2-a9e715.arrow','2026-07-11','7833de846be3184be7c58d3a775edfd0207b2d007c8d64e30766f65c1cd7b56e',9450);
INSERT INTO registered_files VALUES('2026-07-11/pay-ce2fa9b1d5b2-a9e715.arrow.keys','2026-07-11','68fea32dce3dae03053c335eeb3569b8ffb8a977318af3b0da4dc5daa616d902',48);
INSERT INTO registered_files VALUES('2026-07-11/shop-20681d774b24-c945c8.arrow','2026-07-11','785020d24bd97ddea0fe8cd6cf1ffad8ae223e23ff5cdb56b2733b9442615653',6986);
INSERT INTO registered_files VALUES('2026-07-11/shop-20681d774b24-c945c8.arrow.keys','2026-07-11','c2e0aa2faa347165048b43a2b54e44f744833e2a68434500d1cb1d3aab8bf53c',32);
CREATE TABLE `report_files` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	PRIMARY KEY(`date`, `generation`, `name`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO report_files VALUES('2026-07-08',1,'answer.json','dc2ed960ead61c9ed558c8c96b579b6d017c64435c8e887ed9a5606925ece26c',2301);
INSERT INTO report_files VALUES('2026-07-08',1,'cuadre.xlsx','f2e941d409bca6a14469e06343eb2f0e7f6d3a13fc2ca67391af98e4d26944e5',8429);
INSERT INTO report_files VALUES('2026-07-08',1,'discrepancies.csv','cb2b58b014fb58fee70be5be9ae94d4a8abf14796f0a7a99493bd7f2cf5a2a5c',1746);
INSERT INTO report_files VALUES('2026-07-08',1,'matches.csv','3850d6f1a2c49492f2993e05613fc5bfe4ed93f0edb31e9289df3013f79686e7',1438);
INSERT INTO report_files VALUES('2026-07-08',1,'payouts.csv','9b95637a7b9df40aa783e508a7eb19cc1ee0bb0e3af28d5a6b264010de7c15e6',349);
INSERT INTO report_files VALUES('2026-07-08',1,'report.html','89b28ba472c6e75affa38663a1de90ef27afc4328e82a9f9dab08a1c3a27140b',100385);
INSERT INTO report_files VALUES('2026-07-08',1,'stores.csv','9d2de7d71f3f69d98685b4499fd3d6f35dce5294654ad7cf8a2b2dce69212902',467);
INSERT INTO report_files VALUES('2026-07-08',1,'summary.json','03b59bc899644668df205f32539c24db286d41c038648a951f196f64bc00cbe2',6077);
INSERT INTO report_files VALUES('2026-07-08',1,'manifest.json','9a0d377c3abc1078656a0556560cb738e016278eb3748be387b1c10552126401',2161);
INSERT INTO report_files VALUES('2026-07-09',1,'answer.json','629b2278b458bc72e94302be02f5007572118dc10d23354a7e029cd55b25b84e',1832);
INSERT INTO report_files VALUES('2026-07-09',1,'cuadre.xlsx','0f5fb5c7647ff6d728f0ad8f8be45abcb00620d0466e5036773e0b2b8d460259',8118);
INSERT INTO report_files VALUES('2026-07-09',1,'discrepancies.csv','7d6e70f0168f2cb34c5a78d029240a4467135ed103760e74abfb4fd54c610e28',1746);
INSERT INTO report_files VALUES('2026-07-09',1,'matches.csv','62ca6db4b32e6095ce2c52d0dcb9dd91394946dedb0447c515f0badac27d200b',990);
INSERT INTO report_files VALUES('2026-07-09',1,'payouts.csv','f6d9f9c009bd5267ecbfec461cbd2a2d8615789e9f7adc44e1ad777d3b6840d0',444);
INSERT INTO report_files VALUES('2026-07-09',1,'report.html','8d1b4c006cc9540cbf652edadca13e634b5df9a1b2321140ff857367559eb2f6',100852);
INSERT INTO report_files VALUES('2026-07-09',1,'stores.csv','930883bac5aad1275ef49efffdc127aacd916ce2b8d595672997e321eeade52b',380);
INSERT INTO report_files VALUES('2026-07-09',1,'summary.json','178107d103268a62de84438f5bbc37f891ebc107e1a6aa0b632e6ce2db2f3dd9',5617);
INSERT INTO report_files VALUES('2026-07-09',1,'manifest.json','c801e30edd40d8dff8bc24feac25dfa627c863ee20b73626ef418d401ca6b230',2218);
INSERT INTO report_files VALUES('2026-07-10',1,'answer.json','6c7bc916c4e760911cdfe30877f393125da504051f243859b3a40d1ef56f251d',2976);
INSERT INTO report_files VALUES('2026-07-10',1,'cuadre.xlsx','3b6e757728b94df46b4515949a15bdd134b0c49db8c9e004c8c5f41e4dc79a7f',8091);
INSERT INTO report_files VALUES('2026-07-10',1,'discrepancies.csv','0b146e348b10113f1563a0d71e8000fd7d43689b93d89f8ec740c7b9ba786ded',2579);
INSERT INTO report_files VALUES('2026-07-10',1,'matches.csv','d7eb96181c85dc175f3449c6edc812bdeb783c4935c05ab4f3aeeb35e1f94cad',242);
INSERT INTO report_files VALUES('2026-07-10',1,'payouts.csv','f46268bde876cdf280d00f572fdd769da6b2bb8775b0d3d8f60e26a5de3d2410',507);
INSERT INTO report_files VALUES('2026-07-10',1,'report.html','871997247efd3bfb9dd535927adb7457c346c584a67a7497247d659ef482131b',105427);
INSERT INTO report_files VALUES('2026-07-10',1,'stores.csv','7bb9c4725871fcfd0da9f87737c02d436d2ff5b28c059249b68f0ba059255737',352);
INSERT INTO report_files VALUES('2026-07-10',1,'summary.json','a9e1f9757a308a4639770b087e43b925460d0e8c1873d04bc27ec05ba5deb188',5941);
INSERT INTO report_files VALUES('2026-07-10',1,'manifest.json','4e639ba004650c6cee0b35cfbbcce331d82731b5a6a523df5cb3680ba72c2549',2147);
INSERT INTO report_files VALUES('2026-07-08',2,'answer.json','2a9a04764faa6678e49c11c7e9797fbd89b794b14396b9643c7e4eedf5edfb78',2301);
INSERT INTO report_files VALUES('2026-07-08',2,'cuadre.xlsx','f2e941d409bca6a14469e06343eb2f0e7f6d3a13fc2ca67391af98e4d26944e5',8429);
INSERT INTO report_files VALUES('2026-07-08',2,'diff.json','a8de21e8353c0b95469ae5d2d3840dcff53e52bf5a6db49f268971670668e857',465);
INSERT INTO report_files VALUES('2026-07-08',2,'discrepancies.csv','cb2b58b014fb58fee70be5be9ae94d4a8abf14796f0a7a99493bd7f2cf5a2a5c',1746);
INSERT INTO report_files VALUES('2026-07-08',2,'matches.csv','3850d6f1a2c49492f2993e05613fc5bfe4ed93f0edb31e9289df3013f79686e7',1438);
INSERT INTO report_files VALUES('2026-07-08',2,'payouts.csv','9b95637a7b9df40aa783e508a7eb19cc1ee0bb0e3af28d5a6b264010de7c15e6',349);
INSERT INTO report_files VALUES('2026-07-08',2,'report.html','b2a1b6d4b496d4a9eb2aaf45282b1f1607e945c7115e4c64c6a8a0d187da8817',102714);
INSERT INTO report_files VALUES('2026-07-08',2,'stores.csv','9d2de7d71f3f69d98685b4499fd3d6f35dce5294654ad7cf8a2b2dce69212902',467);
INSERT INTO report_files VALUES('2026-07-08',2,'summary.json','7107806edf4f7f6f02d883308140bc8d95b1dd5590baeb156350d2d644eb8c73',6077);
INSERT INTO report_files VALUES('2026-07-08',2,'manifest.json','5ddfe8ddc41bec8a365fa44941ff977c341f6e9cff06c1fb0d413929d49e137d',2316);
INSERT INTO report_files VALUES('2026-07-09',2,'answer.json','9e27aebc7ff39a1a352a28cbb62b77d91c0a9a27b6103a4a9b273e9d2b915b29',1832);
INSERT INTO report_files VALUES('2026-07-09',2,'cuadre.xlsx','0f5fb5c7647ff6d728f0ad8f8be45abcb00620d0466e5036773e0b2b8d460259',8118);
INSERT INTO report_files VALUES('2026-07-09',2,'diff.json','97acca64bbf7c8ac45e3271b8b81db29270ff067f18210988e18a151e61fb956',465);
INSERT INTO report_files VALUES('2026-07-09',2,'discrepancies.csv','7d6e70f0168f2cb34c5a78d029240a4467135ed103760e74abfb4fd54c610e28',1746);
INSERT INTO report_files VALUES('2026-07-09',2,'matches.csv','62ca6db4b32e6095ce2c52d0dcb9dd91394946dedb0447c515f0badac27d200b',990);
INSERT INTO report_files VALUES('2026-07-09',2,'payouts.csv','f6d9f9c009bd5267ecbfec461cbd2a2d8615789e9f7adc44e1ad777d3b6840d0',444);
INSERT INTO report_files VALUES('2026-07-09',2,'report.html','4391b8194fb54c50dbc5dd2e2a25a4f4cc3d9297dbb97d40d24397be8fc5a386',103184);
INSERT INTO report_files VALUES('2026-07-09',2,'stores.csv','930883bac5aad1275ef49efffdc127aacd916ce2b8d595672997e321eeade52b',380);
INSERT INTO report_files VALUES('2026-07-09',2,'summary.json','0d34ac2ae98cffff1d838f6484defc5c8a56404b7f855ba2d0d1ecb05227cf32',5617);
INSERT INTO report_files VALUES('2026-07-09',2,'manifest.json','5f8552e9a4fa830bb896be8b64ae01059eafd07344b0c1ded61549814c30675c',2373);
INSERT INTO report_files VALUES('2026-07-10',2,'answer.json','ffb0516ea259afa77b136302b955d1f6ac455971fb3a2d303db48b099e75f405',2952);
INSERT INTO report_files VALUES('2026-07-10',2,'cuadre.xlsx','fb052b39b075df11be7f4b3a1b42198cfd8ae1dceee2afe2f304fac031abfbc1',8106);
INSERT INTO report_files VALUES('2026-07-10',2,'diff.json','e8d9c99d754c79b8620696a5881e1fee785e8381bf4096583a67db7a4d568071',2155);
INSERT INTO report_files VALUES('2026-07-10',2,'discrepancies.csv','d2d12a1726023e7f3e81c5f492f6195573a0b4c2e443d6d88ed6eb31378bd448',2539);
INSERT INTO report_files VALUES('2026-07-10',2,'matches.csv','d7eb96181c85dc175f3449c6edc812bdeb783c4935c05ab4f3aeeb35e1f94cad',242);
INSERT INTO report_files VALUES('2026-07-10',2,'payouts.csv','f46268bde876cdf280d00f572fdd769da6b2bb8775b0d3d8f60e26a5de3d2410',507);
INSERT INTO report_files VALUES('2026-07-10',2,'report.html','5082f35b53554a0419dbbce5834e9b112c174af54ddacbb3f75c37faff10a16f',109400);
INSERT INTO report_files VALUES('2026-07-10',2,'stores.csv','7bb9c4725871fcfd0da9f87737c02d436d2ff5b28c059249b68f0ba059255737',352);
INSERT INTO report_files VALUES('2026-07-10',2,'summary.json','114d2a68a92bedae83ff9ad190fe4a251540dd9e584c4c3fad61368d62285700',5913);
INSERT INTO report_files VALUES('2026-07-10',2,'manifest.json','69433299bd1ee7e0aed35fac19b1400b28edae4abe8df748e832dbfa1200b748',2303);
INSERT INTO report_files VALUES('2026-07-11',1,'answer.json','5ce9b6419d7f8129a23e6b56b57e739d2dcd4b0dede2fcbc114f9649c9124450',1983);
INSERT INTO report_files VALUES('2026-07-11',1,'cuadre.xlsx','ddcb1b9703defbb5428bd7fa19a6b312115524fe100a3d49d54a42abe0a4165d',8675);
INSERT INTO report_files VALUES('2026-07-11',1,'discrepancies.csv','a3efdbfe7188841c5e358d622d0b3e65f77ad607047458e9c2c2df9e0548b0df',3258);
INSERT INTO report_files VALUES('2026-07-11',1,'matches.csv','ef38b2a7f5f8bae88c4f5fb0d13356d6e7e85569d89dfe816969fa4849b9929d',507);
INSERT INTO report_files VALUES('2026-07-11',1,'payouts.csv','9dc148bd36e02461b22823f9f2d8f09c80f0b1a6f70093283752e10e39546383',478);
INSERT INTO report_files VALUES('2026-07-11',1,'report.html','f0f1a3ab90570117cadb76c084ab83a0d39612eff5817ca87b54ddaf608f5125',108692);
INSERT INTO report_files VALUES('2026-07-11',1,'stores.csv','d9ff53be21f95343c225bdde673c9e3372f7da30d09b16c5ce2d6b69e1bc13b3',297);
INSERT INTO report_files VALUES('2026-07-11',1,'summary.json','9e82ab4b3a0bff6916438baf4a54bdd499d54b470d607b0b856aed7e94bac0d3',6406);
INSERT INTO report_files VALUES('2026-07-11',1,'manifest.json','f66e32f887d2ab0caf7d942ad072df627a9daf9aa6b3d0da8218ec74f7116859',2217);
CREATE TABLE `run_discrepancies` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`place` integer NOT NULL,
	`id` text NOT NULL,
	`state` text NOT NULL,
	`event` text,
	`note` text NOT NULL,
	`finding` text NOT NULL,
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO run_discrepancies VALUES('2026-07-08',1,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open','opened','','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 11:00","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-08',1,1,'dsc_97ebd57c2951364457b882187a5e8837','open','opened','','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',1,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 11:00","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',1,1,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',1,0,'dsc_009b56f039388f7a7c07d3258533a1e2','open','opened','','{"provider":"pay","merchantReference":"B-9","payoutId":"PO-4","providerId":"P9","method":"PSE","store":null,"currency":"COP","orderAmount":null,"settlementGross":1200000,"settlementNet":1176000,"bankAmount":1176000,"difference":1200000,"paidOn":"2026-07-08","settledOn":"2026-07-08","dueOn":"2026-07-09","arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 14:01","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"beforeHistory":true},"owner":"accounting","firstSeen":"2026-07-10","kind":"missing_in_erp","key":["pay","p9","payment","+"],"lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":3,"leg":"settlement","line":5,"broken":true}],"moneyAtRisk":1200000,"direction":"unknown","id":"dsc_009b56f039388f7a7c07d3258533a1e2","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',1,1,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":4410000,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 11:00","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',1,2,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-08',2,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open','opened','','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 11:00","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-08',2,1,'dsc_97ebd57c2951364457b882187a5e8837','open','opened','','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',2,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 11:00","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',2,1,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',2,0,'dsc_009b56f039388f7a7c07d3258533a1e2','open','opened','','{"provider":"pay","merchantReference":"B-9","payoutId":"PO-4","providerId":"P9","method":"PSE","store":null,"currency":"COP","orderAmount":null,"settlementGross":1200000,"settlementNet":1176000,"bankAmount":1176000,"difference":1200000,"paidOn":"2026-07-08","settledOn":"2026-07-08","dueOn":"2026-07-09","arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 14:01","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"beforeHistory":true},"owner":"accounting","firstSeen":"2026-07-10","kind":"missing_in_erp","key":["pay","p9","payment","+"],"lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":3,"leg":"settlement","line":5,"broken":true}],"moneyAtRisk":1200000,"direction":"unknown","id":"dsc_009b56f039388f7a7c07d3258533a1e2","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',2,1,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','resolved','resolved','the customer was refunded in cash','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":4410000,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 11:00","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',2,2,'dsc_97ebd57c2951364457b882187a5e8837','acknowledged','acknowledged','asked the shop for the amount','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,0,'dsc_009b56f039388f7a7c07d3258533a1e2','open',NULL,'','{"provider":"pay","merchantReference":"B-9","payoutId":"PO-4","providerId":"P9","method":"PSE","store":null,"currency":"COP","orderAmount":null,"settlementGross":1200000,"settlementNet":1176000,"bankAmount":1176000,"difference":1200000,"paidOn":"2026-07-08","settledOn":"2026-07-08","dueOn":"2026-07-09","arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 14:01","cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"beforeHistory":true},"owner":"accounting","firstSeen":"2026-07-10","kind":"missing_in_erp","key":["pay","p9","payment","+"],"lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":3,"leg":"settlement","line":5,"broken":true}],"moneyAtRisk":1200000,"direction":"unknown","id":"dsc_009b56f039388f7a7c07d3258533a1e2","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,1,'dsc_279415e0107ac897c88a766ae8cd0ec6','open','opened','','{"provider":null,"merchantReference":"A-5","payoutId":null,"providerId":null,"method":"PSE","store":"N2","currency":"COP","orderAmount":3000000,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":-3000000,"paidOn":"2026-07-08","settledOn":null,"dueOn":"2026-07-10","arrivedOn":null,"businessDaysLate":null,"paidAt":"2026-07-08 12:00","cus":null,"seenElsewhere":[],"claimable":true,"parentId":null,"hides":[],"facts":{"beforeHistory":false,"orderStatus":"paid","providerStatus":null},"owner":"provider","firstSeen":"2026-07-11","key":["a-5"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":3,"leg":"order","line":5,"broken":true}],"kind":"missing_in_settlement","moneyAtRisk":3000000,"direction":"owed_to_us","id":"dsc_279415e0107ac897c88a766ae8cd0ec6","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,2,'dsc_2b9675269ecfa00d54b7778bc056c7d7','open','opened','','{"provider":"pay","merchantReference":null,"payoutId":"PO-8","providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":15000000,"settlementGross":15000000,"settlementNet":14700000,"bankAmount":null,"difference":-14700000,"paidOn":null,"settledOn":"2026-07-08","dueOn":"2026-07-10","arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":true,"parentId":null,"hides":[],"facts":{"beforeHistory":false,"refund":false},"owner":"bank","firstSeen":"2026-07-11","kind":"missing_in_bank","key":["pay","PO-8","COP"],"severity":"high","lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":0,"leg":"settlement","line":2,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":1,"leg":"settlement","line":3,"broken":true}],"moneyAtRisk":14700000,"direction":"owed_to_us","id":"dsc_2b9675269ecfa00d54b7778bc056c7d7","class":"action"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,3,'dsc_97ebd57c2951364457b882187a5e8837','acknowledged',NULL,'asked the shop for the amount','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"paidAt":null,"cus":null,"seenElsewhere":[],"claimable":false,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","rejectColumn":"total","rejectText":"1O000.00","rejectHint":null,"line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
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
	`columns` text NOT NULL, `revisions` text DEFAULT '[]' NOT NULL, `refused` text,
	PRIMARY KEY(`date`, `generation`, `source`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO run_files VALUES('2026-07-08',1,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-08',1,'pay','settlement','in','pay_2026-07-08.csv','c2b670a43bbb9e1aaf06836cf40b786cb30b5ec100ed37bc7eb118603aeb4e27','a9e71508388edf2eabe3082f56653e8aec0a0428d45bda628ef3962fd2677c1d',302,4,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-08',1,'shop','order','in','shop_2026-07-08.csv','3e7ea8ea6f1655ffba4025dceb561d96dcac171c0428b5b783442947ed99a940','c945c8f9e3493b7ab849bd935fd1bc285b6529d338f3316cc80cbe82daf39f41',262,5,1,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-09',1,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-09',1,'pay','settlement','in','pay_2026-07-09.csv','dfe1483bb4362cb8cb5a12f8a0ea95c37105d536f30b4345c857aa6deff12cc3','a9e71508388edf2eabe3082f56653e8aec0a0428d45bda628ef3962fd2677c1d',242,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-09',1,'shop','order','in','shop_2026-07-09.csv','53b6d3585cef0ab30380849484669b914e59ff55b73cb575d371b69a59538034','c945c8f9e3493b7ab849bd935fd1bc285b6529d338f3316cc80cbe82daf39f41',147,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-10',1,'bank','bank','in','bank_2026-07-10.csv','3ec439ade8116ffd2d48f0ffd111262736e62f0d29126dd8c984ce458a1f1450','974bb5f0c5e6543f95e2a1cbb7fe5273fdd1dd881351b70282a065b5c7af5a1b',94,2,0,NULL,'{"state":"none","detail":"the file states no total","bookedTo":"2026-07-10"}','[]','["booked_on","amount","currency","description","account"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-10',1,'pay','settlement','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-10',1,'shop','order','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-08',2,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-08',2,'pay','settlement','in','pay_2026-07-08.csv','c2b670a43bbb9e1aaf06836cf40b786cb30b5ec100ed37bc7eb118603aeb4e27','a9e71508388edf2eabe3082f56653e8aec0a0428d45bda628ef3962fd2677c1d',302,4,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-08',2,'shop','order','in','shop_2026-07-08.csv','3e7ea8ea6f1655ffba4025dceb561d96dcac171c0428b5b783442947ed99a940','c945c8f9e3493b7ab849bd935fd1bc285b6529d338f3316cc80cbe82daf39f41',262,5,1,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-09',2,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-09',2,'pay','settlement','in','pay_2026-07-09.csv','dfe1483bb4362cb8cb5a12f8a0ea95c37105d536f30b4345c857aa6deff12cc3','a9e71508388edf2eabe3082f56653e8aec0a0428d45bda628ef3962fd2677c1d',242,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-09',2,'shop','order','in','shop_2026-07-09.csv','53b6d3585cef0ab30380849484669b914e59ff55b73cb575d371b69a59538034','c945c8f9e3493b7ab849bd935fd1bc285b6529d338f3316cc80cbe82daf39f41',147,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-10',2,'bank','bank','in','bank_2026-07-10.csv','3ec439ade8116ffd2d48f0ffd111262736e62f0d29126dd8c984ce458a1f1450','974bb5f0c5e6543f95e2a1cbb7fe5273fdd1dd881351b70282a065b5c7af5a1b',94,2,0,NULL,'{"state":"none","detail":"the file states no total","bookedTo":"2026-07-10"}','[]','["booked_on","amount","currency","description","account"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-10',2,'pay','settlement','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-10',2,'shop','order','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-11',1,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-11',1,'pay','settlement','in','pay_2026-07-11.csv','ce2fa9b1d5b2eb9729a4108eb5fce39ab61191a1ba50f7ff534fb8b5dd942983','a9e71508388edf2eabe3082f56653e8aec0a0428d45bda628ef3962fd2677c1d',115,1,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]','[]',NULL);
INSERT INTO run_files VALUES('2026-07-11',1,'shop','order','in','shop_2026-07-11.csv','20681d774b24cbd2e7440d9086c9298e5f32be1406a0a710fc4b30d465967828','c945c8f9e3493b7ab849bd935fd1bc285b6529d338f3316cc80cbe82daf39f41',71,1,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]','[]',NULL);
CREATE TABLE `runs` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`parent_generation` integer,
	`input_hash` text NOT NULL,
	`outcome_hash` text NOT NULL,
	`config_hash` text NOT NULL,
	`rules_version` text NOT NULL,
	`last_event` integer NOT NULL,
	`stale` integer NOT NULL,
	`conservation` text NOT NULL, `reason` text, `dues` text DEFAULT '[]' NOT NULL, `moved` text DEFAULT '[]' NOT NULL,
	PRIMARY KEY(`date`, `generation`)
);
INSERT INTO runs VALUES('2026-07-08',1,NULL,'82c00320d4dbf711d8862f4c8a76f40f4af68c15ed4f778554a4f6e978e27526','a44cd3e3bac36255cb82312d9d79aacb26e0da7cfea622c7971bc91c1d82cdd5','8c806ee365f31d7ec9cdc9d578bdd67503bfe8f7e7afab5f6d7e2a182ef634a7','3',0,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":6,"amount":24500000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":2,"amount":15000000},"awaiting":{"lines":2,"amount":5500000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":4,"amount":20700000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":3,"amount":16200000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]',NULL,'[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":0,"surplus":0,"rest":20286000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[]');
INSERT INTO runs VALUES('2026-07-09',1,1,'eda269fb3a2134a2a450eba7ffccfc929c0463c20193ff9e08c34bd0dc17e4fa','66799dca475b26668f4b82f6edd9b1052852c67f98e9c0250fe863e0d912f952','8c806ee365f31d7ec9cdc9d578bdd67503bfe8f7e7afab5f6d7e2a182ef634a7','3',2,1,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":3,"amount":15000000},"carried":{"lines":4,"amount":9500000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":3,"amount":15500000},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":3,"amount":15500000},"carried":{"lines":4,"amount":20700000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":6,"amount":31700000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]',NULL,'[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":0,"surplus":0,"rest":20286000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}},{"dueOn":"2026-07-14","currency":"COP","due":15190000,"arrived":0,"surplus":0,"rest":15190000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[]');
INSERT INTO runs VALUES('2026-07-10',1,1,'b491d0ef44d03eaba430b4ae04ad76ed19b3d10456e7a677777574fd056f1704','74363c14a78ff493bc5e5f5eca1d6078c672ea5c24c0e72f139d378bd4431a93','8c806ee365f31d7ec9cdc9d578bdd67503bfe8f7e7afab5f6d7e2a182ef634a7','3',2,1,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":4,"amount":9000000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":7,"amount":36200000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":5,"amount":30500000},"broken":{"lines":2,"amount":5700000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}},{"leg":"bank","currency":"COP","entered":{"new":{"lines":2,"amount":5236000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":1,"amount":5586000},"awaiting":{"lines":1,"amount":-350000},"broken":{"lines":0,"amount":0},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]',NULL,'[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":5586000,"surplus":0,"rest":14700000,"unjudged":0,"closed":{"due":5586000,"arrived":5586000,"surplus":0}},{"dueOn":"2026-07-14","currency":"COP","due":15190000,"arrived":0,"surplus":0,"rest":15190000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[{"month":"2026-07","stores":[{"store":"N2","currency":"COP","orders":0,"gross":0,"refunds":0,"chargebacks":0,"fees":0,"taxes":0,"net":0,"bankConfirmed":4410000,"awaiting":-4410000,"broken":0,"confirmedOnDay":0,"name":"","listed":true,"entity":null,"city":null,"costCentre":null},{"store":"unassigned","currency":"COP","orders":0,"gross":0,"refunds":0,"chargebacks":0,"fees":0,"taxes":0,"net":0,"bankConfirmed":1176000,"awaiting":-1176000,"broken":0,"confirmedOnDay":0,"name":"","listed":true,"entity":null,"city":null,"costCentre":null}]}]');
INSERT INTO runs VALUES('2026-07-08',2,NULL,'62de7180c9ad2ad92ed737048beef619dd8717c73e2434be208c392b77e6fd2f','a44cd3e3bac36255cb82312d9d79aacb26e0da7cfea622c7971bc91c1d82cdd5','412e225cf93997bf0108605a0b7477865b1ccd9b233243085565d0d722ce3c59','3',0,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":6,"amount":24500000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":2,"amount":15000000},"awaiting":{"lines":2,"amount":5500000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":4,"amount":20700000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":3,"amount":16200000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]','materiality set','[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":0,"surplus":0,"rest":20286000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[]');
INSERT INTO runs VALUES('2026-07-09',2,2,'96fb5b5c6a62b07fcdd834df10f7ce6f9d810f57c79ad29ec29b6db9a74992a0','66799dca475b26668f4b82f6edd9b1052852c67f98e9c0250fe863e0d912f952','412e225cf93997bf0108605a0b7477865b1ccd9b233243085565d0d722ce3c59','3',2,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":3,"amount":15000000},"carried":{"lines":4,"amount":9500000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":3,"amount":15500000},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":3,"amount":15500000},"carried":{"lines":4,"amount":20700000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":6,"amount":31700000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]','materiality set','[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":0,"surplus":0,"rest":20286000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}},{"dueOn":"2026-07-14","currency":"COP","due":15190000,"arrived":0,"surplus":0,"rest":15190000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[]');
INSERT INTO runs VALUES('2026-07-10',2,2,'337445615f7580a822a65ca3cab470d17f3eac317cc4f9aa51f0938163ff4fa1','d1782ea0577a1facb143c9a9ca3b2fce364e14dc50b3d359c8ff93f621a868d6','412e225cf93997bf0108605a0b7477865b1ccd9b233243085565d0d722ce3c59','3',5,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":4,"amount":9000000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":0,"amount":0},"decided":{"lines":1,"amount":4000000},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":7,"amount":36200000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":5,"amount":30500000},"broken":{"lines":1,"amount":1200000},"decided":{"lines":1,"amount":4500000},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}},{"leg":"bank","currency":"COP","entered":{"new":{"lines":2,"amount":5236000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":1,"amount":5586000},"awaiting":{"lines":1,"amount":-350000},"broken":{"lines":0,"amount":0},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]','materiality set','[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":5586000,"surplus":0,"rest":14700000,"unjudged":0,"closed":{"due":5586000,"arrived":5586000,"surplus":0}},{"dueOn":"2026-07-14","currency":"COP","due":15190000,"arrived":0,"surplus":0,"rest":15190000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[{"month":"2026-07","stores":[{"store":"N2","currency":"COP","orders":0,"gross":0,"refunds":0,"chargebacks":0,"fees":0,"taxes":0,"net":0,"bankConfirmed":4410000,"awaiting":-4410000,"broken":0,"confirmedOnDay":0,"name":"","listed":true,"entity":null,"city":null,"costCentre":null},{"store":"unassigned","currency":"COP","orders":0,"gross":0,"refunds":0,"chargebacks":0,"fees":0,"taxes":0,"net":0,"bankConfirmed":1176000,"awaiting":-1176000,"broken":0,"confirmedOnDay":0,"name":"","listed":true,"entity":null,"city":null,"costCentre":null}]}]');
INSERT INTO runs VALUES('2026-07-11',1,2,'5f2d6cd6fecf21addf6087aa163d3b4ee565fb8d3bd8f5f219736d8e1d216527','034ea08cc8fc94a70d237a99f67e12dbf03756d17cad4ec757e330392816d7b2','412e225cf93997bf0108605a0b7477865b1ccd9b233243085565d0d722ce3c59','3',5,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":1,"amount":1500000},"carried":{"lines":3,"amount":5000000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":1,"amount":1500000},"awaiting":{"lines":1,"amount":2000000},"broken":{"lines":1,"amount":3000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":1,"amount":1500000},"carried":{"lines":6,"amount":31700000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":4,"amount":17000000},"broken":{"lines":3,"amount":16200000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}},{"leg":"bank","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":1,"amount":-350000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":1,"amount":-350000},"broken":{"lines":0,"amount":0},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]',NULL,'[{"dueOn":"2026-07-10","currency":"COP","due":20286000,"arrived":5586000,"surplus":0,"rest":14700000,"unjudged":0,"closed":{"due":5586000,"arrived":5586000,"surplus":0}},{"dueOn":"2026-07-14","currency":"COP","due":15190000,"arrived":0,"surplus":0,"rest":15190000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}},{"dueOn":"2026-07-15","currency":"COP","due":1470000,"arrived":0,"surplus":0,"rest":1470000,"unjudged":0,"closed":{"due":0,"arrived":0,"surplus":0}}]','[{"month":"2026-07","stores":[{"store":"N1","currency":"COP","orders":0,"gross":0,"refunds":0,"chargebacks":0,"fees":0,"taxes":0,"net":0,"bankConfirmed":0,"awaiting":-14700000,"broken":14700000,"confirmedOnDay":0,"name":"","listed":true,"entity":null,"city":null,"costCentre":null}]}]');
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
	`confirmed_on_day` integer NOT NULL, `entity` text, `city` text, `cost_centre` text,
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO store_movements VALUES('2026-07-08',1,0,'N1','',1,'COP',2,15000000,0,0,300000,0,14700000,0,14700000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-08',1,1,'N2','',1,'COP',3,4500000,0,0,90000,0,4410000,0,4410000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-08',1,2,'unassigned','',1,'COP',0,1200000,0,0,24000,0,1176000,0,1176000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-09',1,0,'N1','',1,'COP',2,7000000,0,0,140000,0,6860000,0,6860000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-09',1,1,'N2','',1,'COP',1,8500000,0,0,170000,0,8330000,0,8330000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-10',1,0,'N2','',1,'COP',0,0,0,0,0,0,0,0,0,0,4410000,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-10',1,1,'unassigned','',1,'COP',0,0,0,0,0,0,0,0,0,0,1176000,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-08',2,0,'N1','',1,'COP',2,15000000,0,0,300000,0,14700000,0,14700000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-08',2,1,'N2','',1,'COP',3,4500000,0,0,90000,0,4410000,0,4410000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-08',2,2,'unassigned','',1,'COP',0,1200000,0,0,24000,0,1176000,0,1176000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-09',2,0,'N1','',1,'COP',2,7000000,0,0,140000,0,6860000,0,6860000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-09',2,1,'N2','',1,'COP',1,8500000,0,0,170000,0,8330000,0,8330000,0,0,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-10',2,0,'N2','',1,'COP',0,0,0,0,0,0,0,0,0,0,4410000,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-10',2,1,'unassigned','',1,'COP',0,0,0,0,0,0,0,0,0,0,1176000,NULL,NULL,NULL);
INSERT INTO store_movements VALUES('2026-07-11',1,0,'N1','',1,'COP',1,1500000,0,0,30000,0,1470000,0,1470000,0,0,NULL,NULL,NULL);
CREATE TABLE `source_looks` (
	`date` text NOT NULL,
	`source` text NOT NULL,
	`name` text NOT NULL,
	`stamp` text NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
INSERT INTO source_looks VALUES('2026-07-08','pay','pay_2026-07-08.csv','302/1796047289177263045/1796047289177263045','c2b670a43bbb9e1aaf06836cf40b786cb30b5ec100ed37bc7eb118603aeb4e27');
INSERT INTO source_looks VALUES('2026-07-08','shop','shop_2026-07-08.csv','262/1796047289177196827/1796047289177196827','3e7ea8ea6f1655ffba4025dceb561d96dcac171c0428b5b783442947ed99a940');
INSERT INTO source_looks VALUES('2026-07-09','pay','pay_2026-07-09.csv','242/1796047289177319750/1796047289177319750','dfe1483bb4362cb8cb5a12f8a0ea95c37105d536f30b4345c857aa6deff12cc3');
INSERT INTO source_looks VALUES('2026-07-09','shop','shop_2026-07-09.csv','147/1796047289177292249/1796047289177292249','53b6d3585cef0ab30380849484669b914e59ff55b73cb575d371b69a59538034');
INSERT INTO source_looks VALUES('2026-07-10','bank','bank_2026-07-10.csv','94/1796047289177347701/1796047289177347701','3ec439ade8116ffd2d48f0ffd111262736e62f0d29126dd8c984ce458a1f1450');
CREATE TABLE `journey_files` (
	`date` text NOT NULL,
	`source` text NOT NULL,
	`normalised` integer NOT NULL,
	`file` text NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
CREATE TABLE `journeys` (
	`date` text PRIMARY KEY NOT NULL,
	`look` integer NOT NULL,
	`generation` integer NOT NULL,
	`matched` integer NOT NULL,
	`open` integer NOT NULL
, `files_from` text DEFAULT 'unread' NOT NULL);
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
CREATE TABLE IF NOT EXISTS "leases" (
	`date` text NOT NULL,
	`source` text DEFAULT '' NOT NULL,
	`token` integer NOT NULL,
	`holder` text NOT NULL,
	`until_ms` integer NOT NULL,
	PRIMARY KEY(`date`, `source`)
);
INSERT INTO leases VALUES('2026-07-08','',2,'vm:12088 boot=3e4a7616-ace3-4876-ab53-9ec21786034e space=pid:[4026531836] start=86724',0);
INSERT INTO leases VALUES('2026-07-09','',2,'vm:12088 boot=3e4a7616-ace3-4876-ab53-9ec21786034e space=pid:[4026531836] start=86724',0);
INSERT INTO leases VALUES('2026-07-10','',2,'vm:12088 boot=3e4a7616-ace3-4876-ab53-9ec21786034e space=pid:[4026531836] start=86724',0);
INSERT INTO leases VALUES('2026-07-11','',1,'vm:12153 boot=3e4a7616-ace3-4876-ab53-9ec21786034e space=pid:[4026531836] start=87051',0);
CREATE TABLE `alert_channels` (
	`channel` text PRIMARY KEY NOT NULL,
	`last_event` integer NOT NULL
);
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
DELETE FROM sqlite_sequence;
CREATE INDEX `brought_back_by_line` ON `brought_back` (`line_date`,`source`,`file`,`row`,`date`);
CREATE UNIQUE INDEX `events_event_id_unique` ON `events` (`event_id`);
CREATE INDEX `events_by_discrepancy` ON `events` (`discrepancy_id`,`discrepancy_seq`);
CREATE INDEX `outbox_by_sent` ON `outbox` (`sent`,`seq`);
CREATE INDEX `payouts_by_id` ON `payouts` (`source`,`payout_id`,`date`);
CREATE INDEX `registered_files_by_date` ON `registered_files` (`date`);
CREATE INDEX `run_discrepancies_by_id` ON `run_discrepancies` (`id`,`date`,`generation`);
CREATE INDEX `run_files_by_bytes` ON `run_files` (`source`,`sha256`);
CREATE TRIGGER `events_are_not_changed` BEFORE UPDATE ON `events` BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER `events_are_not_deleted` BEFORE DELETE ON `events` BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE INDEX `run_discrepancies_by_state` ON `run_discrepancies` (`state`,`date`);
CREATE INDEX `alerts_by_state` ON `alerts` (`state`,`not_before_ms`);
CREATE INDEX `pruned_files_by_path` ON `pruned_files` (`path`);
CREATE INDEX `pruned_files_by_date` ON `pruned_files` (`last_date`);
COMMIT;
