PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric);
INSERT INTO __drizzle_migrations VALUES(1,'821b8c610946532c88b416d08025cd32825f85741207b15873b2b79b40aada83',1795319014354);
INSERT INTO __drizzle_migrations VALUES(2,'054fde4e9c82543332e201902b361656f1422cd7ecd0f326646741ef7bd8419b',1795319016171);
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
INSERT INTO discrepancies VALUES('dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open','34bd6a348ffd9c152f338ebfb7c42607b983be14e3a4aedb1b6cf631410cae6b',1,'','2026-07-08',1);
INSERT INTO discrepancies VALUES('dsc_97ebd57c2951364457b882187a5e8837','open','f27e593abd4ff3e36ebeda70543d6ce7a4dd54764c861081489cfb789d49a18b',1,'','2026-07-08',1);
INSERT INTO discrepancies VALUES('dsc_de51dee2fb13712fb0f6ca2b27544b19','open','bd4fa59668ef4f0e6a2ebaf10fda75f5f843db53ab23cd6b6f6ed0a1932421bd',1,'','2026-07-10',1);
INSERT INTO discrepancies VALUES('dsc_279415e0107ac897c88a766ae8cd0ec6','open','70e6e40baec688722dd99ecbf26743976af96d1dc6a98f18f11ba291d76f9cbf',1,'','2026-07-11',1);
INSERT INTO discrepancies VALUES('dsc_2b9675269ecfa00d54b7778bc056c7d7','open','76a5a1702ce00350c91b374eadfc8afa345c5efebc20d1574fbe26e77628c3f1',1,'','2026-07-11',1);
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
);
INSERT INTO events VALUES(1,'evt_d535e6dbe3229fb62a4902f617337252','dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e',1,'opened','2026-07-08',1,'system',NULL,'open','','8f625833dc930e38950b2eebaf7f8f4eed1da2f178a14935eaec0dbcb3c9c816');
INSERT INTO events VALUES(2,'evt_3bd02842b88e46e3893a96ef50d4687d','dsc_97ebd57c2951364457b882187a5e8837',1,'opened','2026-07-08',1,'system',NULL,'open','','3f0bb6696e53f84aad14e25dfcfac5b4ba9b833b5fc68105ce16e2664f509093');
INSERT INTO events VALUES(3,'evt_d6af9ef5454f7f6da0f8c5fbc63ed24f','dsc_de51dee2fb13712fb0f6ca2b27544b19',1,'opened','2026-07-10',1,'system',NULL,'open','','aaa2cac50fcd61deea08d00de3aebfcb92d156bb2ccc6db7cd90626ec753ed2a');
INSERT INTO events VALUES(4,'evt_afee13f8ff27fdc89760ac617caa824d','dsc_279415e0107ac897c88a766ae8cd0ec6',1,'opened','2026-07-11',1,'system',NULL,'open','','c7fb96049e822fdb9aad5e364982ebdce75c509c171958ee0e2fd39adeaac03e');
INSERT INTO events VALUES(5,'evt_6dd595b97b14da72672b4d758ba7e20e','dsc_2b9675269ecfa00d54b7778bc056c7d7',1,'opened','2026-07-11',1,'system',NULL,'open','','447911a75661ed157a2d94471888caefa7871f62d4bf95d8cc256e08845811bd');
CREATE TABLE `leases` (
	`date` text PRIMARY KEY NOT NULL,
	`token` integer NOT NULL,
	`holder` text NOT NULL,
	`until_ms` integer NOT NULL
);
INSERT INTO leases VALUES('2026-07-08',2,'vm:12486',0);
INSERT INTO leases VALUES('2026-07-09',2,'vm:12498',0);
INSERT INTO leases VALUES('2026-07-10',2,'vm:12535',0);
INSERT INTO leases VALUES('2026-07-11',1,'vm:12586',0);
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
INSERT INTO outbox VALUES(3,'evt_d6af9ef5454f7f6da0f8c5fbc63ed24f','{"eventId":"evt_d6af9ef5454f7f6da0f8c5fbc63ed24f","seq":1,"event":"opened","discrepancyId":"dsc_de51dee2fb13712fb0f6ca2b27544b19","kind":"missing_in_erp","class":"action","severity":"high","owner":"accounting","settlementDate":"2026-07-10","generation":1,"merchantReference":"B-9","store":null,"provider":"pay","currency":"COP","differenceMinor":1200000,"moneyAtRiskMinor":1200000}',0);
INSERT INTO outbox VALUES(4,'evt_afee13f8ff27fdc89760ac617caa824d','{"eventId":"evt_afee13f8ff27fdc89760ac617caa824d","seq":1,"event":"opened","discrepancyId":"dsc_279415e0107ac897c88a766ae8cd0ec6","kind":"missing_in_settlement","class":"action","severity":"high","owner":"provider","settlementDate":"2026-07-11","generation":1,"merchantReference":"A-5","store":"N2","provider":null,"currency":"COP","differenceMinor":-3000000,"moneyAtRiskMinor":3000000}',0);
INSERT INTO outbox VALUES(5,'evt_6dd595b97b14da72672b4d758ba7e20e','{"eventId":"evt_6dd595b97b14da72672b4d758ba7e20e","seq":1,"event":"opened","discrepancyId":"dsc_2b9675269ecfa00d54b7778bc056c7d7","kind":"missing_in_bank","class":"action","severity":"high","owner":"bank","settlementDate":"2026-07-11","generation":1,"merchantReference":null,"store":null,"provider":"pay","currency":"COP","differenceMinor":-14700000,"moneyAtRiskMinor":14700000}',0);
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
	`discrepancy_ids` text NOT NULL,
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO payouts VALUES('2026-07-08',1,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-08',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-09',1,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-09',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-09',1,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-10',1,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',5586000,0,'2026-07-10','2026-07-10','amount','741b76ae42cc5db654504581613adafd','matched','["dsc_de51dee2fb13712fb0f6ca2b27544b19"]');
INSERT INTO payouts VALUES('2026-07-10',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-10',1,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-08',2,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-08',2,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-09',2,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-09',2,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-09',2,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-10',2,0,'pay',NULL,'PO-4','COP','2026-07-08',2,5700000,0,114000,0,0,5586000,'["2026-07-08"]',5586000,0,'2026-07-10','2026-07-10','amount','741b76ae42cc5db654504581613adafd','matched','["dsc_de51dee2fb13712fb0f6ca2b27544b19"]');
INSERT INTO payouts VALUES('2026-07-10',2,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-10',2,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-11',1,0,'pay',NULL,'PO-11','COP','2026-07-11',1,1500000,0,30000,0,0,1470000,'["2026-07-11"]',NULL,NULL,'2026-07-15',NULL,NULL,NULL,'awaiting','[]');
INSERT INTO payouts VALUES('2026-07-11',1,1,'pay',NULL,'PO-8','COP','2026-07-08',2,15000000,0,300000,0,0,14700000,'["2026-07-08"]',NULL,NULL,'2026-07-10',NULL,NULL,NULL,'broken','["dsc_2b9675269ecfa00d54b7778bc056c7d7"]');
INSERT INTO payouts VALUES('2026-07-11',1,2,'pay',NULL,'PO-9','COP','2026-07-09',3,15500000,0,310000,0,0,15190000,'["2026-07-09"]',NULL,NULL,'2026-07-14',NULL,NULL,NULL,'awaiting','[]');
CREATE TABLE `registered_files` (
	`path` text PRIMARY KEY NOT NULL,
	`date` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL
);
INSERT INTO registered_files VALUES('2026-07-08/fates.g1.arrow','2026-07-08','01d3da0536828a0177521071408dd0b05f776eba96f58ff5b3dc81271cad6925',11010);
INSERT INTO registered_files VALUES('2026-07-08/pay-c2b670a43bbb-fdd677.arrow','2026-07-08','1e511054091f0f83c0314c8609b84688b6881c2750514adf2f264a730af2b241',9162);
INSERT INTO registered_files VALUES('2026-07-08/pay-c2b670a43bbb-fdd677.arrow.keys','2026-07-08','e087e820acac7f4fb96c6eb96a239a739636d96da88914027b806b74b175931f',144);
INSERT INTO registered_files VALUES('2026-07-08/shop-3e7ea8ea6f16-6ffb0c.arrow','2026-07-08','34aa29ca4e286986d3a60f30bc98cecbc80422fdbcf3698d4c15bb22fad37717',6714);
INSERT INTO registered_files VALUES('2026-07-08/shop-3e7ea8ea6f16-6ffb0c.arrow.keys','2026-07-08','f270324c4f28050a0931af9f4209bddfc6f5b6c0e62370f6a55176fbca47ccda',112);
INSERT INTO registered_files VALUES('2026-07-09/fates.g1.arrow','2026-07-09','7e3878704224551ed5dd5aafd2ebdcf0ba749ee215d16f4b2e15974a04afe0be',11802);
INSERT INTO registered_files VALUES('2026-07-09/pay-dfe1483bb436-fdd677.arrow','2026-07-09','af1b683a375a3cd9c0bbfb05d9ca6b629378e827f3c5471c98a0cebe75015a9f',8986);
INSERT INTO registered_files VALUES('2026-07-09/pay-dfe1483bb436-fdd677.arrow.keys','2026-07-09','619a4c7720d6b6694461565ed7fa7c92c0ea48d625c9ec3cb92b0ebe063b4163',112);
INSERT INTO registered_files VALUES('2026-07-09/shop-53b6d3585cef-6ffb0c.arrow','2026-07-09','370a00c3ed2037ac5bf3388f02d61ba6ee431cb8722cd03ba8db357ac4786401',6226);
INSERT INTO registered_files VALUES('2026-07-09/shop-53b6d3585cef-6ffb0c.arrow.keys','2026-07-09','57af506a49176952255159095f7a70b1bbb4ba33288bea06b7bb56611f2f8bdd',64);
INSERT INTO registered_files VALUES('2026-07-10/fates.g1.arrow','2026-07-10','a997ae5d7a726c94f012d9d09d5ffd9b5503607497664a1d7c18f7dbbe419d9c',11818);
INSERT INTO registered_files VALUES('2026-07-10/bank-3ec439ade811-c2775a.arrow','2026-07-10','d8e347b02d705824429af0bfe617f7ac5051a13e488f697bce107c8587e84867',4826);
INSERT INTO registered_files VALUES('2026-07-10/bank-3ec439ade811-c2775a.arrow.keys','2026-07-10','d8a66377963efc66c7929fbed0e90c95cd6305a9d870ed84c1d28e30b6bf1fb8',48);
INSERT INTO registered_files VALUES('2026-07-08/fates.g2.arrow','2026-07-08','d5f2559e8dfa18a8daaa02128748b68c6f30c2d9b23cf9059aa03f233d4a2415',11010);
INSERT INTO registered_files VALUES('2026-07-09/fates.g2.arrow','2026-07-09','e3df16c05b27294f6ec43bb4138e936542edebc32325dc8f9e7b461408389565',11802);
INSERT INTO registered_files VALUES('2026-07-10/fates.g2.arrow','2026-07-10','39f4ac395d269c928830dfbc7efa65ab673bcb52f8ecfafabae1ee3c7e372a3f',11818);
INSERT INTO registered_files VALUES('2026-07-11/fates.g1.arrow','2026-07-11','0c734b636322af1b45c63dd4d3fceff391f50e93f0191ffe68d2a82f498fe95b',12074);
INSERT INTO registered_files VALUES('2026-07-11/pay-ce2fa9b1d5b2-fdd677.arrow','2026-07-11','89e134f54cf3c82e2599f68be03a503019c248a7a5ec4b514f3aafb6d09910db',8562);
INSERT INTO registered_files VALUES('2026-07-11/pay-ce2fa9b1d5b2-fdd677.arrow.keys','2026-07-11','68fea32dce3dae03053c335eeb3569b8ffb8a977318af3b0da4dc5daa616d902',48);
INSERT INTO registered_files VALUES('2026-07-11/shop-20681d774b24-6ffb0c.arrow','2026-07-11','4873ead13f56dd52d6334283154663d70269273aab2fbe23ad6f7c0990a817fd',5970);
INSERT INTO registered_files VALUES('2026-07-11/shop-20681d774b24-6ffb0c.arrow.keys','2026-07-11','c2e0aa2faa347165048b43a2b54e44f744833e2a68434500d1cb1d3aab8bf53c',32);
CREATE TABLE `report_files` (
	`date` text NOT NULL,
	`generation` integer NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	PRIMARY KEY(`date`, `generation`, `name`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO report_files VALUES('2026-07-08',1,'discrepancies.csv','8024b32ffc257ff9c9fdfeb958ab8fc52fcf383228a4af93e6337083bdf70e01',1620);
INSERT INTO report_files VALUES('2026-07-08',1,'matches.csv','3850d6f1a2c49492f2993e05613fc5bfe4ed93f0edb31e9289df3013f79686e7',1438);
INSERT INTO report_files VALUES('2026-07-08',1,'payouts.csv','9b95637a7b9df40aa783e508a7eb19cc1ee0bb0e3af28d5a6b264010de7c15e6',349);
INSERT INTO report_files VALUES('2026-07-08',1,'stores.csv','e6106014cbad26e7e64f760af87cf36eb9416186f3bdef51d9cc6b3c4d1e116a',431);
INSERT INTO report_files VALUES('2026-07-08',1,'summary.json','a8aa4cea4b3b560dbf059c1095be4f8d87737deee6be9a7c8189d7a0749c04e4',5515);
INSERT INTO report_files VALUES('2026-07-08',1,'manifest.json','b39f1a3d36aea22f3cd5ede88820fb5916fb2946dbb8f92cc0ed6240fbdb3ff3',1706);
INSERT INTO report_files VALUES('2026-07-09',1,'discrepancies.csv','0e13b4dd28e9e97a5605462000bf3a2c745c58fe26505e5a2b28c37f29fdf402',1620);
INSERT INTO report_files VALUES('2026-07-09',1,'matches.csv','62ca6db4b32e6095ce2c52d0dcb9dd91394946dedb0447c515f0badac27d200b',990);
INSERT INTO report_files VALUES('2026-07-09',1,'payouts.csv','f6d9f9c009bd5267ecbfec461cbd2a2d8615789e9f7adc44e1ad777d3b6840d0',444);
INSERT INTO report_files VALUES('2026-07-09',1,'stores.csv','2a355a314f5906b938abff4f109fa3dd8fb10ae29c97d4f77f4ad658a9b0a2d9',347);
INSERT INTO report_files VALUES('2026-07-09',1,'summary.json','86fdfcc3b858bf166da008a8a7e400139e9ffc868655326d38abe0a7172038d1',5124);
INSERT INTO report_files VALUES('2026-07-09',1,'manifest.json','740c2ac921b783f871ec1b36f12ed340c2245114a61842b94248ca8a41157604',1763);
INSERT INTO report_files VALUES('2026-07-10',1,'discrepancies.csv','c65705317fa0a5e75baa20bc8a80db10249db2c15873a2d0a029a90b434db68a',2335);
INSERT INTO report_files VALUES('2026-07-10',1,'matches.csv','d7eb96181c85dc175f3449c6edc812bdeb783c4935c05ab4f3aeeb35e1f94cad',242);
INSERT INTO report_files VALUES('2026-07-10',1,'payouts.csv','70fb49e67b5ce4be2df564155a50e9957ce1867b62857c312e3fe86a1060e9f5',507);
INSERT INTO report_files VALUES('2026-07-10',1,'stores.csv','1727c85159a96f757fa4426fb87524a4ff55f734aaf1e9c344424ca857d34795',319);
INSERT INTO report_files VALUES('2026-07-10',1,'summary.json','7bae79110c5b29e6814443a4a602d081cb99a7053033975a6a310038af1e29b8',5435);
INSERT INTO report_files VALUES('2026-07-10',1,'manifest.json','cbbbbc34aa9370870be669fe1c19262ce87b73a83316f56af46b5f7a7802639a',1692);
INSERT INTO report_files VALUES('2026-07-08',2,'discrepancies.csv','8024b32ffc257ff9c9fdfeb958ab8fc52fcf383228a4af93e6337083bdf70e01',1620);
INSERT INTO report_files VALUES('2026-07-08',2,'matches.csv','3850d6f1a2c49492f2993e05613fc5bfe4ed93f0edb31e9289df3013f79686e7',1438);
INSERT INTO report_files VALUES('2026-07-08',2,'payouts.csv','9b95637a7b9df40aa783e508a7eb19cc1ee0bb0e3af28d5a6b264010de7c15e6',349);
INSERT INTO report_files VALUES('2026-07-08',2,'stores.csv','e6106014cbad26e7e64f760af87cf36eb9416186f3bdef51d9cc6b3c4d1e116a',431);
INSERT INTO report_files VALUES('2026-07-08',2,'summary.json','611220b34da7179cd62f2dc439e0c9cae7d14a11d843bfe18004fb7b07cf7535',5515);
INSERT INTO report_files VALUES('2026-07-08',2,'manifest.json','37e5b6d311dcaa51e34d70412c9310cf64736bd0ab634d46288c613c762e07df',1706);
INSERT INTO report_files VALUES('2026-07-09',2,'discrepancies.csv','0e13b4dd28e9e97a5605462000bf3a2c745c58fe26505e5a2b28c37f29fdf402',1620);
INSERT INTO report_files VALUES('2026-07-09',2,'matches.csv','62ca6db4b32e6095ce2c52d0dcb9dd91394946dedb0447c515f0badac27d200b',990);
INSERT INTO report_files VALUES('2026-07-09',2,'payouts.csv','f6d9f9c009bd5267ecbfec461cbd2a2d8615789e9f7adc44e1ad777d3b6840d0',444);
INSERT INTO report_files VALUES('2026-07-09',2,'stores.csv','2a355a314f5906b938abff4f109fa3dd8fb10ae29c97d4f77f4ad658a9b0a2d9',347);
INSERT INTO report_files VALUES('2026-07-09',2,'summary.json','2cb372006dbc58c2c73dfe41ef073757120777c99acbe2cb2fa579dc44f67c0b',5124);
INSERT INTO report_files VALUES('2026-07-09',2,'manifest.json','c1681253e5c16098b01accca950721006923980ea5d108266fc82e3151f434bd',1763);
INSERT INTO report_files VALUES('2026-07-10',2,'discrepancies.csv','c65705317fa0a5e75baa20bc8a80db10249db2c15873a2d0a029a90b434db68a',2335);
INSERT INTO report_files VALUES('2026-07-10',2,'matches.csv','d7eb96181c85dc175f3449c6edc812bdeb783c4935c05ab4f3aeeb35e1f94cad',242);
INSERT INTO report_files VALUES('2026-07-10',2,'payouts.csv','70fb49e67b5ce4be2df564155a50e9957ce1867b62857c312e3fe86a1060e9f5',507);
INSERT INTO report_files VALUES('2026-07-10',2,'stores.csv','1727c85159a96f757fa4426fb87524a4ff55f734aaf1e9c344424ca857d34795',319);
INSERT INTO report_files VALUES('2026-07-10',2,'summary.json','7904aa504cc46a1582aeb692bdacfb96a57ae4fecf6f3a6ff8ab215e20cd316c',5435);
INSERT INTO report_files VALUES('2026-07-10',2,'manifest.json','cadc9e41552d3a092cedb9d7bfab76c0cbcc4b2d08ad5df3349deb3843bdbe8f',1692);
INSERT INTO report_files VALUES('2026-07-11',1,'discrepancies.csv','4df6cfa809380599272e06577e396508cf8179fa2210cb5af927ac379570351e',3740);
INSERT INTO report_files VALUES('2026-07-11',1,'matches.csv','ef38b2a7f5f8bae88c4f5fb0d13356d6e7e85569d89dfe816969fa4849b9929d',507);
INSERT INTO report_files VALUES('2026-07-11',1,'payouts.csv','9dc148bd36e02461b22823f9f2d8f09c80f0b1a6f70093283752e10e39546383',478);
INSERT INTO report_files VALUES('2026-07-11',1,'stores.csv','d92ca26ad62099ee5d731fe099652bf7cdeb64497cca883a2fe443dc30730d12',267);
INSERT INTO report_files VALUES('2026-07-11',1,'summary.json','e1e05af1cbdc0fe49b97d32fcb55d98d7c5d21975491f57086080584f4967c07',6181);
INSERT INTO report_files VALUES('2026-07-11',1,'manifest.json','fcb3201863b41fdd7b1e1cffc25bd0f1411990ba05765f6a03dc5de86f2da47c',1762);
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
INSERT INTO run_discrepancies VALUES('2026-07-08',1,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open','opened','','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-08',1,1,'dsc_97ebd57c2951364457b882187a5e8837','open','opened','','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',1,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',1,1,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',1,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',1,1,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',1,2,'dsc_de51dee2fb13712fb0f6ca2b27544b19','open','opened','','{"provider":"pay","merchantReference":"B-9","payoutId":"PO-4","providerId":"P9","method":"PSE","store":null,"currency":"COP","orderAmount":null,"settlementGross":1200000,"settlementNet":1176000,"bankAmount":null,"difference":1200000,"paidOn":"2026-07-08","settledOn":"2026-07-08","dueOn":"2026-07-09","arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"beforeHistory":true},"owner":"accounting","firstSeen":"2026-07-10","kind":"missing_in_erp","key":["pay","P9","payment","+"],"lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":3,"leg":"settlement","line":5,"broken":true}],"moneyAtRisk":1200000,"direction":"unknown","id":"dsc_de51dee2fb13712fb0f6ca2b27544b19","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-08',2,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open','opened','','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-08',2,1,'dsc_97ebd57c2951364457b882187a5e8837','open','opened','','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',2,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-09',2,1,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',2,0,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',2,1,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-10',2,2,'dsc_de51dee2fb13712fb0f6ca2b27544b19','open','opened','','{"provider":"pay","merchantReference":"B-9","payoutId":"PO-4","providerId":"P9","method":"PSE","store":null,"currency":"COP","orderAmount":null,"settlementGross":1200000,"settlementNet":1176000,"bankAmount":null,"difference":1200000,"paidOn":"2026-07-08","settledOn":"2026-07-08","dueOn":"2026-07-09","arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"beforeHistory":true},"owner":"accounting","firstSeen":"2026-07-10","kind":"missing_in_erp","key":["pay","P9","payment","+"],"lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":3,"leg":"settlement","line":5,"broken":true}],"moneyAtRisk":1200000,"direction":"unknown","id":"dsc_de51dee2fb13712fb0f6ca2b27544b19","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,0,'dsc_279415e0107ac897c88a766ae8cd0ec6','open','opened','','{"provider":null,"merchantReference":"A-5","payoutId":null,"providerId":null,"method":"PSE","store":"N2","currency":"COP","orderAmount":3000000,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":-3000000,"paidOn":"2026-07-08","settledOn":null,"dueOn":"2026-07-10","arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"beforeHistory":false,"orderStatus":"paid","providerStatus":null},"owner":"provider","firstSeen":"2026-07-11","key":["a-5"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":3,"leg":"order","line":5,"broken":true}],"kind":"missing_in_settlement","moneyAtRisk":3000000,"direction":"owed_to_us","id":"dsc_279415e0107ac897c88a766ae8cd0ec6","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,1,'dsc_2b9675269ecfa00d54b7778bc056c7d7','open','opened','','{"provider":"pay","merchantReference":null,"payoutId":"PO-8","providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":15000000,"settlementNet":14700000,"bankAmount":null,"difference":-14700000,"paidOn":null,"settledOn":"2026-07-08","dueOn":"2026-07-10","arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"beforeHistory":false,"refund":false},"owner":"bank","firstSeen":"2026-07-11","kind":"missing_in_bank","key":["pay","PO-8","COP"],"severity":"high","lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":0,"leg":"settlement","line":2,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":1,"leg":"settlement","line":3,"broken":true}],"moneyAtRisk":14700000,"direction":"owed_to_us","id":"dsc_2b9675269ecfa00d54b7778bc056c7d7","class":"action"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,2,'dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e','open',NULL,'','{"provider":"pay","merchantReference":"A-4","payoutId":null,"providerId":"P4","method":"PSE","store":"N2","currency":"COP","orderAmount":4000000,"settlementGross":4500000,"settlementNet":4410000,"bankAmount":null,"difference":500000,"paidOn":"2026-07-08","settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"count":1},"owner":"accounting","firstSeen":"2026-07-08","key":["a-4"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":2,"leg":"order","line":4,"broken":true},{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":2,"leg":"settlement","line":4,"broken":true}],"kind":"amount_mismatch","moneyAtRisk":500000,"direction":"owed_by_us","id":"dsc_3eaf5181877b1fd8cc49cb3a5fb2c00e","class":"action","severity":"high"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,3,'dsc_97ebd57c2951364457b882187a5e8837','open',NULL,'','{"provider":"shop","merchantReference":"A-7","payoutId":null,"providerId":null,"method":null,"store":null,"currency":"COP","orderAmount":null,"settlementGross":null,"settlementNet":null,"bankAmount":null,"difference":null,"paidOn":null,"settledOn":null,"dueOn":null,"arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"rejectCode":"bad_amount","rejectField":"amount","line":7,"leg":"order","source":"shop","fileName":"shop_2026-07-08.csv"},"owner":"systems","firstSeen":"2026-07-08","kind":"row_rejected","key":["3e7ea8ea6f16","7"],"lines":[{"date":"2026-07-08","source":"shop","file":"3e7ea8ea6f16","row":5,"leg":"order","line":7,"broken":true}],"moneyAtRisk":0,"direction":"unknown","id":"dsc_97ebd57c2951364457b882187a5e8837","class":"action","severity":"medium"}');
INSERT INTO run_discrepancies VALUES('2026-07-11',1,4,'dsc_de51dee2fb13712fb0f6ca2b27544b19','open',NULL,'','{"provider":"pay","merchantReference":"B-9","payoutId":"PO-4","providerId":"P9","method":"PSE","store":null,"currency":"COP","orderAmount":null,"settlementGross":1200000,"settlementNet":1176000,"bankAmount":null,"difference":1200000,"paidOn":"2026-07-08","settledOn":"2026-07-08","dueOn":"2026-07-09","arrivedOn":null,"businessDaysLate":null,"parentId":null,"hides":[],"facts":{"beforeHistory":true},"owner":"accounting","firstSeen":"2026-07-10","kind":"missing_in_erp","key":["pay","P9","payment","+"],"lines":[{"date":"2026-07-08","source":"pay","file":"c2b670a43bbb","row":3,"leg":"settlement","line":5,"broken":true}],"moneyAtRisk":1200000,"direction":"unknown","id":"dsc_de51dee2fb13712fb0f6ca2b27544b19","class":"action","severity":"high"}');
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
	PRIMARY KEY(`date`, `generation`, `source`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO run_files VALUES('2026-07-08',1,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-08',1,'pay','settlement','in','pay_2026-07-08.csv','c2b670a43bbb9e1aaf06836cf40b786cb30b5ec100ed37bc7eb118603aeb4e27','fdd6770dc0a00b0dcb30a303f535c5ca8d1aa02380b46642808e18a1a7bef369',302,4,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]');
INSERT INTO run_files VALUES('2026-07-08',1,'shop','order','in','shop_2026-07-08.csv','3e7ea8ea6f1655ffba4025dceb561d96dcac171c0428b5b783442947ed99a940','6ffb0c36d37b51864dd164b52b7728c93afe59c0fa21a51a146cdb9a22da1c7f',262,5,1,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]');
INSERT INTO run_files VALUES('2026-07-09',1,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-09',1,'pay','settlement','in','pay_2026-07-09.csv','dfe1483bb4362cb8cb5a12f8a0ea95c37105d536f30b4345c857aa6deff12cc3','fdd6770dc0a00b0dcb30a303f535c5ca8d1aa02380b46642808e18a1a7bef369',242,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]');
INSERT INTO run_files VALUES('2026-07-09',1,'shop','order','in','shop_2026-07-09.csv','53b6d3585cef0ab30380849484669b914e59ff55b73cb575d371b69a59538034','6ffb0c36d37b51864dd164b52b7728c93afe59c0fa21a51a146cdb9a22da1c7f',147,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]');
INSERT INTO run_files VALUES('2026-07-10',1,'bank','bank','in','bank_2026-07-10.csv','3ec439ade8116ffd2d48f0ffd111262736e62f0d29126dd8c984ce458a1f1450','c2775a13f7cbf56604993015205a85340dba5750467073eab687c47f0a4d6e8a',94,2,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["booked_on","amount","currency","description","account"]');
INSERT INTO run_files VALUES('2026-07-10',1,'pay','settlement','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-10',1,'shop','order','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-08',2,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-08',2,'pay','settlement','in','pay_2026-07-08.csv','c2b670a43bbb9e1aaf06836cf40b786cb30b5ec100ed37bc7eb118603aeb4e27','fdd6770dc0a00b0dcb30a303f535c5ca8d1aa02380b46642808e18a1a7bef369',302,4,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]');
INSERT INTO run_files VALUES('2026-07-08',2,'shop','order','in','shop_2026-07-08.csv','3e7ea8ea6f1655ffba4025dceb561d96dcac171c0428b5b783442947ed99a940','6ffb0c36d37b51864dd164b52b7728c93afe59c0fa21a51a146cdb9a22da1c7f',262,5,1,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]');
INSERT INTO run_files VALUES('2026-07-09',2,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-09',2,'pay','settlement','in','pay_2026-07-09.csv','dfe1483bb4362cb8cb5a12f8a0ea95c37105d536f30b4345c857aa6deff12cc3','fdd6770dc0a00b0dcb30a303f535c5ca8d1aa02380b46642808e18a1a7bef369',242,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]');
INSERT INTO run_files VALUES('2026-07-09',2,'shop','order','in','shop_2026-07-09.csv','53b6d3585cef0ab30380849484669b914e59ff55b73cb575d371b69a59538034','6ffb0c36d37b51864dd164b52b7728c93afe59c0fa21a51a146cdb9a22da1c7f',147,3,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]');
INSERT INTO run_files VALUES('2026-07-10',2,'bank','bank','in','bank_2026-07-10.csv','3ec439ade8116ffd2d48f0ffd111262736e62f0d29126dd8c984ce458a1f1450','c2775a13f7cbf56604993015205a85340dba5750467073eab687c47f0a4d6e8a',94,2,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["booked_on","amount","currency","description","account"]');
INSERT INTO run_files VALUES('2026-07-10',2,'pay','settlement','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-10',2,'shop','order','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-11',1,'bank','bank','not_expected',NULL,NULL,NULL,0,0,0,NULL,NULL,'[]','[]');
INSERT INTO run_files VALUES('2026-07-11',1,'pay','settlement','in','pay_2026-07-11.csv','ce2fa9b1d5b2eb9729a4108eb5fce39ab61191a1ba50f7ff534fb8b5dd942983','fdd6770dc0a00b0dcb30a303f535c5ca8d1aa02380b46642808e18a1a7bef369',115,1,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","provider_id","status","gross","currency","paid_at","type","fee","net","payout_id","method"]');
INSERT INTO run_files VALUES('2026-07-11',1,'shop','order','in','shop_2026-07-11.csv','20681d774b24cbd2e7440d9086c9298e5f32be1406a0a710fc4b30d465967828','6ffb0c36d37b51864dd164b52b7728c93afe59c0fa21a51a146cdb9a22da1c7f',71,1,0,NULL,'{"state":"none","detail":"the file states no total"}','[]','["merchant_reference","amount","currency","status","created_at","method","store"]');
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
	`conservation` text NOT NULL,
	PRIMARY KEY(`date`, `generation`)
);
INSERT INTO runs VALUES('2026-07-08',1,NULL,'26d7201e9df30541e1d3de16d59d3cde87f2bde0dfecf1c42ee1bbb5d6a717e9','85d8441ca8af91357e7e963ed2b7903d90279c4a16410b22f7159ae2cb4599cd','a2fc578303225d3ac7b710a136464b8bca8f9876e72683d88cdf9919f0a0e082','1',0,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":6,"amount":24500000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":2,"amount":15000000},"awaiting":{"lines":2,"amount":5500000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":4,"amount":20700000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":3,"amount":16200000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
INSERT INTO runs VALUES('2026-07-09',1,1,'55d1141ee464c802399d0c003858c43fd075de19754773c175907858e2a93ee6','6577ce555b9bf7c6610b930351fa1705a79e7f5ed09b726c19d8192af1a225ff','a2fc578303225d3ac7b710a136464b8bca8f9876e72683d88cdf9919f0a0e082','1',2,1,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":3,"amount":15000000},"carried":{"lines":4,"amount":9500000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":3,"amount":15500000},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":3,"amount":15500000},"carried":{"lines":4,"amount":20700000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":6,"amount":31700000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
INSERT INTO runs VALUES('2026-07-10',1,1,'cf1bb58ff107e3adb16f9d1d7a8899ad988c1318110cd6840bf3f7914a5e976e','591f6294b26999aeee117e411b22e0b157b38a28688317fed13e6ee7f4e5e0fb','a2fc578303225d3ac7b710a136464b8bca8f9876e72683d88cdf9919f0a0e082','1',2,1,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":4,"amount":9000000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":7,"amount":36200000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":5,"amount":30500000},"broken":{"lines":2,"amount":5700000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}},{"leg":"bank","currency":"COP","entered":{"new":{"lines":2,"amount":5236000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":1,"amount":5586000},"awaiting":{"lines":1,"amount":-350000},"broken":{"lines":0,"amount":0},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
INSERT INTO runs VALUES('2026-07-08',2,NULL,'f6ae017b76203e91d2a218477beefbe697d4de10713e6214890571e7affa202d','85d8441ca8af91357e7e963ed2b7903d90279c4a16410b22f7159ae2cb4599cd','f35d39b8032b7320cb3867bc4dda0ce7fa5bca1b4fcffa0d7cca08d296ef763e','1',3,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":6,"amount":24500000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":2,"amount":15000000},"awaiting":{"lines":2,"amount":5500000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":4,"amount":20700000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":3,"amount":16200000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
INSERT INTO runs VALUES('2026-07-09',2,2,'4fa11f828c1c7d9a1fc234fd7f96e74dea00d22f50f556a21e57346fedded724','6577ce555b9bf7c6610b930351fa1705a79e7f5ed09b726c19d8192af1a225ff','f35d39b8032b7320cb3867bc4dda0ce7fa5bca1b4fcffa0d7cca08d296ef763e','1',3,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":3,"amount":15000000},"carried":{"lines":4,"amount":9500000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":3,"amount":15500000},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":3,"amount":15500000},"carried":{"lines":4,"amount":20700000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":6,"amount":31700000},"broken":{"lines":1,"amount":4500000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
INSERT INTO runs VALUES('2026-07-10',2,2,'614e6be40eb61eb46831d3485aaad4277866a3e6cfba2f20dba423299a03c283','591f6294b26999aeee117e411b22e0b157b38a28688317fed13e6ee7f4e5e0fb','f35d39b8032b7320cb3867bc4dda0ce7fa5bca1b4fcffa0d7cca08d296ef763e','1',3,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":4,"amount":9000000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":2,"amount":5000000},"broken":{"lines":1,"amount":4000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":7,"amount":36200000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":5,"amount":30500000},"broken":{"lines":2,"amount":5700000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}},{"leg":"bank","currency":"COP","entered":{"new":{"lines":2,"amount":5236000},"carried":{"lines":0,"amount":0},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":1,"amount":5586000},"awaiting":{"lines":1,"amount":-350000},"broken":{"lines":0,"amount":0},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
INSERT INTO runs VALUES('2026-07-11',1,2,'f530cbc253ab90f7cf15c3963675a9f67b96d4a57c1b4bf735c5873f54061785','f051550abdd56ec763ad584a4a4ec9a5cf4284a538497869c6a944b01a4a2f50','f35d39b8032b7320cb3867bc4dda0ce7fa5bca1b4fcffa0d7cca08d296ef763e','1',3,0,'[{"leg":"order","currency":"COP","entered":{"new":{"lines":1,"amount":1500000},"carried":{"lines":4,"amount":9000000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":1,"amount":1500000},"awaiting":{"lines":1,"amount":2000000},"broken":{"lines":2,"amount":7000000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":1,"amount":0}},"outOfScope":{}},{"leg":"settlement","currency":"COP","entered":{"new":{"lines":1,"amount":1500000},"carried":{"lines":7,"amount":36200000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":4,"amount":17000000},"broken":{"lines":4,"amount":20700000},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}},{"leg":"bank","currency":"COP","entered":{"new":{"lines":0,"amount":0},"carried":{"lines":1,"amount":-350000},"brought_back":{"lines":0,"amount":0}},"fates":{"matched":{"lines":0,"amount":0},"awaiting":{"lines":1,"amount":-350000},"broken":{"lines":0,"amount":0},"decided":{"lines":0,"amount":0},"out_of_scope":{"lines":0,"amount":0},"rejected":{"lines":0,"amount":0}},"outOfScope":{}}]');
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
	PRIMARY KEY(`date`, `generation`, `place`),
	FOREIGN KEY (`date`,`generation`) REFERENCES `runs`(`date`,`generation`) ON UPDATE no action ON DELETE no action
);
INSERT INTO store_movements VALUES('2026-07-08',1,0,'N1','',1,'COP',2,15000000,0,0,300000,0,14700000,0,14700000,0,0);
INSERT INTO store_movements VALUES('2026-07-08',1,1,'N2','',1,'COP',3,4500000,0,0,90000,0,4410000,0,4410000,0,0);
INSERT INTO store_movements VALUES('2026-07-08',1,2,'unassigned','',1,'COP',0,1200000,0,0,24000,0,1176000,0,1176000,0,0);
INSERT INTO store_movements VALUES('2026-07-09',1,0,'N1','',1,'COP',2,7000000,0,0,140000,0,6860000,0,6860000,0,0);
INSERT INTO store_movements VALUES('2026-07-09',1,1,'N2','',1,'COP',1,8500000,0,0,170000,0,8330000,0,8330000,0,0);
INSERT INTO store_movements VALUES('2026-07-10',1,0,'N2','',1,'COP',0,0,0,0,0,0,0,0,0,0,4410000);
INSERT INTO store_movements VALUES('2026-07-10',1,1,'unassigned','',1,'COP',0,0,0,0,0,0,0,0,0,0,1176000);
INSERT INTO store_movements VALUES('2026-07-08',2,0,'N1','',1,'COP',2,15000000,0,0,300000,0,14700000,0,14700000,0,0);
INSERT INTO store_movements VALUES('2026-07-08',2,1,'N2','',1,'COP',3,4500000,0,0,90000,0,4410000,0,4410000,0,0);
INSERT INTO store_movements VALUES('2026-07-08',2,2,'unassigned','',1,'COP',0,1200000,0,0,24000,0,1176000,0,1176000,0,0);
INSERT INTO store_movements VALUES('2026-07-09',2,0,'N1','',1,'COP',2,7000000,0,0,140000,0,6860000,0,6860000,0,0);
INSERT INTO store_movements VALUES('2026-07-09',2,1,'N2','',1,'COP',1,8500000,0,0,170000,0,8330000,0,8330000,0,0);
INSERT INTO store_movements VALUES('2026-07-10',2,0,'N2','',1,'COP',0,0,0,0,0,0,0,0,0,0,4410000);
INSERT INTO store_movements VALUES('2026-07-10',2,1,'unassigned','',1,'COP',0,0,0,0,0,0,0,0,0,0,1176000);
INSERT INTO store_movements VALUES('2026-07-11',1,0,'N1','',1,'COP',1,1500000,0,0,30000,0,1470000,0,1470000,0,0);
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
COMMIT;
